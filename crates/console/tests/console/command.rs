//! The command, as a script runs it: output, exit status, pipes.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::process::CommandExt;
use std::process::{Command, Output, Stdio};

use crate::{ROLE, orchard};

all![
    a_list_is_a_table,
    a_list_is_selected_sorted_and_raw,
    all_forms_agree_for_other_readers,
    a_pasted_dash_is_an_option,
    help_is_asked_for_or_given,
    a_wrong_command_line_has_status_2,
    an_error_is_one_line_with_its_subject,
    names_that_work_are_done_and_the_others_reported,
    nobody_can_be_asked_without_a_terminal,
    progress_is_for_terminals,
    one_pipe_answers_all_prompts,
    prompts_without_a_terminal_are_asked_for,
    a_passphrase_alone_needs_no_end_of_file,
    a_text_without_end_is_refused,
    a_closed_pipe_ends_a_list_quietly,
    errors_that_nobody_reads_are_no_panic,
    a_full_disk_is_told,
    what_is_done_is_not_taken_for_failed,
    a_comparison_that_no_row_can_fit_is_pointed_at,
    odd_numbers_are_told_in_plain_words,
    rows_are_written_as_they_come,
    names_are_completed,
];

fn command(line: &str) -> Command {
    let mut command = Command::new(orchard());
    command
        .arg0("orchard")
        .args(line.split_whitespace())
        .stdin(Stdio::null())
        .env(ROLE, "1")
        .env_remove("PURE_COMPLETE");
    command
}

fn output(line: &str) -> (i32, String, String) {
    told(command(line).output().unwrap())
}

fn told(output: Output) -> (i32, String, String) {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let status = output.status.code().expect("ended by itself");
    (status, text(output.stdout), text(output.stderr))
}

/// What comes of a command that is given `input`.
fn fed(line: &str, input: &str) -> (i32, String, String) {
    let mut command = assert_cmd::Command::from_std(command(line));
    told(command.write_stdin(input).output().unwrap())
}

const TABLE: &str = "\
Name    Height  Planted                  Fruit
tree_1  2       2024-02-29 06:01:40 UTC  -
tree_2  4       2024-02-29 06:01:41 UTC  pears, \"Williams\"
tree_3  8       2024-02-29 06:01:42 UTC  -
";

fn a_list_is_a_table() {
    assert_eq!(output("list"), (0, TABLE.to_owned(), String::new()));
}

/// Also with line breaks in a value, which no real list has.
fn all_forms_agree_for_other_readers() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/scripts/forms.py");
    let mut python = Command::new("python3");
    python
        .arg(script)
        .arg(orchard())
        .args(["list", "--trees", "6"]);
    let (status, stdout, stderr) = told(python.env(ROLE, "1").output().unwrap());
    assert_eq!((status, stdout.as_str()), (0, "6\n"), "{stderr}");
}

fn a_list_is_selected_sorted_and_raw() {
    let (status, stdout, _) =
        output("list --csv --raw --notitle --sort height- --filter height<8 --limit 1");
    assert_eq!(status, 0);
    assert_eq!(
        stdout,
        "tree_2,4,1709186501000,\"pears, \"\"Williams\"\"\"\n"
    );
}

fn a_pasted_dash_is_an_option() {
    let (status, stdout, _) = output("list –notitle —limit=1 −−raw");
    assert_eq!(status, 0);
    assert_eq!(stdout, "tree_1  2  1709186500000  -\n");
}

fn help_is_asked_for_or_given() {
    let (status, stdout, stderr) = output("list -h");
    assert_eq!((status, stderr.as_str()), (0, ""));
    assert!(stdout.starts_with("List the trees\n\nUsage: orchard list [OPTIONS]\n\nOptions:\n"));
    assert!(stdout.lines().count() <= 24, "{stdout}");
    assert!(stdout.lines().all(|line| line.len() <= 80), "{stdout}");

    let (status, stdout, stderr) = output("");
    assert_eq!((status, stdout.as_str()), (2, ""));
    assert!(stderr.contains("  fell   Fell trees\n"), "{stderr}");
}

