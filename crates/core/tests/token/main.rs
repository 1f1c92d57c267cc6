//! The security token, against the embedded key manager over real TLS and KMIP.

mod clock;
#[path = "../common/mod.rs"]
mod common;
mod copy;
mod deletion;
mod disable;
mod drive;
mod enable;
mod export;
mod leftover;
mod mismatch;
mod replace;
mod smart_card;
mod test_bed;
