//! Private databases: who may open them, which errors are distinguished, and how users of one wait for each other.

mod commands;

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use pure_sqlite::{Database, Error, NOTICE, Schema, Usage, Waiter};
use tempfile::TempDir;

const SCHEMA: Schema = Schema {
    version: 3,
    sql: "CREATE TABLE parent (id INTEGER PRIMARY KEY, text TEXT) STRICT;
          CREATE TABLE child (
              parent INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED
          ) STRICT;",
    upgrades: &[],
    usage: Usage::Server,
};

/// The same for commands.
const COMMANDS: Schema = Schema {
    usage: Usage::Commands,
    ..SCHEMA
};

struct Fixture {
    folder: TempDir,
    schema: Schema,
}

impl Fixture {
    fn new(schema: Schema) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder, schema }
    }

    fn files(&self) -> Vec<String> {
        let files = fs::read_dir(self.folder.path()).unwrap();
        let name = |file: std::io::Result<fs::DirEntry>| file.unwrap().file_name();
        let mut names: Vec<_> = files
            .map(|file| name(file).into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("test.db")
    }

    fn create(&self) -> Database {
        Database::create(&self.path(), self.schema, Waiter::silent()).unwrap()
    }

    fn open(&self) -> Result<Database, Error> {
        Database::open(&self.path(), self.schema, Waiter::silent())
    }
}

fn insert(database: &Database, text: &str) {
    let insert = |tx: &rusqlite::Transaction<'_>| {
        tx.execute("INSERT INTO parent (text) VALUES (?1)", [text])
            .map_err(|e| database.error(e))
    };
    assert_eq!(database.write(insert).unwrap(), 1);
}

fn count(database: &Database) -> i64 {
    let count = |db: &rusqlite::Connection| {
        db.query_row("SELECT count(*) FROM parent", [], |row| row.get(0))
            .map_err(|e| database.error(e))
    };
    database.read(count).unwrap()
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// Each of these holds for every usage.
macro_rules! for_every_usage {
    ($($name:ident)*) => {
        mod for_servers {
            $(#[test]
            fn $name() {
                super::$name(super::SCHEMA);
            })*
        }
        mod for_commands {
            $(#[test]
            fn $name() {
                super::$name(super::COMMANDS);
            })*
        }
    };
}

for_every_usage! {
    every_file_is_private
    what_cannot_be_opened_is_told_apart
    of_many_that_make_it_one_does
    a_writer_waits_for_another_and_says_so_once
    a_reader_sees_one_state
    what_fails_is_undone
    nothing_is_left_of_what_was_deleted
    a_log_that_goes_with_the_last_is_overwritten
}

fn every_file_is_private(schema: Schema) {
    let fixture = Fixture::new(schema);
    let database = fixture.create();
    insert(&database, "x");
    for file in fs::read_dir(fixture.folder.path()).unwrap() {
        let path = file.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
    let created_again = Database::create(&fixture.path(), schema, Waiter::silent());
    assert!(matches!(created_again, Err(Error::Io { .. })));
}

fn what_cannot_be_opened_is_told_apart(schema: Schema) {
    let fixture = Fixture::new(schema);
    assert!(matches!(fixture.open(), Err(Error::Missing(_))));

    drop(fixture.create());
    fs::set_permissions(fixture.path(), Permissions::from_mode(0o640)).unwrap();
    assert!(matches!(fixture.open(), Err(Error::OpenToOthers(_))));
    fs::set_permissions(fixture.path(), Permissions::from_mode(0o600)).unwrap();
    drop(fixture.open().unwrap());

    let older = Schema {
        version: 2,
        ..schema
    };
    let opened = Database::open(&fixture.path(), older, Waiter::silent());
    assert!(matches!(
        opened,
        Err(Error::Newer {
            found: 3,
            known: 2,
            ..
        })
    ));
    let newer = Schema {
        version: 4,
        ..schema
    };
    let opened = Database::open(&fixture.path(), newer, Waiter::silent());
    assert!(matches!(opened, Err(Error::Damaged(_))));

    fs::write(
        fixture.path(),
        "no database, and long enough not to be taken for an empty one",
    )
    .unwrap();
    assert!(matches!(fixture.open(), Err(Error::Damaged(_))));
    fs::write(fixture.path(), "").unwrap();
    assert!(matches!(fixture.open(), Err(Error::Damaged(_))));
}

fn of_many_that_make_it_one_does(schema: Schema) {
    let fixture = Fixture::new(schema);
    let threads = 8;
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let path = fixture.path();
                let database = Database::open_or_create(&path, schema, Waiter::silent()).unwrap();
                insert(&database, "x");
            });
        }
    });
    assert_eq!(count(&fixture.open().unwrap()), threads);
}

