//! pure-keymanager
