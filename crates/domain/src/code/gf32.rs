//! Arithmetic in the field of 32 elements (x^5 + x^2 + 1), in which the check characters are computed.
//! A character at place i counts alpha^i times; places stay below 31, so every place has a weight of its own.

/// alpha^0 to alpha^30.
const POWERS: [u8; 31] = {
    let mut powers = [1; 31];
    let mut i = 1;
    while i < 31 {
        let doubled = powers[i - 1] << 1;
        powers[i] = if doubled & 32 == 0 { doubled } else { doubled ^ 0b10_0101 };
        i += 1;
    }
    powers
};

/// alpha to the power of a place.
pub fn weight(place: usize) -> u8 {
    POWERS[place % 31]
}

/// Which power of alpha this is; `None` for 0.
pub fn logarithm(element: u8) -> Option<usize> {
    POWERS.iter().position(|power| *power == element)
}

pub fn multiply(a: u8, b: u8) -> u8 {
    match (logarithm(a), logarithm(b)) {
        (Some(a), Some(b)) => weight(a + b),
        _ => 0,
    }
}

/// `a / b`; 0 where `b` is 0.
pub fn divide(a: u8, b: u8) -> u8 {
    match (logarithm(a), logarithm(b)) {
        (Some(a), Some(b)) => weight(a + 31 - b),
        _ => 0,
    }
}

/// Sum of the characters.
pub fn sum(characters: &[u8]) -> u8 {
    characters.iter().fold(0, |sum, c| sum ^ c)
}

/// Sum of the characters, each times the weight of its place.
pub fn weighted_sum(characters: &[u8]) -> u8 {
    characters.iter().enumerate().fold(0, |sum, (place, c)| sum ^ multiply(*c, weight(place)))
}
