//! `--force` and `--dry-run`: what happens when the array could not be unlocked after a change.

use std::fmt::Display;

use clap::Args;

/// What happens when the array could not be unlocked after a change. Without either it is tested first,
/// and refused then.
#[derive(Args, Clone, Copy, Debug, Default)]
pub struct Safety {
    /// Change it even if that locks the array out
    #[arg(long)]
    pub force: bool,
    /// Only say whether the array could be unlocked
    #[arg(long, conflicts_with = "force")]
    pub dry_run: bool,
}

/// Says that the array could still be unlocked after the change of `name`.
pub fn would_unlock(name: impl Display) {
    println!("{name}: The array could still be unlocked after this change. Nothing was changed.");
}
