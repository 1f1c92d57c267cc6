//! pure-kmip
