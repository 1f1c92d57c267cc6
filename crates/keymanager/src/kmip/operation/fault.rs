//! Faults that an operation meets because somebody wants to see them.

use kmip::Failure;
use kmip::enums::{Operation, ResultReason};

use super::context::Context;
use crate::model::Fault;

impl Context<'_> {
    /// Refuses the operation when a fault says so.
    pub(super) fn meet(&self, operation: Operation) -> Result<(), Failure> {
        if self.faults.has(Fault::Refuse(operation)) {
            let message = format!("The app may not use {operation}.");
            return Err(Failure::new(ResultReason::PermissionDenied, message));
        }
        if operation == Operation::Get && self.faults.has(Fault::NotFound) {
            let message = "Could not locate the object.".to_owned();
            return Err(self.reasons().unknown_object(message));
        }
        Ok(())
    }

    /// Whether the object is known on this connection: what was made on another one may not be yet.
    pub(super) fn is_known_here(&self, id: &str) -> bool {
        let lag = self.faults.lag();
        lag.is_none_or(|lag| self.manager.recent().is_known(id, self.connection, lag))
    }

    /// Notes that the object was made on this connection, when others are to know it later only.
    pub(super) fn note_made(&self, id: &str) {
        if let Some(lag) = self.faults.lag() {
            self.manager.recent().note(id, self.connection, lag);
        }
    }
}
