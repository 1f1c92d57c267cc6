//! What an error of a session means.

use std::time::Duration;

use kmip::client::{
    Alert, Cause, ClientError, Deadlines, NotTls, SessionFacts, Stage as SessionStage,
};
use kmip::enums::ResultReason;
use kmip::ttlv::DecodeError;

use super::{
    ClientFault, ConnectionFault, Diagnosis, Fault, OtherProtocol, PresentedIdentity,
    ProtocolFault, Refusal, ServerFault, Stage,
};
use crate::noun::kmip_server::uri::Uri;

/// What `error` means in a session with `uri` that has come as far as `facts`, and in which the
/// array presented that certificate.
pub(crate) fn explain(
    error: ClientError,
    uri: &Uri,
    deadlines: &Deadlines,
    facts: &SessionFacts,
    presented: &PresentedIdentity,
) -> Diagnosis {
    let fault: Fault = match error.stage {
        SessionStage::Resolve => resolving(error.cause, uri, deadlines.resolve).into(),
        SessionStage::Connect => connecting(error.cause, deadlines.connect).into(),
        SessionStage::Handshake => {
            shaking_hands(error.cause, uri, deadlines.handshake, facts, presented)
        }
        SessionStage::FirstRead => first_read(error.cause, presented),
        _ => asking(
            error.cause,
            deadlines.whole,
            presented,
            !facts.versions.is_empty(),
        ),
    };
    match (&presented.own, fault) {
        // What the array itself sees is why its certificate is not accepted.
        (Some(own), Fault::Client(_)) => Diagnosis::new(Stage::Certificate, own.clone()),
        (_, fault) => Diagnosis::new(Stage::Session(error.stage), fault),
    }
}

fn resolving(cause: Cause, uri: &Uri, within: Duration) -> ConnectionFault {
    let host = uri.host().to_owned();
    match cause {
        Cause::TimedOut => ConnectionFault::ResolverSilent { host, within },
        _ => ConnectionFault::Unresolved { host },
    }
}

fn connecting(cause: Cause, within: Duration) -> ConnectionFault {
    match cause {
        Cause::Refused => ConnectionFault::Refused,
        Cause::TimedOut => ConnectionFault::Silent { within },
        Cause::Network(kind) => ConnectionFault::Network(kind),
        other => ConnectionFault::Other(other.to_string()),
    }
}

fn shaking_hands(
    cause: Cause,
    uri: &Uri,
    within: Duration,
    facts: &SessionFacts,
    presented: &PresentedIdentity,
) -> Fault {
    // With TLS 1.2 the key manager judges the array's certificate within the handshake, and its own
    // has been accepted by then.
    let judges_client = !facts.server_chain.is_empty();
    match cause {
        Cause::Trust(fault) => ServerFault(*fault).into(),
        Cause::Alert(alert) if judges_client => refused(Refusal::Alert(alert), presented),
        Cause::Alert(alert) => alerted(alert, uri).into(),
        Cause::Closed if judges_client => refused(Refusal::Closed, presented),
        Cause::Closed => ConnectionFault::Closed.into(),
        Cause::TimedOut => ConnectionFault::HandshakeSilent { within }.into(),
        Cause::NotTls(other) => ConnectionFault::NotTls(protocol(other)).into(),
        Cause::Network(kind) => ConnectionFault::Network(kind).into(),
        other => ConnectionFault::Other(other.to_string()).into(),
    }
}

fn alerted(alert: Alert, uri: &Uri) -> ConnectionFault {
    match alert {
        Alert::ProtocolVersion => ConnectionFault::NoCommonVersion,
        Alert::HandshakeFailure | Alert::InsufficientSecurity => ConnectionFault::NoCommonCipher,
        Alert::UnrecognizedName => ConnectionFault::UnknownHost {
            host: uri.host().to_owned(),
        },
        alert => ConnectionFault::Alert(alert),
    }
}

fn protocol(other: NotTls) -> OtherProtocol {
    match other {
        NotTls::Http => OtherProtocol::Http,
        NotTls::Ssh => OtherProtocol::Ssh,
        _ => OtherProtocol::Unknown,
    }
}

fn first_read(cause: Cause, presented: &PresentedIdentity) -> Fault {
    match cause {
        Cause::Alert(alert) => refused(Refusal::Alert(alert), presented),
        _ => refused(Refusal::Closed, presented),
    }
}

fn asking(
    cause: Cause,
    within: Duration,
    presented: &PresentedIdentity,
    has_agreed: bool,
) -> Fault {
    /// The letters `HTT` where a tag should be.
    const HTTP: u32 = 0x48_54_54;
    match cause {
        Cause::Failed(failure) if failure.reason == ResultReason::AuthenticationNotSuccessful => {
            let message = failure.message;
            let refusal = if has_agreed {
                Refusal::Credentials(message)
            } else {
                Refusal::Authentication(message)
            };
            refused(refusal, presented)
        }
        Cause::Failed(failure) => ProtocolFault::of(failure).into(),
        Cause::NoCommonVersion(offered) => ProtocolFault::NoCommonVersion(offered).into(),
        Cause::TimedOut => ProtocolFault::Silent { within }.into(),
        Cause::Closed => ProtocolFault::Closed.into(),
        Cause::Malformed(DecodeError::WrongType(tag)) if tag.code() == HTTP => {
            ProtocolFault::Https.into()
        }
        Cause::Malformed(error) if has_agreed => ProtocolFault::Garbled(error).into(),
        Cause::Malformed(error) => ProtocolFault::Malformed(error).into(),
        Cause::UnexpectedResponse(reason) => ProtocolFault::UnexpectedResponse(reason).into(),
        other => ProtocolFault::Broken(other.to_string()).into(),
    }
}

fn refused(refusal: Refusal, presented: &PresentedIdentity) -> Fault {
    ClientFault {
        refusal,
        presented: Box::new(presented.clone()),
    }
    .into()
}
