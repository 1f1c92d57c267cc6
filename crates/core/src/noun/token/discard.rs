//! Destroying keys that the array does not use, wherever they may be.

use std::time::Instant;

use super::intent::Orphan;
use super::kmip::key_manager;
use crate::ground::{Array, Explain, Message};
use crate::noun::kmip_server::diagnosis::Diagnosis;
use crate::noun::kmip_server::{Fate, KmipServer, Timeouts, Uri, destroy};

/// Destroys the keys of `orphans`, all on `server`, at every URI of it and wherever they were made, until
/// `end`; each URI is connected to once. For each key: whether it is destroyed, or why not.
pub(crate) fn discard(
    array: &Array,
    server: &KmipServer,
    orphans: &[&Orphan],
    end: Instant,
) -> Vec<Result<(), Message>> {
    let manager = match key_manager(array, server) {
        Ok(manager) => manager.with_timeouts(Timeouts::Probe),
        Err(error) => return vec![Err(error.message()); orphans.len()],
    };
    let mut uris: Vec<Uri> = manager.uris().iter().cloned().collect();
    for made_at in orphans.iter().filter_map(|orphan| orphan.made_at.as_ref()) {
        if !uris.contains(made_at) {
            uris.push(made_at.clone());
        }
    }
    let mut accounts = vec![Account::default(); orphans.len()];
    for uri in &uris {
        let late = Instant::now() >= end;
        let mut session = manager.session_until(uri, end);
        let mut opened: Option<Result<(), Diagnosis>> = None;
        for (orphan, account) in orphans.iter().zip(&mut accounts) {
            if account.is_settled {
                continue;
            }
            if late {
                account.left.push(unasked(uri));
                continue;
            }
            let fate = match opened.get_or_insert_with(|| session.open()) {
                Ok(()) => destroy(&mut session, &orphan.claim),
                Err(diagnosis) => Fate::Left(diagnosis.clone()),
            };
            account.note(orphan, uri, fate);
        }
    }
    accounts.into_iter().map(Account::close).collect()
}

/// What is known of one key.
#[derive(Clone, Default)]
struct Account {
    /// It is destroyed where it was made: what replicates follows, and elsewhere it never was.
    is_settled: bool,
    /// It is destroyed somewhere.
    is_destroyed: bool,
    /// Where it may still be, and why.
    left: Vec<Message>,
    /// Where it is not found.
    absent: Vec<Uri>,
}

impl Account {
    fn note(&mut self, orphan: &Orphan, uri: &Uri, fate: Fate) {
        match fate {
            Fate::Destroyed => {
                self.is_destroyed = true;
                self.is_settled = orphan.made_at.as_ref() == Some(uri);
            }
            Fate::Absent => self.absent.push(uri.clone()),
            Fate::Left(diagnosis) => self
                .left
                .push(Message::text(format!("{uri}:")).then(diagnosis.message())),
        }
    }

    fn close(self) -> Result<(), Message> {
        if self.is_settled || (self.is_destroyed && self.left.is_empty()) {
            return Ok(());
        }
        let mut told = self
            .left
            .into_iter()
            .fold(Message::default(), Message::then);
        if !self.is_destroyed && !self.absent.is_empty() {
            let uris: Vec<String> = self.absent.iter().map(ToString::to_string).collect();
            told = told.then(format!(
                "{}: the key is not found, which does not prove that it is destroyed.",
                uris.join(", ")
            ));
        }
        Err(told)
    }
}

fn unasked(uri: &Uri) -> Message {
    format!("{uri}: not asked, since the others took too long.").into()
}
