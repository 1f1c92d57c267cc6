//! What the tests of whole arrays and of operations share: a home with arrays.

use super::{Layout, LifecycleError, create, open_named};
use crate::ground::{Array, Context, Home, ObjectName};

/// A home with a memory folder of its own; both go away with it.
pub(crate) struct TestHome {
    /// For the current array of the home.
    pub(crate) context: Context,
    folder: tempfile::TempDir,
}

impl TestHome {
    /// A home with the arrays of those names.
    pub(crate) fn with(names: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(&folder.path().join("home")).unwrap();
        let context = Context::new(home, folder.path().join("memory"), "tester");
        for array in names {
            create(&context, &name(array), &Layout::default()).unwrap();
        }
        Self { context, folder }
    }

    /// The folder of what its arrays have in memory.
    pub(crate) fn memory(&self) -> std::path::PathBuf {
        self.folder.path().join("memory")
    }

    /// The array of that name.
    pub(crate) fn open(&self, array: &str) -> Result<Array, LifecycleError> {
        open_named(&self.context, &name(array))
    }
}

/// That name.
pub(crate) fn name(text: &str) -> ObjectName {
    text.parse().unwrap()
}
