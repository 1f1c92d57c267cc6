//! A drill as JUnit XML, which continuous integration reads.

use pure_core::DrillReport;
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::reason;

/// One test a play.
pub(super) fn of(report: &DrillReport) -> anyhow::Result<String> {
    let mut suite = TestSuite::new(report.array.as_str());
    for played in &report.played {
        let status = if played.is_ok() {
            TestCaseStatus::success()
        } else {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            let (expected, found) = (played.expected.as_str(), played.ending().as_str());
            status.set_message(format!("expected: {expected}, found: {found}"));
            if let Some(reason) = reason(played) {
                status.set_description(reason);
            }
            status
        };
        let mut case = TestCase::new(played.what.as_str(), status);
        case.set_classname(format!("drill.{}", played.event));
        case.set_time(played.took);
        case.add_property(("basis", played.basis.as_str()));
        suite.add_test_case(case);
    }
    let mut junit = Report::new("puresim drill");
    junit.set_time(report.took);
    junit.add_test_suite(suite);
    Ok(junit.to_string()?)
}
