//! The console and the key manager's pages without a browser: what they refuse, whatever a client sends.

use std::time::{Duration, Instant};

use pure_tests::port::Port;
use pure_tests::{Sandbox, Serving};

/// A console, and somebody who sends it what no browser would.
struct Console {
    /// Ends before the sandbox does; `None` for the pages of a key manager, which ends with it.
    _serving: Option<Serving>,
    sandbox: Sandbox,
    address: String,
}

/// What came back: status, head and body.
struct Came {
    status: u16,
    head: String,
    body: String,
}

impl Came {
    /// What a header says; empty when there is none.
    fn header(&self, name: &str) -> &str {
        let mut lines = self.head.lines();
        let found = lines.find_map(|line| {
            let (known, value) = line.split_once(':')?;
            known.eq_ignore_ascii_case(name).then_some(value.trim())
        });
        found.unwrap_or_default()
    }

    /// The cookie that it sets, as it is sent back.
    fn cookie(&self) -> String {
        let line = self.header("set-cookie");
        line.split(';').next().unwrap_or_default().to_owned()
    }

    /// The token of the forms in it.
    fn token(&self) -> &str {
        let mark = "name=\"form-token\" value=\"";
        let (_, rest) = self.body.split_once(mark).expect("the page has a form");
        rest.split('"').next().unwrap()
    }
}

impl Console {
    fn open() -> Self {
        let sandbox = Sandbox::new().unwrap();
        sandbox.run("purecert list > /dev/null").unwrap().success();
        let serving = Serving::start(&sandbox, &[]).unwrap();
        Self {
            address: serving.address.clone(),
            _serving: Some(serving),
            sandbox,
        }
    }

    /// The pages of a key manager instead, which ends with its sandbox.
    fn of_key_manager() -> Self {
        // Its time stands still: pages change when somebody changes something.
        let (sandbox, port) = (Sandbox::pinned().unwrap(), Port::reserve().unwrap());
        let start = "puresim keymanager start --listen 127.0.0.1:5696 --https 127.0.0.1:0";
        let started = sandbox.run(&port.translate(start)).unwrap().success();
        let (_, address) = started.split_once("https://").expect("it says where");
        let end = address.find(char::is_whitespace).unwrap_or(address.len());
        let address = address[..end].trim_end_matches('.').to_owned();
        Self {
            sandbox,
            _serving: None,
            address,
        }
    }

    /// Signs somebody up at a key manager, with an account of that name, and returns the cookie.
    fn sign_up(&self, email: &str, account: &str) -> String {
        let form = format!("email={email}&password=correct+horse&again=correct+horse&agree=yes");
        let came = self.send("none=1", "/sign-up", &form);
        assert_eq!(came.status, 303, "{}", came.body);
        let cookie = came.cookie();
        let token = self.page(&cookie, "/accounts").token().to_owned();
        let form = format!("form-token={token}&name={account}");
        assert_eq!(self.send(&cookie, "/accounts", &form).status, 303);
        cookie
    }

    /// Sends a form that makes something, and returns the path of what was made.
    fn make(&self, cookie: &str, path: &str, form: &str) -> String {
        let token = self.page(cookie, "/accounts").token().to_owned();
        let came = self.send(cookie, path, &format!("form-token={token}&{form}"));
        assert_eq!(came.status, 303, "{}", came.body);
        came.header("location").to_owned()
    }

    /// Asks with curl's `options`.
    fn ask(&self, path: &str, options: &[&str]) -> Came {
        let mut curl = self.sandbox.command("curl");
        curl.args(["--silent", "--insecure", "--include", "--path-as-is"]);
        curl.args(options)
            .arg(format!("https://{}{path}", self.address));
        let output = curl.output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.split(' ').nth(1).and_then(|it| it.parse().ok());
        Came {
            status: status.unwrap_or_default(),
            head: head.to_owned(),
            body: body.to_owned(),
        }
    }

    /// The page at `path`, as somebody with that cookie sees it.
    fn page(&self, cookie: &str, path: &str) -> Came {
        self.ask(path, &["--cookie", cookie])
    }

