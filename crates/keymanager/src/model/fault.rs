//! What goes wrong at the key manager because somebody wants to see it: switched on and off while it runs.

use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use kmip::ProtocolVersion;
use kmip::enums::Operation;

use super::{App, KeyManager, KeyManagerError};
use crate::store::{FaultRow, StoreError};

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Every response takes so much longer.
    Delay(Duration),
    /// Every connection of that number is closed before the handshake.
    Drop(u32),
    /// Every connection is reset after the handshake.
    Reset,
    /// Every connection is closed after its first response.
    Close,
    /// That operation is refused.
    Refuse(Operation),
    /// No later version of KMIP is spoken.
    KmipVersion(ProtocolVersion),
    /// TLS 1.3 is not spoken.
    Tls12,
    /// The server's certificate has expired.
    ExpiredCertificate,
    /// The server's certificate is for another host.
    WrongName,
    /// What is made on one connection is known on the others only after that time.
    Lag(Duration),
    /// What is made through one of two listeners is known through the other only after that time.
    NodeLag(Duration),
    /// Locate ignores names.
    OverMatch,
    /// Get finds nothing.
    NotFound,
}

/// The words for faults, in the order of the help.
pub const FAULTS: [&str; 13] = [
    "delay",
    "drop",
    "reset",
    "close",
    "refuse",
    "kmip-version",
    "tls-1.2",
    "expired-certificate",
    "wrong-name",
    "lag",
    "node-lag",
    "over-match",
    "not-found",
];

impl Fault {
    /// The fault of that word, with its value; of a span of time that is `span`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn new(
        kind: &str,
        value: Option<&str>,
        span: impl Fn(&str) -> Option<Duration>,
    ) -> Result<Self, String> {
        let no_value = |fault| match value {
            None => Ok(fault),
            Some(_) => Err(format!("The fault {kind} takes no value.")),
        };
        let needed = |what: &str| value.ok_or_else(|| format!("The fault {kind} takes {what}."));
        let lasting = |text: &str| {
            let of = "a span of time, as in 2s";
            span(text).ok_or_else(|| format!("The fault {kind} takes {of}."))
        };
        match kind {
            "delay" => lasting(needed("a span of time, as in 2s")?).map(Self::Delay),
            "lag" => lasting(needed("a span of time, as in 2s")?).map(Self::Lag),
            "node-lag" => lasting(needed("a span of time, as in 2s")?).map(Self::NodeLag),
            "drop" => match value.unwrap_or("1").parse() {
                Ok(number @ 1..) => Ok(Self::Drop(number)),
                _ => Err("The fault drop takes a number: 2 drops every second connection.".into()),
            },
            "refuse" => operation(needed("the name of an operation, as in get")?)
                .map(Self::Refuse)
                .ok_or_else(|| "There is no such operation of KMIP.".into()),
            "kmip-version" => version(needed("a version of KMIP, as in 1.2")?)
                .map(Self::KmipVersion)
                .ok_or_else(|| "The versions of KMIP are 1.0 to 1.4, 2.0 and 2.1.".into()),
            "reset" => no_value(Self::Reset),
            "close" => no_value(Self::Close),
            "tls-1.2" => no_value(Self::Tls12),
            "expired-certificate" => no_value(Self::ExpiredCertificate),
            "wrong-name" => no_value(Self::WrongName),
            "over-match" => no_value(Self::OverMatch),
            "not-found" => no_value(Self::NotFound),
            _ => Err(format!("There is no fault {kind}.")),
        }
    }

    /// Its word.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Delay(_) => "delay",
            Self::Drop(_) => "drop",
            Self::Reset => "reset",
            Self::Close => "close",
            Self::Refuse(_) => "refuse",
            Self::KmipVersion(_) => "kmip-version",
            Self::Tls12 => "tls-1.2",
            Self::ExpiredCertificate => "expired-certificate",
            Self::WrongName => "wrong-name",
            Self::Lag(_) => "lag",
            Self::NodeLag(_) => "node-lag",
            Self::OverMatch => "over-match",
            Self::NotFound => "not-found",
        }
    }

    /// Its value as text; empty when it has none.
    pub fn value(self) -> String {
        match self {
            Self::Delay(span) | Self::Lag(span) | Self::NodeLag(span) => {
                format!("{}s", span.as_secs())
            }
            Self::Drop(number) => number.to_string(),
            Self::Refuse(operation) => operation.to_string(),
            Self::KmipVersion(version) => version.to_string(),
            _ => String::new(),
        }
    }

    /// Whether it is met before it is known which app the client is.
    pub fn is_of_connection(self) -> bool {
        matches!(
            self,
            Self::Drop(_) | Self::Reset | Self::Tls12 | Self::ExpiredCertificate | Self::WrongName
        )
    }

    fn of(row: &FaultRow) -> Option<Self> {
        let value = Some(row.value.as_str()).filter(|value| !value.is_empty());
        let seconds = |text: &str| {
            let seconds = text.strip_suffix('s')?.parse().ok()?;
            Some(Duration::from_secs(seconds))
        };
        Self::new(&row.kind, value, seconds).ok()
    }
}

