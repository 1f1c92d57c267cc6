//! The key manager's reading of what a request of its REST API asks for.

use crate::line;

/// The first line is what the request proves with who asks, the rest its body: they are read, or refused in one
/// line of bounded length that quotes no value. What is a time is written again as it was.
pub fn dsm(bytes: &[u8]) {
    let end = bytes.iter().position(|byte| *byte == b'\n');
    let (head, body) = bytes.split_at(end.unwrap_or(0));
    let Ok(head) = std::str::from_utf8(head) else {
        return;
    };
    for told in pure_keymanager::read_request(head, body) {
        line::check(&told);
        assert!(told.len() < 200, "{told:?}");
    }
    if let Some(time) = pure_keymanager::rewritten_time(head) {
        assert_eq!(time, head);
    }
}
