#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| pure_fuzz_properties::ssh_line(bytes));
