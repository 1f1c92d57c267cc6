//! A loss of power in a rotation, at some of its calls; and that one that does not sync is found out.
//! `cargo xtask test --all` plays it, as root.

use pure_torture::power_loss::{Limits, run};
use pure_torture::tally::Tally;

#[test]
#[ignore = "takes root; cargo xtask test --all plays it"]
fn power_lost_in_a_rotation() {
    let mut tally = Tally::default();
    let limits = Limits {
        commands: "puresim key rotate",
        stride: 5,
    };
    run(&mut tally, limits).unwrap();
    assert_eq!(tally.failed, 0, "see above");
}
