//! Where the `openssl` command makes the certificates that rcgen does not make.

use std::path::PathBuf;

use tempfile::TempDir;

use super::*;

/// A folder in which the `openssl` command makes certificates.
pub(super) struct Workshop(TempDir);

pub(super) const SERVER: &str = "subjectAltName=DNS:localhost";
pub(super) const CA: &str = "basicConstraints=critical,CA:TRUE";

impl Workshop {
    pub(super) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(super) fn run(&self, arguments: &str) {
        let output = Command::new("openssl")
            .current_dir(self.0.path())
            .args(arguments.split_whitespace())
            .output()
            .expect("openssl is installed");
        assert!(output.status.success(), "{arguments}: {output:?}");
    }

    pub(super) fn der(&self, name: &str) -> Vec<u8> {
        self.run(&format!("x509 -in {name}.pem -outform DER -out {name}.der"));
        std::fs::read(self.path(&format!("{name}.der"))).unwrap()
    }

    pub(super) fn certificate(&self, name: &str) -> CertificateDer<'static> {
        self.der(name).into()
    }

    /// A self-signed root, by a key such as `ec:P-256` or `rsa:2048`.
    pub(super) fn root(&self, key: &str, more: &str) {
        self.key("root", key);
        self.run(&format!(
            "req -x509 -new -key root.key -subj /CN=Root -days 9000 -addext {CA} {more} -out root.pem"
        ));
    }

    pub(super) fn key(&self, name: &str, key: &str) {
        let options = match key.split_once(':').unwrap() {
            ("rsa", bits) => format!("-algorithm RSA -pkeyopt rsa_keygen_bits:{bits}"),
            ("pss", bits) => format!("-algorithm RSA-PSS -pkeyopt rsa_keygen_bits:{bits}"),
            ("edwards", name) => format!("-algorithm {name}"),
            ("explicit", curve) => format!(
                "-algorithm EC -pkeyopt ec_paramgen_curve:{curve} -pkeyopt ec_param_enc:explicit"
            ),
            (_, curve) => format!("-algorithm EC -pkeyopt ec_paramgen_curve:{curve}"),
        };
        self.run(&format!("genpkey {options} -out {name}.key"));
    }

    /// A server that the root has signed, with those extensions, or of version 1 without any.
    pub(super) fn server(
        &self,
        key: &str,
        subject: &str,
        extensions: Option<&str>,
        more: &str,
    ) -> Leaf {
        self.key("server", key);
        self.run(&format!(
            "req -new -key server.key -subj {subject} -out server.csr"
        ));
        let extended = extensions.map_or("", |extensions| {
            std::fs::write(self.path("extensions"), extensions).unwrap();
            "-extfile extensions"
        });
        self.run(&format!(
            "x509 -req -in server.csr -CA root.pem -CAkey root.key -days 9000 {extended} {more} \
             -out server.pem"
        ));
        self.leaf("server")
    }

    pub(super) fn leaf(&self, name: &str) -> Leaf {
        self.run(&format!(
            "pkcs8 -topk8 -nocrypt -in {name}.key -outform DER -out key.der"
        ));
        let key = std::fs::read(self.path("key.der")).unwrap();
        Leaf::made_elsewhere(vec![self.certificate(name)], key)
    }
}