fn a_wrong_command_line_has_status_2() {
    for (line, told) in [
        ("lst", "Unrecognized subcommand 'lst'. Did you mean list?"),
        (
            "list --notitel",
            "Error: Unexpected argument '--notitel' found. Did you mean --notitle?",
        ),
        ("list --csv --json", "'--csv' cannot be used with '--json'"),
        ("list --limit few", "Error: Invalid value 'few'"),
        (
            "list --sort heigth",
            "Error: --sort heigth: There is no column 'heigth'. \
             The columns are name, height, planted, fruit.\n",
        ),
        (
            "list --filter name=",
            "Error: --filter, column 6: Expected a value here.\n  name=\n       ^\n",
        ),
    ] {
        let (status, stdout, stderr) = output(line);
        assert_eq!((status, stdout.as_str()), (2, ""), "{line}");
        assert!(stderr.contains(told), "{line}: {stderr}");
    }
}

fn an_error_is_one_line_with_its_subject() {
    let (status, stdout, stderr) = output("list --rotten 1 --csv --notitle");
    assert_eq!(status, 1);
    assert_eq!(stdout.lines().count(), 1);
    assert_eq!(stderr, "Error on tree_2: It is rotten.\n");
}

fn names_that_work_are_done_and_the_others_reported() {
    let (status, stdout, stderr) = output("fell apple_1 oak pear_1 --yes --");
    assert_eq!(status, 1);
    assert_eq!(
        stdout,
        "Name     Details\napple_1\nName    Details\npear_1\n"
    );
    assert_eq!(stderr, "Error on oak: It still stands: The axe is blunt.\n");
}

fn nobody_can_be_asked_without_a_terminal() {
    for input in ["", "y\n"] {
        let (status, stdout, stderr) = fed("fell apple_1", input);
        assert_eq!((status, stdout.as_str()), (1, ""));
        assert_eq!(
            stderr,
            "Error: Fell the trees? There is no terminal to ask on. Confirm with --yes.\n"
        );
    }
}

fn progress_is_for_terminals() {
    assert_eq!(output("ripen"), (0, String::new(), String::new()));
    let (status, stdout, stderr) = output("water");
    assert_eq!((status, stdout.as_str()), (1, ""));
    assert_eq!(stderr, "Warning: The can is empty.\n");
}

fn one_pipe_answers_all_prompts() {
    let input = "-----BEGIN PRIVATE KEY----- a2V5 -----END PRIVATE KEY-----\n\
                 open sesame\n\
                 -----BEGIN CERTIFICATE-----\r\n  Y2VydA==\r\n-----END CERTIFICATE-----\r\n";
    let (status, stdout, stderr) = fed("paste certificate key --passphrase", input);
    assert_eq!(status, 0);
    assert_eq!(
        stdout,
        "<-----BEGIN CERTIFICATE-----\\nY2VydA==\\n-----END CERTIFICATE-----\\n>\n\
         <-----BEGIN PRIVATE KEY-----\\na2V5\\n-----END PRIVATE KEY-----\\n>\n\
         <open sesame>\n"
    );
    assert_eq!(stderr, "", "nobody reads the prompts");
}

fn prompts_without_a_terminal_are_asked_for() {
    let mut command = command("paste certificate key --passphrase");
    let output = command.env("PURE_PROMPT", "always").output().unwrap();
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "Please enter certificate followed by Enter and then Ctrl-D:\n\
         Please enter private key followed by Enter and then Ctrl-D:\n\
         Enter passphrase:\n"
    );
}

fn a_passphrase_alone_needs_no_end_of_file() {
    let mut child = command("paste --passphrase")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"open sesame\n").unwrap();
    let mut stdout = String::new();
    child
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut stdout)
        .unwrap();
    drop(stdin);
    assert_eq!(stdout, "<open sesame>\n");
    assert!(child.wait().unwrap().success());
}

fn a_text_without_end_is_refused() {
    let mut child = command("paste ca")
        .stdin(File::open("/dev/zero").unwrap())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stderr = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut stderr)
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1));
    assert!(
        stderr.ends_with("Error: Standard input is longer than 1 MiB. Paste PEM blocks only.\n")
    );
}

