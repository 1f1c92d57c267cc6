//! What the environment says: which home, which array, what time it is, who asks. The one place where
//! the commands of the array look.
//!
//! An empty variable counts as one that is not set.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context as _, anyhow};
use pure_core::{
    Context, Home, InvalidSeed, MemoryPlace, MemoryPlaces, Seed, SeedError, Selection, TimeSource,
};

use crate::error::known;
use crate::error::notice::notice;
use crate::error::usage::UsageError;

/// The variable that names the home.
pub const HOME_VARIABLE: &str = "PURESIM_HOME";
/// Names the array to act on.
const ARRAY: &str = "PURE_ARRAY";
/// The variable that asks for prompts where standard input is no terminal, too: for programs that wait for
/// them as an operator does.
pub(crate) const PROMPT_VARIABLE: &str = "PURE_PROMPT";
/// Pins the clock, in RFC 3339.
const NOW: &str = "PURESIM_NOW";
/// From what identifiers follow in a new home, so that a session looks the same each time.
const SEED: &str = "PURESIM_SEED";
/// Names the user of the array who came in by a door, and the door, as in `anna via SSH`.
const VISITOR: &str = "PURE_VISITOR";
/// What is between the two.
const VIA: &str = " via ";
/// Name who asks.
const USER: [&str; 2] = ["USER", "LOGNAME"];

/// For whom, where and when a command acts, by the variables of the environment:
///
/// - `PURESIM_HOME` is the home; else it is the folder `puresim` in the platform's data folder.
/// - `PURE_ARRAY` names the array; else it is the current one of the home.
/// - `PURESIM_NOW` pins the clock (RFC 3339); else it is the host's.
/// - `PURESIM_SEED` lets identifiers follow from it, in a new home; a home that has a seed keeps it.
/// - `PURE_VISITOR` names the user of the array who came in by a door, who is the actor then, and whose role
///   counts; a door sets it, by [`environment_of`].
/// - `USER`, else `LOGNAME`, names the actor else; without them it is known by its user id.
///
/// Where arrays keep what they have in memory follows from the user id alone: a session of another
/// kind, as that of cron or sudo, comes to the same places.
///
/// Notices are printed as they come.
///
/// # Errors
/// When a variable has a value that is none, no home is known, or the home does not take the seed.
pub fn context() -> anyhow::Result<Context> {
    let variable = |name: &str| std::env::var_os(name);
    let context = from_variables(variable, Platform::read())?;
    // A completion makes nothing.
    if !IS_COMPLETING.load(Ordering::Relaxed)
        && let Some(seed) = seed(variable)?
    {
        context.home.sow(&seed).map_err(|error| match error {
            SeedError::Another | SeedError::InUse => UsageError(format!("{SEED}: {error}")).into(),
            error => anyhow::Error::from(pure_core::Error::from(error)),
        })?;
    }
    known::remember(&context);
    Ok(context)
}

/// Whether a command line is being completed.
static IS_COMPLETING: AtomicBool = AtomicBool::new(false);

/// From now on a command line is being completed for a shell.
pub(crate) fn complete() {
    IS_COMPLETING.store(true, Ordering::Relaxed);
}

/// What the platform says.
struct Platform {
    /// The user's data folder.
    data: Option<PathBuf>,
    /// The effective user id.
    user: u32,
}

impl Platform {
    fn read() -> Self {
        Self {
            data: dirs::data_dir(),
            user: rustix::process::geteuid().as_raw(),
        }
    }

    /// Where that user's arrays may keep what they have in memory. A folder of temporary files is on
    /// a memory file system on many hosts; on the others it is what is left.
    fn memory(&self) -> MemoryPlaces {
        let place = |within: &str, name: &str| MemoryPlace {
            within: within.into(),
            name: name.to_owned(),
        };
        let (runtime, name) = (
            format!("/run/user/{}", self.user),
            format!("puresim-{}", self.user),
        );
        MemoryPlaces::FirstOf(vec![
            place(&runtime, "puresim"),
            place("/dev/shm", &name),
            place("/tmp", &name),
        ])
    }
}

