//! Which command or option helps when a DSM cannot be used: the one place that knows it.

use pure_dsm::{Distrust, DsmError, Noun};

/// The result, with what helps behind what went wrong.
///
/// # Errors
/// That of `result`.
pub(super) fn told<T>(result: Result<T, DsmError>) -> anyhow::Result<T> {
    result.map_err(|error| match hint(&error) {
        Some(hint) => anyhow::anyhow!("{error} {hint}"),
        None => error.into(),
    })
}

fn hint(error: &DsmError) -> Option<String> {
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
        DsmError::NoCertificate => "Paste what purecert list NAME --certificate prints.",
        DsmError::WrongCommonName { uuid, .. } => {
            return Some(format!("Create a certificate with --common-name {uuid}."));
        }
        _ => return None,
    };
    Some(hint.to_owned())
}
