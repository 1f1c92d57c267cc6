//! One time for the array and the key manager, and an array whose clock is wrong: the test and the unlock
//! say the same.

use jiff::SignedDuration;
use pure_core::Bench;
use pure_core::certificate::{Changes, Days, NewKey, Replacement};

use crate::common::name;
use crate::test_bed::TestBed;

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Enabled, with a certificate that is valid for a day.
fn for_a_day() -> TestBed {
    let bed = TestBed::enabled();
    let changes = Changes {
        days: Some("1".parse::<Days>().unwrap()),
        ..Changes::default()
    };
    let array = bed.array();
    let renewed = Replacement::SelfSigned(&changes);
    array
        .change_certificate(&name("cert_2"), &renewed, true)
        .unwrap();
    bed.upload("cert_2");
    bed
}

/// What the test says, and then what a power cycle does, by the time as it is now.
fn tested_and_cycled(bed: &TestBed) -> (Result<String, String>, Result<(), String>) {
    let bench = Bench::open(&bed.context()).unwrap();
    let test = bench.purity().test_token().unwrap();
    let fault = test.rows[0].fault.as_ref().map(ToString::to_string);
    let notices: Vec<String> = test
        .notices
        .iter()
        .map(|it| it.message().to_string())
        .collect();
    let tested = fault.map_or(Ok(notices.join(" ")), Err);
    bench.power_off().unwrap();
    let cycled = bench.power_on(&mut |_| ());
    (tested, cycled.map_err(|error| error.to_string()))
}

#[test]
fn a_certificate_that_has_expired_for_both() {
    let bed = for_a_day();
    bed.bench.advance_clock("2d".parse().unwrap()).unwrap();
    let (tested, cycled) = tested_and_cycled(&bed);
    let (tested, cycled) = (tested.unwrap_err(), cycled.unwrap_err());
    for said in [&tested, &cycled] {
        assert!(said.contains("Certificate: cert_2 expired at "), "{said}");
    }
    // What is advised helps, and is not refused for the sake of a certificate that nobody takes.
    let bench = Bench::open(&bed.context()).unwrap();
    let changes = Changes {
        key: NewKey::LikeTheOld,
        days: Some("365".parse().unwrap()),
        ..Changes::default()
    };
    let renewed = Replacement::SelfSigned(&changes);
    let array = bench.purity();
    array
        .change_certificate(&name("cert_2"), &renewed, false)
        .unwrap();
    bed.upload("cert_2");
    bench.power_on(&mut |_| ()).unwrap();
    assert_eq!(tested_and_cycled(&bed), (Ok(String::new()), Ok(())));
}

#[test]
fn a_certificate_that_has_expired_by_the_wrong_clock_of_the_array_alone() {
    let bed = for_a_day();
    bed.bench.skew_clock(2 * DAY).unwrap();
    let (tested, cycled) = tested_and_cycled(&bed);
    cycled.unwrap();
    let said = tested.unwrap();
    assert!(
        said.starts_with("cert_2 expired at ")
            && said.ends_with("The key manager accepts it all the same."),
        "{said}"
    );
}

#[test]
fn a_key_manager_whose_certificate_is_not_valid_yet_by_the_wrong_clock() {
    let bed = TestBed::enabled();
    bed.bench.skew_clock(-30 * DAY).unwrap();
    let (tested, cycled) = tested_and_cycled(&bed);
    let said = "the key manager's certificate is not valid before";
    assert!(tested.unwrap_err().contains(said));
    assert!(cycled.unwrap_err().contains(said));
    let bench = Bench::open(&bed.context()).unwrap();
    bench.skew_clock(SignedDuration::ZERO).unwrap();
    let bench = Bench::open(&bed.context()).unwrap();
    bench.power_on(&mut |_| ()).unwrap();
    assert!(tested_and_cycled(&bed).0.is_ok());
}

/// The embedded key manager dates what it does by the same time.
#[test]
fn the_dates_of_a_key() {
    let bed = TestBed::new();
    let before = bed.manager.now();
    bed.bench.advance_clock("40d".parse().unwrap()).unwrap();
    bed.enable("kmip_srvr").unwrap();
    let dates = bed.keys().remove(0).row.dates;
    for date in [
        Some(dates.initial),
        dates.activation,
        Some(dates.last_change),
    ] {
        assert!(date.unwrap() >= before + 40 * 86_400);
    }
    bed.bench.reset_clock().unwrap();
    assert!(bed.manager.now() < before + 86_400);
    bed.cycle().unwrap();
}
