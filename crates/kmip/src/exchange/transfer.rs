//! The bytes of a request, and what has come of those of its response.

use zeroize::Zeroizing;

use super::error::ExchangeError;
use crate::message::RequestMessage;
use crate::ttlv::{DecodeError, Limits, length_of_message};

/// The limits of a response.
pub(super) const LIMITS: Limits = Limits::DEFAULT;

/// The length of the header of a message, in bytes: tag, type, length.
const HEADER: usize = 8;

/// A request that is under way. Keys may be among the bytes: they are overwritten when they are freed, and
/// not shown.
pub(crate) struct Transfer {
    request: Zeroizing<Vec<u8>>,
    response: Zeroizing<Vec<u8>>,
}

impl std::fmt::Debug for Transfer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (sent, received) = (self.request.len(), self.response.len());
        write!(f, "({sent} bytes, then {received})")
    }
}

impl Transfer {
    /// Of that request, if its version has all that is in it.
    pub(super) fn of(message: &RequestMessage) -> Result<Self, ExchangeError> {
        if let Some(tag) = message.newer_than_version() {
            let version = message.header.version;
            return Err(ExchangeError::NotInVersion { tag, version });
        }
        Ok(Self {
            request: message.encode(),
            response: Zeroizing::new(Vec::with_capacity(HEADER)),
        })
    }

    pub(crate) fn request(&self) -> &[u8] {
        &self.request
    }

    pub(super) fn response(&self) -> &[u8] {
        &self.response
    }

    pub(crate) fn missing(&self) -> Result<usize, ExchangeError> {
        let Some(header) = self.response.first_chunk() else {
            return Ok(HEADER - self.response.len());
        };
        let length = length_of_message(*header, &LIMITS).map_err(ExchangeError::Malformed)?;
        Ok(length.saturating_sub(self.response.len()))
    }

    pub(crate) fn feed(&mut self, bytes: &[u8]) -> Result<(), ExchangeError> {
        let missing = self.missing()?;
        if let Some(trailing) = bytes.len().checked_sub(missing + 1) {
            let trailing = DecodeError::Trailing(trailing + 1);
            return Err(ExchangeError::Malformed(trailing));
        }
        if self.response.len() == HEADER {
            // Grown as bytes come, so that a length alone takes no memory.
            let mut grown = Zeroizing::new(Vec::with_capacity((HEADER + missing).min(1 << 14)));
            grown.extend_from_slice(&self.response);
            self.response = grown;
        }
        self.response.extend_from_slice(bytes);
        Ok(())
    }
}

/// What every exchange lets its caller's transport do.
macro_rules! transferred {
    () => {
        /// The bytes of the request, to be sent as they are.
        #[must_use]
        pub fn request(&self) -> &[u8] {
            self.transfer.request()
        }

        /// How many bytes of the response are missing, as far as is known: the rest of its header, then
        /// the rest of the message, then zero.
        ///
        /// # Errors
        /// When the header is not that of a message, or announces more than a mebibyte.
        pub fn missing(&self) -> Result<usize, ExchangeError> {
            self.transfer.missing()
        }

        /// Takes further bytes of the response.
        ///
        /// # Errors
        /// When they are more than are [`missing`](Self::missing).
        pub fn feed(&mut self, bytes: &[u8]) -> Result<(), ExchangeError> {
            self.transfer.feed(bytes)
        }
    };
}
pub(super) use transferred;
