//! Query: what a server can do (KMIP 1.4, section 4.25).

use super::payload::Payload;
use crate::enums::{ObjectType, Operation, QueryFunction};
use crate::ttlv::{DecodeError, Fields, Item, Tag};
use crate::version::ProtocolVersion;

/// What to tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct QueryRequest {
    /// The questions.
    pub functions: Vec<QueryFunction>,
}

impl QueryRequest {
    /// A request that asks those questions.
    #[must_use]
    pub fn new(functions: Vec<QueryFunction>) -> Self {
        Self { functions }
    }
}

/// What the server can do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct QueryResponse {
    /// The operations it does.
    pub operations: Vec<Operation>,
    /// The types of objects it keeps.
    pub object_types: Vec<ObjectType>,
    /// Who made it.
    pub vendor_identification: Option<String>,
    /// Anything else in the response, as it came.
    pub other: Vec<Item>,
}

impl QueryResponse {
    /// Tells the operations that the server supports.
    #[must_use]
    pub fn with_operations(mut self, operations: Vec<Operation>) -> Self {
        self.operations = operations;
        self
    }

    /// Tells the types of objects that the server supports.
    #[must_use]
    pub fn with_object_types(mut self, object_types: Vec<ObjectType>) -> Self {
        self.object_types = object_types;
        self
    }

    /// Tells who made the server.
    #[must_use]
    pub fn with_vendor_identification(mut self, vendor_identification: impl Into<String>) -> Self {
        self.vendor_identification = Some(vendor_identification.into());
        self
    }
}

impl Payload for QueryRequest {
    fn to_fields(&self, _: ProtocolVersion) -> Vec<Item> {
        let functions = self.functions.iter();
        functions
            .map(|f| Item::enumeration(Tag::QUERY_FUNCTION, f.code()))
            .collect()
    }

    fn from_fields(mut fields: Fields, _: ProtocolVersion) -> Result<Self, DecodeError> {
        let functions = codes(&mut fields, Tag::QUERY_FUNCTION)?;
        Ok(Self {
            functions: functions
                .into_iter()
                .map(QueryFunction::from_code)
                .collect(),
        })
    }
}

impl Payload for QueryResponse {
    fn to_fields(&self, _: ProtocolVersion) -> Vec<Item> {
        let mut fields = Vec::new();
        fields.extend(
            self.operations
                .iter()
                .map(|o| Item::enumeration(Tag::OPERATION, o.code())),
        );
        let types = self.object_types.iter();
        fields.extend(types.map(|t| Item::enumeration(Tag::OBJECT_TYPE, t.code())));
        let vendor = self.vendor_identification.as_deref();
        fields.extend(vendor.map(|vendor| Item::text(Tag::VENDOR_IDENTIFICATION, vendor)));
        fields.extend(self.other.iter().cloned());
        fields
    }

    fn from_fields(mut fields: Fields, _: ProtocolVersion) -> Result<Self, DecodeError> {
        let operations = codes(&mut fields, Tag::OPERATION)?;
        let object_types = codes(&mut fields, Tag::OBJECT_TYPE)?;
        Ok(Self {
            operations: operations.into_iter().map(Operation::from_code).collect(),
            object_types: object_types
                .into_iter()
                .map(ObjectType::from_code)
                .collect(),
            vendor_identification: fields.text(Tag::VENDOR_IDENTIFICATION)?,
            other: fields.rest(),
        })
    }
}

fn codes(fields: &mut Fields, tag: Tag) -> Result<Vec<u32>, DecodeError> {
    let items = fields.all(tag).into_iter();
    items
        .map(|item| {
            item.value
                .as_enumeration()
                .ok_or(DecodeError::WrongType(tag))
        })
        .collect()
}
