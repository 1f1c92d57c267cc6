//! Which items filters mean, and what is no filter.

use serde_json::json;

use super::*;
use crate::version::two;

const LISTING: Listing = Listing {
    noun: "Thing",
    fields: &[
        ("name", 0),
        ("size", 0),
        ("is_new", 0),
        ("part", 0),
        ("uris", 0),
        ("id", 41),
    ],
};

fn read(text: &str) -> Result<Filter, Refusal> {
    Filter::read(text, &LISTING, two(26))
}

fn fits(text: &str) -> bool {
    let item = json!({
        "name": "Cert_4", "size": 2048, "is_new": true, "part": { "name": "inner" },
        "uris": ["a:1", "b:2"],
    });
    read(text).unwrap().fits(item.as_object().unwrap())
}

#[test]
fn what_fits() {
    for text in [
        "name='cert_4'",
        "name = \"CERT*\"",
        "name='*_*'",
        "size=2048 and name!='x'",
        "size='2048'",
        "size>=2048 and size<=2048 and size>1 and size<'3000'",
        "name='x' or size=2048",
        "not(name='x')",
        "not name='x' and (size=1 or size=2048)",
        "contains(name, 'ERT')",
        "is_new",
        "is_new='true' and is_new=true",
        "part.name='inner'",
        "uris='b:2'",
        "name=('a','cert_4')",
        "name!=('a','b')",
    ] {
        assert!(fits(text), "{text}");
    }
}

#[test]
fn what_does_not_fit() {
    for text in [
        "name='cert'",
        "name='cert_4*x'",
        "size>2048",
        "name='x' or name='y' and size=2048",
        "contains(name,'x')",
        "tags('a','b')",
        "part.other='inner'",
        "name!=('a','cert_4')",
        "not(size=2048)",
    ] {
        assert!(!fits(text), "{text}");
    }
}

#[test]
fn what_is_no_filter_is_refused_with_the_column() {
    for (text, column) in [
        ("", 1),
        ("name=", 6),
        ("name='a", 6),
        ("other='a'", 1),
        ("name='a' and", 13),
        ("name='a' size=1", 10),
        ("(name='a'", 10),
        ("id='a'", 1),
        ("name='ä' x", 10),
    ] {
        let refusal = read(text).unwrap_err().two();
        let expected = format!("Invalid filter at column {column}.");
        assert_eq!(refusal["errors"][0]["message"], expected, "{text}");
    }
    assert!(read(&"(".repeat(2000)).is_err());
    assert!(read(&"not ".repeat(1000)).is_err());
}
