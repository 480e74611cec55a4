//! The hybrid logical clock.

use lakon_domain::hlc::{Hlc, LARGEST_LEAD_MS};
use proptest::prelude::*;

use crate::world::MORNING;

#[test]
fn own_stamps_always_grow_even_when_the_pc_clock_is_set_back() {
    let one = Hlc::default().next(MORNING);
    let two = one.next(MORNING);
    let three = two.next(MORNING - 3_600_000);
    assert!(one < two && two < three);
    assert_eq!((one.ms(), three.ms()), (MORNING, MORNING));
    assert_eq!(three.next(MORNING + 1), Hlc::new(MORNING + 1, 0));
}

#[test]
fn a_full_counter_carries_into_the_milliseconds() {
    assert_eq!(Hlc::new(MORNING, u16::MAX).next(MORNING), Hlc::new(MORNING + 1, 0));
}

#[test]
fn hearing_a_record_of_the_near_future_moves_the_clock_to_it() {
    let other = Hlc::new(MORNING + LARGEST_LEAD_MS, 4);
    assert_eq!(Hlc::new(MORNING, 0).heard(other, MORNING), other);
}

#[test]
fn hearing_a_record_of_the_past_moves_nothing() {
    let own = Hlc::new(MORNING, 9);
    assert_eq!(own.heard(Hlc::new(MORNING - 1, 0), MORNING), own);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn hearing_never_moves_the_clock_more_than_five_minutes_past_the_pc(other in any::<i64>(), counter in any::<u16>(), now in 0..(1i64 << 47)) {
        let own = Hlc::default().next(now);
        let heard = own.heard(Hlc::new(other, counter), now);
        prop_assert!(heard >= own && heard.ms() <= now + LARGEST_LEAD_MS);
    }

    #[test]
    fn the_text_sorts_like_the_stamp_and_is_read_back(a in any::<(i64, u16)>(), b in any::<(i64, u16)>()) {
        let (a, b) = (Hlc::new(a.0, a.1), Hlc::new(b.0, b.1));
        prop_assert_eq!(a.to_string().cmp(&b.to_string()), a.cmp(&b));
        prop_assert_eq!(a.to_string().len(), 16);
        prop_assert_eq!(a.to_string().parse::<Hlc>(), Ok(a));
    }
}

#[test]
fn other_texts_are_refused() {
    for wrong in ["", "0", "+000000000000000", "00000000000000FF", "00000000000000000"] {
        assert!(wrong.parse::<Hlc>().is_err(), "{wrong}");
    }
}
