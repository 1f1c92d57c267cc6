//! The embedded key manager of a fixture, and a client of it.

use anyhow::Result;

use crate::fixture::Fixture;

/// The files of the client, which openssl made.
pub(crate) const CLIENT: &str = "--ca ca.pem --certificate client.pem --key client.key";

/// An app, its client's certificate, and a KMIP server for the array.
const SETUP: &str = "
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

/// Starts it; the port it listens on.
pub(crate) fn start(fixture: &Fixture) -> Result<u16> {
    start_with(fixture, "")
}

/// The same, with these options besides.
pub(crate) fn start_with(fixture: &Fixture, options: &str) -> Result<u16> {
    let start = format!("puresim keymanager start --listen 127.0.0.1:0 {options}\n");
    fixture.shell(&(start + SETUP))?;
    let port = std::fs::read_to_string(fixture.folder().join("port"))?;
    Ok(port.trim().parse()?)
}

/// Makes a key named `bench` there; the arguments of `pure-load` that get it over and over.
pub(crate) fn get(fixture: &Fixture, client: &str) -> Result<String> {
    let load = fixture.binary("pure-load");
    let id = fixture.shell(&format!("{} key {client} bench", load.display()))?;
    Ok(format!("get {client} {}", id.trim()))
}
