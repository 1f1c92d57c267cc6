//! The array's reading of ID tokens, by which programs come in.

use std::cell::RefCell;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use pure_core::clock::Span;
use pure_core::user::{ApiClient, ApiClientTerms, Role};
use pure_core::{Context, ErrorKind, Home, Users};

use crate::line;

/// The key of the API client. Nobody has the private one.
const KEY: &str = "\
-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAprD0LguLvOZQ3M3mSpG6
kPBXCUUxCWpBbyMFTPVQNQwInaARdh2stLsVQIWftQJk689VYStfeCShtY1gTAyK
Nlfy8LFwxfsAS8NInXwiFfDAQyLOaz+/ho5NA4d8zB5B8DxOu8fUtve9OOWiTI7b
LZFo3Nw7TPtD2Tplb8l5kTNO55vc3Vz9J86qHnuLeRtU2Pvy0TRjc6fqKsZXsd3k
rwy08rlztTnMkcMvTkI7lgtcv59TVZk3paukGr1FIaZHPYEVu+3p/Y2TSXEo4oFE
HryGqOMdDF8fqi8+yG7hcT8OsTK21+z8gTql8fM3udDjnS7//6TNbblGINeskqzl
BwIDAQAB
-----END PUBLIC KEY-----
";

/// A home, and the array in it, for as long as the process.
struct Bed {
    users: Users,
    client: ApiClient,
    _folder: tempfile::TempDir,
}

impl Bed {
    fn new() -> Self {
        // In memory where there is such a file system: what is refused of a known client goes to the log.
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() {
            memory
        } else {
            &std::env::temp_dir()
        };
        let folder = tempfile::tempdir_in(folder).expect("a folder");
        let home = Home::at(&folder.path().join("home")).expect("a home");
        let context = Context::new(home, folder.path().join("memory"), "fuzz");
        let users = Users::open(&context).expect("an array");
        let name = "client".parse().expect("a name");
        let terms = ApiClientTerms {
            issuer: "issuer".parse().expect("an issuer"),
            max_role: Role::ArrayAdmin,
            public_key: KEY.parse().expect("a key"),
            lifetime: Span::from_seconds(60).expect("a minute"),
        };
        let client = users.create_client(&name, &terms, true).expect("a client");
        Self {
            users,
            client,
            _folder: folder,
        }
    }
}

thread_local! {
    static BED: RefCell<Option<Bed>> = const { RefCell::new(None) };
}

/// Whatever somebody gives as an ID token who does not have the key: it is refused, in one line that quotes
/// nothing of it. A token is given as it is; or as lines, of which the first is its header in JSON, the second its
/// claims, and the rest its signature: `KID` and `AUD` are those of a client.
pub fn id_token(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    BED.with_borrow_mut(|bed| {
        let bed = bed.get_or_insert_with(Bed::new);
        let token = match text.split_once('\n') {
            Some((header, rest)) => assembled(header, rest, &bed.client),
            None => text.to_owned(),
        };
        let error = bed.users.by_id_token(&token).expect_err("it is refused");
        assert_eq!(error.kind(), ErrorKind::Refused, "{error}");
        line::check(&error);
    });
}

fn assembled(header: &str, rest: &str, client: &ApiClient) -> String {
    let (claims, signature) = rest.split_once('\n').unwrap_or((rest, ""));
    let filled = |text: &str| {
        text.replace("KID", &client.key_id.to_string())
            .replace("AUD", &client.id.to_string())
    };
    let parts = [filled(header), filled(claims), signature.to_owned()];
    parts.map(|part| URL_SAFE_NO_PAD.encode(part)).join(".")
}
