//! Who a client is, and what it sees.

use std::io;

use kmip::enums::ResultReason;
use kmip::operation::QueryRequest;
use kmip::{Attribute, Credential, Failure, RequestMessage};
use rcgen::ExtendedKeyUsagePurpose;
use rustls::AlertDescription;
use zeroize::Zeroizing;

use crate::fixture::{Fixture, Identity, Valid, name};
use crate::session::{Session, get};

const CLIENT: &[ExtendedKeyUsagePurpose] = &[ExtendedKeyUsagePurpose::ClientAuth];

/// Why the key manager does not know the client.
fn stranger(session: &mut Session, credential: Option<Credential>) -> String {
    let failure = ask(session, credential).expect_err("it was known");
    assert_eq!(failure.reason, ResultReason::AuthenticationNotSuccessful);
    failure.message.unwrap()
}

fn ask(session: &mut Session, credential: Option<Credential>) -> Result<(), Failure> {
    let query = QueryRequest::default();
    let mut request = RequestMessage::single(session.version, query.into());
    request.header.credential = credential;
    let response = session.exchange(&request).unwrap();
    response.items[0].result.clone().map(drop)
}

fn password(user: &str, password: &str) -> Option<Credential> {
    Some(Credential::UsernameAndPassword {
        username: user.to_owned(),
        password: Some(Zeroizing::new(password.to_owned())),
    })
}

#[test]
fn a_client_is_the_app_whose_certificate_it_shows() {
    let fixture = Fixture::new();
    let app = fixture.app("flasharray", &["storage"]);
    let id = app.id.clone();
    let right = Identity::new(app.clone(), Valid::Now, CLIENT);

    let mut session = Session::open(&fixture, Some(&right));
    assert_eq!(
        stranger(&mut session, None),
        format!("The authentication method of app {id} is API Key. Upload its certificate.")
    );
    fixture.upload(&right);
    // The same connection is known now.
    ask(&mut session, None).unwrap();

    let same_name = Identity::new(app, Valid::Now, CLIENT);
    assert_eq!(
        stranger(&mut Session::open(&fixture, Some(&same_name)), None),
        format!("The certificate is not the one uploaded for app {id}.")
    );
    fixture.manager.delete_app("flasharray").unwrap();
    let gone = format!("No app has the UUID {id}.");
    assert_eq!(stranger(&mut session, None), gone);
    assert_eq!(
        stranger(&mut Session::open(&fixture, Some(&right)), None),
        gone
    );
    assert_eq!(
        stranger(&mut Session::open(&fixture, None), None),
        "The client presented no certificate."
    );
}

#[test]
fn both_versions_of_tls_are_spoken() {
    let fixture = Fixture::new();
    let identity = fixture.identity("flasharray", &["storage"]);
    for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
        let mut session = Session::with(&fixture, Some(&identity), &[version]);
        ask(&mut session, None).unwrap();
        let spoken = session.tls.conn.protocol_version();
        assert_eq!(spoken, Some(version.version));
    }
}

/// The alert with which the key manager ends the conversation.
fn alert(fixture: &Fixture, identity: &Identity) -> Vec<AlertDescription> {
    let versions = [&rustls::version::TLS12, &rustls::version::TLS13];
    let of = |version| {
        let mut session = Session::with(fixture, Some(identity), &[version]);
        let request = RequestMessage::single(session.version, QueryRequest::default().into());
        // With TLS 1.3 the client may write before it is told.
        let error = session
            .write(&request.encode())
            .and_then(|()| session.read())
            .unwrap_err();
        tls_alert(&error)
    };
    versions.map(of).to_vec()
}

fn tls_alert(error: &io::Error) -> AlertDescription {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
    match inner {
        Some(rustls::Error::AlertReceived(alert)) => *alert,
        other => panic!("{error}: {other:?}"),
    }
}

#[test]
fn a_certificate_that_is_no_good_is_refused_by_an_alert() {
    let fixture = Fixture::new();
    for (valid, usages, expected) in [
        (Valid::Before, CLIENT, AlertDescription::CertificateExpired),
        (Valid::Later, CLIENT, AlertDescription::CertificateExpired),
        (
            Valid::Now,
            &[ExtendedKeyUsagePurpose::ServerAuth],
            AlertDescription::UnsupportedCertificate,
        ),
    ] {
        let app = fixture.app(&format!("{expected:?} {}", valid as u8), &["storage"]);
        let identity = Identity::new(app, valid, usages);
        fixture.upload(&identity);
        assert_eq!(alert(&fixture, &identity), [expected; 2]);
    }
    // Without extended key usage it may be used for anything.
    let app = fixture.app("any", &["storage"]);
    let identity = Identity::new(app, Valid::Now, &[]);
    fixture.upload(&identity);
    ask(&mut Session::open(&fixture, Some(&identity)), None).unwrap();
}

#[test]
fn a_certificate_without_its_key_is_worth_nothing() {
    let fixture = Fixture::new();
    let identity = fixture.identity("flasharray", &["storage"]);
    let thief = Identity {
        key: Identity::new(identity.app.clone(), Valid::Now, CLIENT).key,
        ..identity
    };
    assert_eq!(alert(&fixture, &thief), [AlertDescription::DecryptError; 2]);
}

