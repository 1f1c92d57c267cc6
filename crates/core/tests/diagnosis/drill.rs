//! What a drill learns from the key manager.

use jiff::Timestamp;
use pure_core::operation::TokenSource;
use pure_core::{Bench, DrillEvent};
use pure_testing::kmip::KeyServer;

use crate::test_bed::TestBed;

const DAY: i64 = 24 * 60 * 60;

/// From that second on the key is Deactivated, and a power cut locks the array.
#[test]
fn the_deactivation_date_of_the_key() {
    let bed = TestBed::new();
    let server = KeyServer::new();
    let keys = server.keys.clone();
    let listener = bed.listen(&server);
    let server = bed.server(&[listener.port()]);
    bed.array.enable_token(TokenSource::Kmip(server)).unwrap();
    let bench = Bench::open(&bed.home.context("pure01")).unwrap();
    let date = Timestamp::now().as_second() + 3 * DAY;
    for deactivates in [None, Some(date)] {
        keys.lock().unwrap()[0].deactivates = deactivates;
        let is_wanted = |event| event == DrillEvent::KeyDeactivationDate;
        let report = bench.drill(&is_wanted, &mut |_, _| ()).unwrap();
        assert!(report.is_ok(), "{report:#?}");
        let played = report.played.iter().map(|play| play.at.unwrap());
        let played: Vec<_> = played.map(Timestamp::as_second).collect();
        assert_eq!(played, Vec::from_iter(deactivates));
        let lockout = report.lockout.map(|lockout| lockout.at.as_second());
        assert_eq!(lockout, deactivates);
    }
}
