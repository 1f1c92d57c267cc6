//! What can happen.

use proptest::prelude::*;
use pure_core::fault::{Fault, Trouble};

/// One thing that happens, and what goes wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// An operator orders it.
    Order(Order, Option<Fault>),
    /// It happens by itself, or somebody else does it.
    Event(Event),
}

/// What an operator can order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Writes that version of the volume.
    Write(u8, u8),
    /// Deletes the volume.
    Delete(u8),
    /// Makes a new array key.
    Rotate,
    /// Adds a drive.
    Add,
    /// Fails the drive in that bay.
    Fail(u8),
    /// Replaces the drive in that bay.
    Replace(u8),
    /// Pulls the drive in that bay.
    Pull(u8),
    /// Inserts the drive of that bay from the shelf.
    Insert(u8),
    /// Inserts the drive that was pulled from the first bay into the second.
    InsertInto(u8, u8),
    /// Locks the array with a token.
    Enable(Source),
    /// Makes a new key for it, where the old one is or elsewhere.
    ReplaceToken(Option<Source>),
    /// As the last, and the old key stays.
    ReplaceKeeping(Option<Source>),
    /// Locks it without a token.
    Disable,
    /// As the last, and the old key stays.
    DisableKeeping,
    /// Shows the token, and destroys keys that are no longer used.
    ListToken,
    /// Makes a new key for the certificate that the key manager knows the array by.
    RenewCertificate,
    /// The same, whether the array could be unlocked then or not.
    ForceCertificate,
    /// Points the KMIP server at an address where nobody listens.
    MoveServer,
    /// The same, whether the array could be unlocked then or not.
    ForceServer,
    /// Points the KMIP server at the key manager again, whatever a test says.
    PutServerBack,
    /// Renames the array.
    Rename(u8),
    /// Exports it.
    Export,
    /// Makes another array of its last export, elsewhere.
    Twin,
    /// Switches it off.
    PowerOff,
    /// Switches it on.
    PowerOn,
    /// Puts that card into the port.
    CardIn(u8),
    /// Takes the card out.
    CardOut,
    /// Moves the clock.
    Advance(Span),
    /// Sets the clock back.
    ResetClock,
    /// Sets the array's own clock wrong, or right.
    Skew(Skew),
}

/// What happens otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The key manager does not respond.
    KeyManagerDown,
    /// It does again.
    KeyManagerUp,
    /// The keys of the array are deactivated there.
    DeactivateKeys,
    /// They are destroyed there.
    DestroyKeys,
    /// The certificate that the array shows is registered there.
    Register,
    /// The array loses power without being switched off.
    PowerLoss,
    /// A copy is made of all that the array is.
    Keep,
    /// What that copy holds is put back, in part or whole.
    PutBack(Part),
    /// The array is deleted, and imported from its last export.
    Import,
    /// The token of the copy is listed elsewhere, as if it were the array.
    ListOfCopy,
    /// What lies on the drive in that bay is altered.
    Alter(u8, Harm),
}

/// Where a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// On the key manager.
    Kmip,
    /// In the port.
    Card,
}

/// How far the clock is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// An hour: nothing is due.
    Hour,
    /// 25 hours: a rotation is due.
    Day,
    /// Eleven years: the certificates have expired.
    Decade,
}

/// How an array's own clock is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Skew {
    /// It is right.
    None,
    /// An hour ahead: nobody minds.
    Hour,
    /// A month behind: the key manager's certificate is not valid yet.
    MonthBehind,
    /// Eleven years ahead: all certificates have expired, by the array's clock alone.
    Decade,
}

/// A part of an array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    Folder,
    /// Its database.
    Database,
    /// The drive in that bay.
    Drive(u8),
}

/// How a drive is altered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Harm {
    /// A byte is another.
    Byte,
    /// Its share is another, and everything else is right.
    Share,
    /// It is empty.
    Empty,
}

impl Step {
    /// An order with which nothing goes wrong.
    pub const fn order(order: Order) -> Self {
        Self::Order(order, None)
    }

    /// Whether an array that would have unlocked before it would unlock after it.
    pub(crate) fn keeps(self) -> bool {
        match self {
            Self::Order(order, _) => !order.is_risky(),
            Self::Event(event) => matches!(
                event,
                Event::KeyManagerUp
                    | Event::Register
                    | Event::PowerLoss
                    | Event::Keep
                    | Event::ListOfCopy
            ),
        }
    }
}

