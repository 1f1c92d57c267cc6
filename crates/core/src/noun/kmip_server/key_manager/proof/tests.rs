use super::*;

const OURS: &str = "our array";

fn described(names: &[&str], owner: Option<&str>, state: State) -> Description {
    Description {
        state,
        names: names.iter().map(|&name| name.to_owned()).collect(),
        owner: owner.map(str::to_owned),
        mark: None,
    }
}

#[test]
fn a_proof_is_of_one_name_and_one_material() {
    let of = |bytes: [u8; 32]| TokenKeyMaterial::from_bytes(&bytes).unwrap();
    let (one, other) = (of([1; 32]), of([2; 32]));
    let proof = KeyProof::of("k", &one.signature());
    assert!(proof.fits("k", &one));
    assert!(!proof.fits("l", &one));
    assert!(!proof.fits("k", &other));
    assert_eq!(KeyProof::stored(proof.as_str().to_owned()), proof);
    assert_eq!(proof.as_str().len(), 64);
}

#[test]
fn a_mark_is_name_and_owner() {
    for (names, owner, is_marked) in [
        (&["k"][..], Some(OURS), true),
        (&["other", "k"], Some(OURS), true),
        (&["other"], Some(OURS), false),
        (&[], Some(OURS), false),
        (&["k"], Some("another array"), false),
        (&["k"], None, false),
    ] {
        let found = described(names, owner, State::Active);
        assert_eq!(found.is_marked_as("k", OURS), is_marked, "{found:?}");
    }
    let of = |names: &[&str]| described(names, None, State::Active).is_named("k");
    assert_eq!(of(&[]), None);
    assert_eq!(of(&["k"]), Some(true));
    assert_eq!(of(&["l"]), Some(false));
}

#[test]
fn a_new_key_may_be_renamed_and_is_not_anothers() {
    let name = "Pure01-Key";
    for (names, owner, is_another) in [
        (&["other"][..], Some(OURS), false),
        (&[name], Some("another array"), true),
        (&[], None, false),
        (&["pure01-key"], None, false),
        (&["kms/pure01-key/1"], None, false),
        // Cut, and cut to almost nothing.
        (&["pure01-k"], None, false),
        (&["pure01-"], None, true),
        (&["another product"], None, true),
        (&["another product", name], None, false),
    ] {
        let found = described(names, owner, State::PreActive);
        assert_eq!(found.is_another(name, OURS), is_another, "{found:?}");
    }
}

#[test]
fn two_states_are_destroyed() {
    for (state, is_destroyed) in [
        (State::PreActive, false),
        (State::Active, false),
        (State::Deactivated, false),
        (State::Compromised, false),
        (State::Destroyed, true),
        (State::DestroyedCompromised, true),
    ] {
        assert_eq!(described(&[], None, state).is_destroyed(), is_destroyed);
    }
}

const ID: &str = "17";

fn claim(id: Option<&str>, mark: Option<&str>, has_proof: bool) -> Claim {
    let proof = has_proof.then(|| KeyProof::stored("proof".to_owned()));
    Claim {
        name: "k".to_owned(),
        id: id.map(str::to_owned),
        owner: OURS.to_owned(),
        mark: mark.map(str::to_owned),
        proof,
    }
}

/// By name and attribute, by name alone, by identifier alone, or not at all.
#[test]
fn a_destroyed_key_is_gone_when_it_is_the_one() {
    use Judgement::{Gone, Unproven};
    for (id, names, owner, judgement) in [
        (None, &["k"][..], Some(OURS), Gone),
        (None, &["k"], None, Gone),
        (None, &["l"], Some(OURS), Unproven),
        (None, &[], None, Unproven),
        (Some(ID), &[], None, Gone),
        (Some("18"), &[], None, Unproven),
        (Some(ID), &["l"], None, Unproven),
        (Some(ID), &["k"], None, Gone),
        (Some("18"), &["k"], None, Gone),
    ] {
        let found = described(names, owner, State::Destroyed);
        let judged = claim(id, None, false).judge(ID, &found, |_| unreachable!());
        assert_eq!(judged.unwrap(), judgement, "{id:?} {found:?}");
    }
}

/// A proof is asked of what has the name or the identifier, and of nothing that has another name
/// and was only found.
#[test]
fn a_key_no_longer_used_is_ours_by_attribute_or_by_proof() {
    for (id, names, owner, asks) in [
        (None, &["k"][..], Some(OURS), false),
        (None, &["k"], None, true),
        (None, &["k"], Some("another array"), true),
        (None, &[], None, false),
        (None, &["l"], Some(OURS), false),
        (Some(ID), &[], None, true),
        (Some(ID), &["l"], None, true),
        (Some("18"), &["l"], None, false),
    ] {
        let found = described(names, owner, State::Active);
        let by_attribute = found.is_marked_as("k", OURS);
        for is_proven in [true, false] {
            let mut asked = false;
            let judged = claim(id, None, true).judge(ID, &found, |_| {
                asked = true;
                Ok(is_proven)
            });
            let expected = match by_attribute || (asks && is_proven) {
                true => Judgement::Ours,
                false => Judgement::Unproven,
            };
            assert_eq!(judged.unwrap(), expected, "{id:?} {found:?} {is_proven}");
            assert_eq!(asked, asks, "{id:?} {found:?}");
        }
    }
}

/// What was never in use: by the mark that only the array knows, or by never having been Active.
#[test]
fn a_key_that_may_be_in_use_is_left() {
    use Judgement::{MayBeInUse, Ours, Unproven};
    use State::{Active, PreActive};
    for (owner, own, marked, state, judgement) in [
        (Some(OURS), None, None, PreActive, Ours),
        (Some(OURS), None, None, Active, MayBeInUse),
        (Some(OURS), None, Some("1"), PreActive, MayBeInUse),
        (Some(OURS), Some("1"), None, PreActive, Ours),
        (Some(OURS), Some("1"), None, Active, MayBeInUse),
        (Some(OURS), Some("1"), Some("1"), Active, Ours),
        (Some(OURS), Some("1"), Some("1"), PreActive, Ours),
        (Some(OURS), Some("1"), Some("2"), Active, MayBeInUse),
        (Some(OURS), Some("1"), Some("2"), PreActive, MayBeInUse),
        (None, Some("1"), Some("1"), Active, Unproven),
        (Some("another array"), None, None, PreActive, Unproven),
    ] {
        let mut found = described(&["k"], owner, state);
        found.mark = marked.map(str::to_owned);
        let judged = claim(Some(ID), own, false).judge(ID, &found, |_| unreachable!());
        assert_eq!(judged.unwrap(), judgement, "{own:?} {found:?}");
    }
}

#[test]
fn judgements_in_words() {
    let words = [
        (Judgement::Ours, "the array's"),
        (Judgement::Gone, "destroyed"),
        (Judgement::Unproven, "not shown to be the array's"),
        (Judgement::MayBeInUse, "marked as in use by the array"),
    ];
    for (judgement, expected) in words {
        assert_eq!(judgement.to_string(), expected);
    }
}
