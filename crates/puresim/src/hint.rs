//! Which command or option helps when the key manager, or a DSM, does not do what it is asked for.

use std::error::Error;

use pure_dsm::{Distrust, DsmError, Noun};
use pure_keymanager::model::{Cure, Listener};
use pure_keymanager::{KeyManagerError, StoreError};

/// What helps, when that is known.
pub(crate) fn hint(error: &(dyn Error + 'static)) -> Option<String> {
    if let Some(error) = error.downcast_ref() {
        return of_key_manager(error);
    }
    if let Some(error) = error.downcast_ref() {
        return of_store(error);
    }
    error.downcast_ref().and_then(of_dsm)
}

fn of_key_manager(error: &KeyManagerError) -> Option<String> {
    use KeyManagerError as E;
    Some(match error {
        E::Several(noun) => format!("Name one with --{noun}."),
        E::None(noun) => format!("Create one with puresim keymanager {noun} create."),
        E::NoCertificate => PASTE.to_owned(),
        E::WrongCommonName { uuid, .. } => with_common_name(uuid),
        E::State { cure, .. } => match cure {
            Cure::Deactivate => "puresim keymanager key deactivate does it.".to_owned(),
            Cure::Destroy => "puresim keymanager key destroy does it.".to_owned(),
            Cure::None(_) => return None,
        },
        E::Listen { of, .. } => {
            let option = match of {
                Listener::Kmip => "--listen",
                Listener::Second => "--second",
                Listener::Https => "--https",
                Listener::HttpsMtls => "--https-mtls",
            };
            format!("Choose another address with {option}.")
        }
        E::Store(error) => return of_store(error),
        _ => return None,
    })
}

fn of_store(error: &StoreError) -> Option<String> {
    let stop = "Stop it with puresim keymanager stop.";
    matches!(error, StoreError::Running(_)).then(|| stop.to_owned())
}

const PASTE: &str = "Paste what purecert list NAME --certificate prints.";

fn with_common_name(uuid: &str) -> String {
    format!("Create a certificate with --common-name {uuid}.")
}

fn of_dsm(error: &DsmError) -> Option<String> {
    let hint = match error {
        DsmError::Unreachable { .. } => "Check the address, and that DSM is running there.",
        DsmError::TimedOut { .. } | DsmError::Garbled { .. } => {
            "Check that the address is that of a DSM."
        }
        DsmError::Redirected { .. } => "Give the address of DSM itself with --url.",
        DsmError::Untrusted { fault, .. } => match fault {
            Distrust::Issuer => "Name the file of its CA with --ca-certificate-file.",
            Distrust::Name => "Give it with --url by a name that is in its certificate.",
            Distrust::Expired | Distrust::NotYet => "Renew it, or check the clock.",
            _ => return None,
        },
        DsmError::LogIn(_) => "Check the user and the password, or the API key.",
        DsmError::Refused { status: 403, .. } => "Log in as somebody who may do that.",
        DsmError::None(noun @ (Noun::Account | Noun::Group)) => {
            let noun = noun.as_str();
            return Some(format!("Create one with puresim dsm {noun} create."));
        }
        DsmError::Several { noun, .. } => {
            return Some(format!("Name one with --{}.", noun.as_str()));
        }
        DsmError::Ambiguous(_) => "Give the UUID of one instead.",
        DsmError::NoCertificate => PASTE,
        DsmError::WrongCommonName { uuid, .. } => {
            return Some(with_common_name(uuid));
        }
        _ => return None,
    };
    Some(hint.to_owned())
}