    /// Sends a form as a page of the console does.
    fn send(&self, cookie: &str, path: &str, form: &str) -> Came {
        let origin = format!("Origin: https://{}", self.address);
        let site = "Sec-Fetch-Site: same-origin";
        self.ask(
            path,
            &[
                "--cookie", cookie, "--header", &origin, "--header", site, "--data", form,
            ],
        )
    }

    /// Logs in, and returns the cookie.
    fn log_in(&self, user: &str, password: &str) -> String {
        let form = format!("user={user}&password={password}");
        let came = self.send("none=1", "/log-in", &form);
        assert_eq!(came.status, 303, "{}", came.body);
        came.cookie()
    }
}

/// What a form for a certificate sends.
fn certificate(token: &str, name: &str) -> String {
    format!("form-token={token}&name={name}&key=ec&days=30&common-name=a")
}

#[test]
fn a_session_is_one_of_this_browser_only() {
    let console = Console::open();
    let own = console.send("none=1", "/log-in", "user=pureuser&password=pureuser");
    let line = own.header("set-cookie");
    for attribute in ["Secure", "HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(line.contains(attribute), "{line}");
    }
    assert!(
        line.starts_with("__Host-console-") && !line.contains("Domain"),
        "{line}"
    );

    // A token that somebody chose is not taken over at log-in.
    let name = own.cookie().split_once('=').unwrap().0.to_owned();
    let planted = format!("{name}={}", "0".repeat(64));
    assert_eq!(console.page(&planted, "/").status, 303);
    let after = console.send(&planted, "/log-in", "user=pureuser&password=pureuser");
    assert_ne!(after.cookie(), planted);
    assert_eq!(console.page(&planted, "/").status, 303);
    assert_eq!(console.page(&after.cookie(), "/").status, 200);

    // The token of a page is none of the REST API, nor the other way round.
    let token = after.cookie().split_once('=').unwrap().1.to_owned();
    let header = format!("x-auth-token: {token}");
    assert_eq!(
        console
            .ask("/api/2.4/arrays", &["--header", &header])
            .status,
        401
    );

    // Who logs in again, or out, leaves no session behind.
    let again = console.send(
        &after.cookie(),
        "/log-in",
        "user=pureuser&password=pureuser",
    );
    assert_eq!(console.page(&after.cookie(), "/").status, 303);
    let token = console.page(&again.cookie(), "/").token().to_owned();
    let out = console.send(&again.cookie(), "/log-out", &format!("form-token={token}"));
    assert!(
        out.header("set-cookie").contains("Max-Age=0"),
        "{}",
        out.head
    );
    assert_eq!(console.page(&again.cookie(), "/").status, 303);

    // A new password ends what somebody with the old one has open.
    let (here, there) = (
        console.log_in("pureuser", "pureuser"),
        console.log_in("pureuser", "pureuser"),
    );
    let token = console.page(&here, "/").token().to_owned();
    let form =
        format!("form-token={token}&old=pureuser&password=correct+horse&again=correct+horse");
    assert_eq!(
        console.send(&here, "/user/pureuser/password", &form).status,
        303
    );
    assert_eq!(console.page(&here, "/").status, 200);
    assert_eq!(console.page(&there, "/").status, 303);
}

#[test]
fn forged_forms_change_nothing() {
    let console = Console::open();
    let cookie = console.log_in("pureuser", "pureuser");
    let token = console.page(&cookie, "/").token().to_owned();
    let own = format!("Origin: https://{}", console.address);
    let good = certificate(&token, "forged");
    let wrong = certificate(&"0".repeat(64), "forged");
    let other = console.log_in("pureuser", "pureuser");
    let of_another = certificate(console.page(&other, "/").token(), "forged");
    let attempts: [(&[&str], &str); 8] = [
        (&[], &good),
        (&["Origin: https://evil.example"], &good),
        (&["Origin: null"], &good),
        (&[&own, "Sec-Fetch-Site: cross-site"], &good),
        // Another port of this host.
        (&[&own, "Sec-Fetch-Site: same-site"], &good),
        (&[&own], &wrong),
        (&[&own], &of_another),
        (&[&own], "name=forged&key=ec&days=30"),
    ];
    for (headers, form) in attempts {
        let mut options = vec!["--cookie", cookie.as_str(), "--data", form];
        options.extend(headers.iter().flat_map(|header| ["--header", header]));
        let came = console.ask("/certificates/create", &options);
        assert_eq!(came.status, 403, "{headers:?} {}", came.body);
    }
    // A log-in too: nobody is logged in as somebody else unawares.
    let came = console.ask("/log-in", &["--data", "user=pureuser&password=pureuser"]);
    assert_eq!((came.status, came.header("set-cookie")), (403, ""));
    // By GET nothing is changed.
    let by_get = format!("/certificates/create?{good}");
    assert_eq!(console.page(&cookie, &by_get).status, 200);
    assert_eq!(console.page(&cookie, "/certificate/forged").status, 404);
    // As a page of ours sends it, it is done.
    assert_eq!(
        console.send(&cookie, "/certificates/create", &good).status,
        303
    );
    assert_eq!(console.page(&cookie, "/certificate/forged").status, 200);
}

