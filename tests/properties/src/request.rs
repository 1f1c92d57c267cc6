//! The key manager's responses.

use std::cell::RefCell;
use std::path::Path;
use std::sync::Arc;

use kmip::ttlv::Limits;
use kmip::{RequestMessage, ResponseMessage};
use pure_keymanager::KeyManager;
use pure_keymanager::model::App;
use tempfile::TempDir;

/// So many requests go to one key manager, which would grow without end otherwise.
const REQUESTS: usize = 5000;

/// 2024-02-29 06:01:39 UTC
const NOW: i64 = 1_709_186_499;

thread_local! {
    static FIXTURE: RefCell<Fixture> = RefCell::new(Fixture::new());
}

/// A key manager with an app, and a group for its keys.
struct Fixture {
    manager: Arc<KeyManager>,
    app: App,
    responses: usize,
    _folder: TempDir,
}

impl Fixture {
    fn new() -> Self {
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
}

/// Every request that can be decoded gets a response in its version, item by item, which can be decoded.
pub fn request(bytes: &[u8]) {
    let limits = Limits::default();
    let Ok(request) = RequestMessage::decode(bytes, &limits) else {
        return;
    };
    FIXTURE.with_borrow_mut(|fixture| {
        fixture.responses += 1;
        if fixture.responses > REQUESTS {
            *fixture = Fixture::new();
        }
        let response = fixture.manager.respond(&fixture.app, &request);
        assert!(response.items.len() <= request.items.len().max(1));
        assert!(response.version <= request.header.version || response.items.len() == 1);
        let written = response.encode();
        let read = ResponseMessage::decode(&written, &limits).expect("the response can be read");
        assert_eq!(read.encode(), written);
    });
}
