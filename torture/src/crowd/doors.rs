//! The array's doors, for a crowd: REST, the console, and SSH, each as its own clients use it.

use std::process::{Command, Output, Stdio};

use anyhow::{Context, Result, ensure};
use pure_tests::{Sandbox, debian};

use crate::model::{Change, End};
use crate::objects::{self, Kind, Object};
use crate::random::Random;

/// Opens the doors, and logs in at each: what is needed there goes to files.
const OPEN: &str = r#"
puresim serve start --listen 127.0.0.1:0 --ssh 127.0.0.1:0 > /dev/null 2>&1
puresim serve status --csv | grep -o 'https://[0-9.:]*' | head -n 1 > address
ssh-keygen -q -t ed25519 -N '' -f id
puresim user key add pureuser < id.pub > /dev/null 2>&1
cat > ssh.config <<END
Host *
    HostName 127.0.0.1
    Port $(puresim serve status --columns ssh --notitle | cut -d : -f 2)
    User pureuser
    IdentityFile $PWD/id
    IdentitiesOnly yes
    UserKnownHostsFile $PWD/known_hosts
    StrictHostKeyChecking accept-new
    LogLevel ERROR
    BatchMode yes
END
ssh -F ssh.config array purecert list > /dev/null
token=$(puresim user token create pureuser --csv --notitle | cut -d , -f 2)
curl --silent --insecure --request POST --header "api-token: $token" --dump-header - \
    $(cat address)/api/2.26/login | tr -d '\r' | sed -n 's/^x-auth-token: //p' > session
curl --silent --insecure --header "Origin: $(cat address)" --header 'Sec-Fetch-Site: same-origin' \
    --data user=pureuser --data password=pureuser --dump-header - --output /dev/null \
    $(cat address)/log-in | tr -d '\r' | sed -n 's/^set-cookie: \([^;]*\).*/\1/p' > cookie
curl --silent --insecure --cookie "$(cat cookie)" $(cat address)/certificates/create \
    | sed -n 's/.*name="form-token" value="\([^"]*\)".*/\1/p' | head -n 1 > form-token
cat address session cookie form-token
"#;

/// How curl ends when there was no TLS handshake.
const HANDSHAKE: i32 = 35;

/// A way to the array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Door {
    /// A command on this machine.
    Command,
    /// The same over SSH.
    Ssh,
    /// REST 2.
    Rest,
    /// A form of the console.
    Console,
}

/// The doors of the array of a sandbox, until they are dropped.
pub(super) struct Doors<'a> {
    sandbox: &'a Sandbox,
    address: String,
    session: String,
    cookie: String,
    form_token: String,
}

impl<'a> Doors<'a> {
    /// Opens them.
    ///
    /// # Errors
    /// When one does not open.
    pub(super) fn open(sandbox: &'a Sandbox) -> Result<Self> {
        debian::need("curl", "curl")?;
        debian::need("ssh", "openssh-client")?;
        let said = sandbox.run(OPEN)?;
        let said = said.success();
        let mut lines = said.lines().map(str::to_owned);
        let mut next = |what| lines.next().filter(|line| !line.is_empty()).context(what);
        Ok(Self {
            sandbox,
            address: next("the address")?,
            session: next("a session of REST")?,
            cookie: next("a session of the console")?,
            form_token: next("the token of its forms")?,
        })
    }

    /// By which door an object is changed.
    pub(super) fn choose(object: &Object, random: &mut Random) -> Door {
        match object.0 {
            Kind::Certificate | Kind::Server => {
                *random.of(&[Door::Command, Door::Ssh, Door::Rest, Door::Console])
            }
            // There is no other way.
            Kind::Volume | Kind::Array => Door::Command,
        }
    }

    /// What does it there.
    ///
    /// # Errors
    /// As that of [`objects::command`].
    pub(super) fn command(&self, door: Door, object: &Object, change: Change) -> Result<Command> {
        let mut command = match door {
            Door::Command => objects::command(self.sandbox, object, change)?,
            Door::Ssh => {
                let mut ssh = self.sandbox.command("ssh");
                let line = objects::line(object, change)?;
                ssh.args(["-F", "ssh.config", "array"]).arg(line);
                ssh
            }
            Door::Rest => self.rest(object, change),
            Door::Console => self.console(object, change),
        };
        if door != Door::Command {
            command.stdin(Stdio::null()).stdout(Stdio::piped());
        }
        command.stderr(Stdio::piped());
        Ok(command)
    }

