//! What there is to warn of at the moment.

use std::ops::ControlFlow;

use pure_core::operation::DriveStatus;
use pure_core::power::State;
use pure_core::{Bench, Users};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Severity {
    /// Something does not work.
    Critical,
    /// Something will not, or is not as it should be.
    Warning,
}

impl Severity {
    /// As it is shown.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::Warning => "warning",
        }
    }
}

/// What there is to warn of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Alert {
    /// The number of its kind.
    pub(crate) code: u32,
    /// How bad it is.
    pub(crate) severity: Severity,
    /// Of what kind the component is that it is about.
    pub(crate) kind: &'static str,
    /// The name of that component.
    pub(crate) component: String,
    /// What is so, in sentences.
    pub(crate) summary: String,
}

/// What there is to warn of at the moment, on or off.
///
/// # Errors
/// When the array's state cannot be read.
pub(crate) fn alerts(bench: &Bench, users: &Users) -> pure_core::Result<Vec<Alert>> {
    use Severity::{Critical, Warning};

    let purity = bench.purity();
    let now = purity.now();
    let mut alerts = Vec::new();
    let mut add = |code, severity, kind, component: &str, summary| {
        let component = component.to_owned();
        alerts.push(Alert {
            code,
            severity,
            kind,
            component,
            summary,
        });
    };
    let power = bench.power()?;
    let array = power.name.as_str();
    if let State::Locked(reason) = &power.status.state {
        let text = format!("The array is locked. {reason}");
        add(1, Critical, "array", array, text);
    }
    if power.status.postponed.is_some() {
        let text = "The array key could not be rotated.".to_owned();
        add(2, Warning, "array", array, text);
    }
    for drive in bench.drives()? {
        if drive.status != DriveStatus::Healthy {
            let bay = drive.row.bay.to_string();
            let text = format!("The drive in {bay} is {}.", drive.status.as_str());
            add(3, Critical, "drive", &bay, text);
        }
    }
    purity.list_certificates(&[], |row| {
        if let Some(warning) = row.validity.warning(now) {
            let is_over = row.validity.days_left(now) < 0;
            let severity = if is_over { Critical } else { Warning };
            let text = format!("Certificate {} {warning}.", row.name);
            add(4, severity, "certificate", row.name, text);
        }
        ControlFlow::Continue(())
    })?;
    for user in users.list()? {
        if user.has_factory_password {
            let text = format!("The password of user {} is the factory's.", user.name);
            add(5, Warning, "user", user.name.as_str(), text);
        }
    }
    Ok(alerts)
}
