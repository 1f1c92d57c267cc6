//! The vendor's Rust client, unmodified, does what an operator and an app do at a DSM.
//!
//! Arguments: the URL, the URL that asks for client certificates, a folder to write in. The variable
//! SSL_CERT_FILE names the file of the CA.

#![forbid(unsafe_code)]

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use sdkms::api_model::*;
use sdkms::{Error, SdkmsClient};
use simple_hyper_client::HttpsConnector;
use simple_hyper_client::blocking::Client as HttpClient;
use tokio_native_tls::native_tls::{Identity, TlsConnector};
use uuid::Uuid;

const EMAIL: &str = "anna@example.com";
const PASSWORD: &str = "correct horse battery";

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [url, mtls, folder] = arguments.as_slice() else {
        bail!("URL MTLS-URL FOLDER");
    };
    let anybody = SdkmsClient::builder().with_api_endpoint(url).build()?;
    let version = anybody.version().context("version")?;
    ensure!(!version.version.is_empty());
    let (user, group) = operator(&anybody)?;
    let all = AppPermissions::all();
    let app = user
        .create_app(
            None,
            &AppRequest {
                name: Some("flasharray".to_owned()),
                interface: Some("KMIP".to_owned()),
                add_groups: Some(HashMap::from([(group, Some(all))]).into()),
                default_group: Some(group),
                ..Default::default()
            },
        )
        .context("create app")?;
    ensure!(app.default_group == Some(group));
    let shown = user.get_app(&app.app_id, Some(&GetAppParams { group_permissions: true }))?;
    ensure!(shown.groups.get(&group) == Some(&Some(all)), "{:?}", shown.groups);
    ensure!(user.list_apps(None)?.len() == 1);
    let AppCredential::Secret(secret) = user.get_app_credential(&app.app_id)?.credential else {
        bail!("an app begins with a secret");
    };
    let api_key = base64::encode(format!("{}:{secret}", app.app_id));
    let client = anybody.authenticate_with_api_key(&api_key).context("API key")?;
    ensure!(client.entity_id() == Some(app.app_id));
    ensure!(anybody.authenticate_app(&app.app_id, &secret)?.has_session());
    ensure!(anybody.authenticate_app(&app.app_id, "wrong").is_err());

    keys(&user, &client)?;
    without_session(url, &api_key)?;
    certificate(&user, &anybody, &app.app_id, &secret, mtls, Path::new(folder))?;

    refused(user.delete_group(&group), |e| matches!(e, Error::BadRequest(_)))?;
    for key in user.list_sobjects(None)? {
        user.delete_sobject(&key.kid.context("kid")?)?;
    }
    user.delete_app(&app.app_id)?;
    user.delete_group(&group)?;
    refused(user.get_app(&app.app_id, None), |e| matches!(e, Error::NotFound(_)))?;
    println!("The crate did everything.");
    Ok(())
}

/// Signs up, logs in, makes an account and a group.
fn operator(anybody: &SdkmsClient) -> Result<(SdkmsClient, Uuid)> {
    let signed_up = anybody.signup_user(&SignupRequest {
        user_email: EMAIL.to_owned(),
        user_password: PASSWORD.to_owned(),
        recaptcha_response: None,
        first_name: Some("Anna".to_owned()),
        last_name: None,
    })?;
    refused(anybody.authenticate_user(EMAIL, "wrong horse"), |e| {
        matches!(e, Error::Unauthorized(_))
    })?;
    let user = anybody.authenticate_user(EMAIL, PASSWORD).context("log in")?;
    ensure!(user.entity_id() == Some(signed_up.user_id));
    let account = user
        .create_account(&AccountRequest {
            name: Some("acme".to_owned()),
            ..Default::default()
        })
        .context("create account")?;
    refused(user.list_groups(), |e| matches!(e, Error::Forbidden(_)))?;
    user.select_account(&SelectAccountRequest {
        acct_id: account.acct_id,
    })
    .context("select account")?;
    user.refresh()?;
    ensure!(user.list_accounts(None)?.len() == 1);
    ensure!(user.get_user_accounts()?.contains_key(&account.acct_id));
    ensure!(user.get_user(&signed_up.user_id)?.user_email.as_deref() == Some(EMAIL));
    ensure!(user.list_users(None)?.len() == 1);
    let group = user
        .create_group(&GroupRequest {
            name: Some("storage".to_owned()),
            ..Default::default()
        })
        .context("create group")?;
    refused(
        user.create_group(&GroupRequest {
            name: Some("storage".to_owned()),
            ..Default::default()
        }),
        |e| matches!(e, Error::Conflict(_)),
    )?;
    ensure!(user.list_groups()?.len() == 1);
    ensure!(user.get_group(&group.group_id)?.name == "storage");
    Ok((user, group.group_id))
}

