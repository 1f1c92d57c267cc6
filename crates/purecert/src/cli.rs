//! What `purecert` understands.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{ArgGroup, Args, CommandFactory, Parser, Subcommand};
use clap_complete::engine::ArgValueCompleter;
use pure_console::OutputOptions;
use pure_core::certificate::{
    AlternativeName, Change, CommonName, Country, Days, Email, KeyAlgorithm, Organization, Place,
    RsaKeySize, SubjectChanges,
};
use pure_core::{NamePattern, ObjectName};

use crate::complete;

/// Manage the array's certificates
#[derive(Debug, Parser)]
#[command(name = "purecert", version, arg_required_else_help = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// A verb of `purecert`.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Construct a certificate signing request from a certificate
    Construct(Construct),
    /// Create self-signed certificates, or import one
    Create(Create),
    /// Delete certificates and their keys
    Delete(Delete),
    /// List certificates, or print them
    List(List),
    /// Change certificates
    Setattr(Setattr),
}

/// `purecert construct`
#[derive(Args, Debug)]
pub struct Construct {
    /// The certificates whose attributes the requests take
    #[arg(value_name = "NAME", required = true, add = ArgValueCompleter::new(complete::certificates))]
    pub names: Vec<ObjectName>,
    /// Print a certificate signing request (PKCS #10)
    #[arg(long, required = true)]
    pub certificate_signing_request: bool,
    /// Make a key for the request, instead of the certificate's
    #[arg(long)]
    pub new_key: bool,
    /// What is to be different from the certificate.
    #[command(flatten)]
    pub attributes: Attributes,
}

/// `purecert create`
#[derive(Args, Debug)]
#[command(group = ArgGroup::new("way").required(true).args(["self_signed", "certificate"]))]
pub struct Create {
    /// The names of the new certificates
    #[arg(value_name = "NAME", required = true)]
    pub names: Vec<ObjectName>,
    /// Make a key, and a certificate signed with it
    #[arg(long, conflicts_with = "ImportOptions")]
    pub self_signed: bool,
    /// The kind of key: rsa, ec or ed25519 [default: rsa]
    #[arg(long, value_name = "KIND", conflicts_with = "ImportOptions", hide_possible_values = true,
        value_parser = key_algorithm())]
    pub key_algorithm: Option<KeyAlgorithm>,
    /// 2048, 3072 or 4096, for RSA keys [default: 2048]
    #[arg(long, value_name = "BITS", conflicts_with = "ImportOptions", hide_possible_values = true,
        value_parser = key_size())]
    pub key_size: Option<RsaKeySize>,
    /// How many days it is valid [default: 3650]
    #[arg(long, value_name = "N", conflicts_with = "ImportOptions")]
    pub days: Option<Days>,
    /// What is imported.
    #[command(flatten)]
    pub import: ImportOptions,
    /// The subject.
    #[command(flatten)]
    pub attributes: Attributes,
    /// How the new certificates are printed.
    #[command(flatten)]
    pub output: OutputOptions,
}

/// `purecert delete`
#[derive(Args, Debug)]
pub struct Delete {
    /// The certificates to delete
    #[arg(value_name = "NAME", required = true, add = ArgValueCompleter::new(complete::certificates))]
    pub names: Vec<ObjectName>,
}

/// `purecert list`
#[derive(Args, Debug)]
pub struct List {
    /// The certificates to list, all when left out; '*' stands for any characters
    #[arg(value_name = "NAME", add = ArgValueCompleter::new(complete::certificates))]
    pub names: Vec<NamePattern>,
    /// Print the certificates in PEM
    #[arg(long, conflicts_with_all = LIST_ONLY)]
    pub certificate: bool,
    /// Print the intermediate certificates in PEM
    #[arg(long, conflicts_with_all = LIST_ONLY)]
    pub intermediate_certificate: bool,
    /// Show serial number, fingerprint, alternative names, uses and days left
    #[arg(long)]
    pub detail: bool,
    /// How the list is printed.
    #[command(flatten)]
    pub output: OutputOptions,
}

/// Options that a PEM text knows nothing of.
const LIST_ONLY: [&str; 10] = [
    "detail", "csv", "nvp", "json", "notitle", "raw", "page", "sort", "filter", "limit",
];

/// `purecert setattr`
#[derive(Args, Debug)]
pub struct Setattr {
    /// The certificates to change
    #[arg(value_name = "NAME", required = true, add = ArgValueCompleter::new(complete::certificates))]
    pub names: Vec<ObjectName>,
    /// Make a self-signed one, also of an imported one
    #[arg(long, conflicts_with = "ImportOptions")]
    pub self_signed: bool,
    /// Make a new key, by default like the old one
    #[arg(long, conflicts_with = "ImportOptions")]
    pub new_key: bool,
    /// The kind of the new key: rsa, ec or ed25519
    #[arg(long, value_name = "KIND", requires = "new_key", hide_possible_values = true,
        value_parser = key_algorithm())]
    pub key_algorithm: Option<KeyAlgorithm>,
    /// 2048, 3072 or 4096, for a new RSA key
    #[arg(long, value_name = "BITS", requires = "new_key", hide_possible_values = true,
        value_parser = key_size())]
    pub key_size: Option<RsaKeySize>,
    /// How many days it is valid [default: as before]
    #[arg(long, value_name = "N", conflicts_with = "ImportOptions")]
    pub days: Option<Days>,
    /// What is imported.
    #[command(flatten)]
    pub import: ImportOptions,
    /// The subject.
    #[command(flatten)]
    pub attributes: Attributes,
    /// How the changed certificates are printed.
    #[command(flatten)]
    pub output: OutputOptions,
}

