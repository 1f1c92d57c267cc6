//! Why an operation is not done, with the reason that the version of the protocol has for it: up to
//! 1.4 there are few (KMIP 1.4, section 11), from 2.0 on many (KMIP 2.1, section 9).

use kmip::enums::ResultReason;
use kmip::{Failure, ProtocolVersion};

use crate::model::KeyManagerError;

/// A failure of the key manager itself: the client learns no more.
pub(in crate::kmip) fn internal(error: impl Into<KeyManagerError>) -> Failure {
    let error = error.into();
    tracing::error!("{error}");
    Failure::new(ResultReason::GeneralFailure, "The key manager failed.")
}

/// A field with an invalid value.
pub(super) fn invalid_field(message: impl Into<String>) -> Failure {
    Failure::new(ResultReason::InvalidField, message)
}

/// Something that is not supported here.
pub(super) fn unsupported(message: impl Into<String>) -> Failure {
    Failure::new(ResultReason::FeatureNotSupported, message)
}

/// The reasons of a version.
#[derive(Clone, Copy)]
pub(super) struct Reasons(pub(super) ProtocolVersion);

impl Reasons {
    fn choose(self, first: ResultReason, second: ResultReason) -> ResultReason {
        if self.0.has_tagged_attributes() {
            second
        } else {
            first
        }
    }

    /// The state of the object does not allow it.
    pub(super) fn wrong_state(self, message: impl Into<String>) -> Failure {
        let reason = self.choose(
            ResultReason::PermissionDenied,
            ResultReason::WrongKeyLifecycleState,
        );
        Failure::new(reason, message)
    }

    /// There is no such object.
    pub(super) fn unknown_object(self, message: String) -> Failure {
        let reason = self.choose(ResultReason::ItemNotFound, ResultReason::ObjectNotFound);
        Failure::new(reason, message)
    }

    /// There was such an object.
    pub(super) fn destroyed(self) -> Failure {
        let reason = self.choose(ResultReason::ItemNotFound, ResultReason::ObjectDestroyed);
        Failure::new(reason, "The object is destroyed.")
    }

    /// Objects have no such attribute.
    pub(super) fn unknown_attribute(self, name: &str) -> Failure {
        let reason = self.choose(
            ResultReason::PermissionDenied,
            ResultReason::UnsupportedAttribute,
        );
        Failure::new(reason, format!("Objects have no attribute {name}."))
    }

    /// Clients may not change the attribute.
    pub(super) fn read_only(self, name: &str) -> Failure {
        let reason = self.choose(
            ResultReason::PermissionDenied,
            ResultReason::AttributeReadOnly,
        );
        Failure::new(reason, format!("{name} is set by the server only."))
    }

    /// The object may not be used in that way.
    pub(super) fn wrong_use(self) -> Failure {
        let reason = self.choose(
            ResultReason::PermissionDenied,
            ResultReason::IncompatibleCryptographicUsageMask,
        );
        let message = "The Cryptographic Usage Mask of the object does not allow that.";
        Failure::new(reason, message)
    }

    /// The object has the attribute already, and can have one only.
    pub(super) fn single_valued(self, name: &str) -> Failure {
        let reason = self.choose(
            ResultReason::IllegalOperation,
            ResultReason::AttributeSingleValued,
        );
        Failure::new(reason, format!("The object already has a {name}."))
    }

    /// Which of several is meant is unknown.
    pub(super) fn multi_valued(self, name: &str) -> Failure {
        let message = format!("An object may have several {name}.");
        Failure::new(ResultReason::MultiValuedAttribute, message)
    }

    /// The object has no such attribute.
    pub(super) fn no_attribute(self, name: &str) -> Failure {
        let reason = self.choose(ResultReason::ItemNotFound, ResultReason::AttributeNotFound);
        Failure::new(reason, format!("The object has no such {name}."))
    }

    /// The value of an attribute is not what it should be.
    pub(super) fn invalid_value(self, message: impl Into<String>) -> Failure {
        let reason = self.choose(
            ResultReason::InvalidField,
            ResultReason::InvalidAttributeValue,
        );
        Failure::new(reason, message)
    }

    /// A new object should get the name of another one.
    pub(super) fn name_in_use(self, name: &str) -> Failure {
        let reason = self.choose(
            ResultReason::InvalidField,
            ResultReason::NonUniqueNameAttribute,
        );
        Failure::new(reason, format!("Name {name} is in use."))
    }

    /// An object that there is should get the name of another one.
    pub(super) fn name_of_another(self, name: &str) -> Failure {
        let reason = self.choose(
            ResultReason::IllegalOperation,
            ResultReason::NonUniqueNameAttribute,
        );
        Failure::new(reason, format!("Name {name} is in use."))
    }
}
