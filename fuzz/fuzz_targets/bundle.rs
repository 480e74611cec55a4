//! libFuzzer over the target `bundle` of tests/fuzz.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| lakon_fuzz_tests::bundle(data));