fn from_variables(
    variable: impl Fn(&str) -> Option<OsString>,
    platform: Platform,
) -> anyhow::Result<Context> {
    let variable = |name| variable(name).filter(|value| !value.is_empty());
    let text = |name| variable(name).map(|value| value.to_string_lossy().into_owned());

    let root = match (variable(HOME_VARIABLE), &platform.data) {
        (Some(root), _) => root.into(),
        (None, Some(data)) => data.join("puresim"),
        (None, None) => {
            return Err(anyhow!(
                "No home for the array: neither {HOME_VARIABLE} nor HOME is set. Set {HOME_VARIABLE}."
            ));
        }
    };
    let visitor = text(VISITOR);
    let actor = visitor.clone().or_else(|| USER.into_iter().find_map(text));
    let actor = actor.unwrap_or_else(|| format!("uid {}", platform.user));
    let mut context = Context::new(home(&root)?, platform.memory(), actor);
    context.array = text(ARRAY).map_or(Ok(Selection::Current), |text| array(&text))?;
    context.time = text(NOW).map_or(Ok(TimeSource::Host), |text| time(&text))?;
    context.visitor = visitor.map(|visitor| match visitor.split_once(VIA) {
        Some((user, _)) => user.to_owned(),
        None => visitor,
    });
    context.on_notice = Arc::new(notice);
    Ok(context)
}

/// What a variable says that a command reads besides; `None` when it is not set, or empty. Who came in by a
/// door has no variables of the host.
pub fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// Whether it is a user of the array who asks, who came in by a door: nothing of the host is theirs.
pub fn is_visitor() -> bool {
    std::env::var_os(VISITOR).is_some_and(|visitor| !visitor.is_empty())
}

/// The whole environment of a command that does what `user` of the array of `context`, who came in by
/// `door`, asks for: nobody else's array, and none of the host's variables. There is no pager, which could
/// start what it likes.
pub fn environment_of(context: &Context, user: &str, door: &str) -> Vec<(&'static str, OsString)> {
    let mut variables = vec![
        (HOME_VARIABLE, context.home.root().into()),
        (VISITOR, format!("{user}{VIA}{door}").into()),
        ("PAGER", OsString::new()),
        // Programs wait for prompts, also where there is no terminal.
        (PROMPT_VARIABLE, "always".into()),
    ];
    match &context.array {
        Selection::Current => {}
        Selection::Named(name) => variables.push((ARRAY, name.as_str().into())),
        Selection::Identified(id) => variables.push((ARRAY, id.to_string().into())),
    }
    if let TimeSource::Pinned(time) = context.time {
        variables.push((NOW, time.to_string().into()));
    }
    variables
}

fn home(root: &Path) -> anyhow::Result<Home> {
    let absolute = std::path::absolute(root).with_context(|| {
        format!(
            "{HOME_VARIABLE}={}: the current folder is not known. Set {HOME_VARIABLE} to an absolute path",
            root.display()
        )
    })?;
    // What the library says of it comes with what helps.
    Home::at(&absolute).map_err(|error| pure_core::Error::from(error).into())
}

fn seed(variable: impl Fn(&str) -> Option<OsString>) -> anyhow::Result<Option<Seed>> {
    match variable(SEED).filter(|value| !value.is_empty()) {
        // What it is is not shown: keys of the embedded key manager follow from it.
        Some(text) => match text.to_str().map(str::parse) {
            Some(Ok(seed)) => Ok(Some(seed)),
            _ => Err(UsageError(format!("{SEED}: {InvalidSeed}")).into()),
        },
        None => Ok(None),
    }
}

fn array(text: &str) -> anyhow::Result<Selection> {
    let name = text.parse().map_err(|reason: pure_core::InvalidName| {
        UsageError(format!("{ARRAY}=\"{text}\": {reason}"))
    })?;
    Ok(Selection::Named(name))
}

