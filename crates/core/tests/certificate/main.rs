//! Certificates of an array, by the public interface.

mod authority;
mod bench;
mod change;
mod create;
mod import;
mod openssl;
