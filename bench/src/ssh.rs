//! A command over SSH, beside the shortest one over OpenSSH's server.

use std::net::TcpListener;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use pure_tests::debian;

use crate::figure::Figure;
use crate::fixture::Fixture;
use crate::paired::{paired, process};

/// OpenSSH's server, in Debian's place.
const SSHD: &str = "/usr/sbin/sshd";

/// How long it may take to start.
const START: Duration = Duration::from_secs(10);

/// The same client for both, which logs in by the same key and agrees on the same algorithms.
const PREPARE: &str = "
ssh-keygen -q -t ed25519 -N '' -f id
ssh-keygen -q -t ed25519 -N '' -f host
cp id.pub authorized
chmod 600 authorized
puresim serve start --listen 127.0.0.1:0 --ssh 127.0.0.1:0 > /dev/null
puresim user key add pureuser < id.pub > /dev/null
cat > config <<END
Host *
    HostName 127.0.0.1
    IdentityFile $PWD/id
    IdentitiesOnly yes
    BatchMode yes
    UserKnownHostsFile $PWD/known
    StrictHostKeyChecking accept-new
    KexAlgorithms curve25519-sha256
    Ciphers chacha20-poly1305@openssh.com
END
cat > server <<END
ListenAddress 127.0.0.1
HostKey $PWD/host
AuthorizedKeysFile $PWD/authorized
StrictModes no
PermitRootLogin yes
UsePAM no
PidFile none
END
test $(id -u) != 0 || mkdir -p /run/sshd
";

/// The peer, which ends when it is dropped.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Each with a connection of its own.
pub(crate) fn measure(fixture: &Fixture, found: &mut dyn FnMut(Figure)) -> Result<()> {
    debian::need("ssh", "openssh-client")?;
    if !std::path::Path::new(SSHD).exists() {
        debian::need("sshd", "openssh-server")?;
    }
    fixture.shell(PREPARE)?;
    let ours = fixture.shell("puresim serve status --columns ssh --notitle | cut -d : -f 2")?;
    let (_server, theirs) = start(fixture)?;
    let user = fixture.shell("id -un")?;
    let ssh = |user: &str, port: &str, line: &[&str]| {
        let mut command = fixture.peer("ssh", &["-F", "config", "-l", user.trim(), "-p"]);
        command.arg(port.trim()).arg("array").args(line);
        command
    };
    let medians = paired(
        fixture.runs,
        process(ssh("pureuser", &ours, &["purecert", "list"])),
        process(ssh(&user, &theirs, &["true"])),
    );
    fixture.shell("puresim serve stop")?;
    found(Figure::of_times(
        "`ssh ... purecert list`, each with a connection of its own",
        "`ssh ... true` of OpenSSH's server",
        medians?,
        1.3,
    ));
    Ok(())
}

/// The peer and its port.
fn start(fixture: &Fixture) -> Result<(Server, String)> {
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let mut command = fixture.peer(SSHD, &["-D", "-e", "-f"]);
    command
        .arg(fixture.folder().join("server"))
        .args(["-p", &port.to_string()]);
    let server = command.stderr(Stdio::null()).spawn().context(SSHD)?;
    let server = Server(server);
    let end = Instant::now() + START;
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        if Instant::now() > end {
            bail!("{SSHD} does not start");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok((server, port.to_string()))
}
