//! SSH (RFC 4251 to 4254): the array's commands, typed from elsewhere.
//!
//! Who has logged in, by password or public key, runs the shipped commands as child processes: one
//! (`exec`, with standard output, standard error and exit status apart), or the array's shell, with a
//! terminal or without. There is no shell of the system, no forwarding, no file transfer, and nothing of
//! the environment comes from the client.
//!
//! Each module uses only those below it:
//!
//! ```text
//! listen       accepting connections; when each has to end
//! visit        one connection: logging in, channels and what is asked for in them
//! run          a program at a channel: its input and output, its end
//! terminal     the terminal of a program
//! visitor      who has come in, and when something was last heard
//! program      what a line becomes: a program with all of its environment
//! host_key     the key by which clients know the array again
//! limits       how much anybody may take
//! ```

mod host_key;
mod limits;
mod listen;
mod program;
mod run;
mod terminal;
mod visit;
mod visitor;

pub use limits::SshLimits;
pub use program::{Asked, Program, Programs, Response};

pub(crate) use listen::{Listening, serve};

#[cfg(test)]
mod tests;
