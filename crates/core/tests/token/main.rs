//! The security token, against the embedded key manager over real TLS and KMIP.

mod bench;
mod disable;
mod enable;
mod gate;
mod leftover;
mod mismatch;
mod replace;
mod smart_card;
