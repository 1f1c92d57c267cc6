use std::io;
use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use kmip::Failure;
use kmip::client::{Alert, CertificateFacts, KeyForm, TrustFault};
use kmip::enums::{ResultReason, State};

use super::Error;
use crate::ground::{Explain, FileError, HomeError, Message, Remedy, StoreError};
use crate::key::{self, Threshold};
use crate::lifecycle::LifecycleError;
use crate::lifecycle::archive::ArchiveError;
use crate::noun::card::CardError;
use crate::noun::certificate::{
    CertificateError, InvalidKeySpec, KeyAlgorithm, KeyError, Validity,
};
use crate::noun::data::DataError;
use crate::noun::drive::DriveError;
use crate::noun::kmip_server::diagnosis::{
    ClientFault, ConnectionFault, Diagnosis, Fault, KeyFault, OtherProtocol, OwnFault,
    PresentedIdentity, ProtocolFault, Refusal, ServerFault, Stage,
};
use crate::noun::kmip_server::{
    Attempt, InvalidCaCertificate, InvalidUris, KeyManagerError, KmipServerError, TokenKeyMaterial,
};
use crate::noun::power::PowerError;
use crate::noun::token::TokenError;
use crate::operation::OperationError;

/// What core's texts must not name: what is typed at a terminal.
const COMMANDS: [&str; 5] = ["purecert", "purekmip", "purearray", "puresim ", " --"];

fn name<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

fn path() -> PathBuf {
    "/home/user/file".into()
}

fn io_error() -> io::Error {
    io::ErrorKind::PermissionDenied.into()
}

fn file() -> FileError {
    FileError::at(&path())(io_error())
}

fn home() -> HomeError {
    HomeError::Relative("here".into())
}

fn facts(self_issued: bool) -> Box<CertificateFacts> {
    let key = rcgen::KeyPair::generate().unwrap();
    let parameters = rcgen::CertificateParams::new(["server".to_owned()]).unwrap();
    let certificate = parameters.self_signed(&key).unwrap();
    let mut facts = CertificateFacts::of(certificate.der()).unwrap();
    facts.self_issued = self_issued;
    Box::new(facts)
}

fn own_faults() -> Vec<Fault> {
    let at = Timestamp::UNIX_EPOCH;
    let faults = vec![
        OwnFault::Unreadable(name("cert_4")),
        OwnFault::KeyMismatch(name("cert_4")),
        OwnFault::NotYetValid {
            name: name("cert_4"),
            from: at,
        },
        OwnFault::Expired {
            name: name("cert_4"),
            to: at,
        },
        OwnFault::NotForClients(name("cert_4")),
        OwnFault::NoCommonName(name("cert_4")),
    ];
    faults.into_iter().map(Fault::from).collect()
}

fn connection_faults() -> Vec<Fault> {
    let host = || "host".to_owned();
    let within = Duration::from_secs(5);
    let faults = vec![
        ConnectionFault::Unresolved { host: host() },
        ConnectionFault::ResolverSilent {
            host: host(),
            within,
        },
        ConnectionFault::Refused,
        ConnectionFault::Silent { within },
        ConnectionFault::Network(io::ErrorKind::NetworkUnreachable),
        ConnectionFault::HandshakeSilent { within },
        ConnectionFault::NotTls(OtherProtocol::Http),
        ConnectionFault::Closed,
        ConnectionFault::NoCommonVersion,
        ConnectionFault::NoCommonCipher,
        ConnectionFault::UnknownHost { host: host() },
        ConnectionFault::Alert(Alert::InternalError),
        ConnectionFault::Other("odd".to_owned()),
    ];
    faults.into_iter().map(Fault::from).collect()
}

