//! Who fails to log in again and again: from one address, or as one user.

use std::net::IpAddr;
use std::time::Duration;

use pure_https::Failures;

use super::KeyManager;

/// How often logging in has failed, until the process ends.
#[derive(Debug, Default)]
pub(super) struct LogIns {
    addresses: Failures<IpAddr>,
    /// By address of mail, in lower case.
    users: Failures<String>,
}

impl KeyManager {
    /// How long a log-in as that user, or one as an app, has to wait at first that comes from where the actor is:
    /// the longer of what others have failed at from there, and as that user from anywhere.
    pub fn log_in_delay(&self, user: Option<&str>) -> Duration {
        let log_ins = self.log_ins();
        let client = self.actor().client;
        let of_address = client.map(|client| log_ins.addresses.delay(&client));
        let of_user = user.map(|user| log_ins.users.delay(&user.to_ascii_lowercase()));
        of_address.max(of_user).unwrap_or_default()
    }

    /// Remembers how a log-in has ended.
    pub(super) fn remember_log_in(&self, user: Option<&str>, succeeded: bool) {
        let log_ins = self.log_ins();
        if let Some(client) = self.actor().client {
            log_ins.addresses.remember(client, succeeded);
        }
        if let Some(user) = user {
            log_ins.users.remember(user.to_ascii_lowercase(), succeeded);
        }
    }
}
