//! Who fails to log in again and again: from one address, or as one user.

use std::net::IpAddr;
use std::time::Duration;

use pure_https::Failures;

/// How often logging in has failed, until the process ends.
#[derive(Debug, Default)]
pub(super) struct LogIns {
    addresses: Failures<IpAddr>,
    /// By address of mail, in lower case.
    users: Failures<String>,
}

impl LogIns {
    /// How long a log-in from there, as that user, has to wait: the longer of what others have failed at from
    /// there, and as that user from anywhere.
    pub(super) fn delay(&self, address: Option<IpAddr>, user: Option<&str>) -> Duration {
        let of_address = address.map(|address| self.addresses.delay(&address));
        let of_user = user.map(|user| self.users.delay(&user.to_ascii_lowercase()));
        of_address.max(of_user).unwrap_or_default()
    }

    /// Remembers how a log-in has ended.
    pub(super) fn remember(&self, address: Option<IpAddr>, user: Option<&str>, succeeded: bool) {
        if let Some(address) = address {
            self.addresses.remember(address, succeeded);
        }
        if let Some(user) = user {
            self.users.remember(user.to_ascii_lowercase(), succeeded);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_count_by_address_and_by_user() {
        let log_ins = LogIns::default();
        let [here, there] = [1, 2].map(|last| Some(IpAddr::from([192, 0, 2, last])));
        for _ in 0..5 {
            log_ins.remember(here, Some("Anna@Example.com"), false);
        }
        let is_slow = |address, user| !log_ins.delay(address, user).is_zero();
        assert!(is_slow(here, None) && is_slow(here, Some("ben@example.com")));
        assert!(is_slow(there, Some("anna@example.com")));
        assert!(!is_slow(there, None) && !is_slow(there, Some("ben@example.com")));
        log_ins.remember(there, Some("anna@example.com"), true);
        assert!(!is_slow(there, Some("anna@example.com")) && is_slow(here, None));
    }
}