fn server_faults() -> Vec<Fault> {
    let unknown = |self_issued, intermediates| TrustFault::UnknownIssuer {
        server: facts(self_issued),
        intermediates,
        configured: vec!["CN=ca".to_owned()],
    };
    let faults = vec![
        TrustFault::Unreadable,
        unknown(true, 0),
        unknown(false, 0),
        unknown(false, 1),
        TrustFault::IntermediateWithoutRoot {
            configured: "CN=ca".to_owned(),
            root: "CN=root".to_owned(),
        },
        TrustFault::SameNameOtherKey {
            server: facts(false),
            configured: "CN=Root".to_owned(),
        },
        TrustFault::Ca {
            ca: "CN=Root".to_owned(),
            configured: true,
            reason: "its key usage does not include keyCertSign".to_owned(),
        },
        TrustFault::Expired {
            server: facts(false),
        },
        TrustFault::NotYetValid {
            server: facts(false),
        },
        TrustFault::ChainOutOfDate {
            server: facts(false),
        },
        TrustFault::WrongName {
            asked: "a".to_owned(),
            presented: Vec::new(),
        },
        TrustFault::WrongUsage {
            server: facts(false),
        },
        TrustFault::Other("odd".to_owned()),
    ];
    faults
        .into_iter()
        .map(|fault| ServerFault(fault).into())
        .collect()
}

fn client_faults() -> Vec<Fault> {
    let refusals = [
        Refusal::Alert(Alert::UnknownCa),
        Refusal::Alert(Alert::CertificateExpired),
        Refusal::Alert(Alert::BadCertificate),
        Refusal::Alert(Alert::UnsupportedCertificate),
        Refusal::Alert(Alert::CertificateRevoked),
        Refusal::Alert(Alert::AccessDenied),
        Refusal::Alert(Alert::CertificateRequired),
        Refusal::Alert(Alert::InternalError),
        Refusal::Closed,
        Refusal::Authentication(None),
        Refusal::Authentication(Some("No app.".to_owned())),
        Refusal::Credentials(None),
    ];
    let faults = refusals.into_iter().map(|refusal| ClientFault {
        refusal,
        presented: Box::new(PresentedIdentity {
            name: name("management"),
            common_name: Some("pure01".to_owned()),
            issuer: "CN=pure01".to_owned(),
            validity: Validity {
                from: Timestamp::UNIX_EPOCH,
                to: Timestamp::UNIX_EPOCH,
            },
            key_algorithm: Some(KeyAlgorithm::Ec),
            others: vec![name("cert_4"), name("cert_5")],
            own: None,
        }),
    });
    faults.map(Fault::from).collect()
}

fn protocol_faults() -> Vec<Fault> {
    let failure = |message: Option<&str>| {
        let mut failure = Failure::new(ResultReason::PermissionDenied, "");
        failure.message = message.map(str::to_owned);
        failure
    };
    let faults = vec![
        ProtocolFault::Silent {
            within: Duration::from_secs(5),
        },
        ProtocolFault::Closed,
        ProtocolFault::Https,
        ProtocolFault::UnexpectedResponse("no version"),
        ProtocolFault::Broken("odd".to_owned()),
        ProtocolFault::NoCommonVersion(Vec::new()),
        ProtocolFault::PermissionDenied(failure(None)),
        ProtocolFault::Refused(failure(Some("No."))),
    ];
    faults.into_iter().map(Fault::from).collect()
}

fn key_faults() -> Vec<Fault> {
    let (key, id) = (|| "key".to_owned(), || "1".to_owned());
    let missing = |namesakes| KeyFault::Missing {
        name: key(),
        id: id(),
        namesakes,
    };
    let state = |state| KeyFault::State {
        name: key(),
        id: id(),
        state,
    };
    let reason = TokenKeyMaterial::from_bytes(&[]).unwrap_err();
    let faults = vec![
        missing(Vec::new()),
        missing(vec!["2".to_owned()]),
        state(State::PreActive),
        state(State::Deactivated),
        state(State::Destroyed),
        KeyFault::NotExportable {
            name: key(),
            id: id(),
        },
        KeyFault::Length {
            name: key(),
            id: id(),
            reason,
        },
        KeyFault::Material {
            name: key(),
            id: id(),
        },
        KeyFault::Form {
            name: key(),
            id: id(),
            form: KeyForm::Wrapped,
        },
        KeyFault::NotTheNewOne {
            name: key(),
            id: id(),
        },
        KeyFault::Unproven {
            name: key(),
            id: id(),
            judgement: "not shown to be the array's".to_owned(),
        },
        state(State::Unknown(0x8000_0001)),
    ];
    faults.into_iter().map(Fault::from).collect()
}

