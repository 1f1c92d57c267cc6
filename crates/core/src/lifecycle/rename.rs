//! Renaming an array: one row of the home's registry.

use super::LifecycleError;
use super::choice::{self, Choice};
use crate::ground::{Exclusive, ObjectName, Registry};
use crate::noun::log::{self, Event};

/// Gives the array the name `to`.
///
/// # Errors
/// When there is another array of that name, or the registry cannot be written.
pub(crate) fn rename(exclusive: &Exclusive<'_>, to: &ObjectName) -> Result<(), LifecycleError> {
    let array = exclusive.array();
    let context = array.context();
    let _lock = context.home.lock(array.waiter())?;
    array.check_exists()?;
    let registry = Registry::open(&context.home, array.waiter())?;
    let from = registry.name_of(array.id())?;
    if from
        .as_ref()
        .is_some_and(|from| from.as_str() == to.as_str())
    {
        return Ok(());
    }
    // It stays the current one, also when it is that by its name alone.
    let by_name = match choice::chosen(&context.home)? {
        Choice::Array(_) => None,
        Choice::None => Some(choice::default_name()),
        Choice::OldName(name) => name.parse().ok(),
    };
    let is_free = registry.id_of(to)?.is_none_or(|id| id == array.id());
    if from.is_some() && from == by_name && is_free {
        choice::write(context, array.id())?;
    }
    if !registry.put(array.id(), to)? {
        return Err(LifecycleError::Exists(to.clone()));
    }
    let detail = match from {
        Some(from) => format!("renamed from {from}"),
        None => "named".to_owned(),
    };
    log::append_done(array, Event::Array, to.as_str(), &detail);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::Array;
    use crate::lifecycle::tests::{TestHome, name};
    use crate::lifecycle::{self, Layout};

    fn rename_in(home: &TestHome, from: &str, to: &str) -> Result<(), LifecycleError> {
        let array = home.open(from).unwrap();
        rename(&array.exclusive().unwrap(), &name(to))
    }

    #[test]
    fn an_array_responds_to_its_new_name_only() {
        let home = TestHome::with(&["pure01"]);
        let before = home.open("pure01").unwrap();
        rename_in(&home, "pure01", "Vault").unwrap();
        let renamed = home.open("vault").unwrap();
        assert_eq!(renamed.name().unwrap().as_str(), "Vault");
        assert_eq!(renamed.id(), before.id());
        assert!(matches!(
            home.open("pure01"),
            Err(LifecycleError::Missing(_))
        ));
        let entries = renamed.store().read(log::entries).unwrap();
        let last = entries.last().unwrap();
        assert_eq!(
            (last.subject.as_str(), last.detail.as_str()),
            ("Vault", "renamed from pure01")
        );
    }

    #[test]
    fn the_current_array_stays_the_current_one() {
        let home = TestHome::with(&["pure01", "pure02"]);
        let current = lifecycle::open(&home.context).unwrap();
        rename_in(&home, "pure01", "vault").unwrap();
        assert_eq!(lifecycle::open(&home.context).unwrap().id(), current.id());
        rename_in(&home, "pure02", "pure01").unwrap();
        assert_eq!(lifecycle::open(&home.context).unwrap().id(), current.id());
    }

    #[test]
    fn the_default_array_stays_the_current_one_before_it_was_ever_used() {
        let home = TestHome::with(&["pure01"]);
        let id = home.open("pure01").unwrap().id();
        rename_in(&home, "pure01", "Vault").unwrap();
        let current = lifecycle::open(&home.context).unwrap();
        assert_eq!(
            (current.id(), current.name().unwrap().as_str()),
            (id, "Vault")
        );
        assert_eq!(lifecycle::list(&home.context).unwrap().len(), 1);
    }

    #[test]
    fn the_case_of_a_name_can_be_changed() {
        let home = TestHome::with(&["pure01"]);
        rename_in(&home, "pure01", "Pure01").unwrap();
        let renamed = home.open("pure01").unwrap();
        assert_eq!(renamed.name().unwrap().as_str(), "Pure01");
    }

    #[test]
    fn a_name_in_use_is_refused() {
        let home = TestHome::with(&["pure01", "pure02"]);
        let refused = rename_in(&home, "pure01", "PURE02");
        assert!(matches!(refused, Err(LifecycleError::Exists(_))));
        assert_eq!(
            home.open("pure01").unwrap().name().unwrap().as_str(),
            "pure01"
        );
    }

    #[test]
    fn an_open_array_goes_on_while_it_is_renamed_and_its_name_is_taken() {
        let home = TestHome::with(&["pure01"]);
        let open = home.open("pure01").unwrap();
        rename_in(&home, "pure01", "vault").unwrap();
        lifecycle::create(&home.context, &name("pure01"), &Layout::default()).unwrap();
        let other = home.open("pure01").unwrap();
        crate::noun::data::write(&open, &name("vol"), &b"kept"[..]).unwrap();
        let volumes = |array: &Array| crate::noun::data::list(array).unwrap().len();
        assert_eq!(volumes(&home.open("vault").unwrap()), 1);
        assert_eq!(volumes(&other), 0);
    }
}