#[test]
fn every_answer_says_what_the_browser_may_do() {
    let console = Console::open();
    let cookie = console.log_in("pureuser", "pureuser");
    let style = console.page(&cookie, "/log-in");
    let (_, style) = style.body.split_once("href=\"/assets/").unwrap();
    let style = format!("/assets/{}", style.split('"').next().unwrap());
    for path in [
        "/",
        "/log-in",
        "/certificates",
        "/user/nobody",
        "/users/nothing",
        &style,
        "/assets/no",
    ] {
        let came = console.page(&cookie, path);
        let policy = came.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none';"),
            "{path}: {}",
            came.head
        );
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(came.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(came.header("x-frame-options"), "DENY", "{path}");
        let cache = if path == style {
            "immutable"
        } else {
            "no-store"
        };
        assert!(
            came.header("cache-control").contains(cache),
            "{path}: {}",
            came.head
        );
    }
    assert_eq!(console.page(&cookie, "/user/nobody").status, 404);
    assert_eq!(console.page(&cookie, "/assets/../log-in").status, 404);
}

#[test]
fn hostile_text_is_text() {
    let console = Console::open();
    let hostile = "\"'><script>alert(1)</script>";
    let made = format!(
        "purecert create evil --self-signed --common-name '{}'",
        hostile.replace('\'', "'\\''")
    );
    console
        .sandbox
        .run(&format!("{made} > /dev/null"))
        .unwrap()
        .success();
    let cookie = console.log_in("pureuser", "pureuser");
    let token = console.page(&cookie, "/").token().to_owned();
    for path in [
        "/certificates",
        "/certificate/evil",
        "/log",
        "/certificates?name=%3Cscript%3E",
        "/log?event=%22%3E%3Cscript%3E",
    ] {
        let came = console.page(&cookie, path);
        assert!(!came.body.contains("<script>"), "{path}: {}", came.body);
    }
    // What was typed comes back in the form, also escaped; a password and a private key do not.
    let form = format!(
        "form-token={token}&name=%22%3E%3Cscript%3E&certificate=%3C/textarea%3E%3Cscript%3E&key=KEYOFMINE&passphrase=PASSOFMINE"
    );
    let came = console.send(&cookie, "/certificates/import", &form);
    assert_eq!(came.status, 400);
    assert!(
        came.body.contains("&#60;script&#62;") && !came.body.contains("<script>"),
        "{}",
        came.body
    );
    assert!(!came.body.contains("OFMINE"), "{}", came.body);
    let wrong = console.send(
        "none=1",
        "/log-in",
        "user=%3Cscript%3E&password=SECRETOFMINE",
    );
    assert!(
        !wrong.body.contains("<script>") && !wrong.body.contains("OFMINE"),
        "{}",
        wrong.body
    );
}

