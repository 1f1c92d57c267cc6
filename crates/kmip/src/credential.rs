//! Who the client says it is, besides its certificate (KMIP 1.4, section 2.1.2).

use zeroize::{Zeroize, Zeroizing};

use crate::enums::CredentialType;
use crate::ttlv::{DecodeError, Fields, Item, Tag, Value};

/// A credential of a request.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Credential {
    /// A user name and a password.
    UsernameAndPassword {
        /// The user name.
        username: String,
        /// The password, which may be left out.
        password: Option<Zeroizing<String>>,
    },
    /// A credential of another type, as it came.
    Other(CredentialType, Item),
}

impl std::fmt::Debug for Credential {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::UsernameAndPassword { username, .. } => write!(f, "Credential({username:?})"),
            Self::Other(kind, _) => write!(f, "Credential({kind})"),
        }
    }
}

impl Drop for Credential {
    /// A password may be among the texts of a credential of another type.
    fn drop(&mut self) {
        if let Self::Other(_, value) = self {
            value.zeroize();
        }
    }
}

impl Credential {
    /// As it is written, in its Authentication structure (section 6.6).
    #[must_use]
    pub fn to_item(&self) -> Item {
        let (kind, value) = match self {
            Self::UsernameAndPassword { username, password } => {
                let mut fields = vec![Item::text(Tag::USERNAME, username.as_str())];
                fields.extend(
                    password
                        .as_ref()
                        .map(|p| Item::text(Tag::PASSWORD, p.as_str())),
                );
                let value = Item::structure(Tag::CREDENTIAL_VALUE, fields);
                (CredentialType::UsernameAndPassword, value)
            }
            Self::Other(kind, value) => (*kind, value.clone()),
        };
        let kind = Item::enumeration(Tag::CREDENTIAL_TYPE, kind.code());
        let credential = Item::structure(Tag::CREDENTIAL, vec![kind, value]);
        Item::structure(Tag::AUTHENTICATION, vec![credential])
    }

    /// Takes the credential of a request header: in an Authentication structure, or plain as some
    /// clients send it.
    ///
    /// # Errors
    /// When it is malformed.
    pub fn take(header: &mut Fields) -> Result<Option<Self>, DecodeError> {
        let wrapped = match header.structure(Tag::AUTHENTICATION)? {
            Some(mut authentication) => authentication.structure(Tag::CREDENTIAL)?,
            None => header.structure(Tag::CREDENTIAL)?,
        };
        wrapped.map(Self::from_fields).transpose()
    }

    fn from_fields(mut fields: Fields) -> Result<Self, DecodeError> {
        let kind = fields
            .enumeration(Tag::CREDENTIAL_TYPE, CredentialType::from_code)?
            .ok_or_else(|| fields.missing(Tag::CREDENTIAL_TYPE))?;
        let value = fields.required(Tag::CREDENTIAL_VALUE)?;
        if kind != CredentialType::UsernameAndPassword {
            return Ok(Self::Other(kind, value));
        }
        let mut value = Fields::of(value)?;
        let username = value
            .text(Tag::USERNAME)?
            .ok_or_else(|| value.missing(Tag::USERNAME))?;
        let password = match value.item(Tag::PASSWORD).map(|item| item.value) {
            None => None,
            Some(Value::TextString(password)) => Some(Zeroizing::new(password)),
            Some(_) => return Err(DecodeError::WrongType(Tag::PASSWORD)),
        };
        Ok(Self::UsernameAndPassword { username, password })
    }
}
