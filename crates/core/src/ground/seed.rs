//! The seed of a home for rehearsals, from which identifiers follow, so that a session looks the same each
//! time.
//!
//! What follows from it names things: UUIDs, serial numbers, names of keys. No key, no share and no nonce of
//! an array does. What the embedded key manager makes of the same seed holds keys, so the seed is handled as
//! a secret. It lies in the file `seed` of the home, behind the number of its next use, for every later
//! command.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;
use std::str::FromStr;

use aws_lc_rs::{hkdf, rand};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::error_kind::{ErrorKind, Explain};
use super::file_error::FileError;
use super::home::{Home, HomeError};
use super::store::StoreError;
use super::sync::sync_folder_of;

/// The digits of the number of the next use.
const DIGITS: usize = 20;
/// The longest seed, in bytes.
const LONGEST: usize = 256;

/// A seed: one line of 1 to 256 bytes.
#[derive(Clone, Debug)]
pub struct Seed(SecretString);

/// A text is not a [`Seed`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("A seed must be one line of 1 to 256 bytes.")]
pub struct InvalidSeed;

impl FromStr for Seed {
    type Err = InvalidSeed;

    fn from_str(text: &str) -> Result<Self, InvalidSeed> {
        let fits = (1..=LONGEST).contains(&text.len()) && !text.contains(char::is_control);
        fits.then(|| Self(text.into())).ok_or(InvalidSeed)
    }
}

impl ExposeSecret<str> for Seed {
    fn expose_secret(&self) -> &str {
        self.0.expose_secret()
    }
}

/// Why a home does not take a seed.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// It is one for rehearsals, with another seed.
    #[error("The home has another seed. Use the same one again, or a new home.")]
    Another,
    /// There is something in it whose identifiers are random.
    #[error(
        "The home is in use without a seed, and may hold real keys. Use a seed in a new home only."
    )]
    InUse,
    /// The home cannot be used.
    #[error(transparent)]
    Home(#[from] HomeError),
    /// The seed's file cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The seed's file cannot be written.
    #[error(transparent)]
    File(#[from] FileError),
}

impl Explain for SeedError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Another | Self::InUse => ErrorKind::Refused,
            Self::Home(error) => error.kind(),
            Self::Store(error) => error.kind(),
            Self::File(_) => ErrorKind::Storage,
        }
    }
}

impl Home {
    /// The file of the seed.
    pub(crate) const SEED: &str = "seed";

    /// Whether the identifiers in the home follow from a seed.
    pub(crate) fn is_seeded(&self) -> bool {
        self.root().join(Self::SEED).exists()
    }

    /// The seed of the home; `None` when its identifiers are random.
    ///
    /// # Errors
    /// When the seed cannot be read, or is damaged.
    pub fn seed(&self) -> Result<Option<Seed>, StoreError> {
        let path = self.root().join(Self::SEED);
        match open(&path)? {
            Some(mut file) => Ok(Some(read(&path, &mut file)?.1)),
            None => Ok(None),
        }
    }

    /// Lets the identifiers in the home follow from `seed`. The home is made when it is not there.
    ///
    /// # Errors
    /// When there is something in the home already that does not follow from that seed.
    pub fn sow(&self, seed: &Seed) -> Result<(), SeedError> {
        self.prepare()?;
        // In this order: whoever makes the home with a seed writes the seed first.
        let is_in_use = self.registry().exists() || self.root().join("keymanager").exists();
        let found = match self.seed()? {
            None if is_in_use => return Err(SeedError::InUse),
            None => {
                self.write_seed(seed)?;
                self.seed()?
            }
            found => found,
        };
        match found {
            Some(found) if found.expose_secret() == seed.expose_secret() => Ok(()),
            _ => Err(SeedError::Another),
        }
    }

