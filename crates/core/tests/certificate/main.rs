//! Certificates of an array, by the public interface.

mod change;
#[path = "../common/mod.rs"]
mod common;
mod create;
mod import;
mod issued_by_openssl;
mod openssl;
mod test_bed;
