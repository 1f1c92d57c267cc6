//! The array's reading of what a request asks for.

/// Whatever a request asks for, by path, filter, order, continuation token and the rest of the query: it
/// is read, or refused in one line of bounded length.
pub fn query(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    for told in pure_doors::read_target(text) {
        // The name of an object is told as it was asked for.
        assert!(told.len() < 2000 + 12 * text.len(), "{} bytes", told.len());
        assert!(!told.contains(['\n', '\r', '\u{1b}']), "{told:?}");
    }
}
