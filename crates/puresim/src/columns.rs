//! What lists there are, and their columns, for the completion of columns.

use pure_console::Lists;

use crate::{
    array, card, clock, data, drill, drive, dsm, key, keymanager, log, power, scenario, snapshot,
    status, up,
};

/// The lists of `puresim`, by the words that print them.
pub(crate) const LISTS: &Lists = &[
    ("up", up::COLUMNS),
    ("scenario list", scenario::COLUMNS),
    ("array create", array::COLUMNS),
    ("array list", array::COLUMNS),
    ("array use", array::COLUMNS),
    ("array show", array::COLUMNS),
    ("array import", array::COLUMNS),
    ("card", card::COLUMNS),
    ("clock", clock::COLUMNS),
    ("data", data::COLUMNS),
    ("drill", drill::COLUMNS),
    ("drive", drive::COLUMNS),
    ("dsm status", dsm::COLUMNS),
    ("dsm account", keymanager::ACCOUNT_COLUMNS),
    ("dsm group", keymanager::GROUP_COLUMNS),
    ("dsm app", keymanager::APP_COLUMNS),
    ("dsm key", keymanager::KEY_COLUMNS),
    ("key rotate", key::COLUMNS),
    ("keymanager status", keymanager::STATUS_COLUMNS),
    ("keymanager account", keymanager::ACCOUNT_COLUMNS),
    ("keymanager group", keymanager::GROUP_COLUMNS),
    ("keymanager app", keymanager::APP_COLUMNS),
    ("keymanager key", keymanager::KEY_COLUMNS),
    ("keymanager fault", keymanager::FAULT_COLUMNS),
    ("power status", power::COLUMNS),
    ("snapshot", snapshot::COLUMNS),
    ("status", status::COLUMNS),
    ("log", log::COLUMNS),
];
