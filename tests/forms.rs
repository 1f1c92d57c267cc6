//! Every list tells the same in every form: table, CSV, name-value pairs and JSON.

use pure_tests::port::Port;
use pure_tests::{Sandbox, package_folder, python};

/// Objects with commas, quotes, line breaks, `=`, backslashes and letters of all kinds.
const SETUP: &str = r#"
set -e
puresim keymanager start --listen 127.0.0.1:5696
puresim keymanager account create acme
puresim keymanager group create storage --account acme
puresim keymanager app create flasharray --group storage --interface kmip
uuid=$(puresim keymanager app show flasharray --uuid)
purecert create cert_2 --self-signed --common-name "$uuid"
purecert list cert_2 --certificate | puresim keymanager app certificate flasharray --yes
puresim keymanager ca | purekmip create kmip_srvr --uri localhost:5696,127.0.0.1:5696 \
    --certificate cert_2 --ca-certificate
purekmip create other --uri '[2001:db8::7]:5696' --certificate management
purearray enable security-token --kmip kmip_srvr
purecert create strange --self-signed --key-algorithm ec --organization 'a "b", c=d\' \
    --state 'x=y,z' --locality 'Zürich 漢字' --email 'a=b@example.com' \
    --subject-alternative-names xn--zrich-kva.example,192.0.2.7
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem \
    -out cert.pem -utf8 -days 30 -subj '/O=two
lines, "quoted"/CN=a=b\\, ж'
cat cert.pem key.pem | purecert create imported --certificate --key
printf 'hello' | puresim data write vol1
printf '' | puresim data write vol_2
puresim card create card1
puresim card insert card1
puresim array create pure02 --purity 6.3 --drives 3
puresim drive pull CH0.BAY3
puresim clock advance 1d
"#;

const LISTS: &[&str] = &[
    "purecert list",
    "purecert list --detail",
    "purekmip list",
    "purekmip list --detail",
    "purekmip test",
    "purearray list",
    "purearray list --controller",
    "purearray list --security-token",
    "purearray test security-token",
    "puresim array list",
    "puresim array show pure02",
    "puresim card list",
    "puresim clock show",
    "puresim data list",
    "puresim drive list",
    "puresim log",
    "puresim power status",
    "puresim keymanager status",
    "puresim keymanager account list",
    "puresim keymanager group list",
    "puresim keymanager app list",
    "puresim keymanager key list",
];

#[test]
fn all_forms_of_every_list_agree() {
    let (sandbox, port) = (Sandbox::pinned().unwrap(), Port::reserve().unwrap());
    sandbox.run(&port.translate(SETUP)).unwrap().success();
    let python = python::interpreter().unwrap();
    let script = package_folder().join("scripts/forms.py");
    for list in LISTS {
        let compare = format!("{} {} {list}", python.display(), script.display());
        let objects = sandbox.run(&compare).unwrap().success();
        let objects: usize = objects
            .trim()
            .parse()
            .unwrap_or_else(|_| panic!("{list}: {objects}"));
        assert!(objects > 0, "{list} is empty");
    }
}
