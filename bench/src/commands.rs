//! The commands as whole processes.

use anyhow::Result;

use crate::figure::Figure;
use crate::paired::{paired, process, process_after, work};
use crate::stand::Stand;

const MANY: usize = 100_000;

/// All figures of commands that need no server.
pub(crate) fn measure(stand: &Stand, found: &mut dyn FnMut(Figure)) -> Result<()> {
    listing(stand, found)?;
    creation(stand, found)?;
    power(stand, found)?;
    data(stand, found)?;
    crowd(stand, found)
}

fn listing(stand: &Stand, found: &mut dyn FnMut(Figure)) -> Result<()> {
    stand.shell(
        "purecert create one --self-signed --common-name one
         purecert list one --certificate > one.pem",
    )?;
    let medians = paired(
        stand.runs * 4,
        process(stand.ours("purecert list one")),
        process(stand.peer("openssl", &["x509", "-noout", "-subject", "-in", "one.pem"])),
    )?;
    found(Figure::of_times(
        "`purecert list` of one certificate",
        "`openssl x509 -noout -subject`",
        medians,
        1.0,
    ));
    let medians = paired(
        stand.runs * 4,
        process(stand.ours("purecert list one")),
        process(stand.peer::<&str>("/bin/true", &[])),
    )?;
    found(Figure::of_times("the same", "`/bin/true`", medians, 3.0));
    Ok(())
}

fn creation(stand: &Stand, found: &mut dyn FnMut(Figure)) -> Result<()> {
    for (name, ours, theirs) in [
        (
            "`purecert create --self-signed` (RSA 2048)",
            "rsa",
            vec!["rsa:2048"],
        ),
        (
            "`purecert create --key-algorithm ec`",
            "ec",
            vec!["ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
        ),
    ] {
        let line =
            format!("purecert create {ours} --self-signed --common-name a --key-algorithm {ours}");
        stand.shell(&line)?;
        let mut arguments = vec![
            "req", "-x509", "-nodes", "-keyout", "k.pem", "-out", "c.pem",
        ];
        arguments.extend(["-subj", "/CN=a", "-newkey"]);
        arguments.extend(theirs);
        let medians = paired(
            stand.runs,
            process_after(&format!("purecert delete {ours}"), stand.ours(&line)),
            process(stand.peer("openssl", &arguments)),
        )?;
        let peer = "`openssl req -x509 -nodes` with the same algorithm";
        found(Figure::of_times(name, peer, medians, 1.0));
    }
    Ok(())
}

fn power(stand: &Stand, found: &mut dyn FnMut(Figure)) -> Result<()> {
    stand.shell("puresim array create large --drives 250")?;
    let cycle = |array: &'static str| {
        let mut command = stand.ours("puresim power cycle");
        command.env("PURE_ARRAY", array);
        process(command)
    };
    let few = paired(
        stand.runs,
        cycle("pure01"),
        process(stand.ours("purecert list one")),
    )?;
    found(Figure::of_times(
        "`puresim power cycle`, 10 drives",
        "`purecert list`",
        few,
        10.0,
    ));
    let many = paired(stand.runs / 2, cycle("large"), cycle("pure01"))?;
    found(Figure::of_times(
        "`puresim power cycle`, 250 drives",
        "10 drives",
        many,
        10.0,
    ));
    let mut rotate = stand.ours("puresim key rotate");
    rotate.env("PURE_ARRAY", "large");
    let medians = paired(
        stand.runs / 5,
        process(rotate),
        work(|| write_and_sync(stand, 250)),
    )?;
    found(Figure::of_times(
        "`puresim key rotate`, 250 drives",
        "writing and syncing 250 such files",
        medians,
        3.0,
    ));
    Ok(())
}

/// What no rotation can do without: every drive's file written and synced once.
fn write_and_sync(stand: &Stand, files: usize) -> Result<()> {
    let folder = stand.folder().join("sync");
    std::fs::create_dir_all(&folder)?;
    for number in 0..files {
        let file = std::fs::File::create(folder.join(number.to_string()))?;
        std::io::Write::write_all(&mut &file, &[7; 1024])?;
        file.sync_all()?;
    }
    Ok(())
}

fn data(stand: &Stand, found: &mut dyn FnMut(Figure)) -> Result<()> {
    stand.shell("head -c 268435456 /dev/urandom > plain")?;
    let medians = paired(
        5,
        work(|| stand.shell("puresim data write vol1 < plain").map(drop)),
        work(|| {
            let line = "openssl enc -aes-256-ctr -in plain -out cipher \
                -K 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f \
                -iv 00000000000000000000000000000000 && sync cipher";
            stand.shell(line).map(drop)
        }),
    )?;
    found(Figure::of_times(
        "`puresim data write` of 256 MiB",
        "`openssl enc -aes-256-ctr` and sync",
        medians,
        2.0,
    ));
    std::fs::remove_file(stand.folder().join("plain"))?;
    stand
        .shell("rm -f cipher; puresim data delete vol1 --yes")
        .map(drop)
}

/// An array with very many certificates: rows copied in the database, since making their keys would
/// take hours.
fn crowd(stand: &Stand, found: &mut dyn FnMut(Figure)) -> Result<()> {
    stand.shell(&format!(
        "mkdir -m 700 crowd && cp -R home/arrays crowd/ && {}",
        fill()
    ))?;
    let crowded = |line: &str| {
        let mut command = stand.ours(line);
        command.env("PURESIM_HOME", stand.folder().join("crowd"));
        command
    };
    let medians = paired(
        stand.runs * 2,
        process(crowded("purecert list one")),
        process(stand.ours("purecert list one")),
    )?;
    found(Figure::of_times(
        "`purecert list NAME` with 100,000 certificates",
        "with a few",
        medians,
        1.3,
    ));
    let dump = [
        "-csv",
        "crowd/arrays/pure01/array.db",
        "SELECT * FROM certificate_row",
    ];
    stand.shell("sqlite3 crowd/arrays/pure01/array.db 'CREATE VIEW certificate_row AS SELECT name, status, key_size, issued_to, issued_by, valid_from, valid_to, country, state, locality, organization, organizational_unit, email, common_name FROM certificate'")?;
    let medians = paired(
        stand.runs / 5,
        process(crowded("purecert list --csv")),
        process(stand.peer("sqlite3", &dump)),
    )?;
    found(Figure::of_times(
        "`purecert list --csv` of 100,000 certificates",
        "`sqlite3 -csv`, the same rows",
        medians,
        2.0,
    ));
    Ok(())
}

/// Fills the crowded array with copies of the certificate `one` under other names.
fn fill() -> String {
    format!(
        "db=crowd/arrays/pure01/array.db; \
         columns=$(sqlite3 $db \"SELECT group_concat(name) FROM pragma_table_info('certificate') \
         WHERE name NOT IN ('id', 'name')\"); \
         sqlite3 $db \"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {MANY}) \
         INSERT INTO certificate (name, $columns) SELECT 'copy' || i, $columns FROM certificate, n \
         WHERE certificate.name = 'one'\""
    )
}
