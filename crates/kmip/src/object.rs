//! Managed objects as they are registered and retrieved (KMIP 1.4, section 2).

use zeroize::Zeroizing;

use crate::enums::{CryptographicAlgorithm, KeyFormatType, ObjectType, SecretDataType};
use crate::ttlv::{DecodeError, Fields, Item, Tag, Value};

/// A managed object.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ManagedObject {
    /// A symmetric key (section 2.2.2).
    SymmetricKey(KeyBlock),
    /// A password or a seed (section 2.2.7).
    SecretData {
        /// What it is.
        kind: SecretDataType,
        /// The secret itself.
        block: KeyBlock,
    },
    /// Bytes that mean nothing to the server (section 2.2.8).
    Opaque {
        /// The number of its kind.
        kind: u32,
        /// The bytes.
        data: Zeroizing<Vec<u8>>,
    },
    /// An object of another type, as it came.
    Other(Item),
}

/// A key and what is needed to use it (section 2.1.3).
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeyBlock {
    /// How the material is written.
    pub format: KeyFormatType,
    /// The material; `None` when it is wrapped as a whole or of a structured format.
    pub material: Option<Zeroizing<Vec<u8>>>,
    /// What the key is for.
    pub algorithm: Option<CryptographicAlgorithm>,
    /// Its length in bits.
    pub length: Option<i32>,
    /// Whether the material is wrapped by another key.
    pub wrapped: bool,
    /// Further fields, as they came: Key Compression Type; the Key Value when it is more than `material`
    /// (wrapped, of a structured format, or with attributes), which is written instead of it; Key Wrapping
    /// Data (section 2.1.5); vendors' fields.
    pub other: Vec<Item>,
}

impl std::fmt::Debug for KeyBlock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeyBlock")
            .field("format", &self.format)
            .field("algorithm", &self.algorithm)
            .field("length", &self.length)
            .field("wrapped", &self.wrapped)
            .finish_non_exhaustive()
    }
}

/// The order of a key block's fields; a vendor's come last.
const ORDER: [Tag; 6] = [
    Tag::KEY_FORMAT_TYPE,
    Tag::KEY_COMPRESSION_TYPE,
    Tag::KEY_VALUE,
    Tag::CRYPTOGRAPHIC_ALGORITHM,
    Tag::CRYPTOGRAPHIC_LENGTH,
    Tag::KEY_WRAPPING_DATA,
];

impl KeyBlock {
    /// A key of that format, without material, algorithm or length yet.
    #[must_use]
    pub fn new(format: KeyFormatType) -> Self {
        Self {
            format,
            material: None,
            algorithm: None,
            length: None,
            wrapped: false,
            other: Vec::new(),
        }
    }

    /// With that material, written in the format.
    #[must_use]
    pub fn with_material(mut self, material: Zeroizing<Vec<u8>>) -> Self {
        self.material = Some(material);
        self
    }

    /// Raw material of a symmetric key.
    #[must_use]
    pub fn raw(algorithm: CryptographicAlgorithm, material: Zeroizing<Vec<u8>>) -> Self {
        let bits = i32::try_from(material.len() * 8).ok();
        Self {
            material: Some(material),
            algorithm: Some(algorithm),
            length: bits,
            ..Self::new(KeyFormatType::Raw)
        }
    }

    fn to_item(&self) -> Item {
        let mut fields = Vec::with_capacity(4);
        fields.push(Item::enumeration(Tag::KEY_FORMAT_TYPE, self.format.code()));
        let is_kept = self.other.iter().any(|item| item.tag == Tag::KEY_VALUE);
        if let Some(material) = self.material.as_ref().filter(|_| !is_kept) {
            let material = Item::new(Tag::KEY_MATERIAL, Value::ByteString(material.clone()));
            fields.push(Item::structure(Tag::KEY_VALUE, vec![material]));
        }
        let algorithm = self.algorithm.map(|a| a.code());
        fields.extend(algorithm.map(|a| Item::enumeration(Tag::CRYPTOGRAPHIC_ALGORITHM, a)));
        fields.extend(
            self.length
                .map(|bits| Item::integer(Tag::CRYPTOGRAPHIC_LENGTH, bits)),
        );
        fields.extend(self.other.iter().cloned());
        fields.sort_by_key(|field| {
            let place = ORDER.iter().position(|tag| *tag == field.tag);
            place.unwrap_or(ORDER.len())
        });
        Item::structure(Tag::KEY_BLOCK, fields)
    }

    /// Takes the key block of the fields of a key.
    ///
    /// # Errors
    /// When there is none, or it is malformed.
    pub fn take(key: &mut Fields) -> Result<Self, DecodeError> {
        match key.structure(Tag::KEY_BLOCK)? {
            Some(block) => Self::from_fields(block),
            None => Err(key.missing(Tag::KEY_BLOCK)),
        }
    }