fn a_writer_waits_for_another_and_says_so_once(schema: Schema) {
    let fixture = Fixture::new(schema);
    let first = fixture.create();
    let notices = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&notices);
    let waiter = Waiter::new(Some(Arc::new(move || {
        counted.fetch_add(1, Ordering::Relaxed);
    })));
    let second = Database::open(&fixture.path(), schema, waiter).unwrap();
    let held = NOTICE + Duration::from_millis(400);
    let (begun, begins) = std::sync::mpsc::channel();
    let holder = std::thread::spawn(move || {
        let work = |_: &rusqlite::Transaction<'_>| {
            begun.send(()).unwrap();
            std::thread::sleep(held);
            Ok::<_, Error>(())
        };
        first.write(work).unwrap();
    });
    begins.recv().unwrap();
    let start = Instant::now();
    // Readers do not wait.
    assert_eq!(count(&second), 0);
    assert!(start.elapsed() < NOTICE);
    insert(&second, "x");
    assert!(start.elapsed() > NOTICE);
    assert_eq!(notices.load(Ordering::Relaxed), 1);
    holder.join().unwrap();
}

fn a_reader_sees_one_state(schema: Schema) {
    let fixture = Fixture::new(schema);
    let database = fixture.create();
    let other = fixture.open().unwrap();
    let read = |_: &rusqlite::Connection| {
        assert_eq!(count(&database), 0);
        insert(&other, "meanwhile");
        assert_eq!(count(&database), 0);
        Ok::<_, Error>(())
    };
    database.read(read).unwrap();
    assert!(database.is_idle());
    assert_eq!(count(&database), 1);
}

fn what_fails_is_undone(schema: Schema) {
    let fixture = Fixture::new(schema);
    let database = fixture.create();
    let fails = |tx: &rusqlite::Transaction<'_>| {
        tx.execute("INSERT INTO parent (text) VALUES ('x')", [])
            .map_err(|e| database.error(e))?;
        Err::<(), _>(Error::Full(fixture.path()))
    };
    assert!(matches!(database.write(fails), Err(Error::Full(_))));
    // SQLite finds this at the commit, and has written nothing by then.
    let is_refused = |tx: &rusqlite::Transaction<'_>| {
        tx.execute_batch("INSERT INTO parent (text) VALUES ('x'); INSERT INTO child VALUES (77);")
            .map_err(|e| database.error(e))
    };
    assert!(matches!(
        database.write(is_refused),
        Err(Error::Sqlite { .. })
    ));
    assert!(database.is_idle());
    assert_eq!(count(&database), 0);
}

/// Whatever has a file open sees what its blocks held.
fn is_zero(mut file: &fs::File) -> bool {
    let mut bytes = Vec::new();
    std::io::Seek::rewind(&mut file).unwrap();
    std::io::Read::read_to_end(&mut file, &mut bytes).unwrap();
    bytes.iter().all(|&byte| byte == 0)
}

/// What others wrote since the log was emptied, or what a killed one left.
fn a_log_that_goes_with_the_last_is_overwritten(schema: Schema) {
    let fixture = Fixture::new(schema);
    drop(fixture.create());
    let killed = rusqlite::Connection::open(fixture.path()).unwrap();
    let keeps_log = rusqlite::config::DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE;
    killed.set_db_config(keeps_log, true).unwrap();
    killed
        .execute("INSERT INTO parent (text) VALUES ('x')", [])
        .unwrap();
    drop(killed);
    let log = fs::File::open(fixture.folder.path().join("test.db-wal")).unwrap();
    assert!(!is_zero(&log));
    let database = fixture.open().unwrap();
    assert_eq!(count(&database), 1);
    drop(database);
    assert!(!fixture.folder.path().join("test.db-wal").exists());
    assert!(is_zero(&log));
}

fn nothing_is_left_of_what_was_deleted(schema: Schema) {
    const SECRET: &str = "the secret that must not be left anywhere";
    let fixture = Fixture::new(schema);
    let database = fixture.create();
    insert(&database, SECRET);
    let is_left = || {
        let files = fs::read_dir(fixture.folder.path()).unwrap();
        files
            .map(|file| fs::read(file.unwrap().path()).unwrap())
            .any(|bytes| {
                let mut windows = bytes.windows(SECRET.len());
                windows.any(|window| window == SECRET.as_bytes())
            })
    };
    assert!(is_left());
    let delete = |tx: &rusqlite::Transaction<'_>| {
        tx.execute("DELETE FROM parent", [])
            .map_err(|e| database.error(e))
    };
    database.write(delete).unwrap();
    let reader = fixture.open().unwrap();
    let read = |_: &rusqlite::Connection| {
        // The reader's state is what the database had before this moment.
        count(&reader);
        insert(&database, "later");
        assert!(!database.truncate_log()?);
        Ok::<_, Error>(())
    };
    reader.read(read).unwrap();
    assert!(database.truncate_log().unwrap());
    assert!(!is_left());

    let copy = fixture.folder.path().join("copy.db");
    database.copy_to(&copy).unwrap();
    assert_eq!(mode(&copy), 0o600);
}

