//! The torture run in small: a few seconds of each part that needs no root.

use std::time::Duration;

use pure_torture::random::Random;
use pure_torture::tally::Tally;
use pure_torture::{attack, crash, crowd};

fn check(work: impl FnOnce(&mut Tally) -> anyhow::Result<()>) {
    let mut tally = Tally::default();
    work(&mut tally).unwrap();
    assert_eq!(tally.failed, 0, "see above");
    assert!(tally.passed > 0);
}

#[test]
fn a_few_kills() {
    let limits = crash::Limits {
        kills: 20,
        time: Duration::from_secs(60),
    };
    check(|tally| crash::run(tally, &Random::new(1), limits));
}

#[test]
fn a_small_crowd() {
    check(|tally| crowd::run(tally, &Random::new(2), 40, Duration::ZERO));
}

#[test]
fn a_small_crowd_at_all_doors() {
    check(|tally| crowd::run_at_doors(tally, &Random::new(4), 20, Duration::from_secs(20)));
}

#[test]
fn small_attacks() {
    let limits = attack::Limits {
        time: Duration::from_secs(2),
        silent: 700,
        requests: 1_000,
        flood: Duration::from_secs(20),
    };
    check(|tally| attack::run(tally, &Random::new(3), limits));
}
