//! The operations that clients of symmetric keys need.

use zeroize::Zeroizing;

use super::connection::Connection;
use super::error::{Cause, ClientError, Stage};
use crate::attribute::Attribute;
use crate::enums::{
    CryptographicAlgorithm, KeyFormatType, ObjectType, Operation, QueryFunction, ResultReason,
    RevocationReasonCode, State, UsageMask,
};
use crate::object::ManagedObject;
use crate::operation::{
    ActivateRequest, CreateRequest, DestroyRequest, DiscoverVersionsRequest, GetAttributesRequest,
    GetRequest, LocateRequest, QueryRequest, QueryResponse, ReKeyRequest, RevokeRequest,
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
                    let unknown = failure.reason == ResultReason::OperationNotSupported;
                    // Refused in a version it speaks: it is of 1.0, where there is no such operation.
                    if unknown && version == ProtocolVersion::V1_0 {
                        return self.choose(spoken, vec![ProtocolVersion::V1_0]);
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
        let request = CreateRequest::new(ObjectType::SymmetricKey, attributes);
        Ok(self.call(request)?.unique_identifier)
    }

    /// Makes an object Active.
    ///
    /// # Errors
    /// When the exchange fails.
    pub fn activate(&mut self, id: &str) -> Result<(), ClientError> {
        self.call(ActivateRequest::new(id.to_owned())).map(drop)
    }

    /// The material of a symmetric key.
    ///
    /// # Errors
    /// When the exchange fails, or the object is not a symmetric key with raw material.
    pub fn get(&mut self, id: &str) -> Result<Zeroizing<Vec<u8>>, ClientError> {
        let response = self.call(GetRequest::new(id.to_owned()))?;
        let unexpected = |reason| ClientError {
            stage: Stage::Operation(Operation::Get),
            cause: Cause::UnexpectedResponse(reason),
        };
        let ManagedObject::SymmetricKey(block) = response.object else {
            return Err(unexpected("it is not a symmetric key"));
        };
        if block.wrapped || block.format != KeyFormatType::Raw {
            return Err(unexpected("the key is not given as raw material"));
        }
        block
            .material
            .ok_or_else(|| unexpected("the key has no material"))
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
        let request = GetAttributesRequest::new(id.to_owned(), names);
        Ok(self.call(request)?.attributes)
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

    /// The Unique Identifiers of the symmetric keys of that name.
    ///
    /// # Errors
    /// When the exchange fails.
    pub fn locate(&mut self, name: &str) -> Result<Vec<String>, ClientError> {
        let attributes = vec![
            Attribute::object_type(ObjectType::SymmetricKey),
            Attribute::object_name(name),
        ];
        Ok(self
            .call(LocateRequest::new(attributes))?
            .unique_identifiers)
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
        self.call(RevokeRequest::new(id.to_owned(), reason))
            .map(drop)
    }

    /// Destroys an object.
    ///
    /// # Errors
    /// When the exchange fails.
    pub fn destroy(&mut self, id: &str) -> Result<(), ClientError> {
        self.call(DestroyRequest::new(id.to_owned())).map(drop)
    }
}

fn no_common_version(offered: Vec<ProtocolVersion>) -> ClientError {
    ClientError {
        stage: Stage::DiscoverVersions,
        cause: Cause::NoCommonVersion(offered),
    }
}
