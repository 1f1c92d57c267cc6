use super::*;
use crate::lifecycle::tests::TestHome;
use crate::noun::power;

fn everything(array: &Array) -> DrillReport {
    drill(array, &|_| true, &mut |_, _| ()).unwrap()
}

/// All files of the home and of the memory, and what is in them.
fn contents(home: &TestHome) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let mut open = vec![home.context.home.root().to_owned(), home.memory()];
    let mut files = Vec::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            let entries = std::fs::read_dir(path).unwrap();
            open.extend(entries.map(|entry| entry.unwrap().path()));
        } else {
            let content = std::fs::read(&path).unwrap();
            files.push((path, content));
        }
    }
    files.sort();
    files
}

#[test]
fn nothing_of_the_array_is_changed_and_nothing_is_left() {
    let home = TestHome::with(&["pure01"]);
    // So that the files of locks are there, and no log is.
    everything(&home.open("pure01").unwrap());
    let before = contents(&home);
    let report = everything(&home.open("pure01").unwrap());
    assert!(report.is_ok(), "{report:#?}");
    let after = contents(&home);
    let names = |files: &[(std::path::PathBuf, Vec<u8>)]| {
        let names = files.iter().map(|(path, _)| path.clone());
        names.collect::<Vec<_>>()
    };
    assert_eq!(names(&before), names(&after));
    let changed = before
        .iter()
        .zip(&after)
        .filter(|(before, after)| before != after);
    let changed: Vec<_> = changed.map(|((path, _), _)| path).collect();
    assert!(changed.is_empty(), "{changed:?}");
}

#[test]
fn drives_are_lost_up_to_one_more_than_it_can_do_without() {
    let home = TestHome::with(&["pure01"]);
    let array = home.open("pure01").unwrap();
    let report = drill(&array, &|event| event == Event::DrivesLost, &mut |_, _| ()).unwrap();
    let endings = report
        .played
        .iter()
        .map(|play| (play.expected, play.ending()));
    let (unlocks, locks) = (Ending::Unlocks, Ending::Locks);
    let expected = [unlocks, unlocks, unlocks, locks].map(|ending| (ending, ending));
    assert!(endings.eq(expected), "{report:#?}");
}

/// The drill has to find out what an unlock would.
#[test]
fn an_array_that_would_not_unlock_fails() {
    let home = TestHome::with(&["pure01"]);
    let array = home.open("pure01").unwrap();
    let drives = crate::noun::drive::folder(&array);
    for number in 0..4 {
        std::fs::remove_file(drives.join(format!("CH0.BAY{number}"))).unwrap();
    }
    let report = everything(&array);
    assert!(!report.is_ok());
    let cut = &report.played[0];
    assert_eq!((cut.event, cut.ending()), (Event::PowerCut, Ending::Locks));
    assert_eq!(report.lockout.unwrap().at, report.time);
    assert_eq!(power::status(&array).unwrap().state, power::State::On);
}

#[test]
fn every_event_has_a_word_of_its_own() {
    for event in Event::ALL {
        assert_eq!(event.as_str().parse(), Ok(event));
    }
    assert_eq!("nonsense".parse::<Event>(), Err(UnknownEvent));
}
