//! Every case under `tests/cmd`, each a test named after its file: `purecert/create-example`; and the
//! sessions in the README.
//!
//! `cargo test -p pure-tests --test transcripts -- purecert` plays those whose name has `purecert`
//! in it; `UPDATE=1` rewrites the cases that differ.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let folder = pure_tests::package_folder().join("cmd");
    let cases = case_files(&folder).expect("the cases under tests/cmd");
    assert!(!cases.is_empty(), "no case under {}", folder.display());
    let mut trials: Vec<Trial> = cases.into_iter().map(|path| trial(&folder, path)).collect();
    trials.push(Trial::test("README", || {
        let readme = pure_tests::package_folder().join("../README.md");
        pure_tests::transcript::check_document(&readme).map_err(failed)
    }));
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn trial(folder: &Path, path: PathBuf) -> Trial {
    let name = path
        .strip_prefix(folder)
        .unwrap_or(&path)
        .with_extension("");
    Trial::test(name.display().to_string(), move || {
        pure_tests::transcript::check(&path).map_err(failed)
    })
}

fn failed(error: anyhow::Error) -> Failed {
    format!("{error:#}").into()
}

/// The `.trans` files under `folder`, in order.
fn case_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(case_files(&path)?);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "trans")
        {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