    fn from_fields(mut fields: Fields) -> Result<Self, DecodeError> {
        let format = fields
            .enumeration(Tag::KEY_FORMAT_TYPE, KeyFormatType::from_code)?
            .ok_or_else(|| fields.missing(Tag::KEY_FORMAT_TYPE))?;
        let value = fields.item(Tag::KEY_VALUE);
        let items = value.as_ref().and_then(|value| value.value.as_structure());
        let material = items.and_then(|items| {
            let mut items = items.iter();
            let material = items.find(|item| item.tag == Tag::KEY_MATERIAL)?;
            match &material.value {
                Value::ByteString(bytes) => Some(bytes.clone()),
                _ => None,
            }
        });
        let is_plain = material.is_some() && items.is_some_and(|items| items.len() == 1);
        let algorithm = fields.enumeration(
            Tag::CRYPTOGRAPHIC_ALGORITHM,
            CryptographicAlgorithm::from_code,
        )?;
        let length = fields.integer(Tag::CRYPTOGRAPHIC_LENGTH)?;
        let wrapped = fields.has(Tag::KEY_WRAPPING_DATA);
        let mut other = fields.rest();
        other.extend(value.filter(|_| !is_plain));
        Ok(Self {
            format,
            material,
            algorithm,
            length,
            wrapped,
            other,
        })
    }
}

impl ManagedObject {
    /// Its type.
    #[must_use]
    pub fn object_type(&self) -> ObjectType {
        match self {
            Self::SymmetricKey(_) => ObjectType::SymmetricKey,
            Self::SecretData { .. } => ObjectType::SecretData,
            Self::Opaque { .. } => ObjectType::OpaqueData,
            Self::Other(item) => {
                let known = ObjectType::KNOWN
                    .iter()
                    .find(|kind| kind.to_string() == item.tag.to_string());
                known
                    .copied()
                    .unwrap_or(ObjectType::Unknown(item.tag.code()))
            }
        }
    }

    /// As it is written.
    #[must_use]
    pub fn to_item(&self) -> Item {
        match self {
            Self::SymmetricKey(block) => Item::structure(Tag::SYMMETRIC_KEY, vec![block.to_item()]),
            Self::SecretData { kind, block } => {
                let kind = Item::enumeration(Tag::SECRET_DATA_TYPE, kind.code());
                Item::structure(Tag::SECRET_DATA, vec![kind, block.to_item()])
            }
            Self::Opaque { kind, data } => {
                let fields = vec![
                    Item::enumeration(Tag::OPAQUE_DATA_TYPE, *kind),
                    Item::new(Tag::OPAQUE_DATA_VALUE, Value::ByteString(data.clone())),
                ];
                Item::structure(Tag::OPAQUE_OBJECT, fields)
            }
            Self::Other(item) => item.clone(),
        }
    }

    /// Takes the object that `fields` carries: the last field that is a structure.
    ///
    /// # Errors
    /// When there is none, or it is malformed.
    pub fn take(fields: &mut Fields) -> Result<Self, DecodeError> {
        if let Some(mut object) = fields.structure(Tag::SYMMETRIC_KEY)? {
            return Ok(Self::SymmetricKey(KeyBlock::take(&mut object)?));
        }
        if let Some(mut object) = fields.structure(Tag::SECRET_DATA)? {
            let kind = object
                .enumeration(Tag::SECRET_DATA_TYPE, SecretDataType::from_code)?
                .ok_or_else(|| object.missing(Tag::SECRET_DATA_TYPE))?;
            return Ok(Self::SecretData {
                kind,
                block: KeyBlock::take(&mut object)?,
            });
        }
        if let Some(mut object) = fields.structure(Tag::OPAQUE_OBJECT)? {
            let kind = object
                .enumeration(Tag::OPAQUE_DATA_TYPE, |code| code)?
                .ok_or_else(|| object.missing(Tag::OPAQUE_DATA_TYPE))?;
            let data = object
                .bytes(Tag::OPAQUE_DATA_VALUE)?
                .ok_or_else(|| object.missing(Tag::OPAQUE_DATA_VALUE))?;
            return Ok(Self::Opaque { kind, data });
        }
        let left = fields.clone().rest().into_iter().rev();
        let mut structures: Vec<Item> = left
            .filter(|item| item.value.as_structure().is_some())
            .collect();
        // A vendor's field may follow the object.
        let standard = structures.iter().position(|item| !item.tag.is_foreign());
        match structures.is_empty() {
            true => Err(fields.missing(Tag::SYMMETRIC_KEY)),
            false => Ok(Self::Other(structures.swap_remove(standard.unwrap_or(0)))),
        }
    }
}
