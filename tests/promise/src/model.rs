//! What has been acknowledged.

use std::collections::BTreeMap;

use crate::step::{Order, Source};

/// How an order ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// It said that it is done.
    Done,
    /// It was refused, or failed, and has changed nothing.
    Refused(String),
    /// It is done or not: it was killed, or nobody knows whether its commit is on the disk.
    Unknown(String),
}

/// What the array may hold: every value that what was acknowledged allows.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    /// Volumes by number, and the versions they may have; `None` for one that is not there.
    pub(crate) volumes: BTreeMap<u8, Vec<Option<u8>>>,
    /// Whether others may be there, of which nothing is promised.
    has_others: bool,
    /// Where the token may be; `None` for one that is not enabled.
    pub(crate) token: Vec<Option<Source>>,
    /// The names that the array may have.
    pub(crate) name: Vec<String>,
}

impl Model {
    /// Of a new array with that name, and the volume 0 in its version 0.
    pub(crate) fn new(name: &str) -> Self {
        Self {
            volumes: [(0, vec![Some(0)])].into(),
            has_others: false,
            token: vec![None],
            name: vec![name.to_owned()],
        }
    }

    /// After an order.
    pub(crate) fn after(&mut self, order: Order, end: &End) {
        match order {
            Order::Write(volume, version) => self.settle_volume(volume, Some(version), end),
            Order::Delete(volume) => self.settle_volume(volume, None, end),
            Order::Enable(source)
            | Order::ReplaceToken(Some(source))
            | Order::ReplaceKeeping(Some(source)) => {
                settle(&mut self.token, Some(source), end);
            }
            Order::Disable | Order::DisableKeeping => settle(&mut self.token, None, end),
            Order::Rename(number) => settle(&mut self.name, name(number), end),
            _ => {}
        }
    }

    fn settle_volume(&mut self, volume: u8, version: Option<u8>, end: &End) {
        if self.has_others && *end != End::Done && !self.volumes.contains_key(&volume) {
            return;
        }
        settle(
            self.volumes.entry(volume).or_insert(vec![None]),
            version,
            end,
        );
    }

    /// Takes back what the array's folder held when `kept` was acknowledged.
    pub(crate) fn put_back_folder(&mut self, kept: &Self) {
        self.volumes.clone_from(&kept.volumes);
        self.has_others = kept.has_others;
        self.token.clone_from(&kept.token);
    }

    /// Takes back the database alone: nobody promises what it says of volumes whose files are gone.
    pub(crate) fn put_back_database(&mut self, kept: &Self) {
        self.volumes.clear();
        self.has_others = true;
        self.token.clone_from(&kept.token);
    }
}

/// The name of that number.
pub(crate) fn name(number: u8) -> String {
    format!("array{number}")
}

fn settle<T: PartialEq>(possible: &mut Vec<T>, value: T, end: &End) {
    match end {
        End::Refused(_) => {}
        End::Done => *possible = vec![value],
        End::Unknown(_) => {
            if !possible.contains(&value) {
                possible.push(value);
            }
        }
    }
}