fn diagnoses() -> Vec<Diagnosis> {
    let faults = [
        own_faults(),
        connection_faults(),
        server_faults(),
        client_faults(),
        protocol_faults(),
        key_faults(),
    ];
    let mut all: Vec<Diagnosis> = faults
        .into_iter()
        .flatten()
        .map(|fault| Diagnosis::new(Stage::Signature, fault))
        .collect();
    for diagnosis in all.iter_mut().step_by(2) {
        diagnosis.elsewhere = Some(name("localhost:5696"));
    }
    all
}

/// Both with what helps, in the middle of a sentence.
fn key_manager() -> KeyManagerError {
    let faults = [
        Fault::from(ConnectionFault::Refused),
        ProtocolFault::Https.into(),
    ];
    let attempts = faults.into_iter().map(|fault| Attempt {
        uri: name("localhost:5696"),
        diagnosis: Diagnosis::new(Stage::Certificate, fault),
    });
    KeyManagerError {
        attempts: attempts.collect(),
    }
}

fn reason() -> Message {
    Message::text("The smart card 1 is missing.")
        .with(Remedy::InsertCard)
        .then("It is needed.")
}

fn store_errors() -> Vec<StoreError> {
    vec![
        StoreError::Missing(path()),
        StoreError::Damaged(path()),
        StoreError::Newer {
            path: path(),
            found: 9,
            known: 2,
        },
        StoreError::Full(path()),
        StoreError::ReadOnly(path()),
        StoreError::Busy,
        StoreError::Deleted,
        StoreError::CommitUnknown {
            path: path(),
            reason: "disk I/O error".to_owned(),
        },
        StoreError::Home(home()),
        StoreError::Lock(file()),
        StoreError::Io {
            path: path(),
            source: io_error(),
        },
        StoreError::Sqlite("odd".to_owned()),
    ]
}

fn key_errors() -> Vec<key::KeyError> {
    vec![
        key::KeyError::TooFewDrives {
            left_out: "CH0.BAY3 is damaged".into(),
            present: 6,
            threshold: Threshold::new(10).unwrap(),
        },
        key::KeyError::WrongShares,
        key::KeyError::Mismatch,
        key::KeyError::DamagedDek,
        key::KeyError::ShareCount(2),
    ]
}

fn certificate_errors() -> Vec<CertificateError> {
    let mut errors = vec![
        CertificateError::Missing,
        CertificateError::Exists,
        CertificateError::Differs("key"),
        CertificateError::Management,
        CertificateError::InUse(vec!["kmip_srvr".to_owned()]),
        CertificateError::BeyondCalendar,
        CertificateError::KeySpec(InvalidKeySpec),
        CertificateError::Imported,
        CertificateError::Text("It is none.".to_owned()),
        CertificateError::Damaged,
        CertificateError::Store(home().into()),
    ];
    let key_errors = [
        KeyError::NotPem,
        KeyError::Unsupported,
        KeyError::Mismatch,
        KeyError::NoneMatches,
        KeyError::Encrypted,
        KeyError::WrongPassphrase,
        KeyError::UnknownEncryption("DES".to_owned()),
        KeyError::Generation,
    ];
    errors.extend(key_errors.map(CertificateError::Key));
    errors
}

fn kmip_server_errors() -> Vec<KmipServerError> {
    vec![
        KmipServerError::Missing,
        KmipServerError::Exists,
        KmipServerError::InUse,
        KmipServerError::Unfinished("key".to_owned()),
        KmipServerError::of_certificate(&name("cert_4"), CertificateError::Imported),
        KmipServerError::Uris(InvalidUris::None),
        KmipServerError::Uris(InvalidUris::Twice(name("localhost:5696"))),
        KmipServerError::CaCertificate(InvalidCaCertificate::Empty),
        KmipServerError::CaCertificate(InvalidCaCertificate::TooLong(3001)),
        KmipServerError::CaCertificate(InvalidCaCertificate::PrivateKey),
        KmipServerError::CaCertificate(InvalidCaCertificate::NotPem),
        KmipServerError::CaCertificate(InvalidCaCertificate::NotCertificate),
        KmipServerError::CaCertificate(InvalidCaCertificate::Damaged(1)),
        KmipServerError::WouldLockOut(reason()),
        KmipServerError::NoChange,
        KmipServerError::Damaged,
        KmipServerError::Store(home().into()),
    ]
}

