//! The client's reading of the responses to batches.

use kmip::enums::Operation;
use kmip::exchange::BatchExchange;
use kmip::operation::{
    DestroyRequest, GetAttributesRequest, GetRequest, LocateRequest, RequestPayload,
};
use kmip::{ProtocolVersion, RequestHeader};

/// Any response to a batch gives the items of its operations, in their order, or an error that fits in one
/// line.
pub fn batch(bytes: &[u8]) {
    for version in [ProtocolVersion::V1_0, ProtocolVersion::V2_1] {
        let payloads: Vec<RequestPayload> = vec![
            LocateRequest::default().into(),
            GetRequest::default().into(),
            GetAttributesRequest::new(None, Vec::new()).into(),
            DestroyRequest::new(None).into(),
        ];
        let asked: Vec<Operation> = payloads.iter().map(RequestPayload::operation).collect();
        let mut header = RequestHeader::new(version);
        header.batch_count = 4;
        let mut exchange = BatchExchange::new(payloads, header).expect("all versions have these");
        if exchange.feed(bytes.get(..8).unwrap_or(bytes)).is_err() || bytes.len() < 8 {
            continue;
        }
        let Ok(missing) = exchange.missing() else {
            continue;
        };
        let Some(rest) = bytes.get(8..8 + missing) else {
            continue;
        };
        exchange.feed(rest).expect("as many as are missing");
        match exchange.finish() {
            Ok(items) => {
                let mut asked = asked.iter();
                for item in items {
                    let told = item.operation;
                    // A failure may leave out which operation it is of.
                    let known = asked.any(|it| told.is_none_or(|told| *it == told));
                    assert!(known, "{told:?} was not asked for, or not there");
                    if let Err(failure) = item.result {
                        crate::line::check(&failure);
                    }
                }
            }
            Err(error) => crate::line::check(&error),
        }
    }
}
