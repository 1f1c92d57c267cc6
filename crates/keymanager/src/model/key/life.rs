//! The life of an object (KMIP 1.4, section 3.22): which change its state allows, and what it does.

use kmip::enums::State;

use crate::store::{Dates, KeyRow, Revocation};

/// A change that the object's state does not allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Forbidden(pub(crate) State);

impl KeyRow {
    /// Where it is in its life at `now`: its activation and deactivation dates take effect by
    /// themselves.
    pub fn state_at(&self, now: i64) -> State {
        let past = |date: Option<i64>| date.is_some_and(|date| date <= now);
        match self.state {
            State::PreActive | State::Active if past(self.dates.deactivation) => State::Deactivated,
            State::PreActive if past(self.dates.activation) => State::Active,
            state => state,
        }
    }

    /// Makes a Pre-Active object Active.
    pub(crate) fn activate(&mut self, now: i64) -> Result<(), Forbidden> {
        match self.state_at(now) {
            State::PreActive => {
                self.state = State::Active;
                self.dates.activation = Some(now);
                Ok(())
            }
            state => Err(Forbidden(state)),
        }
    }

    /// Marks an object as compromised, in whatever state; or deactivates it, for which it has to be
    /// Active. What is Deactivated or Compromised already stays as it is.
    pub(crate) fn revoke(&mut self, now: i64, why: Revocation) -> Result<(), Forbidden> {
        let state = self.state_at(now);
        if why.is_compromise() {
            self.state = match state {
                State::Destroyed | State::DestroyedCompromised => State::DestroyedCompromised,
                _ => State::Compromised,
            };
            self.dates.compromise.get_or_insert(now);
            self.dates.occurrence = why.occurrence.or(self.dates.occurrence);
        } else {
            match state {
                State::Active => {}
                State::Deactivated | State::Compromised => return Ok(()),
                state => return Err(Forbidden(state)),
            }
            self.state = State::Deactivated;
            self.dates.deactivation = Some(now);
        }
        self.reason = Some(why.reason);
        self.message = why.message;
        Ok(())
    }

    /// Destroys the material. What is known of the object stays.
    pub(crate) fn destroy(&mut self, now: i64) -> Result<(), Forbidden> {
        self.state = match self.state_at(now) {
            State::PreActive | State::Deactivated => State::Destroyed,
            State::Compromised => State::DestroyedCompromised,
            state => return Err(Forbidden(state)),
        };
        self.material = None;
        self.dates.destroyed = Some(now);
        Ok(())
    }
}

impl Dates {
    /// Whether the dates that clients set follow each other: activation, process start, protect stop,
    /// deactivation (sections 3.24 to 3.27).
    pub(crate) fn are_in_order(&self) -> bool {
        let dates = [
            self.activation,
            self.process_start,
            self.protect_stop,
            self.deactivation,
        ];
        dates.into_iter().flatten().is_sorted()
    }
}

#[cfg(test)]
mod tests {
    use kmip::enums::{ObjectType, RevocationReasonCode, UsageMask};

    use super::*;
    use crate::store::{KeyOps, Protection};

    const NOW: i64 = 1000;

    fn key(state: State) -> KeyRow {
        KeyRow {
            id: String::new(),
            group_id: String::new(),
            object_type: ObjectType::SymmetricKey,
            state,
            enabled: true,
            fresh: true,
            algorithm: None,
            length: None,
            usage_mask: UsageMask::default(),
            subtype: None,
            format: None,
            material: Some(vec![1]),
            protection: Protection::default(),
            dates: Dates::default(),
            reason: None,
            message: None,
            description: None,
            creator: String::new(),
            imported: false,
            extra: KeyOps::default(),
            last_used: None,
        }
    }

    /// The transitions of the standard's figure 1: from, by activation, by deactivation, by compromise,
    /// by destruction; `None` where there is no arrow.
    #[test]
    fn the_states_follow_the_figure_of_the_standard() {
        use State::{Active, Compromised, Deactivated, Destroyed, DestroyedCompromised, PreActive};
        let arrows = [
            (PreActive, Some(Active), None, Compromised, Some(Destroyed)),
            (Active, None, Some(Deactivated), Compromised, None),
            (
                Deactivated,
                None,
                Some(Deactivated),
                Compromised,
                Some(Destroyed),
            ),
            (
                Compromised,
                None,
                Some(Compromised),
                Compromised,
                Some(DestroyedCompromised),
            ),
            (Destroyed, None, None, DestroyedCompromised, None),
            (DestroyedCompromised, None, None, DestroyedCompromised, None),
        ];
        for (from, activated, deactivated, compromised, destroyed) in arrows {
            let after = |change: fn(&mut KeyRow) -> Result<(), Forbidden>| {
                let mut key = key(from);
                match change(&mut key) {
                    Ok(()) => Some(key.state),
                    Err(Forbidden(state)) => {
                        assert_eq!((state, key.state), (from, from));
                        None
                    }
                }
            };
            let revoke = |reason| Revocation::of(reason);
            assert_eq!(after(|key| key.activate(NOW)), activated, "{from}");
            let cease = RevocationReasonCode::CessationOfOperation;
            let compromise = RevocationReasonCode::KeyCompromise;
            let mut ceased = key(from);
            let result = ceased.revoke(NOW, revoke(cease));
            assert_eq!(
                result.is_ok().then_some(ceased.state),
                deactivated,
                "{from}"
            );
            let mut leaked = key(from);
            leaked.revoke(NOW, revoke(compromise)).unwrap();
            assert_eq!(leaked.state, compromised, "{from}");
            assert_eq!(leaked.dates.compromise, Some(NOW));
            assert_eq!(after(|key| key.destroy(NOW)), destroyed, "{from}");
        }
    }

    #[test]
    fn dates_take_effect_by_themselves() {
        let mut key = key(State::PreActive);
        key.dates.activation = Some(NOW);
        key.dates.deactivation = Some(NOW + 10);
        for (now, state) in [
            (NOW - 1, State::PreActive),
            (NOW, State::Active),
            (NOW + 9, State::Active),
            (NOW + 10, State::Deactivated),
        ] {
            assert_eq!(key.state_at(now), state, "{now}");
        }
        assert_eq!(key.clone().destroy(NOW), Err(Forbidden(State::Active)));
        assert_eq!(key.destroy(NOW + 10), Ok(()));
    }

    #[test]
    fn the_first_compromise_counts() {
        let mut key = key(State::Active);
        let compromise = |occurrence| Revocation {
            occurrence: Some(occurrence),
            ..Revocation::of(RevocationReasonCode::KeyCompromise)
        };
        key.revoke(NOW, compromise(NOW - 5)).unwrap();
        key.revoke(NOW + 1, compromise(NOW - 9)).unwrap();
        assert_eq!(key.dates.compromise, Some(NOW));
        assert_eq!(key.dates.occurrence, Some(NOW - 9));
        // A later reason that is less does not hide it.
        let cease = Revocation::of(RevocationReasonCode::CessationOfOperation);
        key.revoke(NOW + 2, cease).unwrap();
        assert_eq!(key.reason, Some(RevocationReasonCode::KeyCompromise));
        assert_eq!(key.state, State::Compromised);
    }
}
