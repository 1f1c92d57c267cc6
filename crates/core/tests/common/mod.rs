//! A home with arrays, for tests that use this crate as a door does.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use pure_core::{Arrays, Context, Home, Layout, Notice, ObjectName};

/// A home and the memory of its arrays, in a folder that goes away with it.
pub(crate) struct TestHome {
    folder: tempfile::TempDir,
    notices: Arc<Mutex<Vec<Notice>>>,
}

impl TestHome {
    /// An empty one, with the arrays of those names.
    pub(crate) fn with(arrays: &[&str]) -> Self {
        let home = Self {
            folder: tempfile::tempdir().unwrap(),
            notices: Arc::default(),
        };
        for array in arrays {
            let context = home.context(array);
            Arrays::of(&context)
                .create(&name(array), &Layout::default())
                .unwrap();
        }
        home
    }

    /// What a request for that array comes with.
    pub(crate) fn context(&self, array: &str) -> Context {
        let home = Home::at(&self.path("home")).unwrap();
        let heard = Arc::clone(&self.notices);
        let mut context = Context::new(home, self.path("memory"), "tester").for_array(name(array));
        context.on_notice = Arc::new(move |notice| heard.lock().unwrap().push(notice.clone()));
        context
    }

    /// A path in the folder: `home`, `memory`, or one of the test's own.
    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    /// What was told since the last time.
    pub(crate) fn notices(&self) -> Vec<Notice> {
        std::mem::take(&mut self.notices.lock().unwrap())
    }
}

/// That name.
pub(crate) fn name(text: &str) -> ObjectName {
    text.parse().unwrap()
}
