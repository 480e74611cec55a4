//! Asks two groups of the recovery seed back, as proof that it stands somewhere else now (design/security.md "Keys").

use std::io::{self, BufRead, Read, Write};

use lakon_domain::Random;
use lakon_domain::code::Seed;

use crate::words;

/// Groups that have to be typed back.
const ASKED: usize = 2;
/// Bytes of one typed line that are read: a seed with everything people put between its groups has far fewer. The input may be a file.
const LONGEST_LINE: u64 = 1024;

/// Reads one typed line; the number of bytes read, 0 at the end of the input.
///
/// # Errors
/// Those of the terminal.
pub fn line(input: &mut impl BufRead, into: &mut String) -> io::Result<usize> {
    input.by_ref().take(LONGEST_LINE).read_line(into)
}

/// Asks until the groups fit; an end of the input ends the asking, for then nobody is there to answer.
///
/// # Errors
/// Those of the terminal.
pub fn seed_back(
    seed: &Seed,
    random: &mut dyn Random,
    input: &mut impl BufRead,
    output: &mut impl Write,
) -> io::Result<()> {
    let groups = seed.groups();
    for group in asked(groups.len(), random) {
        loop {
            write!(output, "{}", words::ask_group(group))?;
            output.flush()?;
            let mut typed = String::new();
            if line(input, &mut typed)? == 0 {
                return Ok(());
            }
            if groups.get(group).is_some_and(|group| Seed::same_group(group, &typed)) {
                break;
            }
            write!(output, "{}", words::wrong_group(seed))?;
        }
    }
    write!(output, "{}", words::seed_kept())
}

/// Different places below `count`, in order.
fn asked(count: usize, random: &mut dyn Random) -> Vec<usize> {
    let mut places: Vec<usize> = Vec::new();
    while places.len() < ASKED.min(count) {
        let mut byte = [0];
        random.fill(&mut byte);
        let place = usize::from(byte[0]) % count;
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places.sort_unstable();
    places
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    struct Counting(u8);
    impl Random for Counting {
        fn fill(&mut self, buffer: &mut [u8]) {
            for byte in buffer {
                *byte = self.0;
                self.0 = self.0.wrapping_add(3);
            }
        }
    }

    fn answer(typed: &str) -> String {
        let mut said = Vec::new();
        seed_back(&Seed::new([7; 16]), &mut Counting(1), &mut typed.as_bytes(), &mut said).unwrap();
        String::from_utf8(said).unwrap()
    }

    #[test]
    fn two_groups_are_asked_for_until_they_fit() {
        let groups = Seed::new([7; 16]).groups();
        let said = answer(&format!("0000\n{}\n{}\n", groups[1].to_lowercase(), groups[4]));
        assert!(said.contains("kelompok ke-2") && said.contains("kelompok ke-5"), "{said}");
        assert!(said.contains("tidak cocok") && said.ends_with("brankas kantor.\n"), "{said}");
    }

    #[test]
    fn a_line_without_an_end_is_not_kept_whole() {
        let mut typed = String::new();
        let read = line(&mut "x".repeat(1 << 20).as_bytes(), &mut typed).unwrap();
        assert_eq!((read, typed.len()), (1024, 1024));
    }

    #[test]
    fn nobody_at_the_terminal_ends_the_asking() {
        assert!(!answer("").contains("Cocok"));
    }
}