#[test]
fn a_reader_changes_nothing() {
    let console = Console::open();
    let make = "for role in readonly storage_admin ops_admin; do
            printf 'correct horse\\n' | puresim user create u-$role --role $role > /dev/null 2>&1
        done";
    console
        .sandbox
        .run(&make.replace("u-$role", "$(echo $role | tr -d _)"))
        .unwrap()
        .success();
    for user in ["readonly", "storageadmin", "opsadmin"] {
        let cookie = console.log_in(user, "correct+horse");
        let home = console.page(&cookie, "/users");
        let token = home.token();
        assert!(!home.body.contains("/users/create"), "{}", home.body);
        for path in [
            "/certificates/create",
            "/certificates/import",
            "/kmip-servers/create",
            "/users/create",
            "/certificate/management/request",
        ] {
            assert_eq!(console.page(&cookie, path).status, 403, "{user} {path}");
        }
        let sure = format!(
            "form-token={token}&sure=yes&name=mine&role=array_admin&password=correct+horse&again=correct+horse"
        );
        for path in [
            "/certificates/create",
            "/certificate/management/delete",
            "/certificate/management/request",
            "/kmip-servers/create",
            "/kmip-server/a/delete",
            "/users/create",
            "/user/pureuser/delete",
            "/user/pureuser/password",
            "/user/pureuser/token",
            "/user/pureuser/token-delete",
        ] {
            assert_eq!(
                console.send(&cookie, path, &sure).status,
                403,
                "{user} {path}"
            );
        }
        // What is the own is.
        let own = format!("/user/{user}/token");
        assert_eq!(
            console
                .send(&cookie, &own, &format!("form-token={token}"))
                .status,
            200
        );
    }
    // Who is deleted is out at once.
    let cookie = console.log_in("readonly", "correct+horse");
    console
        .sandbox
        .run("puresim user delete readonly --yes > /dev/null")
        .unwrap()
        .success();
    assert_eq!(console.page(&cookie, "/").status, 303);
}

#[test]
fn a_locked_array_says_so() {
    let console = Console::open();
    let cookie = console.log_in("pureuser", "pureuser");
    let lock =
        "for bay in 0 1 2 3 4 5 6 7 8 9; do puresim drive pull CH0.BAY$bay > /dev/null 2>&1; done
        puresim power off > /dev/null; puresim power on > /dev/null 2>&1; true";
    console.sandbox.run(lock).unwrap();
    let came = console.page(&cookie, "/");
    assert_eq!(came.status, 200, "{}", came.head);
    assert!(came.body.contains(">locked</span>"), "{}", came.body);
    assert!(came.body.contains("The array is locked."), "{}", came.body);
    let token = came.token().to_owned();
    let came = console.send(
        &cookie,
        "/certificates/create",
        &certificate(&token, "late"),
    );
    // Its configuration is not locked: that is how a key manager is told of a new certificate.
    assert_eq!(came.status, 303, "{}", came.body);
    assert_eq!(console.page(&cookie, "/certificate/late").status, 200);
}

/// What happens between the page and its stream, or while the stream is broken, is told at once; what has
/// been told is not told again.
fn check_streams(console: &Console, cookie: &str, pages: &[&str], change: impl Fn()) {
    let stream = |path: &str, last: &str| {
        let last = format!("Last-Event-ID: {last}");
        let header = ["--header", &last];
        let mut options = vec!["--cookie", cookie, "--no-buffer", "--max-time", "5"];
        options.extend(header.iter().filter(|_| last.len() > 15));
        console.ask(path, &options).body
    };
    // Each page's stream at the same time as the others.
    let streams = |from: &[(String, String)]| -> Vec<String> {
        std::thread::scope(|scope| {
            let asked: Vec<_> = from
                .iter()
                .map(|(path, last)| scope.spawn(|| stream(path, last)))
                .collect();
            asked.into_iter().map(|it| it.join().unwrap()).collect()
        })
    };
    let from = pages.iter().map(|page| {
        let came = console.page(cookie, page);
        let (_, path) = came.body.split_once("data-live=\"").expect("it is live");
        let path = path.split('"').next().unwrap().replace("&#38;", "&");
        (path, String::new())
    });
    let from: Vec<_> = from.collect();
    let nothing = vec![String::new(); pages.len()];
    assert_eq!(streams(&from), nothing, "nothing has changed");
    change();
    let told = streams(&from);
    let from: Vec<_> = std::iter::zip(from, told)
        .map(|((path, _), told)| {
            assert_eq!(told.matches("event: changed").count(), 1, "{path}: {told}");
            let id = told.lines().find_map(|line| line.strip_prefix("id: "));
            (path, id.expect("an event has an identifier").to_owned())
        })
        .collect();
    assert_eq!(streams(&from), nothing, "it has been told");
}