#[test]
fn the_tables_of_an_earlier_version_are_brought_up_to_date() {
    let fixture = Fixture::new(COMMANDS);
    let first = Schema {
        version: 1,
        sql: "CREATE TABLE one (a INTEGER) STRICT; INSERT INTO one VALUES (7);",
        upgrades: &[],
        usage: Usage::Commands,
    };
    let third = Schema {
        version: 3,
        sql: "CREATE TABLE one (c INTEGER, b INTEGER) STRICT;",
        upgrades: &[
            "ALTER TABLE one RENAME COLUMN a TO c;",
            "ALTER TABLE one ADD COLUMN b INTEGER;",
        ],
        usage: Usage::Commands,
    };
    drop(Database::create(&fixture.path(), first, Waiter::silent()).unwrap());
    for _ in 0..2 {
        let upgraded = Database::open(&fixture.path(), third, Waiter::silent()).unwrap();
        let row = upgraded.read(|db| {
            let columns = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
            db.query_row("SELECT c, b FROM one", [], columns)
                .map_err(|error| upgraded.error(error))
        });
        assert_eq!(row.unwrap(), (7, None::<i64>));
    }
    let opened = Database::open(&fixture.path(), first, Waiter::silent());
    assert!(matches!(opened, Err(Error::Newer { found: 3, .. })));
}

/// The locks that the system knows on the file `path`.
#[cfg(target_os = "linux")]
fn locks(path: &Path) -> usize {
    use std::os::unix::fs::MetadataExt;
    let inode = format!(":{} ", fs::metadata(path).unwrap().ino());
    let locks = fs::read_to_string("/proc/locks").unwrap();
    locks.lines().filter(|line| line.contains(&inode)).count()
}

/// Without its lock, another process that closes the database would remove the log that this one
/// writes to.
#[cfg(target_os = "linux")]
#[test]
fn another_connection_leaves_the_locks_of_the_first() {
    let fixture = Fixture::new(SCHEMA);
    let first = fixture.create();
    assert_eq!(count(&first), 0);
    let held = locks(&fixture.path());
    assert_ne!(held, 0);
    let second = Database::open_or_create(&fixture.path(), SCHEMA, Waiter::silent()).unwrap();
    assert_eq!(count(&second), 0);
    drop(second);
    assert_eq!(locks(&fixture.path()), held);
}

/// Inserts and deletes rows in an order that makes SQLite move some; whether something is in the file of
/// rows that were deleted.
fn is_something_left(seed: u32, finish: impl FnOnce(&Database)) -> bool {
    let fixture = Fixture::new(COMMANDS);
    let database = fixture.create();
    let mark = |number: u32| format!("<{number:08}>");
    let mut state = seed;
    let mut random = |below: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 16) % below
    };
    let (mut there, mut next) = (Vec::new(), 0);
    let mut change = |tx: &rusqlite::Transaction<'_>| {
        for _ in 0..120 {
            if there.len() < 5 || random(100) < 60 {
                let text = mark(next).repeat(20 + random(200) as usize);
                let insert = "INSERT INTO parent VALUES (?1, ?2)";
                tx.execute(insert, rusqlite::params![next, text])?;
                there.push(next);
                next += 1;
            } else {
                let gone = there.swap_remove(random(there.len() as u32) as usize);
                tx.execute("DELETE FROM parent WHERE id = ?1", [gone])?;
            }
        }
        Ok(())
    };
    database
        .write(|tx| change(tx).map_err(|e| database.error(e)))
        .unwrap();
    finish(&database);
    assert!(database.purge());
    let bytes = fs::read(fixture.path()).unwrap();
    let is_there = |number: u32| {
        let mark = mark(number);
        let mut windows = bytes.windows(mark.len());
        windows.any(|window| window == mark.as_bytes())
    };
    assert!(there.iter().all(|&number| is_there(number)));
    (0..next).any(|number| !there.contains(&number) && is_there(number))
}

#[test]
fn nothing_is_left_of_what_was_moved_once_all_is_written_anew() {
    for seed in [26, 216, 259] {
        // What this is for: it would be needless otherwise.
        assert!(is_something_left(seed, |_| ()), "{seed}");
        let rewrite = |database: &Database| database.rewrite(&["parent"]).unwrap();
        assert!(!is_something_left(seed, rewrite), "{seed}");
    }
}
