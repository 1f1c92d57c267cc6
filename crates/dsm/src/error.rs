//! Why something could not be done at a DSM. The texts name no command: whoever shows them says which
//! command or option helps.

use std::fmt;

/// What can be named at a DSM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noun {
    /// An account.
    Account,
    /// A group.
    Group,
    /// An app.
    App,
    /// A key: a security object.
    Key,
}

/// Why something could not be done at a DSM.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DsmError {
    /// The address of the proxy is not one.
    #[error("The proxy must be http://HOST:PORT, without a user.")]
    Proxy,
    /// Nothing can be asked for at all.
    #[error("No connection can be prepared: {0}.")]
    Setup(String),
    /// Nobody answers there.
    #[error("Cannot reach {address}: {reason}.")]
    Unreachable {
        /// Where.
        address: String,
        /// What the system said.
        reason: String,
    },
    /// It is not who it should be.
    #[error("{address} is not trusted: its certificate {fault}.")]
    Untrusted {
        /// Where.
        address: String,
        /// What is wrong with its certificate.
        fault: Distrust,
    },
    /// It takes too long.
    #[error("{address} did not respond within {seconds} seconds.")]
    TimedOut {
        /// Where.
        address: String,
        /// How long it was waited for.
        seconds: u64,
    },
    /// It says to ask elsewhere.
    #[error("{address} points elsewhere{}.", to_there(.to))]
    Redirected {
        /// Where.
        address: String,
        /// Where to, if it says so.
        to: String,
    },
    /// What it responded is no response of a DSM.
    #[error("{address} does not respond as a DSM does: {reason}.")]
    Garbled {
        /// Where.
        address: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The password, the API key or the session is not accepted.
    #[error("The log-in is refused{}", because(.0))]
    LogIn(String),
    /// What is asked for may not be, or cannot be.
    #[error("DSM refuses (status {status}){}", because(.text))]
    Refused {
        /// The status of HTTP.
        status: u16,
        /// Why, as it says it.
        text: String,
    },
    /// Nothing of that kind has the name.
    #[error("{0} does not exist.")]
    Missing(Noun),
    /// Something of that kind already has the name.
    #[error("{0} exists.")]
    Exists(Noun),
    /// Several have the name.
    #[error("There are several {}s of that name.", .0.as_str())]
    Ambiguous(Noun),
    /// There is none to choose.
    #[error("There is no {} yet.", .0.as_str())]
    None(Noun),
    /// There are several, and none was named.
    #[error("There are several {}s: {names}.", .noun.as_str())]
    Several {
        /// What there are several of.
        noun: Noun,
        /// Their names.
        names: String,
    },
    /// The app proves who it is by something else than an API key.
    #[error("The app has no API key: its authentication method is {0}.")]
    NoApiKey(String),
    /// The text is not a certificate in PEM.
    #[error("This is not a PEM certificate.")]
    NoCertificate,
    /// The certificate's common name is another one's UUID.
    #[error("The certificate's common name is {found}, and this app's UUID is {uuid}.")]
    WrongCommonName {
        /// The common name of the certificate.
        found: String,
        /// The app's UUID.
        uuid: String,
    },
}

/// Why a certificate is not trusted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Distrust {
    /// Nobody who is trusted has issued it.
    #[error("was not issued by a CA that is trusted")]
    Issuer,
    /// It names another host.
    #[error("is for another name")]
    Name,
    /// Its time is over.
    #[error("has expired")]
    Expired,
    /// Its time has not come.
    #[error("is not valid yet")]
    NotYet,
    /// Something else.
    #[error("is bad: {0}")]
    Other(String),
}

impl Noun {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Group => "group",
            Self::App => "app",
            Self::Key => "key",
        }
    }
}

impl fmt::Display for Noun {
    /// At the beginning of a sentence.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Account => "Account",
            Self::Group => "Group",
            Self::App => "App",
            Self::Key => "Key",
        })
    }
}

fn because(text: &str) -> String {
    match text.trim_end_matches('.') {
        "" => ".".to_owned(),
        text => format!(": {text}."),
    }
}

fn to_there(to: &str) -> String {
    match to {
        "" => String::new(),
        to => format!(", to {to}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_a_sentence() {
        let refused = |text: &str| DsmError::Refused {
            status: 403,
            text: text.to_owned(),
        };
        assert_eq!(refused("").to_string(), "DSM refuses (status 403).");
        assert_eq!(
            refused("Only administrators.").to_string(),
            "DSM refuses (status 403): Only administrators."
        );
        assert_eq!(
            DsmError::LogIn("Wrong password".to_owned()).to_string(),
            "The log-in is refused: Wrong password."
        );
        let to = |to: &str| DsmError::Redirected {
            address: "https://a".to_owned(),
            to: to.to_owned(),
        };
        assert_eq!(to("").to_string(), "https://a points elsewhere.");
        assert_eq!(
            to("https://b/").to_string(),
            "https://a points elsewhere, to https://b/."
        );
    }
}
