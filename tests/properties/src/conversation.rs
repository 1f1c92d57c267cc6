//! Conversations with the key manager.

use std::cell::RefCell;

use kmip::enums::ResultReason;
use kmip::operation::{GetAttributesRequest, LocateRequest, ResponsePayload};
use kmip::ttlv::{Limits, length_of_message};
use kmip::{ProtocolVersion, RequestMessage};

use crate::fixture::Fixture;

/// So many requests go to one key manager.
const REQUESTS: usize = 5000;

/// Requests of one input that are played.
const LONGEST: usize = 32;

thread_local! {
    static FIXTURE: RefCell<Fixture> = RefCell::new(Fixture::new());
}

/// Message after message is responded to, and after all of them everything that is found has its
/// attributes, in every version: whatever was said, nothing was left half done.
pub fn conversation(bytes: &[u8]) {
    let limits = Limits::default();
    let mut requests = Vec::new();
    let mut rest = bytes;
    while let Some(header) = rest.first_chunk()
        && requests.len() < LONGEST
    {
        let Ok(length) = length_of_message(*header, &limits) else {
            break;
        };
        let Some((message, others)) = rest.split_at_checked(length) else {
            break;
        };
        requests.extend(RequestMessage::decode(message, &limits));
        rest = others;
    }
    if requests.is_empty() {
        return;
    }
    FIXTURE.with_borrow_mut(|fixture| {
        if fixture.responses > REQUESTS {
            *fixture = Fixture::new();
        }
        for request in &requests {
            fixture.respond(request);
        }
        for version in [ProtocolVersion::V1_0, ProtocolVersion::V2_1] {
            let newest = LocateRequest::default().with_maximum_items(2);
            let newest = RequestMessage::single(version, newest.into());
            let found = fixture.respond(&newest).items.remove(0).result;
            let Ok(ResponsePayload::Locate(found)) = found else {
                panic!("a Locate of everything fails: {found:?}");
            };
            for id in found.unique_identifiers {
                let all = GetAttributesRequest::new(id, Vec::new());
                let all = RequestMessage::single(version, all.into());
                let told = fixture.respond(&all).items.remove(0).result;
                let too_large =
                    |failure: &kmip::Failure| failure.reason == ResultReason::ResponseTooLarge;
                assert!(told.is_ok() || told.is_err_and(|it| too_large(&it)));
            }
        }
    });
}
