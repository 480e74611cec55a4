//! Codes people type: the invitation and the recovery seed.

use lakon_domain::code::{Invitation, Seed};

use crate::measure::bounded;

/// A code has 28 characters; a pasted book is parted at its spaces and read no further.
const PER_BYTE: usize = 64;
const MOST: usize = 64 * 1024;

/// Anything typed into the field of a code.
pub fn codes(data: &[u8]) {
    let Ok(typed) = std::str::from_utf8(data) else { return };
    bounded(data, MOST + PER_BYTE * data.len(), || {
        match Invitation::read(typed) {
            Ok(read) => assert_eq!(Invitation::read(&read.text()).as_ref(), Ok(&read)),
            Err(wrong) => assert!(wrong.group().is_none_or(|group| group < 5)),
        }
        match Seed::read(typed) {
            Ok(read) => assert_eq!(Seed::read(&read.text()).as_ref(), Ok(&read)),
            Err(wrong) => assert!(wrong.group().is_none_or(|group| group < 7)),
        }
        let seed = Seed::new([7; 16]);
        let group = &seed.groups()[0];
        if Seed::same_group(group, typed) {
            assert!(typed.len() >= group.len());
        }
    });
}