fn card_errors() -> Vec<CardError> {
    vec![
        CardError::Missing,
        CardError::Exists,
        CardError::PortTaken(name("card1")),
        CardError::Elsewhere(name("pure02")),
        CardError::PortEmpty,
        CardError::Damaged(path()),
        CardError::NoCardFile(path()),
        CardError::FileExists(path()),
        CardError::InHome(path()),
        CardError::NoResponse(name("1")),
        CardError::NoRandom,
        CardError::Home(home()),
        CardError::Store(home().into()),
        CardError::File(file()),
    ]
}

fn token_errors() -> Vec<TokenError> {
    let not_active = |state| TokenError::NotActive {
        key: "key".to_owned(),
        server: name("kmip_srvr"),
        state,
    };
    vec![
        TokenError::Enabled,
        TokenError::NotEnabled,
        TokenError::KmipServer {
            name: name("kmip_srvr"),
            source: KmipServerError::InUse,
        },
        TokenError::KeyManager {
            server: name("kmip_srvr"),
            source: key_manager(),
        },
        not_active(State::PreActive),
        not_active(State::Compromised),
        TokenError::NoKey {
            key: "key".to_owned(),
            server: name("kmip_srvr"),
            has_namesake: true,
        },
        TokenError::NotMade {
            server: name("kmip_srvr"),
            source: key_manager(),
        },
        TokenError::OtherKey {
            key: "key".to_owned(),
            server: name("kmip_srvr"),
        },
        TokenError::NoCard("1".to_owned()),
        TokenError::OtherCard {
            found: "2".to_owned(),
            expected: "1".to_owned(),
        },
        TokenError::PortEmpty,
        TokenError::CardKeyGone("1".to_owned()),
        TokenError::Card(CardError::PortTaken(name("card1"))),
        TokenError::Key(key::KeyError::WrongShares),
        TokenError::Damaged,
        TokenError::Store(home().into()),
    ]
}

fn drive_errors() -> Vec<DriveError> {
    let serial = || "PSSD1".to_owned();
    vec![
        DriveError::Missing,
        DriveError::Pulled,
        DriveError::Occupied,
        DriveError::Healthy,
        DriveError::Failed,
        DriveError::NoBay,
        DriveError::Foreign {
            serial: serial(),
            array: "pure02".to_owned(),
        },
        DriveError::Unknown(serial()),
        DriveError::WrongKind {
            serial: serial(),
            bay: name("CH0.BAY3"),
        },
        DriveError::NotThere(path()),
        DriveError::NeverThere,
        DriveError::Damaged(path()),
        DriveError::File(file()),
        DriveError::Store(home().into()),
    ]
}

fn power_errors() -> Vec<PowerError> {
    vec![
        PowerError::Off,
        PowerError::Locked(reason()),
        PowerError::LostPower,
        PowerError::InUse,
        PowerError::BootUnknown,
        PowerError::NoMemory("/dev/shm: permission denied.".to_owned()),
        PowerError::Store(home().into()),
        PowerError::File(file()),
    ]
}

fn data_errors() -> Vec<DataError> {
    vec![
        DataError::Missing,
        DataError::Damaged {
            path: path(),
            at: 7,
        },
        DataError::Source(io_error()),
        DataError::Sink(io_error()),
        DataError::Full(path()),
        DataError::TooLong,
        DataError::Power(PowerError::Locked(reason())),
        DataError::Home(home()),
        DataError::Store(home().into()),
        DataError::Io {
            path: path(),
            source: io_error(),
        },
    ]
}