#[test]
fn no_change_is_lost_between_a_page_and_its_stream() {
    let console = Console::open();
    let cookie = console.log_in("pureuser", "pureuser");
    let pages = [
        "/",
        "/certificates",
        "/kmip-servers",
        "/data-locking",
        "/drives",
        "/log",
    ];
    check_streams(&console, &cookie, &pages, || {
        let change = "puresim drive pull CH0.BAY0; puresim drive insert CH0.BAY0";
        console.sandbox.run(change).unwrap().success();
    });
}

#[test]
fn the_pages_of_the_key_manager_follow_what_happens() {
    let pages = Console::of_key_manager();
    let anna = pages.sign_up("anna@example.com", "acme");
    let group = pages.make(&anna, "/groups/new", "title=storage");
    let group_id = group.rsplit('/').next().unwrap();
    let app = format!("name=flasharray&interface=kmip&secret=48&group={group_id}");
    let app = pages.make(&anna, "/apps/new", &app);
    let key = format!("name=key1&type=AES&size=256&group={group_id}&operation=EXPORT");
    let key = pages.make(&anna, "/security-objects/new", &key);
    let live = [
        "/",
        "/groups",
        &group,
        "/apps",
        &app,
        "/security-objects",
        &key,
        "/users",
        "/audit-log",
    ];
    // A log-in is written down a moment after it.
    let log = || {
        pages
            .sandbox
            .run("puresim keymanager log")
            .unwrap()
            .success()
    };
    let is_written = || log().contains("logged in");
    let timeout = Instant::now() + Duration::from_secs(20);
    while !is_written() {
        assert!(Instant::now() < timeout, "the log-in is never written down");
        std::thread::sleep(Duration::from_millis(50));
    }
    // By another process, as whoever types commands.
    let change = || {
        let line = "puresim keymanager key deactivate key1 --yes";
        pages.sandbox.run(line).unwrap().success();
    };
    check_streams(&pages, &anna, &live, change);
    // What the page fetches then.
    let came = pages.ask(&key, &["--cookie", &anna, "--header", "X-Live: 1"]);
    assert!(came.body.contains("Deactivated"), "{}", came.body);
    // Nobody else is told anything, and who logs out is told that.
    assert_eq!(pages.page("none=1", "/events").status, 401);
    let options = ["--cookie", &anna, "--no-buffer", "--max-time", "20"];
    let out = std::thread::scope(|scope| {
        let stream = scope.spawn(|| pages.ask("/events?since=x", &options));
        std::thread::sleep(Duration::from_millis(500));
        let token = pages.page(&anna, "/accounts").token().to_owned();
        let form = format!("form-token={token}");
        assert_eq!(pages.send(&anna, "/log-out", &form).status, 303);
        stream.join().unwrap()
    });
    assert!(out.body.contains("event: end"), "{}", out.body);
    assert_eq!(pages.page(&anna, "/events").status, 401);
}

#[test]
fn an_account_of_the_key_manager_is_closed_to_others() {
    let pages = Console::of_key_manager();
    let anna = pages.sign_up("anna@example.com", "acme");
    let ben = pages.sign_up("ben@example.com", "other");
    let group = pages.make(&anna, "/groups/new", "title=storage");
    let group_id = group.rsplit('/').next().unwrap().to_owned();
    let app_form = format!("name=flasharray&interface=kmip&secret=48&group={group_id}");
    let app = pages.make(&anna, "/apps/new", &app_form);
    let key_form = format!("name=key1&type=AES&size=256&group={group_id}&operation=EXPORT");
    let key = pages.make(&anna, "/security-objects/new", &key_form);
    let token = pages.page(&ben, "/accounts").token().to_owned();
    for path in [&group, &app, &key] {
        assert_eq!(pages.page(&anna, path).status, 200, "{path}");
        assert_eq!(pages.page(&ben, path).status, 404, "{path}");
    }
    let sure = format!(
        "form-token={token}&sure=yes&lost=yes&credential=yes&sessions=yes&method=api-key&group={group_id}\
         &name=mine&interface=kmip&type=AES&size=256"
    );
    for path in [
        format!("{group}/delete"),
        format!("{app}/api-key"),
        format!("{app}/regenerate"),
        format!("{app}/method"),
        format!("{app}/certificate"),
        format!("{app}/switch"),
        format!("{app}/delete"),
        format!("{key}/deactivate"),
        format!("{key}/compromise"),
        format!("{key}/rotate"),
        format!("{key}/switch"),
        format!("{key}/destroy"),
        format!("{key}/delete"),
        "/apps/new".to_owned(),
        "/security-objects/new".to_owned(),
    ] {
        assert_eq!(pages.send(&ben, &path, &sure).status, 404, "{path}");
    }
    assert_eq!(pages.page(&anna, &key).status, 200);
    for path in [
        "/",
        "/groups",
        "/apps",
        "/security-objects",
        "/audit-log",
        "/users",
    ] {
        let came = pages.page(&ben, path);
        for foreign in ["flasharray", "storage", "key1", "anna@example.com"] {
            assert!(!came.body.contains(foreign), "{path}: {}", came.body);
        }
    }
    // Nobody takes an account by its UUID.
    let id = pages.page(&anna, "/settings").body;
    let (_, id) = id
        .split_once("id=\"account-id\" type=\"text\" readonly value=\"")
        .unwrap();
    let form = format!("form-token={token}&account={}", &id[..36]);
    assert_eq!(pages.send(&ben, "/accounts/select", &form).status, 404);
}

