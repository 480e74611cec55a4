//! libFuzzer over the target `key_files` of tests/fuzz.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| lakon_fuzz_tests::key_files(data));