fn archive_errors() -> Vec<ArchiveError> {
    vec![
        ArchiveError::ShortPassphrase,
        ArchiveError::Exists(path()),
        ArchiveError::NotAnExport(path()),
        ArchiveError::WrongPassphrase(path()),
        ArchiveError::Altered {
            path: path(),
            at: 7,
        },
        ArchiveError::Incomplete {
            path: path(),
            problem: "its state is missing".to_owned(),
        },
        ArchiveError::Here {
            id: uuid::Uuid::nil(),
            name: name("pure01"),
        },
        ArchiveError::NameTaken(name("pure01")),
        ArchiveError::Home(home()),
        ArchiveError::Store(home().into()),
        ArchiveError::Drive(DriveError::Missing),
        ArchiveError::Data(DataError::Power(PowerError::Off)),
        ArchiveError::File(file()),
    ]
}

fn lifecycle_errors() -> Vec<LifecycleError> {
    vec![
        LifecycleError::Missing(name("pure02")),
        LifecycleError::Exists(name("pure02")),
        LifecycleError::ChosenMissing,
        LifecycleError::Home(home()),
        LifecycleError::Store(home().into()),
        LifecycleError::Operation(PowerError::Locked(reason()).into()),
        LifecycleError::File(file()),
    ]
}

fn operation_errors() -> Vec<OperationError> {
    let mut errors = vec![
        OperationError::ClockTooFar,
        OperationError::Home(home()),
        OperationError::File(file()),
    ];
    errors.extend(key_errors().into_iter().map(OperationError::from));
    errors.extend(power_errors().into_iter().map(OperationError::from));
    errors.extend(token_errors().into_iter().map(OperationError::from));
    errors.extend(drive_errors().into_iter().map(OperationError::from));
    errors.extend(certificate_errors().into_iter().map(OperationError::from));
    errors.extend(kmip_server_errors().into_iter().map(OperationError::from));
    errors.extend(card_errors().into_iter().map(OperationError::from));
    errors.extend(data_errors().into_iter().map(OperationError::from));
    errors.extend(store_errors().into_iter().map(OperationError::from));
    errors
}

fn errors() -> Vec<Error> {
    let mut errors = vec![Error::new(home()), Error::new(key_manager())];
    errors.extend(diagnoses().into_iter().map(Error::new));
    errors.extend(operation_errors().into_iter().map(Error::new));
    errors.extend(lifecycle_errors().into_iter().map(Error::new));
    errors.extend(archive_errors().into_iter().map(Error::new));
    errors
}

#[test]
fn a_message_says_what_its_error_says() {
    for error in errors() {
        assert_eq!(error.message().to_string(), error.cause().to_string());
        assert_eq!(error.to_string(), error.cause().to_string());
    }
}

#[test]
fn no_text_names_a_command() {
    for text in errors().iter().map(Error::to_string) {
        // The lines around PEM begin with hyphens too.
        let text = text.replace("-----", "");
        let named = COMMANDS.iter().find(|command| text.contains(*command));
        assert_eq!(named, None, "{text}");
    }
}

#[test]
fn a_message_is_whole_sentences() {
    for text in errors().iter().map(Error::to_string) {
        assert!(text.ends_with(['.', '?']), "{text}");
        assert!(!text.contains("  ") && !text.contains(".."), "{text}");
    }
}

#[test]
fn what_helps_stands_where_it_belongs() {
    let error = Error::new(PowerError::Locked(
        TokenError::KeyManager {
            server: name("kmip_srvr"),
            source: key_manager(),
        }
        .message(),
    ));
    let hint = |remedy: &Remedy| format!("<{remedy:?}>");
    assert_eq!(
        error.message().render(hint),
        "The array is locked: KMIP server kmip_srvr does not give the key. localhost:5696: \
         Certificate: connection refused. <StartKeyManager> localhost:5696: Certificate: what \
         responds speaks HTTPS, not KMIP. <CorrectPort> <FixAndSwitchOn>"
    );
    assert_eq!(error.remedy(), Some(Remedy::StartKeyManager));
}
