//! What is done over the network, on the loopback interface.

use anyhow::Result;

use crate::figure::Figure;
use crate::paired::{paired, process};
use crate::stand::Stand;

/// A key manager, an app, and a certificate whose key openssl has too.
pub(crate) const SETUP: &str = "
    puresim keymanager start --listen 127.0.0.1:0
    puresim keymanager account create acme
    puresim keymanager group create storage
    puresim keymanager app create flasharray
    uuid=$(puresim keymanager app show flasharray --uuid)
    openssl req -x509 -nodes -newkey rsa:2048 -keyout client.key -out client.pem -days 365 \
        -subj \"/CN=$uuid\" -addext extendedKeyUsage=clientAuth 2> /dev/null
    cat client.pem client.key | purecert create client --certificate --key
    puresim keymanager app certificate flasharray --yes < client.pem
    puresim keymanager ca > ca.pem
    port=$(puresim keymanager status --csv --notitle | sed 's/^[^,]*,[^,]*:\\([0-9]*\\),.*/\\1/')
    echo $port > port
    purekmip create server --uri localhost:$port --certificate client --ca-certificate < ca.pem
";

/// `purekmip test` as a whole process.
pub(crate) fn measure(stand: &Stand, found: &mut dyn FnMut(Figure)) -> Result<()> {
    stand.shell(SETUP)?;
    let port = std::fs::read_to_string(stand.folder().join("port"))?;
    let address = format!("localhost:{}", port.trim());
    let peer = [
        "s_client",
        "-connect",
        &address,
        "-cert",
        "client.pem",
        "-key",
        "client.key",
        "-CAfile",
        "ca.pem",
        "-verify_return_error",
        "-brief",
    ];
    let medians = paired(
        stand.runs * 2,
        process(stand.ours("purekmip test server")),
        process(stand.peer("openssl", &peer)),
    )?;
    found(Figure::of_times(
        "`purekmip test`, loopback",
        "`openssl s_client`, handshake only",
        medians,
        1.3,
    ));
    Ok(())
}