fn time(text: &str) -> anyhow::Result<TimeSource> {
    match text.parse() {
        Ok(time) => Ok(TimeSource::Pinned(time)),
        Err(_) => {
            let reason = format!(
                "{NOW}=\"{text}\" is not a time. Write it as in 2024-02-29T06:01:39Z, or unset it."
            );
            Err(UsageError(reason).into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn platform() -> Platform {
        Platform {
            data: Some("/home/user/data".into()),
            user: 1000,
        }
    }

    #[test]
    fn what_a_door_sets_is_read_again() {
        let mut context = read(
            &[(HOME_VARIABLE, "/srv/home"), (ARRAY, "Pure02")],
            platform(),
        )
        .unwrap();
        context.time = TimeSource::Pinned("2024-02-29T06:01:39Z".parse().unwrap());
        let given = environment_of(&context, "anna", "SSH");
        let value = |name: &str| {
            let found = given.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| value.clone())
        };
        let seen = from_variables(value, platform()).unwrap();
        assert_eq!(
            (seen.actor.as_str(), seen.visitor.as_deref()),
            ("anna via SSH", Some("anna"))
        );
        assert_eq!((seen.array, seen.time), (context.array, context.time));
        assert_eq!(seen.home.root(), Path::new("/srv/home"));
        assert_eq!(value("PAGER"), Some(OsString::new()));
    }

    fn read(variables: &[(&str, &str)], platform: Platform) -> anyhow::Result<Context> {
        let value = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| OsString::from(value))
        };
        from_variables(value, platform)
    }

    fn refused(variables: &[(&str, &str)]) -> String {
        let error = read(variables, platform()).unwrap_err();
        format!("{error:#}")
    }

    #[test]
    fn what_an_empty_environment_means() {
        let empty = [
            (HOME_VARIABLE, ""),
            (ARRAY, ""),
            (NOW, ""),
            ("USER", ""),
            ("LOGNAME", ""),
        ];
        for variables in [&[][..], &empty] {
            let context = read(variables, platform()).unwrap();
            assert_eq!(context.home.root(), Path::new("/home/user/data/puresim"));
            assert_eq!(context.array, Selection::Current);
            assert_eq!(context.time, TimeSource::Host);
            assert_eq!(context.actor, "uid 1000");
            assert_eq!(context.memory, platform().memory());
        }
    }

    #[test]
    fn what_the_variables_mean() {
        let variables = [
            (HOME_VARIABLE, "/srv/home"),
            (ARRAY, "Pure02"),
            (NOW, "2024-02-29T06:01:39Z"),
            ("USER", "anna"),
            ("LOGNAME", "root"),
            ("XDG_RUNTIME_DIR", "/run/user/0"),
            ("TMPDIR", "/srv/tmp"),
        ];
        let context = read(&variables, platform()).unwrap();
        assert_eq!(context.home.root(), Path::new("/srv/home"));
        assert_eq!(context.array, Selection::Named("pure02".parse().unwrap()));
        let pinned = "2024-02-29T06:01:39Z".parse().unwrap();
        assert_eq!(context.time, TimeSource::Pinned(pinned));
        assert_eq!(context.actor, "anna");
        assert_eq!(context.memory, platform().memory());
        let context = read(&[("LOGNAME", "root")], platform()).unwrap();
        assert_eq!(context.actor, "root");
    }

    #[test]
    fn the_home_does_not_depend_on_the_current_folder() {
        let context = read(&[(HOME_VARIABLE, "home")], platform()).unwrap();
        let expected = std::env::current_dir().unwrap().join("home");
        assert_eq!(context.home.root(), expected);
    }

    #[test]
    fn a_value_that_is_none_is_named() {
        assert_eq!(
            refused(&[(ARRAY, "a b")]),
            "PURE_ARRAY=\"a b\": Name must be 1 to 63 letters, digits, '-' or '_', and begin and \
             end with a letter or a digit."
        );
        assert_eq!(
            refused(&[(NOW, "today")]),
            "PURESIM_NOW=\"today\" is not a time. Write it as in 2024-02-29T06:01:39Z, or unset it."
        );
        let homeless = Platform {
            data: None,
            ..platform()
        };
        assert_eq!(
            read(&[], homeless).unwrap_err().to_string(),
            "No home for the array: neither PURESIM_HOME nor HOME is set. Set PURESIM_HOME."
        );
    }

    #[test]
    fn a_value_that_is_no_text_is_no_name() {
        use std::os::unix::ffi::OsStringExt;

        let value = |name: &str| (name == ARRAY).then(|| OsString::from_vec(vec![b'a', 0xff]));
        assert!(from_variables(value, platform()).is_err());
    }
}
