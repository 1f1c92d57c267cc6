//! An array to try things on.

use pure_core::array::Layout;
use pure_core::certificate::{self, Certificate, KeySpec, SelfSigned};
use pure_core::{Array, Home, NamePattern, ObjectName};

/// An array in a home of its own, which goes with it.
pub(crate) struct Bench {
    pub(crate) array: Array,
    pub(crate) _folder: tempfile::TempDir,
}

pub(crate) fn bench() -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::at(&folder.path().join("home")).unwrap();
    let array = Array::create(&home, &name("pure01"), &Layout::default()).unwrap();
    Bench {
        array,
        _folder: folder,
    }
}

pub(crate) fn name(text: &str) -> ObjectName {
    text.parse().unwrap()
}

pub(crate) fn names(array: &Array, pattern: &str) -> Vec<String> {
    let pattern: NamePattern = pattern.parse().unwrap();
    let found = array
        .store()
        .read(|db| certificate::list(db, &pattern))
        .unwrap();
    found
        .iter()
        .map(|certificate| certificate.name.to_string())
        .collect()
}

pub(crate) fn find(array: &Array, text: &str) -> Certificate {
    array
        .store()
        .read(|db| certificate::find(db, &name(text)))
        .unwrap()
}

/// Keys on P-256 are made at once, RSA keys are not.
pub(crate) fn quick() -> SelfSigned {
    SelfSigned {
        key: KeySpec::Ec,
        ..SelfSigned::default()
    }
}
