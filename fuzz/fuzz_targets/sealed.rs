//! libFuzzer over the target `sealed` of tests/fuzz.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| lakon_fuzz_tests::sealed(data));
