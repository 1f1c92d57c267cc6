//! The operations that clients of symmetric keys need.

use zeroize::Zeroizing;

use super::connection::Connection;
use super::error::{Cause, ClientError, KeyForm, Stage};
use crate::attribute::Attribute;
use crate::enums::{
    CryptographicAlgorithm, KeyFormatType, ObjectType, Operation, QueryFunction, ResultReason,
    RevocationReasonCode, State, UsageMask,
};
use crate::object::ManagedObject;
use crate::operation::{
    ActivateRequest, AddAttributeRequest, CreateRequest, DestroyRequest, DiscoverVersionsRequest,
    GetAttributesRequest, GetRequest, LocateRequest, QueryRequest, QueryResponse, ReKeyRequest,
    RevokeRequest,
};
use crate::ttlv::Tag;
use crate::version::ProtocolVersion;

impl Connection {
    /// Agrees on the newest version that both speak, and writes later requests in it. A server that
    /// does not know Discover Versions speaks 1.0.
    ///
    /// # Errors
    /// When there is no common version, or the exchange fails.
    pub fn discover_versions(&mut self) -> Result<ProtocolVersion, ClientError> {
        self.negotiate(ProtocolVersion::SUPPORTED)
    }

    /// As [`discover_versions`](Self::discover_versions), with the versions of `spoken` only, the
    /// preferred first.
    ///
    /// # Errors
    /// When there is no common version, or the exchange fails.
    pub fn negotiate(
        &mut self,
        spoken: &[ProtocolVersion],
    ) -> Result<ProtocolVersion, ClientError> {
        // The operation is of 1.1, and servers of 2.x understand it as well: these come last.
        let (mut ask_in, of_2): (Vec<_>, Vec<_>) = spoken
            .iter()
            .partition(|version| !version.has_tagged_attributes());
        ask_in.extend(of_2);
        let mut refusal = None;
        for version in ask_in {
            self.version = version;
            match self.call(DiscoverVersionsRequest::new(spoken.to_vec())) {
                Ok(response) => return self.choose(spoken, response.versions),
                Err(ClientError {
                    cause: Cause::Failed(failure),
                    stage,
                }) => {
                    if failure.reason == ResultReason::OperationNotSupported {
                        return self.probe(spoken);
                    }
                    // Who the client is does not depend on the version.
                    let is_final = failure.reason == ResultReason::AuthenticationNotSuccessful;
                    let error = ClientError {
                        stage,
                        cause: Cause::Failed(failure),
                    };
                    if is_final {
                        return Err(error);
                    }
                    refusal.get_or_insert(error);
                }
                Err(error) => return Err(error),
            }
        }
        Err(refusal.unwrap_or_else(|| no_common_version(Vec::new())))
    }

    /// The newest version of 1.x in which a server without Discover Versions responds to Query as one
    /// that speaks it; 1.0, which has no Discover Versions, when it does so in none.
    fn probe(&mut self, spoken: &[ProtocolVersion]) -> Result<ProtocolVersion, ClientError> {
        let mut asked: Vec<_> = spoken
            .iter()
            .copied()
            .filter(|version| !version.has_tagged_attributes())
            .collect();
        asked.sort_unstable_by(|one, other| other.cmp(one));
        for version in asked {
            self.version = version;
            let functions = vec![QueryFunction::QueryOperations];
            let speaks = match self.call(QueryRequest::new(functions)) {
                Ok(_) => true,
                Err(ClientError {
                    cause: Cause::Failed(failure),
                    ..
                }) => !matches!(
                    failure.reason,
                    ResultReason::UnsupportedProtocolVersion | ResultReason::InvalidMessage
                ),
                Err(error) => return Err(error),
            };
            if speaks {
                return self.choose(spoken, vec![version]);
            }
        }
        self.choose(spoken, vec![ProtocolVersion::V1_0])
    }

    fn choose(
        &mut self,
        spoken: &[ProtocolVersion],
        offered: Vec<ProtocolVersion>,
    ) -> Result<ProtocolVersion, ClientError> {
        let common = spoken.iter().find(|version| offered.contains(version));
        let Some(&version) = common else {
            return Err(no_common_version(offered));
        };
        self.version = version;
        self.facts.versions = offered
            .into_iter()
            .filter(|version| spoken.contains(version))
            .collect();
        Ok(version)
    }

    /// Asks which operations and types of objects the server supports, and who made it.
    ///
    /// # Errors
    /// When the exchange fails.
    pub fn query(&mut self) -> Result<QueryResponse, ClientError> {
        let functions = vec![
            QueryFunction::QueryOperations,
            QueryFunction::QueryObjects,
            QueryFunction::QueryServerInformation,
        ];
        let response = self.call(QueryRequest::new(functions))?;
        self.facts
            .vendor_identification
            .clone_from(&response.vendor_identification);
        self.facts.operations.clone_from(&response.operations);
        Ok(response)
    }

    /// Creates a Pre-Active AES-256 key of that name; its Unique Identifier.
    ///
    /// # Errors
    /// When the exchange fails.
    pub fn create_aes256(&mut self, name: &str, mask: UsageMask) -> Result<String, ClientError> {
        let attributes = vec![
            Attribute::algorithm(CryptographicAlgorithm::Aes),
            Attribute::length(256),
            Attribute::usage_mask(mask),
            Attribute::object_name(name),
        ];
        self.create(attributes)
    }

    /// Creates a symmetric key with those attributes; its Unique Identifier.
    ///
    /// # Errors
    /// When the exchange fails.
    pub fn create(&mut self, attributes: Vec<Attribute>) -> Result<String, ClientError> {
        let request = CreateRequest::new(ObjectType::SymmetricKey, attributes);
        Ok(self.call(request)?.unique_identifier)
    }

