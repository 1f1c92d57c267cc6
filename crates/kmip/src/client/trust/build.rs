//! Building the chain, as OpenSSL does: one issuer for each certificate, and never another one because
//! something turned out to be wrong with it.

use super::TrustFault;
use super::link::Link;

/// More certificates than that are no chain (OpenSSL's own limit).
const MAX_LENGTH: usize = 100;

/// The chain from the server's certificate, which comes first, to a trusted one that is self-signed.
/// `sent` are those that the server sent above its own.
pub(super) fn chain<'c, 'a>(
    server: &'c Link<'a>,
    sent: &'c [Link<'a>],
    trusted: &'c [Link<'a>],
    now: i64,
) -> Result<Chain<'c, 'a>, TrustFault> {
    let mut chain = Chain {
        links: vec![server],
        sent: 1,
        offered: sent.len(),
    };
    let mut sent: Vec<&Link<'a>> = sent.iter().collect();
    while chain.links.len() <= MAX_LENGTH {
        let last = chain.top();
        let is_self_signed = last.is_self_signed();
        match best(trusted.iter(), last, now) {
            // A namesake of what is trusted is not trusted.
            Some(issuer) if is_self_signed => {
                if issuer.der != last.der {
                    break;
                }
                return Ok(chain);
            }
            Some(issuer) => {
                // What is trusted is not followed by what a server sends.
                sent.clear();
                chain.links.push(issuer);
                if issuer.is_self_signed() {
                    return Ok(chain);
                }
            }
            None if is_self_signed => break,
            None => {
                let others = sent.iter().copied().filter(|other| other.der != last.der);
                let Some(issuer) = best(others, last, now) else {
                    break;
                };
                sent.retain(|other| other.der != issuer.der);
                chain.links.push(issuer);
                chain.sent = chain.links.len();
            }
        }
    }
    Err(chain.unfinished(trusted))
}

/// A chain, from the server's certificate upwards.
pub(super) struct Chain<'c, 'a> {
    pub(super) links: Vec<&'c Link<'a>>,
    /// How many of the links the server sent; the others are trusted.
    pub(super) sent: usize,
    /// How many certificates the server sent above its own, whether or not they are in the chain.
    offered: usize,
}

impl<'c, 'a> Chain<'c, 'a> {
    fn top(&self) -> &'c Link<'a> {
        self.links[self.links.len() - 1]
    }

    /// The fault of the certificate at that place of the chain, which is one of a CA.
    pub(super) fn fault_of(&self, place: usize, reason: impl Into<String>) -> TrustFault {
        TrustFault::Ca {
            ca: self.links[place].facts().title(),
            configured: place >= self.sent,
            reason: reason.into(),
        }
    }

    /// Why the chain ends at no trusted certificate.
    fn unfinished(&self, trusted: &[Link<'a>]) -> TrustFault {
        let (server, top) = (self.links[0].facts(), self.top());
        if self.links.len() > MAX_LENGTH {
            return TrustFault::Other("its chain is longer than any real one".to_owned());
        }
        if self.sent < self.links.len() {
            return TrustFault::IntermediateWithoutRoot {
                configured: top.facts().title(),
                root: top.facts().issuer,
            };
        }
        // They may be written differently.
        let is_sought =
            |other: &&Link<'_>| other.subject == top.issuer && !other.subject.is_empty();
        if let Some(namesake) = trusted.iter().find(is_sought) {
            return TrustFault::SameNameOtherKey {
                configured: namesake.facts().subject,
                server: Box::new(server),
            };
        }
        TrustFault::UnknownIssuer {
            server: Box::new(server),
            intermediates: self.offered,
            configured: trusted.iter().map(|link| link.facts().title()).collect(),
        }
    }
}

/// The first that may have issued `subject` and is valid now; or else the one that is valid longest.
fn best<'c, 'a: 'c>(
    all: impl Iterator<Item = &'c Link<'a>>,
    subject: &Link<'_>,
    now: i64,
) -> Option<&'c Link<'a>> {
    let mut latest: Option<&Link<'a>> = None;
    for issuer in all.filter(|issuer| issuer.may_have_issued(subject)) {
        if issuer.is_valid_at(now) {
            return Some(issuer);
        }
        if latest.is_none_or(|known| issuer.not_after() > known.not_after()) {
            latest = Some(issuer);
        }
    }
    latest
}