#[test]
fn the_key_manager_takes_forms_of_its_own_pages_from_who_may() {
    let pages = Console::of_key_manager();
    let anna = pages.sign_up("anna@example.com", "acme");
    let group = pages.make(&anna, "/groups/new", "title=%3Cscript%3E");
    let group_id = group.rsplit('/').next().unwrap().to_owned();
    let app_form = format!("name=%22%3E%3Cscript%3E&interface=kmip&secret=48&group={group_id}");
    let app = pages.make(&anna, "/apps/new", &app_form);
    let token = pages.page(&anna, "/").token().to_owned();

    // Forged.
    let own = format!("Origin: https://{}", pages.address);
    let form = format!("form-token={token}&title=forged");
    let none = "form-token=0&title=forged".to_owned();
    let attempts: [(&[&str], &String); 4] = [
        (&[], &form),
        (&["Origin: https://evil.example"], &form),
        (&[&own, "Sec-Fetch-Site: same-site"], &form),
        (&[&own], &none),
    ];
    for (headers, form) in attempts {
        let mut options = vec!["--cookie", anna.as_str(), "--data", form.as_str()];
        options.extend(headers.iter().flat_map(|header| ["--header", header]));
        assert_eq!(
            pages.ask("/groups/new", &options).status,
            403,
            "{headers:?}"
        );
    }
    assert!(!pages.page(&anna, "/groups").body.contains("forged"));

    // The API key is in the page that was asked for it, and in no other; no page takes markup for its own.
    for path in [
        "/",
        "/groups",
        &group,
        "/apps",
        &app,
        "/audit-log",
        "/settings",
    ] {
        let came = pages.page(&anna, path);
        assert_eq!(came.status, 200, "{path}");
        assert!(!came.body.contains("<script>"), "{path}: {}", came.body);
        assert!(!came.body.contains("api-key-password"), "{path}");
        assert!(
            came.header("content-security-policy")
                .starts_with("default-src 'none'")
        );
    }
    let shown = pages.send(
        &anna,
        &format!("{app}/api-key"),
        &format!("form-token={token}"),
    );
    assert!(
        shown.body.contains("id=\"api-key-password\""),
        "{}",
        shown.body
    );
    assert_eq!(shown.header("cache-control"), "no-store");

    // An auditor looks, and changes nothing; whoever is removed sees nothing.
    let carl = pages.sign_up("carl@example.com", "own");
    pages.make(&anna, "/users", "email=carl@example.com&role=auditor");
    let account = pages.page(&anna, "/settings").body;
    let (_, account) = account
        .split_once("id=\"account-id\" type=\"text\" readonly value=\"")
        .unwrap();
    let account = account[..36].to_owned();
    pages.make(&carl, "/accounts/select", &format!("account={account}"));
    assert_eq!(pages.page(&carl, &app).status, 200);
    let token = pages.page(&carl, "/").token().to_owned();
    let sure = format!(
        "form-token={token}&sure=yes&title=a&name=a&interface=kmip&group={group_id}&email=carl@example.com&role=administrator"
    );
    for path in [
        "/groups/new",
        "/apps/new",
        "/security-objects/new",
        "/users",
        "/users/remove",
        "/settings",
        &format!("{app}/api-key"),
        &format!("{app}/regenerate"),
        &format!("{app}/delete"),
        &format!("{group}/delete"),
    ] {
        assert_eq!(pages.send(&carl, path, &sure).status, 403, "{path}");
    }
    pages.make(&anna, "/users", "email=carl@example.com&role=member");
    pages.make(&carl, "/groups/new", "title=of-carl");
}

