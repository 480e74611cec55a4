//! libFuzzer over the target `server_files` of tests/fuzz.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| lakon_fuzz_tests::server_files(data));