fn a_closed_pipe_ends_a_list_quietly() {
    for form in ["--csv", "--nvp", "--json", "--sort=name", "--raw"] {
        let mut child = command(&format!("list --trees 20000 {form}"))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        stdout.read_line(&mut String::new()).unwrap();
        drop(stdout);
        let (status, _, stderr) = told(child.wait_with_output().unwrap());
        assert_eq!((status, stderr.as_str()), (0, ""), "{form}");
    }
}

fn errors_that_nobody_reads_are_no_panic() {
    for (line, status) in [("fell oak --yes", 1), ("list --limit few", 2), ("water", 1)] {
        let mut child = command(line).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stderr.take());
        assert_eq!(child.wait().unwrap().code(), Some(status), "{line}");
    }
}

fn a_full_disk_is_told() {
    for form in ["", "--csv", "--json"] {
        let output = command(&format!("list {form}"))
            .stdout(File::create("/dev/full").unwrap())
            .output()
            .unwrap();
        let (status, _, stderr) = told(output);
        assert_eq!(status, 1);
        assert!(
            stderr.starts_with("Error: Cannot write to standard output: No space left on device"),
            "{stderr}"
        );
    }
}

fn what_is_done_is_not_taken_for_failed() {
    let output = command("fell --yes pear_1")
        .stdout(File::create("/dev/full").unwrap())
        .output()
        .unwrap();
    let (status, _, stderr) = told(output);
    assert_eq!(status, 1);
    let done = "Error: It is done, but not shown. Cannot write to standard output: No space left";
    assert!(stderr.starts_with(done), "{stderr}");
}

fn a_comparison_that_no_row_can_fit_is_pointed_at() {
    for (filter, at) in [("height>=banana", 9), ("planted<abc", 9)] {
        let (status, stdout, stderr) = output(&format!("list --filter {filter}"));
        assert_eq!((status, stdout.as_str()), (2, ""));
        assert!(
            stderr.starts_with(&format!("Error: --filter, column {at}: ")),
            "{stderr}"
        );
    }
    let (status, stdout, _) = output("list --csv --notitle --raw --filter height>=0.005KB");
    assert_eq!((status, stdout.lines().count()), (0, 1), "{stdout}");
}

fn odd_numbers_are_told_in_plain_words() {
    for number in ["x", "-5", "1.5", "0x10", "+1"] {
        let (status, _, stderr) = output(&format!("list --limit {number}"));
        assert_eq!(status, 2);
        let told =
            format!("Error: Invalid value '{number}' for '--limit <N>': must be a number of rows.");
        assert!(stderr.starts_with(&told), "{stderr}");
    }
    let (status, stdout, _) = output("list --csv --notitle --limit 99999999999999999999999");
    assert_eq!((status, stdout.lines().count()), (0, 3));
}

/// In 24 MiB of address space there is room for the command and a few rows. The sorted list, which
/// has to be held, shows that the bound bites.
fn rows_are_written_as_they_come() {
    let lines = |form: &str| {
        let script = "(ulimit -c 0; ulimit -v 24576; exec \"$0\" list --trees 100000 $1) | wc -l";
        let output = Command::new("sh")
            .args(["-c", script])
            .arg(orchard())
            .arg(form)
            .env(ROLE, "1")
            .output()
            .unwrap();
        told(output).1.trim().parse::<usize>().unwrap()
    };
    // The titles, and a value with a line break.
    assert_eq!(lines("--csv --filter name!=x"), 100_002);
    assert_eq!(lines("--json"), 100_002);
    assert_eq!(lines("--nvp"), 499_999);
    assert_eq!(lines("--csv --sort name"), 0);
}

fn names_are_completed() {
    let completed = |words: &[&str]| {
        let output = command("")
            .arg("--")
            .args(words)
            .env("PURE_COMPLETE", "bash")
            .env("_CLAP_COMPLETE_INDEX", (words.len() - 1).to_string())
            .env("_CLAP_IFS", " ")
            .output()
            .unwrap();
        told(output).1
    };
    assert_eq!(completed(&["orchard", "fell", "p"]), "pear_1");
    assert_eq!(completed(&["orchard", "list", "--fi"]), "--filter");
    let registration = command("").env("PURE_COMPLETE", "bash").output().unwrap();
    assert!(told(registration).1.contains("complete -o"));
}