/// What an app does with keys, and what a user does.
fn keys(user: &SdkmsClient, app: &SdkmsClient) -> Result<()> {
    refused(
        app.create_group(&GroupRequest {
            name: Some("mine".to_owned()),
            ..Default::default()
        }),
        |e| matches!(e, Error::Forbidden(_)),
    )?;
    let key = app
        .create_sobject(&SobjectRequest {
            name: Some("key one".to_owned()),
            obj_type: Some(ObjectType::Aes),
            key_size: Some(256),
            key_ops: Some(
                KeyOperations::ENCRYPT
                    | KeyOperations::DECRYPT
                    | KeyOperations::EXPORT
                    | KeyOperations::APPMANAGEABLE,
            ),
            custom_metadata: Some(HashMap::from([("rack".to_owned(), "7".to_owned())])),
            ..Default::default()
        })
        .context("create key")?;
    let kid = key.kid.context("kid")?;
    ensure!(key.state == Some(SobjectState::Active));
    ensure!(user.list_sobjects(None)?.len() == 1);
    let found = app.get_sobject(None, &SobjectDescriptor::Name("key one".to_owned()))?;
    ensure!(found.kid == Some(kid) && found.value.is_none());
    ensure!(found.custom_metadata.context("metadata")?["rack"] == "7");
    let exported = app.export_sobject(&SobjectDescriptor::Kid(kid)).context("export")?;
    ensure!(exported.value.context("value")?.len() == 32);
    let closed = app.create_sobject(&SobjectRequest {
        name: Some("closed".to_owned()),
        obj_type: Some(ObjectType::Aes),
        key_size: Some(128),
        ..Default::default()
    })?;
    let closed = SobjectDescriptor::Kid(closed.kid.context("kid")?);
    refused(app.export_sobject(&closed), |e| matches!(e, Error::Forbidden(_)))?;
    pages(app)?;

    for mode in [CipherMode::Gcm, CipherMode::Cbc, CipherMode::Ctr] {
        round_trip(app, kid, mode).with_context(|| format!("{mode:?}"))?;
    }
    let imported = app
        .import_sobject(&SobjectRequest {
            name: Some("imported".to_owned()),
            obj_type: Some(ObjectType::Aes),
            value: Some(vec![7; 32].into()),
            key_ops: Some(KeyOperations::ENCRYPT | KeyOperations::EXPORT),
            ..Default::default()
        })
        .context("import")?;
    ensure!(imported.origin == ObjectOrigin::External && imported.key_size == Some(256));
    let imported = SobjectDescriptor::Kid(imported.kid.context("kid")?);
    let value = app.export_sobject(&imported)?.value.context("value")?;
    ensure!(Vec::from(value) == [7; 32]);

    let rotated = app
        .rotate_sobject(&SobjectRequest {
            name: Some("key one".to_owned()),
            ..Default::default()
        })
        .context("rotate")?;
    ensure!(rotated.kid != Some(kid) && rotated.name.as_deref() == Some("key one"));
    ensure!(rotated.links.context("links")?.replaced == Some(kid));
    let old = app.get_sobject(None, &SobjectDescriptor::Kid(kid))?;
    ensure!(old.name.context("name")?.starts_with("key one (rotated at "));
    ensure!(old.links.context("links")?.replacement == rotated.kid);

    user.revoke_sobject(
        &kid,
        &RevocationReason {
            code: RevocationReasonCode::CessationOfOperation,
            message: Some("guide 7.1".to_owned()),
            compromise_occurance_date: None,
        },
    )
    .context("deactivate")?;
    let old = user.get_sobject(None, &SobjectDescriptor::Kid(kid))?;
    ensure!(old.state == Some(SobjectState::Deactivated) && !old.enabled);
    ensure!(round_trip(app, kid, CipherMode::Gcm).is_err(), "it no longer encrypts");
    refused(app.export_sobject(&SobjectDescriptor::Kid(kid)), |e| {
        matches!(e, Error::Forbidden(_))
    })?;
    app.delete_sobject(&kid).context("delete")?;
    refused(app.delete_sobject(&kid), |e| matches!(e, Error::NotFound(_)))
}