    fn curl(&self, path: &str) -> Command {
        let mut curl = self.sandbox.command("curl");
        curl.args([
            "--silent",
            "--show-error",
            "--insecure",
            "--max-time",
            "120",
        ]);
        curl.args(["--write-out", "\n%{http_code}"]);
        curl.arg(format!("{}{path}", self.address));
        curl
    }

    fn rest(&self, (kind, name): &Object, change: Change) -> Command {
        let route = if *kind == Kind::Certificate {
            "certificates"
        } else {
            "kmip"
        };
        let mut curl = self.curl(&format!("/api/2.26/{route}?names={name}"));
        curl.args(["--header", &format!("x-auth-token: {}", self.session)]);
        let (method, version) = match change {
            Change::Create(version) => ("POST", Some(version)),
            Change::Set(version) | Change::Put(version) => ("PATCH", Some(version)),
            Change::Delete => ("DELETE", None),
        };
        curl.args(["--request", method]);
        if let Some(version) = version {
            let body = match kind {
                Kind::Certificate => format!(r#"{{"organization":"v{version}"}}"#),
                _ => format!(
                    r#"{{"uris":["127.0.0.1:{version}"],"certificate":{{"name":"management"}}}}"#
                ),
            };
            curl.args(["--data", &body]);
        }
        curl
    }

    fn console(&self, (kind, name): &Object, change: Change) -> Command {
        let is_certificate = *kind == Kind::Certificate;
        let (list, one) = match is_certificate {
            true => ("/certificates", "/certificate"),
            false => ("/kmip-servers", "/kmip-server"),
        };
        let path = match change {
            Change::Create(_) => format!("{list}/create"),
            Change::Set(_) | Change::Put(_) => format!("{one}/{name}/change"),
            Change::Delete => format!("{one}/{name}/delete"),
        };
        let mut curl = self.curl(&path);
        curl.args(["--cookie", &self.cookie]);
        curl.args(["--header", &format!("Origin: {}", self.address)]);
        curl.args(["--header", "Sec-Fetch-Site: same-origin"]);
        let mut fields = vec![format!("form-token={}", self.form_token)];
        match change {
            Change::Delete => fields.push("sure=on".to_owned()),
            Change::Create(version) | Change::Set(version) | Change::Put(version) => {
                fields.push(format!("name={name}"));
                if is_certificate {
                    fields.extend([format!("organization=v{version}"), "common-name=x".into()]);
                    fields.push("key=ec".to_owned());
                } else {
                    let uri = format!("uris=127.0.0.1:{version}");
                    fields.extend([uri, "certificate=management".to_owned()]);
                }
            }
        }
        for field in &fields {
            curl.args(["--data-urlencode", field]);
        }
        curl
    }

    /// How it ended.
    ///
    /// # Errors
    /// When it ended in a way that nothing may there.
    pub(super) fn end(door: Door, output: &Output) -> Result<End> {
        let errors = String::from_utf8_lossy(&output.stderr);
        // An array that is off does not even shake hands.
        if door == Door::Ssh && errors.contains("kex_exchange_identification") {
            return Ok(End::Failed);
        }
        if matches!(door, Door::Command | Door::Ssh) {
            return objects::end(output.status.code(), &errors);
        }
        if output.status.code() == Some(HANDSHAKE) {
            return Ok(End::Failed);
        }
        ensure!(output.status.success(), "curl: {errors}");
        let said = String::from_utf8_lossy(&output.stdout);
        let (body, status) = said.rsplit_once('\n').context("a status")?;
        match status {
            "200" | "303" => Ok(End::Done),
            "400" | "404" | "409" => Ok(match () {
                () if body.contains("does not exist") && !body.contains("rray does") => {
                    End::Refused { there: false }
                }
                () if body.contains("ertificate exists") || body.contains("erver exists") => {
                    End::Refused { there: true }
                }
                () => End::Failed,
            }),
            _ => anyhow::bail!("{door:?} answered {status}: {body}"),
        }
    }
}

impl Drop for Doors<'_> {
    fn drop(&mut self) {
        let _ = self.sandbox.run("puresim serve stop");
    }
}
