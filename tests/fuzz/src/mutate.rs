//! Spoils good bytes the way fuzzers do, but from a seed, so that a failing input comes again: bits, cuts, repeats, splices, sizes blown up.

/// A source of numbers that is the same every time (xorshift64*).
pub struct Chance(u64);

impl Chance {
    /// From a name, so that every target has a course of its own.
    pub fn named(name: &str) -> Self {
        let seed = blake3::hash(name.as_bytes());
        Self(u64::from_le_bytes(seed.as_bytes()[..8].try_into().unwrap()) | 1)
    }

    /// 0 to `end` without it; 0 where there is nothing.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16;
        usize::try_from(number).unwrap_or(0).checked_rem(end).unwrap_or(0)
    }
}

/// Bytes that mean something in CBOR, zstd, JSON or UTF-8: huge lengths, unknown lengths, ends, nulls, magic numbers.
const PIECES: [&[u8]; 28] = [
    b"\x9a\xff\xff\xff\xff",
    b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\x5b\x7f\xff\xff\xff\xff\xff\xff\xff",
    b"\x7a\xff\xff\xff\xff",
    b"\xbb\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\x9f",
    b"\xbf",
    b"\x5f",
    b"\xff",
    b"\xf6",
    b"\xfb\x7f\xf0\x00\x00\x00\x00\x00\x00",
    b"\x1b\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\x28\xb5\x2f\xfd",
    b"null",
    b"{}",
    b"[[[[[[[[",
    b"\"",
    b"\\ud800",
    b"\\u0000",
    b"\n",
    b"\n\n",
    b"\0",
    b"\xe2\x80\xae",
    b"\xf0\x9f\x92\xa9",
    b"\xc3",
    b"../",
    b"-",
    b",",
];

/// Numbers at the edges of what programs count with.
const NUMBERS: [&str; 14] = [
    "0",
    "-1",
    "255",
    "65536",
    "4294967296",
    "9007199254740993",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551615",
    "8210298412799999",
    "253402300800000",
    "1e308",
    "-1e308",
    "99999999999999999999999999",
];

/// Longest input made, bytes.
const LONGEST: usize = 64 * 1024;

/// One of the good inputs, spoilt in up to four places.
pub fn mutated(good: &[Vec<u8>], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = good[chance.below(good.len())].clone();
    for _ in 0..=chance.below(4) {
        once(&mut bytes, good, chance);
        bytes.truncate(LONGEST);
    }
    bytes
}

fn once(bytes: &mut Vec<u8>, good: &[Vec<u8>], chance: &mut Chance) {
    let at = chance.below(bytes.len() + 1);
    let end = at + chance.below((bytes.len() - at).min(64) + 1);
    match chance.below(9) {
        0 => flip(bytes, at, chance),
        1 => bytes.truncate(at),
        2 => drop(bytes.drain(at..end)),
        3 => {
            let again = bytes[at..end].repeat(1 + chance.below(8));
            bytes.splice(at..at, again);
        }
        4 => {
            let other = &good[chance.below(good.len())];
            let from = chance.below(other.len() + 1);
            bytes.splice(at.., other[from..].iter().copied());
        }
        5 => drop(bytes.splice(at..end, PIECES[chance.below(PIECES.len())].iter().copied())),
        6 => {
            let piece = PIECES[chance.below(PIECES.len())];
            bytes.splice(at..at, piece.iter().copied());
        }
        _ => number(bytes, at, NUMBERS[chance.below(NUMBERS.len())]),
    }
}

fn flip(bytes: &mut [u8], at: usize, chance: &mut Chance) {
    if let Some(byte) = bytes.get_mut(at) {
        *byte ^= 1 << chance.below(8);
    }
}

/// Another number in place of the first that is written in digits behind `at`.
fn number(bytes: &mut Vec<u8>, at: usize, other: &str) {
    let Some(start) = bytes[at..].iter().position(u8::is_ascii_digit).map(|found| at + found) else { return };
    let digits = bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    bytes.splice(start..start + digits, other.bytes());
}

/// Small inputs that want to become large ones, whatever reads them.
pub fn bombs() -> Vec<Vec<u8>> {
    let packed = |plain: &[u8]| zstd::bulk::compress(plain, 3).unwrap();
    let mut bombs = vec![
        Vec::new(),
        packed(&vec![0; 64 * 1024 * 1024]),
        // A list of four million empty texts, in a field of a message and alone.
        packed(&[&b"\xa1\x6ccapabilities\x9b\0\0\0\0\0\x3f\xff\xe0"[..], &vec![0x60; 0x3f_ffe0]].concat()),
        packed(&[&b"\x9a\0\x3f\xff\0"[..], &vec![0x60; 0x3f_ff00]].concat()),
        packed(&vec![0x81; 1024 * 1024]),
        packed(b"\x9a\xff\xff\xff\xff"),
    ];
    bombs.extend(PIECES.map(<[u8]>::to_vec));
    bombs.extend(
        ["[", "{\"a\":", "\x1b", "\"\\u00", "1", ",", ";\t", "\u{feff}", "-", "0", "💩", "\n", "a.", "../"]
            .map(|one| one.repeat(20_000).into_bytes()),
    );
    bombs
}
