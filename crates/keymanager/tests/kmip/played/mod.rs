//! Conversations as data: one file a conversation, played in every version that it names.
//!
//! A file in `crates/keymanager/conversations` has a line `versions 1.0 - 2.1`, and then requests and what
//! they are to be answered with. `> Create` begins an item of a request, `< Success`,
//! `< Operation Failed: Invalid Field` or `< Operation Undone` what is expected of one; several in a row
//! are a batch. The lines below are fields of the payload, `Tag: value`, attributes, `+ Name: value`, and
//! names of attributes, `? Name`. `! Tag: value` is a field of the request's header. A line that begins
//! with `1.x` or `2.x` or `1.3-2.1`, in brackets, counts in those versions. Of attributes the order does
//! not matter; `...` allows for others; `* Name` is an attribute with any value.
//!
//! Values: `"text"`, `12`, `12 s` (an interval), `now`, `now-60` (a date), `true`, `0x0102` (bytes),
//! `Symmetric Key` (an enumeration), `Encrypt+Decrypt` (the usage mask), `{ Tag: value; Tag: value }`, and
//! `$name`, which is what it was first, of whatever type.

mod play;
mod script;
mod value;

use std::fs;
use std::path::Path;

#[test]
fn every_conversation() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("conversations");
    let mut played = 0;
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap();
        for &version in kmip::ProtocolVersion::SUPPORTED {
            if let Some(script) = script::read(&name, &text, version) {
                play::play(&name, &script, version);
                played += 1;
            }
        }
    }
    assert!(played >= 60, "{played} were played");
}

/// What is not so is noticed.
#[test]
fn a_conversation_can_fail() {
    let version = kmip::ProtocolVersion::V1_4;
    let begin = "versions 1.0 - 2.1\n> Create\nObject Type: Symmetric Key\n\
                 + Cryptographic Algorithm: AES\n+ Cryptographic Length: 128\n";
    for (end, fits) in [
        (
            "< Success\nObject Type: Symmetric Key\nUnique Identifier: $key\n",
            true,
        ),
        (
            "< Success\nObject Type: Secret Data\nUnique Identifier: $key\n",
            false,
        ),
        ("< Success\nUnique Identifier: $key\n", false),
        (
            "< Success\nObject Type: Symmetric Key\nUnique Identifier: \"k\"\n",
            false,
        ),
        ("< Operation Failed: Invalid Field\n", false),
        ("< Success\n...\n< Success\n", false),
    ] {
        let script = script::read("test", &format!("{begin}{end}"), version).unwrap();
        let outcome = std::panic::catch_unwind(|| play::play("test", &script, version));
        assert_eq!(outcome.is_ok(), fits, "{end}");
    }
}
