//! The enumerations of the standard. They are open: a number that is not known here is kept, since a
//! newer server or client may use it.

mod batch_error_continuation_option;
mod credential_type;
mod cryptographic_algorithm;
mod key_compression_type;
mod key_format_type;
mod name_type;
mod object_group_member;
mod object_type;
mod operation;
mod query_function;
mod result_reason;
mod result_status;
mod revocation_reason_code;
mod secret_data_type;
mod state;
mod usage_mask;

pub use batch_error_continuation_option::BatchErrorContinuationOption;
pub use credential_type::CredentialType;
pub use cryptographic_algorithm::CryptographicAlgorithm;
pub use key_compression_type::KeyCompressionType;
pub use key_format_type::KeyFormatType;
pub use name_type::NameType;
pub use object_group_member::ObjectGroupMember;
pub use object_type::ObjectType;
pub use operation::Operation;
pub use query_function::QueryFunction;
pub use result_reason::ResultReason;
pub use result_status::ResultStatus;
pub use revocation_reason_code::RevocationReasonCode;
pub use secret_data_type::SecretDataType;
pub use state::State;
pub use usage_mask::UsageMask;

/// An enumeration that keeps numbers it does not know.
macro_rules! open_enum {
    (
        $(#[$doc:meta])*
        pub enum $name:ident { $($variant:ident = $code:literal, $text:literal;)* }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $(
                #[doc = $text]
                $variant,
            )*
            /// A number that is not known here.
            Unknown(u32),
        }

        impl $name {
            /// All that are known, by number.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant),*];

            /// The one of that number.
            #[must_use]
            pub const fn from_code(code: u32) -> Self {
                match code {
                    $($code => Self::$variant,)*
                    other => Self::Unknown(other),
                }
            }

            /// Its number.
            #[must_use]
            pub const fn code(self) -> u32 {
                match self {
                    $(Self::$variant => $code,)*
                    Self::Unknown(code) => code,
                }
            }
        }

        impl std::fmt::Display for $name {
            /// Its name in the standard.
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self {
                    $(Self::$variant => f.write_str($text),)*
                    Self::Unknown(code) => write!(f, "unknown ({code:#x})"),
                }
            }
        }
    };
}
pub(crate) use open_enum;
