//! Standard input that is not a terminal: everything that is asked for comes in one stream.

use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::os::fd::AsFd;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use anyhow::{Context, bail};
use secrecy::SecretString;
use zeroize::{Zeroize, Zeroizing};

use super::assign::assign;
use super::decode::{as_text, decode};
use super::kind::PemKind;

/// The longest text that is read, in bytes.
const MAX_LENGTH: usize = 1 << 20;

/// How much is asked for at once, in bytes.
const CHUNK: usize = 1 << 12;

/// A stream, and what came of it that no prompt has taken yet.
pub(super) struct Pipe {
    input: Box<dyn Read + Send>,
    rest: Zeroizing<Vec<u8>>,
}

impl Pipe {
    /// Standard input. It lives as long as the process, so whatever is taken from it is wiped in it.
    pub(super) fn of_stdin() -> MutexGuard<'static, Self> {
        static STDIN: LazyLock<Mutex<Pipe>> = LazyLock::new(|| {
            let input: Box<dyn Read + Send> = match stdin() {
                Ok(input) => Box::new(input),
                Err(_) => Box::new(io::empty()),
            };
            Mutex::new(Pipe::new(input))
        });
        STDIN.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn new(input: Box<dyn Read + Send>) -> Self {
        Self {
            input,
            rest: Zeroizing::new(Vec::with_capacity(MAX_LENGTH + 1)),
        }
    }

    /// Takes all PEM blocks to the end of the stream and gives each to its prompt. What is in no block stays;
    /// but when there is no block at all, the first prompt gets what there is.
    pub(super) fn take_blocks(
        &mut self,
        kinds: &[PemKind],
    ) -> anyhow::Result<Vec<Zeroizing<String>>> {
        read_to_end(&mut self.input, &mut self.rest)?;
        let text = decode(&self.rest)?;
        let (texts, outside) = assign(kinds, &text);
        self.rest.zeroize();
        self.rest.extend_from_slice(outside.as_bytes());
        Ok(texts)
    }

    /// Takes the first line that is not blank and in no PEM block; reads no more than it has to.
    pub(super) fn take_line(&mut self) -> anyhow::Result<SecretString> {
        let Some(line) = self.find_line()? else {
            return Ok(SecretString::default());
        };
        let text = as_text(&self.rest[line.clone()])?;
        let line_end = text.trim_end_matches(['\r', '\n']);
        let taken = SecretString::from(line_end);
        self.wipe(line);
        Ok(taken)
    }

    fn find_line(&mut self) -> anyhow::Result<Option<Range<usize>>> {
        let mut scanned = 0;
        loop {
            // A line that is still coming need not be looked at again and again.
            if self.rest[scanned..].contains(&b'\n')
                && let Some(line) = line_outside(&self.rest, false)
            {
                return Ok(Some(line));
            }
            scanned = self.rest.len();
            if read_chunk(&mut self.input, &mut self.rest)? == 0 {
                return Ok(line_outside(&self.rest, true));
            }
        }
    }

    /// Removes these bytes and leaves no copy of the last ones after the end.
    fn wipe(&mut self, range: Range<usize>) {
        let length = self.rest.len() - range.len();
        self.rest.copy_within(range.end.., range.start);
        self.rest[length..].zeroize();
        self.rest.truncate(length);
    }
}

/// Standard input without a buffer between, in which a secret would stay.
pub(super) fn stdin() -> anyhow::Result<File> {
    let stdin = io::stdin().as_fd().try_clone_to_owned();
    stdin.map(File::from).context("Cannot read standard input")
}

/// All that comes until the end: of the file, or Ctrl-D on a terminal.
pub(super) fn read_all(mut input: impl Read) -> anyhow::Result<Zeroizing<String>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(MAX_LENGTH + 1));
    read_to_end(&mut input, &mut bytes)?;
    decode(&bytes)
}

fn read_to_end(input: &mut dyn Read, bytes: &mut Vec<u8>) -> anyhow::Result<()> {
    while read_chunk(input, bytes)? > 0 {}
    Ok(())
}

/// Appends what comes next; `bytes` never grows beyond its capacity, which would leave a copy.
fn read_chunk(input: &mut dyn Read, bytes: &mut Vec<u8>) -> anyhow::Result<usize> {
    let mut chunk = Zeroizing::new([0; CHUNK]);
    let length = loop {
        match input.read(&mut *chunk) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => break result.context("Cannot read standard input")?,
        }
    };
    if bytes.len() + length > MAX_LENGTH {
        bail!("Standard input is longer than 1 MiB. Paste PEM blocks only.");
    }
    bytes.extend_from_slice(&chunk[..length]);
    Ok(length)
}