/// What a form sends of a text.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// A certificate gets other attributes, and one that an authority signed for its request; a KMIP server other
/// settings. What does not fit comes back with what was typed.
#[test]
fn what_is_there_is_changed_by_forms() {
    let console = Console::open();
    let cookie = console.log_in("pureuser", "pureuser");
    let token = console
        .page(&cookie, "/certificates/create")
        .token()
        .to_owned();
    let send =
        |path: &str, form: &str| console.send(&cookie, path, &format!("form-token={token}&{form}"));
    let shown = |what: &str| console.sandbox.run(what).unwrap().success();
    let made = console.send(&cookie, "/certificates/create", &certificate(&token, "one"));
    assert_eq!(made.status, 303, "{}", made.body);
    // The form has what is so now.
    let form = console.page(&cookie, "/certificate/one/change").body;
    assert!(form.contains("value=\"a\""), "{form}");
    let came = send("/certificate/one/change", "common-name=b&country=Germany");
    assert_eq!(came.status, 400);
    assert!(came.body.contains("value=\"Germany\"") && came.body.contains("value=\"b\""));
    let came = send(
        "/certificate/one/change",
        "common-name=b&organization=Acme&names=a&days=20",
    );
    assert_eq!(came.status, 303, "{}", came.body);
    let row = "purecert list one --csv --notitle --columns common_name,organization,key_size";
    assert_eq!(shown(row), "b,Acme,256\n");
    // The names, which were left as they were, follow the common name.
    let names = "purecert list one --certificate | openssl x509 -noout -ext subjectAltName";
    assert!(shown(names).contains("DNS:b"), "{}", shown(names));

    let came = send("/certificate/one/request", "common-name=b");
    let (_, pem) = came
        .body
        .split_once("-----BEGIN CERTIFICATE REQUEST-----")
        .unwrap();
    let (pem, _) = pem.split_once("-----END").unwrap();
    let sign = format!(
        "openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 9 -subj /CN=ca 2> /dev/null
         cat > one.csr <<END
-----BEGIN CERTIFICATE REQUEST-----{pem}-----END CERTIFICATE REQUEST-----
END
         openssl x509 -req -in one.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 9 2> /dev/null"
    );
    let signed = shown(&sign);
    let stranger = encoded(&shown("cat ca.pem"));
    let came = send(
        "/certificate/one/import",
        &format!("certificate={stranger}&key="),
    );
    assert_eq!(came.status, 400);
    assert!(
        came.body.contains("-----BEGIN CERTIFICATE-----"),
        "{}",
        came.body
    );
    let came = send(
        "/certificate/one/import",
        &format!("certificate={}", encoded(&signed)),
    );
    assert_eq!(came.status, 303, "{}", came.body);
    let row = "purecert list one --csv --notitle --columns status,issued_by";
    assert_eq!(shown(row), "imported,ca\n");

    let came = send(
        "/kmip-servers/create",
        "name=kmip&uris=127.0.0.1:1&certificate=management",
    );
    assert_eq!(came.status, 303, "{}", came.body);
    let form = console.page(&cookie, "/kmip-server/kmip/change").body;
    assert!(form.contains("value=\"127.0.0.1:1\""), "{form}");
    let came = send(
        "/kmip-server/kmip/change",
        "uris=127.0.0.1:2,+127.0.0.1:3&certificate=nosuch",
    );
    assert_eq!(came.status, 404);
    assert!(came.body.contains("127.0.0.1:3"), "{}", came.body);
    let came = send(
        "/kmip-server/kmip/change",
        "uris=127.0.0.1:2,+127.0.0.1:3&certificate=one",
    );
    assert_eq!(came.status, 303, "{}", came.body);
    let row = "purekmip list kmip --csv --notitle --columns certificate,uri";
    let row = shown(row);
    assert!(
        row.starts_with("one,") && row.contains("127.0.0.1:3"),
        "{row}"
    );
}
