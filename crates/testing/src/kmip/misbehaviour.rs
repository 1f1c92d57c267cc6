//! What key managers of the field do, by name.

use std::time::Duration;

use kmip::ProtocolVersion;
use kmip::enums::{KeyFormatType, Operation, ResultReason};

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
    /// Refuses an operation for that reason.
    Refuses(Operation, ResultReason),
    /// Refuses an operation without a word.
    RefusesSilently(Operation),
    /// Answers an operation with Operation Pending.
    Pends(Operation),
    /// Speaks that version only, and refuses others.
    Speaks(ProtocolVersion),
    /// The same, and closes the connection after each response.
    SpeaksAndCloses(ProtocolVersion),
    /// Writes all responses in that version.
    AnswersIn(ProtocolVersion),
    /// Leaves the Unique Batch Item ID out.
    OmitsItemIds,
    /// Adds fields of its own everywhere.
    AddsFields,
    /// Adds a Message Extension that has to be understood.
    AddsExtensions,
    /// Takes a time for each response.
    Delays(Duration),
    /// Sends a byte at a time.
    Drips,
    /// Sends a response twice.
    AnswersTwice(Operation),
    /// Announces a response of two mebibytes.
    AnnouncesTooMuch(Operation),
    /// Answers an operation with bytes that are no KMIP.
    Garbles(Operation),
    /// Closes the connection in the middle of the response.
    CutsResponse(Operation),
    /// Closes the connection after that many responses.
    ClosesAfter(usize),
    /// Closes every other connection without a response, as a balancer does whose node is down.
    ClosesEveryOther,
    /// Locate finds each key twice.
    LocateRepeats,
    /// Locate finds a thousand keys that are not there.
    LocateFindsMany,
    /// Gives its keys identifiers of a thousand characters.
    LongIds,
    /// Gives its keys identifiers that would move a cursor.
    OddIds,
    /// A key is Active only a time after Activate.
    LagsActivation(Duration),
    /// Get Attributes gives all attributes, whatever is asked for.
    TellsAllAttributes,
    /// Get Attributes gives no attributes.
    TellsNoAttributes,
    /// Gives that many bytes of a key.
    GivesLength(usize),
    /// Gives a key as Secret Data.
    GivesSecretData,
    /// Says that a key is of triple DES.
    TellsAnotherAlgorithm,
    /// Gives a Key Block without material.
    GivesNoMaterial,
    /// Adds attributes to the material.
    AddsAttributesToKeys,
}