/// Pages of one until there is an empty one.
fn pages(app: &SdkmsClient) -> Result<()> {
    let (mut start, mut seen) = (None, Vec::new());
    loop {
        let page = app.list_sobjects(Some(&ListSobjectsParams {
            limit: Some(1),
            sort: SobjectSort::ByKid {
                order: Order::Ascending,
                start,
            },
            ..Default::default()
        }))?;
        let Some(last) = page.last() else { break };
        start = last.kid;
        seen.push(last.kid);
        ensure!(seen.len() < 10, "pages without an end");
    }
    ensure!(seen.len() == 2);
    let named = app.list_sobjects(Some(&ListSobjectsParams {
        sort: SobjectSort::ByName {
            order: Order::Descending,
            start: None,
        },
        ..Default::default()
    }))?;
    let names: Vec<_> = named.iter().filter_map(|key| key.name.as_deref()).collect();
    ensure!(names == ["key one", "closed"], "{names:?}");
    Ok(())
}

fn round_trip(app: &SdkmsClient, kid: Uuid, mode: CipherMode) -> Result<()> {
    let is_gcm = mode == CipherMode::Gcm;
    let made = app.encrypt(&EncryptRequest {
        key: Some(SobjectDescriptor::Kid(kid)),
        alg: Algorithm::Aes,
        plain: b"hello, world!".to_vec().into(),
        mode: Some(CryptMode::Symmetric(mode)),
        iv: None,
        ad: is_gcm.then(|| b"head".to_vec().into()),
        tag_len: is_gcm.then_some(128),
    })?;
    let again = app.decrypt(&DecryptRequest {
        key: Some(SobjectDescriptor::Kid(kid)),
        alg: Some(Algorithm::Aes),
        cipher: made.cipher,
        mode: Some(CryptMode::Symmetric(mode)),
        iv: made.iv,
        ad: is_gcm.then(|| b"head".to_vec().into()),
        tag: made.tag,
    })?;
    ensure!(Vec::from(again.plain) == b"hello, world!");
    Ok(())
}

/// An API key in each request, as the vendor's example does it.
fn without_session(url: &str, api_key: &str) -> Result<()> {
    let client = SdkmsClient::builder()
        .with_api_endpoint(url)
        .with_api_key(api_key)
        .build()?;
    ensure!(!client.list_sobjects(None)?.is_empty());
    Ok(())
}

/// Changes the app to a certificate: the secret no longer works, the certificate does.
fn certificate(
    user: &SdkmsClient,
    anybody: &SdkmsClient,
    app: &Uuid,
    secret: &str,
    mtls: &str,
    folder: &Path,
) -> Result<()> {
    let before = anybody.authenticate_app(app, secret)?;
    let (certificate, key) = (folder.join("app.pem"), folder.join("app.key"));
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30"])
        .args(["-addext", "extendedKeyUsage=clientAuth"])
        .args(["-subj", &format!("/CN={app}"), "-keyout"])
        .arg(&key)
        .arg("-out")
        .arg(&certificate)
        .output()?;
    ensure!(made.status.success(), "openssl");
    let pem = fs::read_to_string(&certificate)?;
    let body: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    let changed = user.update_app(
        app,
        None,
        &AppRequest {
            credential: Some(AppCredential::Certificate(base64::decode(body)?.into())),
            ..Default::default()
        },
    );
    let changed = changed.context("change to certificate")?;
    ensure!(matches!(changed.auth_type, Some(AppAuthType::Certificate)));
    refused(anybody.authenticate_app(app, secret), |e| matches!(e, Error::Unauthorized(_)))?;
    ensure!(before.list_sobjects(None).is_err(), "sessions of before end");
    let identity = Identity::from_pkcs8(pem.as_bytes(), &fs::read(&key)?)?;
    let tls = TlsConnector::builder().identity(identity).build()?;
    let http = HttpClient::with_connector(HttpsConnector::new(tls.into()));
    let shown = SdkmsClient::builder()
        .with_api_endpoint(mtls)
        .with_http_client(http)
        .build()?;
    for app in [Some(app), None] {
        let session = shown.authenticate_with_cert(app).context("certificate")?;
        ensure!(!session.list_sobjects(None)?.is_empty());
    }
    let without = SdkmsClient::builder().with_api_endpoint(mtls).build()?;
    refused(without.authenticate_with_cert(Some(app)), |e| matches!(e, Error::Unauthorized(_)))
}

fn refused<T>(result: sdkms::Result<T>, expected: impl Fn(&Error) -> bool) -> Result<()> {
    match result {
        Ok(_) => bail!("it was not refused"),
        Err(error) if expected(&error) => Ok(()),
        Err(error) => bail!("refused otherwise: {error:?}"),
    }
}