/// What `--help` says of an import, so that it fits a screen; the manual page explains each option.
const IN_SHORT_OF_IMPORT: &str = "\
Ask for a certificate; with --intermediate-certificate, --key and --passphrase for these too";

/// As [`IN_SHORT_OF_IMPORT`], of the subject.
const IN_SHORT_OF_ATTRIBUTES: &str = "\
Common name; so --country, --state, --locality, --organization, --organizational-unit, --email, \
--subject-alternative-names";

/// What is asked for when a certificate is imported.
#[derive(Args, Clone, Debug)]
pub struct ImportOptions {
    /// Ask for a certificate
    #[arg(long, conflicts_with = "Attributes", help = IN_SHORT_OF_IMPORT,
        long_help = "Ask for a certificate")]
    pub certificate: bool,
    /// Ask for its intermediates, its issuer first
    #[arg(
        long,
        requires = "certificate",
        conflicts_with = "Attributes",
        hide_short_help = true,
        hide_long_help = true
    )]
    pub intermediate_certificate: bool,
    /// Ask for its key, unless a request made it
    #[arg(
        long,
        requires = "certificate",
        conflicts_with = "Attributes",
        hide_short_help = true,
        hide_long_help = true
    )]
    pub key: bool,
    /// Ask for the passphrase of the key
    #[arg(
        long,
        requires = "key",
        conflicts_with = "Attributes",
        hide_short_help = true,
        hide_long_help = true
    )]
    pub passphrase: bool,
}

/// The attributes of a subject. An empty value removes an attribute.
#[derive(Args, Clone, Debug, Default, PartialEq, Eq)]
pub struct Attributes {
    /// Common name, at most 64 characters
    #[arg(long, value_name = "NAME", help = IN_SHORT_OF_ATTRIBUTES,
        long_help = "Common name, at most 64 characters")]
    pub common_name: Option<CommonName>,
    /// Country, two letters
    #[arg(long, value_name = "CC", hide_short_help = true, hide_long_help = true)]
    pub country: Option<Change<Country>>,
    /// State or province
    #[arg(
        long,
        value_name = "NAME",
        hide_short_help = true,
        hide_long_help = true
    )]
    pub state: Option<Change<Place>>,
    /// Locality
    #[arg(
        long,
        value_name = "NAME",
        hide_short_help = true,
        hide_long_help = true
    )]
    pub locality: Option<Change<Place>>,
    /// Organization
    #[arg(
        long,
        value_name = "NAME",
        hide_short_help = true,
        hide_long_help = true
    )]
    pub organization: Option<Change<Organization>>,
    /// Organizational unit
    #[arg(
        long,
        value_name = "NAME",
        hide_short_help = true,
        hide_long_help = true
    )]
    pub organizational_unit: Option<Change<Organization>>,
    /// E-mail address
    #[arg(
        long,
        value_name = "ADDRESS",
        hide_short_help = true,
        hide_long_help = true
    )]
    pub email: Option<Change<Email>>,
    /// Host names and IP addresses
    #[arg(
        long,
        value_name = "NAME,...",
        value_delimiter = ',',
        hide_short_help = true,
        hide_long_help = true
    )]
    pub subject_alternative_names: Option<Vec<AlternativeName>>,
}

impl Attributes {
    /// What they change in a subject.
    pub(crate) fn changes(&self) -> SubjectChanges {
        SubjectChanges {
            common_name: self
                .common_name
                .clone()
                .map(Change::Set)
                .unwrap_or_default(),
            country: self.country.clone().unwrap_or_default(),
            state: self.state.clone().unwrap_or_default(),
            locality: self.locality.clone().unwrap_or_default(),
            organization: self.organization.clone().unwrap_or_default(),
            organizational_unit: self.organizational_unit.clone().unwrap_or_default(),
            email: self.email.clone().unwrap_or_default(),
        }
    }
}

fn key_algorithm() -> impl TypedValueParser<Value = KeyAlgorithm> {
    PossibleValuesParser::new(["rsa", "ec", "ed25519"]).try_map(|text| text.parse::<KeyAlgorithm>())
}

fn key_size() -> impl TypedValueParser<Value = RsaKeySize> {
    PossibleValuesParser::new(["2048", "3072", "4096"]).try_map(|text| text.parse::<RsaKeySize>())
}

/// The command line, for man pages and completions.
pub fn command() -> clap::Command {
    pure_console::with_help(Cli::command())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        command().debug_assert();
    }

    fn refused(line: &str) -> clap::error::ErrorKind {
        Cli::try_parse_from(line.split(' ')).unwrap_err().kind()
    }

    #[test]
    fn options_that_exclude_each_other() {
        use clap::error::ErrorKind::{ArgumentConflict, MissingRequiredArgument};
        for line in [
            "purecert create a --self-signed --certificate",
            "purecert create a --certificate --days 3",
            "purecert create a --certificate --common-name x",
            "purecert setattr a --certificate --new-key",
            "purecert create a --self-signed --key",
            "purecert setattr a --common-name x --key",
            "purecert list --certificate --json",
        ] {
            assert_eq!(refused(line), ArgumentConflict, "{line}");
        }
        for line in [
            "purecert create a",
            "purecert create --self-signed",
            "purecert create a --certificate --passphrase",
            "purecert setattr a --self-signed --key-size 4096",
            "purecert construct a",
        ] {
            assert_eq!(refused(line), MissingRequiredArgument, "{line}");
        }
    }

    #[test]
    fn options_before_and_after_names() {
        for line in [
            "purecert create --self-signed a --common-name x b",
            "purecert create a b --self-signed --common-name x",
        ] {
            let Command::Create(wish) = Cli::try_parse_from(line.split(' ')).unwrap().command
            else {
                panic!("{line}");
            };
            assert_eq!(wish.names, ["a", "b"].map(|name| name.parse().unwrap()));
        }
    }
}