/// Where the first line is that is not blank and in no PEM block. A last line without its line break
/// counts when the stream has ended.
fn line_outside(bytes: &[u8], ended: bool) -> Option<Range<usize>> {
    let mut start = 0;
    let mut within = false;
    let mut notes = Notes::default();
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        let end = start + line.len();
        let whole = ended || line.ends_with(b"\n");
        let begins = find(line, b"-----BEGIN ");
        let ends = find(line, b"-----END ");
        if within || begins {
            within = !ends;
            notes = Notes::default();
        } else if line.trim_ascii().is_empty() {
            notes = Notes::default();
        } else if whole && !notes.has(line) {
            return Some(start..end);
        }
        start = end;
    }
    None
}

/// The notes that `openssl pkcs12` and `openssl x509 -text` write around the blocks, and comments.
#[derive(Default)]
struct Notes {
    /// Whether a list has begun, whose lines are indented.
    listing: bool,
}

impl Notes {
    /// Whether the line is one of them.
    fn has(&mut self, line: &[u8]) -> bool {
        const LISTS: [&[u8]; 3] = [b"Bag Attributes", b"Key Attributes", b"Certificate:"];
        const LINES: [&[u8]; 3] = [b"#", b"subject=", b"issuer="];
        let begins = |mark: &&[u8]| line.starts_with(mark);
        if LISTS.iter().any(begins) {
            self.listing = true;
            return true;
        }
        self.listing &= line[0].is_ascii_whitespace();
        self.listing || LINES.iter().any(begins)
    }
}

