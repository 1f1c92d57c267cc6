//! An account whose home, runtime folder and temp folder lie on a disk that can be searched.

use std::path::PathBuf;

use pure_tests::Sandbox;
use pure_tests::fixture::Fixture;

use crate::image::Image;
use crate::search::Find;
use crate::secrets::Secrets;

/// The account. What it leaves is looked for on the disk, not in its files.
pub(crate) struct TestBed {
    fixture: Fixture,
    image: Image,
}

impl TestBed {
    /// With a key manager and a KMIP server, and the token not enabled.
    pub(crate) fn new() -> Self {
        let image = Image::new();
        let sandbox = Sandbox::within(&image.mounted()).unwrap();
        let fixture = Fixture::connected(sandbox).unwrap();
        let fixture = fixture.instrument(env!("CARGO_BIN_EXE_under-test"));
        Self {
            fixture: fixture.unwrap(),
            image,
        }
    }

    /// A file that is not on the disk.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.image.beside().join(name)
    }

    /// Runs a text of the shell that has to succeed, and brings what it wrote onto the disk.
    #[track_caller]
    pub(crate) fn done(&self, text: &str) -> String {
        let output = self.fixture.done(text);
        self.image.sync();
        output
    }

    /// The same, each line by itself: all secrets that the commands made or used.
    #[track_caller]
    pub(crate) fn disclosed(&self, lines: &str) -> Secrets {
        let file = self.beside("disclosed");
        let _ = std::fs::remove_file(&file);
        let path = file.to_string_lossy();
        for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let status = self.fixture.instrumented("PURESIM_DISCLOSE", &path, line);
            assert_eq!(status, 0, "{line}");
            self.image.sync();
        }
        Secrets::read(&file)
    }

    /// Looks for `secrets` on the raw disk.
    pub(crate) fn search(&self, secrets: &Secrets) -> Vec<Find> {
        secrets.search().find(&self.image.raw())
    }

    /// Every byte of the disk.
    pub(crate) fn raw(&self) -> Vec<u8> {
        self.image.raw()
    }

    /// None of `secrets` is on the raw disk.
    #[track_caller]
    pub(crate) fn assert_gone(&self, secrets: &Secrets, after: &str) {
        let found = self.search(secrets);
        assert!(
            found.is_empty(),
            "left on the disk after {after}: {found:#?}"
        );
    }
}
