//! Drives that fail while the key manager is away: what has failed has failed.

use pure_core::drive::Bay;
use pure_core::operation::DriveStatus;
use pure_core::{Bench, Notice};

use crate::test_bed::TestBed;

#[test]
fn a_drive_fails_while_the_key_manager_is_away() {
    let bed = TestBed::enabled();
    let bay: Bay = "CH0.BAY4".parse().unwrap();
    let generation = bed.generation();
    bed.gate.set_open(false);
    let failed = bed.bench.fail_drive(bay).unwrap();
    assert_eq!(
        (failed.status, failed.protection),
        (DriveStatus::Failed, None)
    );
    let told = bed.home.notices();
    assert!(
        matches!(told.as_slice(), [Notice::RotationPostponed(_)]),
        "{told:?}"
    );
    assert_eq!(bed.generation(), generation);
    let listed = bed.bench.drives().unwrap();
    let listed = listed.iter().find(|drive| drive.row.bay == bay).unwrap();
    assert_eq!(listed.status, DriveStatus::Failed);
    // It would be postponed once more, and the array goes on.
    assert!(bed.bench.rotate_key().is_err());
    assert!(bed.read().is_ok());
    bed.gate.set_open(true);
    assert_eq!(bed.fault(), None);
    bed.cycle().unwrap();
    // What was postponed is done ten minutes later, over the drives that are left.
    bed.bench.advance_clock("11m".parse().unwrap()).unwrap();
    let bench = Bench::open(&bed.context()).unwrap();
    let power = bench.power().unwrap();
    assert_eq!(power.status.generation.number(), generation + 1);
    assert_eq!(power.status.threshold.shares(), 9);
    bed.cycle().unwrap();
}
