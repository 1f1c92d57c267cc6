//! The codec: known messages, arbitrary ones, and bytes that mean harm.

mod arbitrary;
mod hostile_bytes;
mod kept;
mod pykmip;
mod round_trip;
mod use_cases;
mod vectors;
