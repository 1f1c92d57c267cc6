//! What a list is: its columns, the values in its rows, and the options that it is asked for with.

#[cfg(test)]
pub(crate) mod arbitrary;
pub(crate) mod cell;
pub(crate) mod column;
pub(crate) mod options;
pub(crate) mod projection;
pub(crate) mod rows;