impl Order {
    /// Whether it is one that may keep the array from unlocking, and everybody knows it: taking things
    /// away, moving the clock past the end of a certificate, and using force.
    fn is_risky(self) -> bool {
        matches!(
            self,
            Self::Pull(_)
                | Self::CardOut
                | Self::CardIn(_)
                | Self::Advance(_)
                | Self::ResetClock
                | Self::Skew(_)
                | Self::ForceCertificate
                | Self::ForceServer
                | Self::PutServerBack
        )
    }
}

impl Event {
    /// Whether nobody can take it back.
    pub(crate) fn is_for_good(self) -> bool {
        matches!(
            self,
            Self::DeactivateKeys
                | Self::DestroyKeys
                | Self::PutBack(_)
                | Self::Import
                | Self::Alter(..)
        )
    }
}

/// Sequences of steps.
pub(crate) fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(step(), 1..14)
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => order().prop_map(Step::order),
        3 => (order(), fault()).prop_map(|(order, fault)| Step::Order(order, Some(fault))),
        3 => event().prop_map(Step::Event),
    ]
}

fn fault() -> impl Strategy<Value = Fault> {
    let trouble = prop_oneof![
        3 => Just(Trouble::Kill),
        2 => any::<bool>().prop_map(|committed| Trouble::Io { committed }),
        1 => Just(Trouble::Full),
    ];
    // Orders have up to some dozens of places, and most of them few.
    let at = prop_oneof![0_u32..6, 0_u32..60];
    (at, trouble).prop_map(|(at, trouble)| Fault { at, trouble })
}

fn order() -> impl Strategy<Value = Order> {
    let bay = || 0_u8..8;
    prop_oneof![
        6 => (0_u8..2, 0_u8..4).prop_map(|(volume, version)| Order::Write(volume, version)),
        1 => (0_u8..2).prop_map(Order::Delete),
        4 => Just(Order::Rotate),
        2 => Just(Order::Add),
        2 => bay().prop_map(Order::Fail),
        3 => bay().prop_map(Order::Replace),
        6 => bay().prop_map(Order::Pull),
        4 => bay().prop_map(Order::Insert),
        2 => (bay(), bay()).prop_map(|(from, into)| Order::InsertInto(from, into)),
        8 => source().prop_map(Order::Enable),
        4 => prop::option::of(source()).prop_map(Order::ReplaceToken),
        2 => prop::option::of(source()).prop_map(Order::ReplaceKeeping),
        3 => Just(Order::Disable),
        1 => Just(Order::DisableKeeping),
        3 => Just(Order::ListToken),
        1 => Just(Order::RenewCertificate),
        1 => Just(Order::ForceCertificate),
        1 => Just(Order::MoveServer),
        1 => Just(Order::ForceServer),
        1 => Just(Order::PutServerBack),
        2 => (0_u8..4).prop_map(Order::Rename),
        3 => Just(Order::Export),
        3 => Just(Order::Twin),
        2 => Just(Order::PowerOff),
        3 => Just(Order::PowerOn),
        3 => (0_u8..2).prop_map(Order::CardIn),
        2 => Just(Order::CardOut),
        3 => prop_oneof![Just(Span::Hour), Just(Span::Day), Just(Span::Decade)]
            .prop_map(Order::Advance),
        1 => Just(Order::ResetClock),
        2 => prop_oneof![
            Just(Skew::None),
            Just(Skew::Hour),
            Just(Skew::MonthBehind),
            Just(Skew::Decade)
        ]
        .prop_map(Order::Skew),
    ]
}

fn event() -> impl Strategy<Value = Event> {
    let bay = || 0_u8..8;
    let harm = prop_oneof![Just(Harm::Byte), Just(Harm::Share), Just(Harm::Empty)];
    let part = prop_oneof![
        Just(Part::Folder),
        Just(Part::Database),
        bay().prop_map(Part::Drive)
    ];
    prop_oneof![
        3 => Just(Event::KeyManagerDown),
        3 => Just(Event::KeyManagerUp),
        1 => Just(Event::DeactivateKeys),
        1 => Just(Event::DestroyKeys),
        1 => Just(Event::Register),
        2 => Just(Event::PowerLoss),
        4 => Just(Event::Keep),
        4 => part.prop_map(Event::PutBack),
        1 => Just(Event::Import),
        2 => Just(Event::ListOfCopy),
        4 => (bay(), harm).prop_map(|(bay, harm)| Event::Alter(bay, harm)),
    ]
}

fn source() -> impl Strategy<Value = Source> {
    prop_oneof![3 => Just(Source::Kmip), 1 => Just(Source::Card)]
}
