//! Processes that are killed at any moment leave a database that others can continue with: readers see
//! whole changes in their order, and what was reported as saved stays saved.
//!
//! The program runs itself as the processes that it kills, so it is not made of `#[test]` functions.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode};
use std::time::{Duration, Instant};

use pure_sqlite::{Database, Error, Schema, Usage, Waiter};

const SCHEMA: Schema = Schema {
    version: 1,
    sql: "CREATE TABLE item (number INTEGER, padding TEXT) STRICT;",
    upgrades: &[],
    usage: Usage::Commands,
};

/// Rows that every change changes together, over more pages than one.
const ROWS: usize = 300;
/// How long processes are killed.
const DURATION: Duration = Duration::from_secs(4);

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[1..] {
        ["change", path] => change_forever(Path::new(path)),
        ["read", path] => read_forever(Path::new(path)),
        _ => kill_them(),
    }
}

fn open(path: &Path) -> Database {
    Database::open_or_create(path, SCHEMA, Waiter::silent()).unwrap()
}

/// Reports a number, which the one who kills may read after the end of this process.
fn report(number: i64) {
    let mut out = std::io::stdout();
    writeln!(out, "{number}").unwrap();
    out.flush().unwrap();
}

fn change_forever(path: &Path) -> ! {
    loop {
        let database = open(path);
        let change = |tx: &rusqlite::Transaction<'_>| {
            let (last, rows) =
                tx.query_row("SELECT max(number), count(*) FROM item", [], |row| {
                    Ok((row.get::<_, Option<i64>>(0)?, row.get::<_, u32>(1)?))
                })?;
            for _ in rows as usize..ROWS {
                let insert = "INSERT INTO item VALUES (0, ?1)";
                tx.execute(insert, ["x".repeat(200)])?;
            }
            let next = last.unwrap_or_default() + 1;
            tx.execute("UPDATE item SET number = ?1", [next])?;
            Ok(next)
        };
        let changed = database.write(|tx| change(tx).map_err(|e| database.error(e)));
        report(changed.unwrap());
    }
}

fn read_forever(path: &Path) -> ! {
    let mut last = 0;
    loop {
        let database = open(path);
        // The second reading may find what others have changed since the first.
        for _ in 0..2 {
            let seen = number(&database);
            assert!(seen >= last, "{seen} after {last}");
            last = seen;
        }
    }
}

/// The number that all rows have; 0 when there are none yet.
fn number(database: &Database) -> i64 {
    let sql = "SELECT min(number), max(number), count(*) FROM item";
    let read = |db: &rusqlite::Connection| {
        db.query_row(sql, [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get::<_, u32>(2)?))
        })
        .map_err(|e| database.error(e))
    };
    let (least, most, rows): (Option<i64>, Option<i64>, u32) =
        database.read::<_, Error>(read).unwrap();
    assert_eq!(least, most);
    assert!(rows == 0 || rows as usize == ROWS, "{rows} rows");
    least.unwrap_or_default()
}

/// A process that runs until it is killed, and the file of its reports.
struct Worker {
    task: &'static str,
    child: Child,
    reports: PathBuf,
}

impl Worker {
    fn start(task: &'static str, folder: &Path, number: u32) -> Self {
        let reports = folder.join(format!("reports-{number}"));
        let child = Command::new(std::env::current_exe().unwrap())
            .args([task.as_ref(), folder.join("test.db").as_os_str()])
            .stdout(File::create(&reports).unwrap())
            .spawn()
            .unwrap();
        Self {
            task,
            child,
            reports,
        }
    }

    /// Kills it, and returns the last number that it has reported as saved.
    fn kill(mut self) -> i64 {
        let ended = self.child.try_wait().unwrap();
        assert_eq!(ended, None, "{} has failed by itself", self.task);
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        let reports = std::fs::read_to_string(self.reports).unwrap();
        let whole = reports.rsplit_once('\n').map_or("", |(whole, _)| whole);
        whole.lines().last().map_or(0, |line| line.parse().unwrap())
    }
}

fn kill_them() -> ExitCode {
    let folder = tempfile::tempdir().unwrap();
    let mut number_of_workers = 0;
    let mut start = |task| {
        number_of_workers += 1;
        Worker::start(task, folder.path(), number_of_workers)
    };
    let mut workers: Vec<Worker> = ["change", "read", "change", "read", "read"]
        .into_iter()
        .map(&mut start)
        .collect();
    let end = Instant::now() + DURATION;
    let mut saved = 0;
    let mut kills = 0;
    while Instant::now() < end {
        // Times that share no rhythm with the work.
        std::thread::sleep(Duration::from_micros(7_000 + kills * 7_919 % 60_000));
        let worker = workers.remove(0);
        let task = worker.task;
        saved = saved.max(worker.kill());
        workers.push(start(task));
        kills += 1;
    }
    for worker in workers {
        saved = saved.max(worker.kill());
    }
    assert!(saved > 0, "nothing was changed");
    let found = number(&open(&folder.path().join("test.db")));
    assert!(found >= saved, "{found} is left of {saved}");
    println!("{kills} processes killed, {saved} changes saved");
    ExitCode::SUCCESS
}