/// The operation of that name, in whatever case, with or without blanks and hyphens.
fn operation(name: &str) -> Option<Operation> {
    let plain = |text: &str| {
        let letters = text.chars().filter(char::is_ascii_alphanumeric);
        letters.collect::<String>().to_ascii_lowercase()
    };
    let named = (1..=0x3F).map(Operation::from_code);
    let mut named = named.filter(|operation| plain(&operation.to_string()) == plain(name));
    named.next()
}

fn version(text: &str) -> Option<ProtocolVersion> {
    let known = ProtocolVersion::SUPPORTED.iter();
    let mut known = known.filter(|version| version.to_string() == text);
    known.next().copied()
}

/// The faults that a client meets.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    /// Whether that one is among them.
    pub(crate) fn has(&self, fault: Fault) -> bool {
        self.0.contains(&fault)
    }

    /// What the first says that `which` knows.
    pub(crate) fn find<T>(&self, which: impl Fn(Fault) -> Option<T>) -> Option<T> {
        self.0.iter().copied().find_map(which)
    }

    /// How much longer a response takes.
    pub(crate) fn delay(&self) -> Option<Duration> {
        self.find(|fault| match fault {
            Fault::Delay(span) => Some(span),
            _ => None,
        })
    }

    /// How long what was made on another connection is not known.
    pub(crate) fn lag(&self) -> Option<Duration> {
        self.find(|fault| match fault {
            Fault::Lag(span) => Some(span),
            _ => None,
        })
    }

    /// How long what was made through the other listener is not known.
    pub(crate) fn node_lag(&self) -> Option<Duration> {
        self.find(|fault| match fault {
            Fault::NodeLag(span) => Some(span),
            _ => None,
        })
    }

    /// The latest version of KMIP that is spoken.
    pub(crate) fn latest_version(&self) -> Option<ProtocolVersion> {
        self.find(|fault| match fault {
            Fault::KmipVersion(version) => Some(version),
            _ => None,
        })
    }
}

impl KeyManager {
    /// Switches a fault on, in place of the one of its kind: for a time, for a number of times, for one
    /// app.
    ///
    /// # Errors
    /// When the state cannot be written.
    pub fn set_fault(
        &self,
        fault: Fault,
        app: Option<&App>,
        lasting: Option<Duration>,
        times: Option<u32>,
    ) -> Result<FaultRow, KeyManagerError> {
        let ends = lasting.map(|span| now().saturating_add(milliseconds(span)));
        let row = FaultRow {
            kind: fault.kind().to_owned(),
            value: fault.value(),
            app: app.map(|app| app.id.clone()).unwrap_or_default(),
            ends,
            times: times.map(i64::from),
            met: 0,
        };
        self.write(|tx| tx.put_fault(&row).map_err(KeyManagerError::from))?;
        Ok(row)
    }

