//! pure-console
