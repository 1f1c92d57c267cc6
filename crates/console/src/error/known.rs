//! Which objects there are, for whoever named one that is not there.

use std::sync::{Arc, OnceLock};

use pure_core::{Arrays, Bench, Context, NamePattern, Purity, Snapshots, Subject, Users};

use super::near::did_you_mean;

/// For whom, where and when this process acts: asked only after an error.
static CONTEXT: OnceLock<Context> = OnceLock::new();

/// Notes where objects are to be looked for. The first time counts.
pub(crate) fn remember(context: &Context) {
    let mut context = context.clone();
    // The error is told already.
    context.on_notice = Arc::new(|_| ());
    let _ = CONTEXT.set(context);
}

/// What was probably meant by an object of that kind and name, which is not there.
pub(crate) fn meant(subject: &Subject) -> Option<String> {
    let known = names(subject)?;
    let typed = subject.to_string();
    did_you_mean(&typed, known.iter().map(String::as_str))
}

/// The names of the objects of that kind.
fn names(subject: &Subject) -> Option<Vec<String>> {
    let context = CONTEXT.get()?;
    let all = NamePattern::all();
    let array = || Purity::open_existing(context).ok();
    let bench = || Bench::open_existing(context).ok();
    Some(match subject {
        Subject::Array(_) => {
            let arrays = Arrays::of(context).list().ok()?.into_iter();
            arrays.map(|(name, _)| name.to_string()).collect()
        }
        Subject::Certificate(_) => {
            let names = array()?.certificates(&[all], |found| {
                let names = found.map(|found| Ok(found?.name.to_string()));
                names.collect::<pure_core::Result<Vec<_>>>()
            });
            names.ok()?
        }
        Subject::KmipServer(_) => {
            let servers = array()?.kmip_servers(&all).ok()?.into_iter();
            servers.map(|server| server.name.to_string()).collect()
        }
        Subject::Card(_) => {
            let cards = Bench::cards(context).ok()?.into_iter();
            cards.map(|card| card.name.to_string()).collect()
        }
        Subject::Volume(_) => {
            let volumes = bench()?.volumes().ok()?.into_iter();
            volumes.map(|volume| volume.name.to_string()).collect()
        }
        Subject::Snapshot(_) => {
            let snapshots = Snapshots::of(context).list().into_iter();
            snapshots.map(|(name, _)| name.to_string()).collect()
        }
        Subject::User(_) => {
            let users = Users::open(context).ok()?.list().ok()?.into_iter();
            users.map(|user| user.name.as_str().to_owned()).collect()
        }
        _ => return None,
    })
}
