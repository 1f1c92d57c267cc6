//! What a page is made of.

mod actions;
mod cell;
mod facts;
mod field;
mod fold;
mod form;
mod notice;
mod pair;
mod section;
mod table;
mod tone;

pub use actions::Actions;
pub use cell::Cell;
pub use facts::Facts;
pub use field::Field;
pub use fold::Fold;
pub use form::Form;
pub use notice::Notice;
pub use pair::{Pair, Stack};
pub use section::Section;
pub use table::Table;
pub use tone::Tone;
