//! Which DSM, and who asks: by options, or by variables, so that lines are the same for every DSM.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use pure_console::{UsageError, prompt, variable, working};
use pure_core::TimeSource;
use pure_dsm::{Account, Address, Credential, Roots, Session, Settings};
use secrecy::SecretString;

/// A session, and the account it is in, which an app may not be told.
pub(super) type Connected = (Session, Option<Account>);

const URL: &str = "PURESIM_DSM_URL";
const CA: &str = "PURESIM_DSM_CA_CERTIFICATE_FILE";
const USER: &str = "PURESIM_DSM_USER";
const PASSWORD: &str = "PURESIM_DSM_PASSWORD";
const API_KEY: &str = "PURESIM_DSM_API_KEY";
const ACCOUNT: &str = "PURESIM_DSM_ACCOUNT";
const PROXY: &str = "PURESIM_DSM_PROXY";

/// Which DSM, and who asks.
#[derive(Args, Debug)]
#[command(next_help_heading = "Connection")]
pub struct Connection {
    /// Address of DSM, https://HOST:PORT [default: $PURESIM_DSM_URL]
    #[arg(long, value_name = "URL", global = true, hide_short_help = true)]
    url: Option<Address>,
    /// File with the CA that its certificate comes from [default: the platform's CAs]
    #[arg(long, value_name = "FILE", global = true, hide_short_help = true, value_hint = clap::ValueHint::FilePath)]
    ca_certificate_file: Option<PathBuf>,
    /// Log in as this user, and prompt for the password
    #[arg(long, value_name = "EMAIL", global = true, hide_short_help = true)]
    user: Option<String>,
    /// Take the password from the first line of a file of mode 0600
    #[arg(long, value_name = "FILE", global = true, hide_short_help = true, value_hint = clap::ValueHint::FilePath, conflicts_with_all = ["by_api_key", "api_key_file"])]
    password_file: Option<PathBuf>,
    /// Log in as an app, and prompt for its API key
    #[arg(
        long = "log-in-by-api-key",
        global = true,
        hide_short_help = true,
        conflicts_with = "user"
    )]
    by_api_key: bool,
    /// Log in as an app; take its API key from the first line of a file of mode 0600
    #[arg(long, value_name = "FILE", global = true, hide_short_help = true, value_hint = clap::ValueHint::FilePath, conflicts_with_all = ["by_api_key", "user"])]
    api_key_file: Option<PathBuf>,
    /// Account, of a user who belongs to several [default: the only one]
    #[arg(long, value_name = "ACCOUNT", global = true, hide_short_help = true)]
    account: Option<String>,
    /// Proxy to reach it through, http://HOST:PORT [default: none]
    #[arg(long, value_name = "URL", global = true, hide_short_help = true)]
    proxy: Option<String>,
}

impl Connection {
    /// Where DSM is.
    ///
    /// # Errors
    /// When nothing says it.
    pub(super) fn address(&self) -> anyhow::Result<Address> {
        match (&self.url, text(URL)?) {
            (Some(url), _) => Ok(url.clone()),
            (None, Some(text)) => {
                let address = text.parse();
                address.map_err(|error| usage(format!("{URL}={text}: {error}")))
            }
            (None, None) => Err(usage(format!(
                "Which DSM is meant? Give its address with --url, or set {URL}."
            ))),
        }
    }

    /// Logs in.
    ///
    /// # Errors
    /// When nothing says where or as whom, or DSM refuses.
    pub(super) fn log_in(&self) -> anyhow::Result<Session> {
        let settings = Settings {
            address: self.address()?,
            roots: self.roots()?,
            proxy: or_variable(&self.proxy, PROXY)?,
            now: match pure_console::context()?.time {
                TimeSource::Pinned(time) => Some(time),
                _ => None,
            },
            time: None,
        };
        let credential = self.credential()?;
        let log_in = || Session::begin(&settings, &credential);
        Ok(working("Logging in to DSM", log_in)?)
    }

    /// Logs in, and chooses the account.
    ///
    /// # Errors
    /// As [`log_in`](Self::log_in), and when there is no such account, none at all, or several to choose from.
    pub(super) fn open(&self) -> anyhow::Result<Connected> {
        let name = or_variable(&self.account, ACCOUNT)?;
        let session = self.log_in()?;
        let account = session.choose_account(name.as_deref());
        let account = match &name {
            Some(name) => pure_console::on(name, account)?,
            None => account?,
        };
        Ok((session, account))
    }

    fn roots(&self) -> anyhow::Result<Roots> {
        let file = match &self.ca_certificate_file {
            Some(file) => Some(file.clone()),
            None => variable(CA).map(PathBuf::from),
        };
        match file {
            None => Ok(Roots::Platform),
            Some(file) => Roots::from_pem(&prompt::pem_file(&file)?)
                .with_context(|| format!("Cannot use the file {}", file.display())),
        }
    }

    fn credential(&self) -> anyhow::Result<Credential> {
        if self.by_api_key || self.api_key_file.is_some() {
            return self.app();
        }
        if let Some(email) = &self.user {
            return self.user(email.clone());
        }
        match (text(USER)?, variable(API_KEY).is_some()) {
            (Some(email), false) => self.user(email),
            (None, true) => self.app(),
            (Some(_), true) => {
                let reason = format!("Both {USER} and {API_KEY} are set. Unset one.");
                Err(usage(reason))
            }
            (None, false) => Err(usage(format!(
                "Who logs in? Name a user with --user, or give an app's API key with --api-key-file; or set {USER} or {API_KEY}."
            ))),
        }
    }

    fn user(&self, email: String) -> anyhow::Result<Credential> {
        let password = match (&self.password_file, secret(PASSWORD)?) {
            (Some(file), _) => prompt::secret_file(file, "password")?,
            (None, Some(password)) => password,
            (None, None) => prompt::password()?,
        };
        Ok(Credential::User { email, password })
    }

    fn app(&self) -> anyhow::Result<Credential> {
        let key = match (&self.api_key_file, self.by_api_key, secret(API_KEY)?) {
            (Some(file), ..) => prompt::secret_file(file, "API key")?,
            (None, false, Some(key)) => key,
            _ => prompt::api_key()?,
        };
        Ok(Credential::api_key(key)?)
    }
}

fn usage(reason: String) -> anyhow::Error {
    UsageError(reason).into()
}

/// What a variable says, which has to be text.
fn text(name: &str) -> anyhow::Result<Option<String>> {
    let text = |value: std::ffi::OsString| value.into_string();
    let text = variable(name).map(text).transpose();
    text.map_err(|_| usage(format!("{name} is not UTF-8.")))
}

fn secret(name: &str) -> anyhow::Result<Option<SecretString>> {
    Ok(text(name)?.map(SecretString::from))
}

fn or_variable(given: &Option<String>, name: &str) -> anyhow::Result<Option<String>> {
    match given {
        Some(given) => Ok(Some(given.clone())),
        None => text(name),
    }
}
