//! A key manager for the properties of its responses.

use std::path::Path;
use std::sync::Arc;

use kmip::ttlv::Limits;
use kmip::{RequestMessage, ResponseMessage};
use pure_keymanager::KeyManager;
use pure_keymanager::model::App;
use tempfile::TempDir;

/// 2024-02-29 06:01:39 UTC
const NOW: i64 = 1_709_186_499;

/// A key manager with an app, and a group for its keys.
pub(crate) struct Fixture {
    manager: Arc<KeyManager>,
    app: App,
    /// How many it has given.
    pub(crate) responses: usize,
    _folder: TempDir,
}

impl Fixture {
    pub(crate) fn new() -> Self {
        // In memory where there is such a file system: nothing has to outlive this.
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() {
            memory
        } else {
            &std::env::temp_dir()
        };
        let folder = tempfile::tempdir_in(folder).expect("a folder");
        let manager = KeyManager::open(folder.path(), Arc::new(|| NOW)).expect("a key manager");
        let name = |text: &str| text.parse().expect("a name");
        let account = manager.create_account(&name("acme")).expect("an account");
        let group = manager
            .create_group(&account, &name("storage"))
            .expect("a group");
        let app = manager
            .create_app(&[group], &name("array"), "kmip")
            .expect("an app");
        Self {
            manager,
            app,
            responses: 0,
            _folder: folder,
        }
    }

    /// The response to a request, of which what has to hold is checked.
    pub(crate) fn respond(&mut self, request: &RequestMessage) -> ResponseMessage {
        self.responses += 1;
        let response = self.manager.respond(&self.app, request);
        assert!(response.items.len() <= request.items.len().max(1));
        assert!(response.version <= request.header.version || response.items.len() == 1);
        let written = response.encode();
        let read = ResponseMessage::decode(&written, &Limits::default());
        let read = read.expect("the response can be read");
        assert_eq!(read.encode(), written);
        response
    }
}