fn find(line: &[u8], mark: &[u8]) -> bool {
    line.windows(mark.len()).any(|window| window == mark)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use secrecy::ExposeSecret;

    use super::*;

    const ALL: [PemKind; 3] = [
        PemKind::Certificate,
        PemKind::IntermediateCertificate,
        PemKind::PrivateKey,
    ];

    fn block(label: &str, body: &str) -> String {
        format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
    }

    /// A stream that brings `size` bytes at a time.
    struct Slow(Vec<u8>, usize);

    impl Read for Slow {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let length = self.0.len().min(self.1).min(out.len());
            out[..length].copy_from_slice(&self.0[..length]);
            self.0.drain(..length);
            Ok(length)
        }
    }

    fn pipe(text: &str, size: usize) -> Pipe {
        Pipe::new(Box::new(Slow(text.as_bytes().to_vec(), size)))
    }

    fn line(pipe: &mut Pipe) -> String {
        pipe.take_line().unwrap().expose_secret().to_owned()
    }

    #[test]
    fn each_block_goes_to_the_prompt_of_its_kind() {
        let text = [
            block("EC PARAMETERS", "p"),
            block("EC PRIVATE KEY", "k"),
            block("CERTIFICATE", "1"),
            block("CERTIFICATE", "2"),
            block("CERTIFICATE", "3"),
        ];
        let texts = pipe(&text.concat(), 7).take_blocks(&ALL).unwrap();
        assert_eq!(*texts[0], text[2]);
        assert_eq!(*texts[1], text[3].clone() + &text[4]);
        assert_eq!(*texts[2], text[0].clone() + &text[1]);
    }

    #[test]
    fn blocks_that_nobody_asked_for_go_to_the_first_prompt() {
        let text = block("CERTIFICATE", "1") + &block("PRIVATE KEY", "k");
        let texts = pipe(&text, 99).take_blocks(&[PemKind::CaCertificate]);
        assert_eq!(*texts.unwrap()[0], text);
    }

    #[test]
    fn a_block_that_is_cut_off_goes_to_its_prompt() {
        let text = block("CERTIFICATE", "1") + "-----BEGIN PRIVATE KEY-----\nk\n";
        let texts = pipe(&text, 99).take_blocks(&ALL).unwrap();
        assert_eq!(*texts[0], block("CERTIFICATE", "1"));
        assert_eq!(*texts[2], "-----BEGIN PRIVATE KEY-----\nk\n");
    }

    #[test]
    fn what_is_no_pem_goes_to_the_first_prompt() {
        let texts = pipe("hello\n", 99).take_blocks(&ALL).unwrap();
        assert_eq!([&**texts[0], &**texts[1]], ["hello\n", ""]);
    }

    #[test]
    fn lines_come_one_after_another() {
        let mut pipe = pipe("\n a b \r\nc", 99);
        assert_eq!([line(&mut pipe), line(&mut pipe)], [" a b ", "c"]);
        assert_eq!(line(&mut pipe), "");
        assert!(pipe.rest.iter().all(u8::is_ascii_whitespace));
    }

    /// As `openssl pkcs12 -in FILE` writes it, with the passphrase at the end.
    #[test]
    fn notes_around_the_blocks_are_no_passphrase() {
        let text = [
            "Bag Attributes\n    localKeyID: 01 02\n    friendlyName: a: b\n".to_owned(),
            "subject=CN = x\nissuer=CN = x\n# comment\n".to_owned(),
            block("CERTIFICATE", "1"),
            "Certificate:\n    Data:\n        Version: 3\n".to_owned(),
            "Key Attributes: <No Attributes>\n".to_owned(),
            block("ENCRYPTED PRIVATE KEY", "k"),
            " open sesame\n".to_owned(),
        ];
        assert_eq!(line(&mut pipe(&text.concat(), 7)), " open sesame");
        let mut after = pipe(&text.concat(), 7);
        after.take_blocks(&ALL).unwrap();
        assert_eq!(line(&mut after), " open sesame");
    }

    #[test]
    fn the_same_text_however_it_is_written() {
        let text = block("CERTIFICATE", "1") + &block("DH PARAMETERS", "d");
        let utf16 = |order: fn(u16) -> [u8; 2]| -> Vec<u8> {
            let units = "\u{FEFF}".encode_utf16().chain(text.encode_utf16());
            units.flat_map(order).collect()
        };
        for bytes in [
            text.clone().into_bytes(),
            utf16(u16::to_le_bytes),
            utf16(u16::to_be_bytes),
            format!("\u{FEFF}{text}").into_bytes(),
            text.replace('\n', "\\n").into_bytes(),
            text.replace('\n', "\\r\\n").into_bytes(),
        ] {
            let texts = Pipe::new(Box::new(Slow(bytes, 9)))
                .take_blocks(&ALL)
                .unwrap();
            assert_eq!([&**texts[0], &**texts[2]], [&block("CERTIFICATE", "1"), ""]);
        }
    }

    #[test]
    fn a_certificate_that_is_cut_off_before_the_key() {
        let key = block("PRIVATE KEY", "k");
        let text = format!("-----BEGIN CERTIFICATE-----\nMII\n{key}");
        let texts = pipe(&text, 99).take_blocks(&ALL).unwrap();
        assert_eq!(*texts[0], "-----BEGIN CERTIFICATE-----\nMII\n");
        assert_eq!(*texts[2], key);
    }

    #[test]
    fn a_stream_has_a_bound() {
        let mut long = Pipe::new(Box::new(io::repeat(b'a')));
        let error = long.take_blocks(&ALL).unwrap_err();
        assert!(error.to_string().contains("1 MiB"));
        assert!(long.rest.capacity() <= 2 * MAX_LENGTH);
        assert!(Pipe::new(Box::new(io::repeat(b'a'))).take_line().is_err());
    }

    #[test]
    fn der_is_refused() {
        let mut der = Pipe::new(Box::new(&[0x30, 0x82, 0xff, 0xfe][..]));
        let error = der.take_blocks(&ALL).unwrap_err();
        assert!(format!("{error:#}").contains("Paste PEM, not DER"));
    }

    proptest! {
        /// The passphrase may be anywhere around the blocks, may be asked for before or after
        /// them, and is in none of them.
        #[test]
        fn the_line_in_no_block_is_the_passphrase(
            at in 0_usize..4,
            size in 1_usize..40,
            first: bool,
            folded: bool,
        ) {
            let blocks = [
                block("CERTIFICATE", "1"),
                block("CERTIFICATE", "2"),
                block("ENCRYPTED PRIVATE KEY", "k"),
            ];
            let mut lines: Vec<String> = blocks
                .iter()
                .map(|block| match folded {
                    true => block.trim_end().replace('\n', " ") + "\n",
                    false => block.clone(),
                })
                .collect();
            lines.insert(at, "open sesame\n".to_owned());
            let mut pipe = pipe(&lines.concat(), size);
            let before = first.then(|| line(&mut pipe));
            let texts = pipe.take_blocks(&ALL).unwrap();
            let passphrase = before.unwrap_or_else(|| line(&mut pipe));
            prop_assert_eq!(passphrase, "open sesame");
            for (text, block) in texts.iter().zip(&blocks) {
                prop_assert_eq!(&**text, block);
            }
        }

        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..80), ended: bool) {
            if let Some(line) = line_outside(&bytes, ended) {
                prop_assert!(line.end <= bytes.len() && !line.is_empty());
            }
        }
    }
}
