//! A door of an array of its own, for tests.

use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, Response};
use pure_core::{Arrays, Context, Home, KeptArrays, Layout, Users};
use pure_https::Peer;
use secrecy::ExposeSecret;
use tokio::runtime::{Builder, Runtime};
use tower_service::Service;

use crate::door::Door;
use crate::version::two;

/// A door of an array of its own, which goes away with it.
pub(crate) struct TestDoor {
    pub(crate) door: Arc<Door>,
    pub(crate) runtime: Runtime,
    _folder: tempfile::TempDir,
}

impl TestDoor {
    pub(crate) fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(&folder.path().join("home")).unwrap();
        let context = Context::new(home, folder.path().join("memory"), "tester");
        let name = "pure01".parse().unwrap();
        let array = Arrays::of(&context)
            .create(&name, &Layout::default())
            .unwrap();
        let door = Door::new(
            &context,
            &array,
            Some(two(56)),
            &Arc::new(KeptArrays::default()),
        );
        Self {
            door: Arc::new(door),
            runtime: Builder::new_current_thread().enable_all().build().unwrap(),
            _folder: folder,
        }
    }

    pub(crate) fn users(&self) -> Users {
        Users::open(self.door.context()).unwrap()
    }

    /// A new API token of `pureuser`.
    pub(crate) fn token(&self) -> String {
        let made = self
            .users()
            .create_token(&"pureuser".parse().unwrap(), None);
        made.unwrap().token.expose_secret().to_owned()
    }

    /// What `router` answers: the head, and the body as text.
    pub(crate) fn ask(&self, router: &Router, request: Request<Body>) -> (Response<()>, String) {
        self.runtime.block_on(ask(router.clone(), request))
    }
}

/// What `router` answers: the head, and the body as text.
pub(crate) async fn ask(mut router: Router, mut request: Request<Body>) -> (Response<()>, String) {
    request.extensions_mut().insert(Peer {
        address: IpAddr::from([127, 0, 0, 1]),
        certificate: None,
    });
    let Ok(response) = router.call(request).await;
    let (head, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let text = String::from_utf8_lossy(&body).into_owned();
    (Response::from_parts(head, ()), text)
}
