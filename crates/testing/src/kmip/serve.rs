//! Serving requests.

use std::io::{self, Read, Write};

use kmip::RequestMessage;
use kmip::ttlv::{Limits, length_of_message};

use crate::{ClientAuthentication, Leaf, Listener, TLS_VERSIONS, TlsStream, server_config};

/// Listens for KMIP over TLS 1.3, and asks for no certificate of the client: `respond` gets each
/// request of a connection with its number, and writes what it wants.
pub fn listen(
    leaf: &Leaf,
    respond: impl Fn(&RequestMessage, usize, &mut TlsStream) -> io::Result<()> + Send + Sync + 'static,
) -> Listener {
    let config = server_config(TLS_VERSIONS[1], leaf, ClientAuthentication::None);
    Listener::tls(config, move |stream| {
        for number in 0.. {
            respond(&read_request(stream)?, number, stream)?;
            stream.flush()?;
        }
        Ok(())
    })
}

/// Reads a request, which has to be well-formed.
///
/// # Errors
/// When the connection ends.
pub fn read_request(stream: &mut TlsStream) -> io::Result<RequestMessage> {
    let limits = Limits::default();
    let mut header = [0; 8];
    stream.read_exact(&mut header)?;
    let mut message = vec![0; length_of_message(header, &limits).unwrap()];
    message[..8].copy_from_slice(&header);
    stream.read_exact(&mut message[8..])?;
    Ok(RequestMessage::decode(&message, &limits).unwrap())
}
