//! What key managers of the field do, by name.

use std::time::Duration;

use kmip::enums::{KeyFormatType, Operation};

/// Something that a key manager does and another does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misbehaviour {
    /// Closes the connection after each response.
    ClosesAfterEach,
    /// Does what it is asked for, and loses the first response to that operation.
    LosesFirst(Operation),
    /// Knows a new key only after a time.
    Lags(Duration),
    /// Knows a new key in another session than that in which it was made only after a time.
    LagsElsewhere(Duration),
    /// Locate finds every key, whatever its name.
    LocateIgnoresName,
    /// Locate finds the first key, whatever its name.
    LocateFindsAnother,
    /// Locate finds nothing.
    LocateFindsNothing,
    /// Locate answers Item Not Found when nothing fits.
    LocateNotFound,
    /// Refuses attributes that it does not know.
    RefusesAttributes,
    /// Drops attributes that it does not know.
    DropsAttributes,
    /// Keeps attributes of Create, and refuses Add Attribute.
    RefusesAddAttribute,
    /// Refuses to be asked for attributes that it does not know.
    RefusesUnknownNames,
    /// Tells no names.
    TellsNoNames,
    /// Writes names in lower case.
    LowersNames,
    /// Cuts names after that many bytes.
    CutsNames(usize),
    /// Puts something before names.
    PrefixesNames,
    /// Create answers with another product's key.
    CreatesAnother,
    /// Keys are Active when they are created.
    ActiveAtOnce,
    /// Activate does nothing.
    NeverActivates,
    /// Has a State of its own for Active keys.
    OwnState,
    /// Get Attributes answers about another object.
    AnswersAboutAnother,
    /// Get answers about another object.
    GetsAnother,
    /// Gives keys wrapped.
    Wraps,
    /// Gives keys in another format.
    Formats(KeyFormatType),
    /// Does not let itself be asked for a format.
    RefusesFormat,
    /// Gives only keys that are Active.
    GivesActiveOnly,
    /// Does not know a key any more that it has destroyed.
    ForgetsDestroyed,
}
