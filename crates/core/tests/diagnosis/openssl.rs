//! `openssl s_server`, for what rustls does not do.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use pure_testing::Leaf;

/// A running server.
pub(crate) struct OpenSsl {
    process: Child,
    port: u16,
    /// Its certificates and its key.
    _folder: tempfile::TempDir,
}

impl OpenSsl {
    /// Serves with the certificate `leaf` and further options.
    pub(crate) fn start(leaf: &Leaf, options: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("certificate"), leaf.pem()).unwrap();
        std::fs::write(path("chain"), leaf.chain_pem()).unwrap();
        std::fs::write(path("key"), leaf.key_pem()).unwrap();
        let mut process = Command::new("openssl")
            .args([
                "s_server",
                "-accept",
                "127.0.0.1:0",
                "-naccept",
                "8",
                "-cert",
            ])
            .arg(path("certificate"))
            .arg("-cert_chain")
            .arg(path("chain"))
            .arg("-key")
            .arg(path("key"))
            .args(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the openssl command is installed");
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let accept = lines
            .by_ref()
            .map_while(Result::ok)
            .find(|line| line.starts_with("ACCEPT"))
            .expect("s_server says where it listens");
        let port = accept.rsplit(':').next().unwrap().trim().parse().unwrap();
        // Its standard output must not fill up.
        std::thread::spawn(move || lines.for_each(drop));
        Self {
            process,
            port,
            _folder: folder,
        }
    }

    /// Its port.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for OpenSsl {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
