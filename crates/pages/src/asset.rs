//! The stylesheet, the script, the icon.

use std::sync::OnceLock;

use aws_lc_rs::digest;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::headers::with_headers;

/// A file that pages refer to. Its path says what is in it, so that browsers keep it for good.
#[derive(Debug)]
pub struct Asset {
    stem: &'static str,
    extension: &'static str,
    kind: &'static str,
    text: &'static str,
    mark: OnceLock<String>,
}

/// The stylesheet of all pages.
pub static STYLE: Asset = Asset::new(
    "style",
    "css",
    "text/css; charset=utf-8",
    include_str!("../assets/style.css"),
);

/// What a page can do by itself: exchange what has changed, copy, read a file. No page needs it.
pub(crate) static SCRIPT: Asset = Asset::new(
    "script",
    "js",
    "text/javascript; charset=utf-8",
    include_str!("../assets/script.js"),
);

/// What browsers show on a tab.
pub(crate) static ICON: Asset = Asset::new(
    "icon",
    "svg",
    "image/svg+xml",
    include_str!("../assets/icon.svg"),
);

/// Where they all are.
const FOLDER: &str = "/assets/";

impl Asset {
    const fn new(
        stem: &'static str,
        extension: &'static str,
        kind: &'static str,
        text: &'static str,
    ) -> Self {
        Self {
            stem,
            extension,
            kind,
            text,
            mark: OnceLock::new(),
        }
    }

    /// Where it is.
    pub fn path(&self) -> String {
        let mark = self.mark.get_or_init(|| {
            let digest = digest::digest(&digest::SHA256, self.text.as_bytes());
            hex::encode(&digest.as_ref()[..8])
        });
        format!("{FOLDER}{}-{mark}.{}", self.stem, self.extension)
    }
}

/// The file at `path`; `None` when the path is not that of one. Nobody has to log in for it.
pub fn asset(path: &str) -> Option<Response> {
    if !path.starts_with(FOLDER) {
        return None;
    }
    let found = [&STYLE, &SCRIPT, &ICON]
        .into_iter()
        .find(|asset| asset.path() == path);
    let Some(asset) = found else {
        return Some(with_headers(StatusCode::NOT_FOUND.into_response()));
    };
    let mut response = with_headers(asset.text.into_response());
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(asset.kind));
    headers.insert(
        CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=31536000, immutable"),
    );
    Some(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_at_its_path_and_nowhere_else() {
        let style = asset(&STYLE.path()).unwrap();
        assert_eq!(style.status(), StatusCode::OK);
        assert_eq!(style.headers()[CONTENT_TYPE], "text/css; charset=utf-8");
        assert_eq!(
            asset("/assets/style.css").unwrap().status(),
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            asset("/assets/../etc/passwd").unwrap().status(),
            StatusCode::NOT_FOUND
        );
        assert!(asset("/certificates").is_none());
    }
}
