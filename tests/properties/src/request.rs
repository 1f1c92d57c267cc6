//! The key manager's responses.

use std::cell::RefCell;

use kmip::RequestMessage;
use kmip::ttlv::Limits;

use crate::fixture::Fixture;

/// So many requests go to one key manager, which would grow without end otherwise.
const REQUESTS: usize = 5000;

thread_local! {
    static FIXTURE: RefCell<Fixture> = RefCell::new(Fixture::new());
}

/// Every request that can be decoded gets a response in its version, item by item, which can be decoded.
pub fn request(bytes: &[u8]) {
    let Ok(request) = RequestMessage::decode(bytes, &Limits::default()) else {
        return;
    };
    FIXTURE.with_borrow_mut(|fixture| {
        if fixture.responses > REQUESTS {
            *fixture = Fixture::new();
        }
        fixture.respond(&request);
    });
}