#[test]
fn an_api_key_is_the_password_of_its_app() {
    let fixture = Fixture::new();
    let app = fixture.app("flasharray", &["storage"]);
    let key = fixture.manager.api_key(&app).unwrap();
    let mut session = Session::open(&fixture, None);
    ask(&mut session, password(&app.id, &key)).unwrap();
    // The credential is the request's, not the connection's.
    let nobody = stranger(&mut session, None);
    assert_eq!(nobody, "The client presented no certificate.");
    let other = fixture.app("other", &["storage"]);
    let wrong = "Wrong user name or password.";
    for (user, secret) in [
        (app.id.as_str(), ""),
        (&app.id, &key[1..]),
        (&app.id, &key.to_lowercase()),
        (&other.id, key.as_str()),
    ] {
        let message = stranger(&mut session, password(user, secret));
        assert_eq!(message, wrong, "{user}");
    }
    let no_uuid = "The user name is no UUID. It has to be the UUID of the app.";
    for user in [app.name.as_str(), "", "k1"] {
        assert_eq!(
            stranger(&mut session, password(user, &key)),
            no_uuid,
            "{user}"
        );
    }
    let rest = fixture
        .manager
        .create_app(&[fixture.group("storage")], &name("web"), "rest");
    let rest = rest.unwrap();
    let secret = fixture.manager.api_key(&rest).unwrap();
    let message = stranger(&mut session, password(&rest.id, &secret));
    assert!(message.contains("interface"), "{message}");
    let no_password = Some(Credential::UsernameAndPassword {
        username: app.id.clone(),
        password: None,
    });
    assert_eq!(stranger(&mut session, no_password), wrong);

    // With a certificate the API key no longer works.
    let identity = Identity::new(app.clone(), Valid::Now, CLIENT);
    fixture.upload(&identity);
    assert_eq!(stranger(&mut session, password(&app.id, &key)), wrong);
    let mut known = Session::open(&fixture, Some(&identity));
    ask(&mut known, password(&app.id, "whatever")).unwrap();
    ask(&mut known, password("a user of another system", "")).unwrap();
    // Nobody is two apps at once.
    let third = fixture.identity("third", &["storage"]);
    let message = stranger(&mut known, password(&third.app.id, ""));
    assert_eq!(
        message,
        format!(
            "The certificate is the one of app {}, and the credential names app {}.",
            app.id, third.app.id
        )
    );
    let message = stranger(&mut known, password(&other.id, "wrong"));
    assert_eq!(message, wrong);
}

#[test]
fn an_app_sees_the_keys_of_its_groups() {
    let fixture = Fixture::new();
    let session =
        |app: &str, groups: &[&str]| Session::open(&fixture, Some(&fixture.identity(app, groups)));
    let mut first = session("first", &["storage"]);
    let mut second = session("second", &["storage"]);
    let mut third = session("third", &["backup"]);
    let mut both = session("both", &["backup", "storage"]);
    let stored = first.create("stored");
    let backed = third.create("backed");
    assert_eq!(second.get(&stored), first.get(&stored));
    assert_eq!(both.get(&stored), first.get(&stored));
    assert_eq!(both.get(&backed), third.get(&backed));
    assert_eq!(third.refused(get(&stored)), ResultReason::ItemNotFound);
    assert_eq!(first.refused(get(&backed)), ResultReason::ItemNotFound);
    assert!(third.destroy(&stored).is_err());
    let by_name = |name| [Attribute::object_name(name)];
    assert!(third.locate(&by_name("stored")).is_empty());
    let by_id = [Attribute::unique_identifier(stored.as_str())];
    assert!(third.locate(&by_id).is_empty());
    assert_eq!(both.locate(&by_name("stored")), [stored.as_str()]);
    assert_eq!(third.locate(&[]), [backed.as_str()]);
    assert_eq!(both.locate(&[]), [backed.as_str(), stored.as_str()]);
    // What it makes belongs to the first of its groups.
    let made = both.create("made");
    assert_eq!(fixture.key(&made).group, "backup");
    third.get(&made).unwrap();
    assert!(first.get(&made).is_err());

    let abroad = fixture.manager.create_account(&name("abroad")).unwrap();
    let group = fixture.manager.create_group(&abroad, &name("far")).unwrap();
    let groups = [fixture.group("storage"), group];
    let error = fixture.manager.create_app(&groups, &name("x"), "kmip");
    assert_eq!(
        error.unwrap_err().to_string(),
        "The groups of an app belong to one account. Name groups of the same account."
    );
}

#[test]
fn an_uploaded_certificate_names_its_app() {
    let fixture = Fixture::new();
    let app = fixture.app("flasharray", &["storage"]);
    let other = Identity::new(fixture.app("other", &["storage"]), Valid::Now, CLIENT);
    let pem = |der: &[u8]| {
        use base64::Engine;
        let text = base64::engine::general_purpose::STANDARD.encode(der);
        format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n")
    };
    let read = |text: &str| fixture.manager.read_certificate(&app, text);
    let own = Identity::new(app.clone(), Valid::Now, CLIENT);
    assert_eq!(read(&pem(&own.certificate)).unwrap(), own.certificate);
    let error = read(&pem(&other.certificate)).unwrap_err().to_string();
    assert!(error.contains(&other.app.id) && error.contains(&app.id));
    for text in ["", "hello", &pem(b"no certificate"), &pem(&own.key)] {
        let error = read(text).unwrap_err().to_string();
        assert!(
            error.starts_with("This is not a PEM certificate."),
            "{error}"
        );
    }
}