    /// Gives an object a further attribute.
    ///
    /// # Errors
    /// When the exchange fails.
    pub fn add_attribute(&mut self, id: &str, attribute: Attribute) -> Result<(), ClientError> {
        let request = AddAttributeRequest::new(id.to_owned(), attribute);
        let response = self.call(request)?;
        about(id, &response.unique_identifier, Operation::AddAttribute)
    }

    /// Makes an object Active.
    ///
    /// # Errors
    /// When the exchange fails.
    pub fn activate(&mut self, id: &str) -> Result<(), ClientError> {
        let response = self.call(ActivateRequest::new(id.to_owned()))?;
        about(id, &response.unique_identifier, Operation::Activate)
    }

    /// The material of a symmetric key. It is asked for as raw material; a server that does not let
    /// itself be asked for a format is asked without.
    ///
    /// # Errors
    /// When the exchange fails, the response is about another object, or the object is not a symmetric
    /// key with raw material.
    pub fn get(&mut self, id: &str) -> Result<Zeroizing<Vec<u8>>, ClientError> {
        let request = GetRequest::new(id.to_owned());
        let raw = request.clone().with_key_format_type(KeyFormatType::Raw);
        let response = match self.call(raw) {
            Err(ClientError {
                cause: Cause::Failed(failure),
                ..
            }) if failure.reason == ResultReason::KeyFormatTypeNotSupported => {
                self.call(request)?
            }
            response => response?,
        };
        about(id, &response.unique_identifier, Operation::Get)?;
        let failed = |cause| ClientError {
            stage: Stage::Operation(Operation::Get),
            cause,
        };
        let ManagedObject::SymmetricKey(block) = response.object else {
            let cause = Cause::UnexpectedResponse("it is not a symmetric key");
            return Err(failed(cause));
        };
        let form = match block.format {
            _ if block.wrapped => KeyForm::Wrapped,
            KeyFormatType::Raw => {
                let cause = Cause::UnexpectedResponse("the key has no material");
                return block.material.ok_or_else(|| failed(cause));
            }
            KeyFormatType::TransparentSymmetricKey => KeyForm::Transparent,
            KeyFormatType::Opaque => KeyForm::Opaque,
            other => KeyForm::Other(other),
        };
        Err(failed(Cause::KeyForm(form)))
    }

    /// The attributes of those names, or all of them when `names` is empty.
    ///
    /// # Errors
    /// When the exchange fails.
    pub fn get_attributes(
        &mut self,
        id: &str,
        names: &[&str],
    ) -> Result<Vec<Attribute>, ClientError> {
        let names = names.iter().map(|&name| name.to_owned()).collect();
        let response = self.call(GetAttributesRequest::new(id.to_owned(), names))?;
        about(id, &response.unique_identifier, Operation::GetAttributes)?;
        Ok(response.attributes)
    }

    /// The state of a key.
    ///
    /// # Errors
    /// When the exchange fails, or the response does not tell.
    pub fn state(&mut self, id: &str) -> Result<State, ClientError> {
        let attributes = self.get_attributes(id, &["State"])?;
        let state = attributes.iter().find(|attribute| attribute.is(Tag::STATE));
        state
            .and_then(|state| state.value.as_enumeration())
            .map(State::from_code)
            .ok_or(ClientError {
                stage: Stage::Operation(Operation::GetAttributes),
                cause: Cause::UnexpectedResponse("it does not tell the key's state"),
            })
    }

    /// The Unique Identifiers of the symmetric keys of that name, as the server understands it: some find
    /// more. That there is none some say by Item Not Found.
    ///
    /// # Errors
    /// When the exchange fails.
    pub fn locate(&mut self, name: &str) -> Result<Vec<String>, ClientError> {
        let attributes = vec![
            Attribute::object_type(ObjectType::SymmetricKey),
            Attribute::object_name(name),
        ];
        match self.call(LocateRequest::new(attributes)) {
            Ok(response) => Ok(response.unique_identifiers),
            Err(ClientError {
                cause: Cause::Failed(failure),
                ..
            }) if failure.reason == ResultReason::ItemNotFound => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// Replaces a key by a new one; the Unique Identifier of the new one.
    ///
    /// # Errors
    /// When the exchange fails.
    pub fn re_key(&mut self, id: &str) -> Result<String, ClientError> {
        let request = ReKeyRequest::new(id.to_owned());
        Ok(self.call(request)?.unique_identifier)
    }

    /// Revokes an object.
    ///
    /// # Errors
    /// When the exchange fails.
    pub fn revoke(&mut self, id: &str, reason: RevocationReasonCode) -> Result<(), ClientError> {
        let response = self.call(RevokeRequest::new(id.to_owned(), reason))?;
        about(id, &response.unique_identifier, Operation::Revoke)
    }

    /// Destroys an object.
    ///
    /// # Errors
    /// When the exchange fails.
    pub fn destroy(&mut self, id: &str) -> Result<(), ClientError> {
        let response = self.call(DestroyRequest::new(id.to_owned()))?;
        about(id, &response.unique_identifier, Operation::Destroy)
    }
}

/// Whether the response of `operation` is about the object that it was asked for.
fn about(asked: &str, answered: &str, operation: Operation) -> Result<(), ClientError> {
    if asked == answered {
        return Ok(());
    }
    Err(ClientError {
        stage: Stage::Operation(operation),
        cause: Cause::UnexpectedResponse("it is about another object"),
    })
}

fn no_common_version(offered: Vec<ProtocolVersion>) -> ClientError {
    ClientError {
        stage: Stage::DiscoverVersions,
        cause: Cause::NoCommonVersion(offered),
    }
}