    /// Writes the seed unless there is one.
    fn write_seed(&self, seed: &Seed) -> Result<(), FileError> {
        let path = self.root().join(Self::SEED);
        let making = path.with_extension(Uuid::new_v4().simple().to_string());
        let text = Zeroizing::new(format!("{:0DIGITS$}\n{}\n", 0, seed.expose_secret()));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true).mode(0o600);
        let written = options.open(&making).and_then(|file| {
            file.write_all_at(text.as_bytes(), 0)?;
            file.sync_all()?;
            fs::hard_link(&making, &path)
        });
        let _ = fs::remove_file(&making);
        match written {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            written => {
                written.map_err(FileError::at(&path))?;
                sync_folder_of(&path)
            }
        }
    }
}

/// Opens the file of a seed; `None` when there is none.
fn open(path: &Path) -> Result<Option<File>, StoreError> {
    match OpenOptions::new().read(true).write(true).open(path) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(io_error(path)(source)),
    }
}

fn io_error(path: &Path) -> impl Fn(io::Error) -> StoreError {
    let path = path.to_owned();
    move |source| StoreError::Io {
        path: path.clone(),
        source,
    }
}

/// The number of the next use, and the seed.
fn read(path: &Path, file: &mut File) -> Result<(u64, Seed), StoreError> {
    // Of its full length from the start: growing would leave copies behind.
    let mut text = Zeroizing::new(String::with_capacity(2 * LONGEST));
    let length = (DIGITS + LONGEST + 3) as u64;
    let damaged = || StoreError::Damaged(path.to_owned());
    match file.take(length).read_to_string(&mut text) {
        Err(error) if error.kind() == io::ErrorKind::InvalidData => return Err(damaged()),
        read => read.map_err(io_error(path))?,
    };
    let parsed = text.strip_suffix('\n').and_then(|text| {
        let (number, seed) = text.split_once('\n')?;
        Some((number.parse().ok()?, seed.parse().ok()?))
    });
    parsed.ok_or_else(damaged)
}

/// Where the identifiers of one thing that is made come from: from the system, or in a home for rehearsals
/// from its seed.
pub(crate) struct Identifiers(Option<hkdf::Prk>);

impl Identifiers {
    /// Those of the next thing that is made in `home`. In a home with a seed, no two things ever get the
    /// same.
    ///
    /// # Errors
    /// When the seed cannot be read, or that it was used cannot be written.
    pub(crate) fn next(home: &Home) -> Result<Self, StoreError> {
        let path = home.root().join(Home::SEED);
        let Some(mut file) = open(&path)? else {
            return Ok(Self(None));
        };
        // Held for a moment, and nothing is waited for meanwhile.
        file.lock().map_err(io_error(&path))?;
        let (number, seed) = read(&path, &mut file)?;
        let next = format!("{:0DIGITS$}", number.saturating_add(1));
        file.write_all_at(next.as_bytes(), 0)
            .and_then(|()| file.sync_data())
            .map_err(io_error(&path))?;
        let salt = hkdf::Salt::new(hkdf::HKDF_SHA256, b"puresim identifiers");
        let mut secret = Zeroizing::new(Vec::with_capacity(8 + LONGEST));
        secret.extend(number.to_be_bytes());
        secret.extend(seed.expose_secret().as_bytes());
        Ok(Self(Some(salt.extract(&secret))))
    }

    /// Random ones.
    #[cfg(test)]
    pub(crate) fn random() -> Self {
        Self(None)
    }

    /// `N` bytes for what `purpose` names.
    pub(crate) fn bytes<const N: usize>(&self, purpose: &str) -> [u8; N] {
        let mut bytes = [0; N];
        let filled = match &self.0 {
            None => rand::fill(&mut bytes),
            Some(key) => {
                let purpose = [purpose.as_bytes()];
                key.expand(&purpose, Length(N))
                    .and_then(|it| it.fill(&mut bytes))
            }
        };
        filled.expect("the system has random numbers, and HKDF gives that many bytes");
        bytes
    }

