//! Whether a user is still the one who logged in.

use std::fmt;

use aws_lc_rs::digest;

/// Changes with the user's password, and when the user is deleted and made anew: a session that began with
/// another one has ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct LoginStamp([u8; digest::SHA256_OUTPUT_LEN]);

impl LoginStamp {
    /// Of the user with that number, and what is kept of the password.
    pub(super) fn of(id: i64, password: Option<&str>) -> Self {
        let mut context = digest::Context::new(&digest::SHA256);
        context.update(&id.to_be_bytes());
        context.update(password.unwrap_or_default().as_bytes());
        let mut stamp = [0; digest::SHA256_OUTPUT_LEN];
        stamp.copy_from_slice(context.finish().as_ref());
        Self(stamp)
    }

    /// Its bytes, which are told to nobody.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for LoginStamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LoginStamp")
    }
}
