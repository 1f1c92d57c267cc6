//! Ten thousand connections to the key manager that say nothing: it stays small, and honest clients are served.

use std::fs;
use std::io::Write;
use std::net::{SocketAddr, TcpStream};

use pure_tests::Sandbox;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// So many; fewer where the system allows fewer files.
const MANY: u64 = 10_000;

/// By how much the key manager may grow, in KiB: 512 connections of KMIP and 512 of HTTPS take less.
const GROWTH: u64 = 64 << 10;

/// As many connections as this process may have.
fn allowed() -> u64 {
    let limit = getrlimit(Resource::Nofile);
    let most = limit.maximum.unwrap_or(u64::MAX).min(MANY + 1000);
    let raised = Rlimit {
        current: Some(most),
        maximum: limit.maximum,
    };
    setrlimit(Resource::Nofile, raised).unwrap();
    MANY.min(most - 500)
}

/// What a line of the process's status says, in KiB.
fn memory(process: &str, line: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let found = status.lines().find_map(|it| it.strip_prefix(line)).unwrap();
    let number = found.trim_start_matches(':').trim().trim_end_matches(" kB");
    number.parse().unwrap()
}

/// The beginning of a handshake, a record of TLS that does not end.
const HALF: [u8; 6] = [22, 3, 1, 2, 0, 1];

#[test]
#[ignore = "takes two minutes: cargo xtask test --all"]
fn ten_thousand_idle_connections_are_borne() {
    let sandbox = Sandbox::new().unwrap();
    let run = |line: &str| sandbox.run(line).unwrap().success();
    run("puresim keymanager start --listen 127.0.0.1:0 --https 127.0.0.1:0");
    run(
        "puresim keymanager account create acme > /dev/null; puresim keymanager group create storage > /dev/null",
    );
    run("puresim keymanager app create flasharray > /dev/null");
    run(
        "purecert create cert_1 --self-signed --common-name $(puresim keymanager app show flasharray --uuid)",
    );
    run("purecert list cert_1 --certificate | puresim keymanager app certificate flasharray --yes");
    run("puresim keymanager app create script --interface rest > /dev/null");
    run(
        "umask 077; puresim keymanager app show script --dsm-api-key > key; puresim keymanager ca > ca.pem",
    );
    let status = run("puresim keymanager status --columns address,process,https --notitle");
    let words: Vec<&str> = status.split_whitespace().collect();
    let (kmip, process, https) = (words[0], words[1], words[2].trim_start_matches("https://"));
    let (kmip, https): (SocketAddr, SocketAddr) = (kmip.parse().unwrap(), https.parse().unwrap());
    let port = (kmip.port(), https.port());
    run(&format!(
        "purekmip create kmip_srvr --uri localhost:{} --certificate cert_1 --ca-certificate-file ca.pem",
        port.0
    ));
    let honest = || {
        assert!(run("purekmip test kmip_srvr").contains("OK"));
        let asked =
            "puresim dsm group list --names --api-key-file key --ca-certificate-file ca.pem";
        let groups = run(&format!("{asked} --url localhost:{}", port.1));
        assert_eq!(groups, "storage\n");
    };
    honest();
    let before = memory(process, "VmRSS");
    let count = allowed();
    for address in [kmip, https] {
        let mut idle = Vec::new();
        for number in 0..count {
            let mut stream = TcpStream::connect(address).unwrap();
            // Some say nothing at all, some begin.
            if number % 2 == 0 {
                let _ = stream.write_all(&HALF);
            }
            idle.push(stream);
            if number == count / 2 {
                honest();
            }
        }
        honest();
        drop(idle);
    }
    honest();
    let most = memory(process, "VmHWM");
    let grown = most.saturating_sub(before);
    println!("{count} connections each: from {before} KiB to {most} KiB at most");
    assert!(grown < GROWTH, "it grew by {grown} KiB");
}
