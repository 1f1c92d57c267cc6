//! A strict key manager, as DSM is: only keys that were made with Export are handed out.

use kmip::Attribute;
use kmip::enums::{ResultReason, UsageMask};
use pure_keymanager::model::KeyOps;

use crate::fixture::Fixture;
use crate::session::{Session, create, get};

fn refused(client: &mut Session, id: &str) {
    let failure = client.call(get(id)).expect_err("it was handed out");
    assert_eq!(failure.reason, ResultReason::PermissionDenied);
    let message = failure.message.as_deref().unwrap_or_default();
    assert!(message.contains("Export"), "{failure:?}");
}

#[test]
fn a_key_without_export_is_not_handed_out() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let before = client.create("before");
    assert!(client.get(&before).is_ok(), "a lenient one hands out all");
    fixture.manager.set_strict(true);
    refused(&mut client, &before);
    // As the array asks for its keys.
    let mask = UsageMask::ENCRYPT | UsageMask::DECRYPT | UsageMask::EXPORT;
    let mut request = create(&[Attribute::object_name("exported")]);
    request.attributes[2] = Attribute::usage_mask(mask);
    let exported = client.call(request).unwrap().unique_identifier;
    assert_eq!(client.get(&exported).unwrap().len(), 32);
    fixture.manager.set_strict(false);
    assert!(client.get(&before).is_ok());
}

/// What the app, its group or its account adds counts for the keys that are made from then on.
#[test]
fn app_group_and_account_may_add_export() {
    for of in ["app", "group", "account"] {
        let fixture = Fixture::new();
        fixture.manager.set_strict(true);
        let second = fixture.identity("second", &["storage"]);
        let clients = [
            fixture.session(),
            Session::open(&fixture, Some(&second)),
            fixture.session_of("elsewhere"),
        ];
        let [mut own, mut in_group, mut in_account] = clients;
        let before = own.create("before");
        refused(&mut own, &before);
        add_export(&fixture, of);
        refused(&mut own, &before);
        let given = [true, of != "app", of == "account"];
        for (client, is_given) in [&mut own, &mut in_group, &mut in_account]
            .into_iter()
            .zip(given)
        {
            let made = client.create(&format!("after {}", client.tls.sock.local_addr().unwrap()));
            match is_given {
                true => assert_eq!(client.get(&made).unwrap().len(), 32, "{of}"),
                false => refused(client, &made),
            }
        }
        // It is kept.
        let again = fixture.reopened();
        let kept = [
            again.app("flasharray").unwrap().adds,
            again.group(Some("storage")).unwrap().adds,
            again.account(None).unwrap().adds,
        ];
        let expected = ["app", "group", "account"].map(|it| match it == of {
            true => KeyOps::EXPORT,
            false => KeyOps::default(),
        });
        assert_eq!(kept, expected);
    }
}

fn add_export(fixture: &Fixture, of: &str) {
    let manager = &fixture.manager;
    let changed = match of {
        "app" => manager
            .change_app("flasharray", |app| {
                app.adds = KeyOps::EXPORT;
                Ok(())
            })
            .map(drop),
        "group" => manager
            .change_group("storage", |group| {
                group.adds = KeyOps::EXPORT;
                Ok(())
            })
            .map(drop),
        _ => manager
            .change_account("acme", |account| {
                account.adds = KeyOps::EXPORT;
                Ok(())
            })
            .map(drop),
    };
    changed.unwrap();
}
