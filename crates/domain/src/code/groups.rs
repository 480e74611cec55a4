//! Characters of 5 bits: between bytes, groups on paper and what people type.

use super::{GROUP, WrongCode};

/// Crockford's base 32: no I, L, O and U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The groups as printed.
pub fn print(characters: &[u8]) -> Vec<String> {
    let letter = |c: &u8| char::from(ALPHABET[usize::from(c % 32)]);
    characters.chunks(GROUP).map(|group| group.iter().map(letter).collect()).collect()
}

/// Reads what was typed, either whole or with the groups apart, as `N` characters of 5 bits.
pub fn read<const N: usize>(typed: &str) -> Result<[u8; N], WrongCode> {
    let groups: Vec<&str> =
        typed.split(|c: char| c.is_whitespace() || is_dash(c)).filter(|group| !group.is_empty()).collect();
    let in_groups = groups.len() == N / GROUP;
    let mut characters = Vec::with_capacity(N);
    for (index, group) in groups.iter().enumerate() {
        let before = characters.len();
        for c in group.chars() {
            // Bounded by the answer's length: a pasted book is not read to its end.
            let here = if in_groups { index } else { characters.len() / GROUP };
            if characters.len() >= N {
                return Err(WrongCode::WrongGroup(here.min(N / GROUP - 1)));
            }
            characters.push(value(c).ok_or(WrongCode::WrongGroup(here))?);
        }
        if in_groups && characters.len() - before != GROUP {
            return Err(WrongCode::WrongGroup(index));
        }
    }
    let reached = characters.len() / GROUP;
    characters.try_into().map_err(|_| WrongCode::WrongGroup(reached))
}

/// Hyphens, dashes and the minus sign, as word processors and messengers put them.
fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

fn value(c: char) -> Option<u8> {
    let plain = match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let place = ALPHABET.iter().position(|letter| char::from(*letter) == plain)?;
    u8::try_from(place).ok()
}

/// The first `count` characters of 5 bits of a row of bytes, most significant bit first; bits beyond the bytes are 0.
pub fn from_bytes(bytes: &[u8], count: usize) -> Vec<u8> {
    let bit = |i: usize| bytes.get(i / 8).map_or(0, |byte| byte >> (7 - i % 8) & 1);
    (0..count).map(|c| (0..5).fold(0, |value, b| value << 1 | bit(c * 5 + b))).collect()
}

/// The reverse of [`from_bytes`]; `None` when a bit beyond the bytes is set.
pub fn to_bytes<const N: usize>(characters: &[u8]) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    for (i, bit) in characters.iter().flat_map(|c| (0..5).map(move |b| c >> (4 - b) & 1)).enumerate() {
        match bytes.get_mut(i / 8) {
            Some(byte) => *byte |= bit << (7 - i % 8),
            None if bit == 1 => return None,
            None => {}
        }
    }
    Some(bytes)
}
