//! Parts of server-rendered pages, and what keeps a browser's session safe.
//!
//! Each module uses only those below it:
//!
//! ```text
//! page                       a whole page: navigation, notices, parts
//! part                       table, facts, form, section, fold: what a page is made of
//! html                       markup, in which foreign text is escaped
//! asset                      the stylesheet, the script, the icon
//! live                       telling a page that what it shows has changed
//! headers                    what keeps pages safe, redirections
//! cookie forgery kept        the session's cookie, forged requests refused, notices for the next page
//! input                      what was typed into a form
//! ```

mod asset;
mod cookie;
mod forgery;
mod headers;
mod html;
mod input;
mod kept;
mod live;
mod page;
mod part;

pub use asset::{STYLE, asset};
pub use cookie::SessionCookie;
pub use forgery::{FormToken, is_from_here};
pub use headers::{see_other, with_headers};
pub use html::Html;
pub use input::Input;
pub use kept::KeptNotices;
pub use live::{Look, StateId, parameter, tell_changes};
pub use page::{Link, Page, Site, Visitor};
pub use part::{
    Actions, Cell, Facts, Field, Fold, Form, Notice, Pair, Section, Stack, Table, Tone,
};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
