#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| pure_fuzz_properties::id_token(bytes));