    /// The faults that are switched on.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub fn faults(&self) -> Result<Vec<FaultRow>, KeyManagerError> {
        self.read(|tx| Ok(tx.faults(now())?))
    }

    /// Switches the faults of that word off, or all of them; returns how many there were.
    ///
    /// # Errors
    /// When the state cannot be written.
    pub fn clear_faults(&self, kind: Option<&str>) -> Result<usize, KeyManagerError> {
        self.write(|tx| Ok(tx.delete_faults(kind)?))
    }

    /// The faults that `app`, or a client that is not known yet, meets with what it does now: those that
    /// `concerns` says. Each is counted.
    pub(crate) fn meet(&self, app: Option<&str>, concerns: impl Fn(Fault) -> bool) -> Faults {
        let is_met = |row: &FaultRow| {
            let is_for = row.app.is_empty() || app == Some(row.app.as_str());
            Fault::of(row).filter(|fault| is_for && concerns(*fault))
        };
        // Nearly always there are none.
        match self.faults() {
            Ok(rows) if rows.iter().any(|row| is_met(row).is_some()) => {}
            _ => return Faults::default(),
        }
        let met = self.write(|tx| {
            let mut met = Vec::new();
            for mut row in tx.faults(now())? {
                let Some(fault) = is_met(&row) else { continue };
                row.met += 1;
                let number = u32::try_from(row.met).unwrap_or(u32::MAX);
                let happens = !matches!(fault, Fault::Drop(every) if number % every != 0);
                if happens {
                    row.times = row.times.map(|times| times - 1);
                    met.push(fault);
                }
                tx.put_fault(&row)?;
            }
            Ok::<_, StoreError>(met)
        });
        Faults(met.unwrap_or_default())
    }
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    milliseconds(since.unwrap_or_default())
}

fn milliseconds(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

impl FromStr for Fault {
    type Err = String;

    /// Reads `delay 2s`, `refuse get`, `reset`.
    fn from_str(text: &str) -> Result<Self, String> {
        let (kind, value) = match text.split_once(' ') {
            Some((kind, value)) => (kind, Some(value)),
            None => (text, None),
        };
        let seconds = |text: &str| {
            let seconds = text.strip_suffix('s')?.parse().ok()?;
            Some(Duration::from_secs(seconds))
        };
        Self::new(kind, value, seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let texts = [
            "delay 2s",
            "drop 1",
            "drop 2",
            "reset",
            "close",
            "refuse Get Attributes",
            "kmip-version 1.2",
            "tls-1.2",
            "expired-certificate",
            "wrong-name",
            "lag 3s",
            "node-lag 3s",
            "over-match",
            "not-found",
        ];
        for text in texts {
            let fault: Fault = text.parse().unwrap();
            let again = format!("{} {}", fault.kind(), fault.value());
            assert_eq!(again.trim_end(), text);
            assert!(FAULTS.contains(&fault.kind()));
        }
        assert_eq!(
            "refuse get-attributes".parse(),
            Ok(Fault::Refuse(Operation::GetAttributes))
        );
        for text in [
            "delay",
            "delay x",
            "drop 0",
            "refuse",
            "refuse x",
            "reset 1",
            "kmip-version 3",
            "x",
        ] {
            assert!(text.parse::<Fault>().is_err(), "{text}");
        }
    }

    #[test]
    fn faults_end_and_are_for_whom_they_are_meant() {
        let folder = tempfile::tempdir().unwrap();
        let manager = KeyManager::open(folder.path(), std::sync::Arc::new(|| 0)).unwrap();
        let met = |app| !manager.meet(app, |_| true).0.is_empty();
        assert!(!met(None));
        manager
            .set_fault(Fault::Close, None, None, Some(2))
            .unwrap();
        assert_eq!([met(None), met(Some("a")), met(None)], [true, true, false]);
        manager.set_fault(Fault::Drop(2), None, None, None).unwrap();
        assert_eq!([met(None), met(None), met(None)], [false, true, false]);
        let spent = Some(Duration::ZERO);
        manager
            .set_fault(Fault::Drop(1), None, spent, None)
            .unwrap();
        assert!(!met(None));
        assert_eq!(manager.clear_faults(Some("drop")).unwrap(), 1);
        assert!(manager.faults().unwrap().is_empty());
    }
}
