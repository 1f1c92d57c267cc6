//! The array's reading of lines that come over SSH, and of public keys for it.

use pure_core::user::SshPublicKey;
use puresim::shell::read_over_ssh;

use crate::line;

/// The commands that there are over SSH.
const COMMANDS: [&str; 3] = ["purecert", "purekmip", "purearray"];

/// Any line runs one of the array's commands, with the arguments that it quotes, or nothing; what is told of it is
/// one line. As a public key it has a fingerprint, or is refused in one line.
pub fn ssh_line(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    match read_over_ssh(text) {
        Ok(None) => {}
        Ok(Some((name, arguments))) => {
            assert!(COMMANDS.contains(&name), "{name}");
            let words = std::iter::once(name).chain(arguments.iter().map(String::as_str));
            // No system's shell would read a zero byte.
            if let Ok(quoted) = shlex::try_join(words) {
                let again = read_over_ssh(&quoted).map_err(|error| panic!("{quoted:?}: {error}"));
                assert_eq!(again, Ok::<_, ()>(Some((name, arguments))));
            }
        }
        Err(told) => assert!(!told.contains(['\n', '\r', '\u{1b}']), "{told:?}"),
    }
    match SshPublicKey::read(text) {
        Ok(key) => assert_eq!(key.fingerprint().len(), "SHA256:".len() + 43),
        Err(error) => line::check(&error),
    }
}
