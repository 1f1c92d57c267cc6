//! How responses go out, given the misbehaviours of a server.

use std::io::{self, Write};

use kmip::enums::{Operation, ResultReason};
use kmip::ttlv::{Item, Tag};
use kmip::{Failure, ResponseMessage};

use super::conduct::Conduct;
use super::misbehaviour::Misbehaviour;
use crate::TlsStream;

const VENDOR: Tag = Tag::new(0x54_0001);

impl Conduct<'_> {
    /// Why an operation is refused.
    pub(super) fn refusal(&self, operation: Operation) -> Option<Failure> {
        self.0.iter().find_map(|misbehaviour| match misbehaviour {
            Misbehaviour::Refuses(refused, reason) if *refused == operation => {
                Some(Failure::new(*reason, "not here"))
            }
            Misbehaviour::RefusesSilently(refused) if *refused == operation => {
                let mut failure = Failure::new(ResultReason::GeneralFailure, "");
                failure.message = None;
                Some(failure)
            }
            Misbehaviour::Pends(pending) if *pending == operation => Some(Failure::pending([1, 2])),
            _ => None,
        })
    }

    /// Whether the connection is closed after so many responses.
    pub(super) fn closes_after(&self, responses: usize) -> bool {
        self.0.iter().any(|misbehaviour| match misbehaviour {
            Misbehaviour::ClosesAfterEach | Misbehaviour::SpeaksAndCloses(_) => true,
            Misbehaviour::ClosesAfter(number) => *number == responses,
            _ => false,
        })
    }

    /// Sends the response to that operation; false when the connection is closed over it.
    pub(super) fn deliver(
        &self,
        operation: Operation,
        mut response: ResponseMessage,
        stream: &mut TlsStream,
    ) -> io::Result<bool> {
        self.alter(&mut response);
        let mut bytes = response.encode().to_vec();
        let mut closes = false;
        for misbehaviour in self.0 {
            match misbehaviour {
                Misbehaviour::Delays(time) => std::thread::sleep(*time),
                Misbehaviour::AnswersTwice(twice) if *twice == operation => {
                    bytes = bytes.repeat(2);
                }
                Misbehaviour::Garbles(garbled) if *garbled == operation => {
                    bytes = b"HTTP/1.1 502 Bad Gateway\r\n\r\n".to_vec();
                }
                Misbehaviour::AnnouncesTooMuch(long) if *long == operation => {
                    bytes[4..8].copy_from_slice(&(2_u32 << 20).to_be_bytes());
                }
                Misbehaviour::CutsResponse(cut) if *cut == operation => {
                    bytes.truncate(bytes.len() / 2);
                    closes = true;
                }
                Misbehaviour::Drips => {
                    for byte in &bytes {
                        stream.write_all(&[*byte])?;
                        stream.flush()?;
                    }
                    return Ok(true);
                }
                _ => {}
            }
        }
        stream.write_all(&bytes)?;
        Ok(!closes)
    }

    fn alter(&self, response: &mut ResponseMessage) {
        let vendor = || Item::structure(VENDOR, vec![Item::text(VENDOR, "for friends")]);
        for misbehaviour in self.0 {
            match misbehaviour {
                Misbehaviour::AnswersIn(version) => response.version = *version,
                Misbehaviour::OmitsItemIds => {
                    response.items.iter_mut().for_each(|item| item.id = None);
                }
                Misbehaviour::AddsFields => {
                    response.other.push(vendor());
                    for item in &mut response.items {
                        item.other.push(vendor());
                        item.payload_extensions.push(vendor());
                    }
                }
                Misbehaviour::AddsExtensions => {
                    let extension = Item::structure(
                        Tag::MESSAGE_EXTENSION,
                        vec![
                            Item::text(Tag::VENDOR_IDENTIFICATION, "acme"),
                            Item::boolean(Tag::CRITICALITY_INDICATOR, true),
                        ],
                    );
                    for item in &mut response.items {
                        item.other.push(extension.clone());
                    }
                }
                _ => {}
            }
        }
    }
}
