//! When what is valid ends.

use jiff::Timestamp;
use kmip::client::CertificateFacts;

use super::reality::{OnServer, Reality};
use super::{Ending, Event, Lockout, Played};

/// The end of a certificate, or of the key.
pub(super) struct End {
    pub(super) event: Event,
    /// What has ended, as a sentence without a full stop.
    pub(super) what: String,
    /// Its last second.
    pub(super) at: Timestamp,
    /// What should become of the array when it loses power right after.
    pub(super) expected: Ending,
}

/// The certificates that a key manager is reached by, and the key, as far as they have not ended at `now`:
/// when each ends, the first first.
pub(super) fn of_certificates(reality: &Reality<'_>, now: Timestamp) -> Vec<End> {
    let Reality::Kmip(on) = reality else {
        return Vec::new();
    };
    let mut ends = vec![(
        Event::CertificateExpired,
        format!("The array's certificate {} has expired", on.own.name),
        on.own.to,
    )];
    for answer in &on.answers {
        let mut chain = answer.chain.iter().filter_map(|der| end_of(der));
        if let Some((title, end)) = chain.next() {
            let what = format!("The certificate of {} ({title}) has expired", answer.uri);
            ends.push((Event::ServerCertificateExpired, what, end));
        }
        ends.extend(chain.map(|(title, end)| (Event::CaExpired, expired_ca(&title), end)));
    }
    // Whatever a URI says: the key is one. It is Deactivated from that second on.
    let deactivated = on.answers.iter().filter_map(|answer| answer.deactivates);
    let deactivated = deactivated
        .min()
        .and_then(|at| Timestamp::from_second(at.checked_sub(1)?).ok());
    ends.extend(deactivated.map(|at| {
        let what = "The key's Deactivation Date has passed".to_owned();
        (Event::KeyDeactivationDate, what, at)
    }));
    let configured = on.configured().into_iter();
    ends.extend(configured.map(|(title, end)| (Event::CaExpired, expired_ca(&title), end)));
    ends.retain(|(_, _, end)| *end > now);
    ends.sort_by_key(|(_, _, end)| *end);
    ends.dedup_by(|a, b| a.1 == b.1 && a.2 == b.2);
    let ends = ends.into_iter().map(|(event, what, at)| End {
        event,
        what,
        at,
        expected: if event != Event::KeyDeactivationDate && on.outlives(at) {
            Ending::Unlocks
        } else {
            Ending::Locks
        },
    });
    ends.collect()
}

fn expired_ca(title: &str) -> String {
    format!("The CA certificate {title} has expired")
}

/// What a certificate is called, and its last second.
fn end_of(der: &[u8]) -> Option<(String, Timestamp)> {
    let facts = CertificateFacts::of(der)?;
    let end = Timestamp::from_second(facts.not_after).ok()?;
    Some((facts.title(), end))
}

impl OnServer {
    fn configured(&self) -> Vec<(String, Timestamp)> {
        let ca = self.server.ca_certificate.as_ref();
        let certificates = ca.map_or(&[][..], |ca| ca.certificates());
        certificates.iter().filter_map(|der| end_of(der)).collect()
    }

    /// Whether, by the dates alone, the key manager can still be used after `at`.
    fn outlives(&self, at: Timestamp) -> bool {
        let is_later = |end: &(String, Timestamp)| end.1 > at;
        let cas = self.configured();
        let is_issued = cas.is_empty() || cas.iter().any(is_later);
        let serves = self.answers.iter().any(|answer| {
            let mut chain = answer.chain.iter().filter_map(|der| end_of(der)).peekable();
            chain.peek().is_some() && chain.all(|end| is_later(&end))
        });
        self.own.to > at && is_issued && serves
    }
}

/// The first time at which a power cut would lock the array.
pub(super) fn first_lockout(played: &[Played], now: Timestamp) -> Option<Lockout> {
    let is_now = |play: &&Played| play.event == Event::PowerCut && play.found.is_err();
    if let Some(play) = played.iter().find(is_now) {
        return Some(Lockout {
            at: now,
            what: play.what.clone(),
        });
    }
    let dated = played.iter().filter(|play| {
        let is_date = matches!(
            play.event,
            Event::KeyDeactivationDate
                | Event::CertificateExpired
                | Event::ServerCertificateExpired
                | Event::CaExpired
        );
        is_date && play.found.is_err()
    });
    let first = dated
        .filter_map(|play| Some((play.at?, play)))
        .min_by_key(|(at, _)| *at);
    first.map(|(at, play)| Lockout {
        at,
        what: play.what.clone(),
    })
}
