//! Faults that an operation meets because somebody wants to see them.

use std::time::Duration;

use kmip::Failure;
use kmip::enums::{Operation, ResultReason};

use super::context::Context;
use crate::model::{Fault, Origin};

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

    /// Whether the object is known here: what was made on another connection, or through the other
    /// listener, may not be yet.
    pub(super) fn is_known_here(&self, id: &str) -> bool {
        let (recent, here) = (self.manager.recent(), self.origin);
        let known = |lag: Option<Duration>, is_elsewhere: &dyn Fn(Origin) -> bool| {
            lag.is_none_or(|lag| recent.is_known(id, lag, is_elsewhere))
        };
        known(self.faults.lag(), &|made| {
            made.connection != here.connection
        }) && known(self.faults.node_lag(), &|made| made.node != here.node)
    }

    /// Notes that the object was made here, when others are to know it later only.
    pub(super) fn note_made(&self, id: &str) {
        let lags = [self.faults.lag(), self.faults.node_lag()];
        if let Some(lag) = lags.into_iter().flatten().max() {
            self.manager.recent().note(id, self.origin, lag);
        }
    }
}