    /// A UUID of version 4 (RFC 9562, section 5.4) for what `purpose` names.
    pub(crate) fn uuid(&self, purpose: &str) -> Uuid {
        uuid::Builder::from_random_bytes(self.bytes(purpose)).into_uuid()
    }
}

/// The length of what HKDF (RFC 5869) gives, in bytes.
struct Length(usize);

impl hkdf::KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::thread;

    use tempfile::TempDir;

    use super::*;

    fn home() -> (TempDir, Home) {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(&folder.path().join("home")).unwrap();
        (folder, home)
    }

    fn seeded(text: &str) -> (TempDir, Home) {
        let (folder, home) = home();
        home.sow(&text.parse().unwrap()).unwrap();
        (folder, home)
    }

    fn drawn(home: &Home) -> Vec<Uuid> {
        let next = || Identifiers::next(home).unwrap();
        let pair = |of: Identifiers| [of.uuid("one"), of.uuid("two")];
        (0..4).flat_map(|_| pair(next())).collect()
    }

    #[test]
    fn the_same_seed_gives_the_same_and_nothing_twice() {
        let homes = [seeded("a"), seeded("a"), seeded("b"), home()];
        let [first, second, other, random] = homes.each_ref().map(|(_, home)| {
            home.prepare().unwrap();
            drawn(home)
        });
        assert_eq!(first, second);
        let all: HashSet<Uuid> = [first, other, random].concat().into_iter().collect();
        assert_eq!(all.len(), 24);
        // What was drawn is not drawn again by a later command.
        assert!(drawn(&homes[0].1).iter().all(|id| !all.contains(id)));
        assert!(all.iter().all(|id| id.get_version_num() == 4));
    }

    #[test]
    fn many_at_once_get_different_ones() {
        let (_folder, home) = seeded("a");
        let one = || Identifiers::next(&home).unwrap().uuid("one");
        let drawn: Vec<Uuid> = thread::scope(|scope| {
            let threads: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| [(); 20].map(|()| one())))
                .collect();
            threads
                .into_iter()
                .flat_map(|it| it.join().unwrap())
                .collect()
        });
        assert_eq!(drawn.iter().collect::<HashSet<_>>().len(), 160);
    }

    #[test]
    fn a_seed_stays_and_is_not_taken_by_a_home_in_use() {
        let (_folder, sown) = seeded("a");
        sown.sow(&"a".parse().unwrap()).unwrap();
        let another = sown.sow(&"b".parse().unwrap());
        assert!(matches!(another, Err(SeedError::Another)));
        for used in [Home::REGISTRY, "keymanager"] {
            let (_folder, home) = home();
            home.prepare().unwrap();
            fs::write(home.root().join(used), "").unwrap();
            let refused = home.sow(&"a".parse().unwrap());
            assert!(matches!(refused, Err(SeedError::InUse)), "{used}");
            assert!(home.seed().unwrap().is_none());
        }
        let left: Vec<_> = fs::read_dir(sown.root()).unwrap().collect();
        assert_eq!(left.len(), 2, "arrays and the seed: {left:?}");
    }

    #[test]
    fn a_seed_is_a_line_and_is_not_shown() {
        for text in ["", "a\nb", "a\n", &"a".repeat(257)] {
            assert_eq!(text.parse::<Seed>().unwrap_err(), InvalidSeed, "{text:?}");
        }
        let longest: Seed = "ä".repeat(128).parse().unwrap();
        assert!(!format!("{longest:?}").contains('ä'));
        let (_folder, home) = home();
        home.sow(&longest).unwrap();
        home.sow(&longest).unwrap();
        for damaged in ["", "17", "17\n", "x\nseed\n", "17\nseed"] {
            fs::write(home.root().join(Home::SEED), damaged).unwrap();
            let refused = Identifiers::next(&home).err();
            assert!(
                matches!(refused, Some(StoreError::Damaged(_))),
                "{damaged:?}"
            );
        }
    }
}
