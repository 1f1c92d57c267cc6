//! The command line of `purecert`.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{ArgGroup, Args, CommandFactory, Parser, Subcommand};
use clap_complete::engine::ArgValueCompleter;
use pure_console::{Deferred, OutputOptions, Safety};
use pure_core::certificate::{
    AlternativeName, Change, CommonName, Country, Days, Email, KeyAlgorithm, Locality,
    Organization, RsaKeySize, SubjectChanges,
};
use pure_core::clock::Span;
use pure_core::{NamePattern, ObjectName};

use crate::complete;

/// Manage the array's certificates
///
/// The array keeps each certificate with its private key, which no command prints. A KMIP server
/// uses a certificate to prove to its key manager that it is the array. The certificate named
/// management always exists: it is that of the array's web server.
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
    ///
    /// Prints a certificate signing request (PKCS #10) in PEM for each certificate: its attributes
    /// are the certificate's, except for those given. The request is signed with the certificate's
    /// key, or with a new one that the array keeps until the issued certificate is imported by
    /// purecert setattr.
    Construct(Deferred<Construct>),
    /// Create self-signed certificates, or import one
    ///
    /// With --self-signed, makes a key for each name and a certificate signed with it. With
    /// --certificate, prompts for a certificate in PEM and imports it; its key is prompted for with
    /// --key, unless it was issued for a request of purecert construct, whose key the array has
    /// kept. With --certificate-file and --key-file both are taken from files, and one pipe may
    /// bring all that is prompted for. Without attributes, the organization and the organizational unit are "Pure Storage,
    /// Inc."; an empty value leaves an attribute out. No command prints the key of a certificate.
    Create(Deferred<Create>),
    /// Delete certificates and their keys
    ///
    /// Deletes each certificate with its intermediate certificates and its key. The certificate
    /// named management cannot be deleted, nor one that a KMIP server uses.
    Delete(Deferred<Delete>),
    /// List certificates, or print them
    ///
    /// Lists the certificates by name, or prints those named in PEM with --certificate and
    /// --intermediate-certificate. A certificate that is not valid, or that expires within 30 days,
    /// is reported with --detail.
    List(Deferred<List>),
    /// Change certificates
    ///
    /// A self-signed certificate is replaced by a new one under the same name: its attributes are
    /// the old one's, except for those given, and so is its key, unless --new-key asks for another.
    /// With --certificate, an issued certificate is imported in its place; its key is the one there
    /// was, that of a request of purecert construct, or with --key another one. An imported
    /// certificate is replaced by a self-signed one, with a new key, only by --self-signed. An
    /// empty value removes an attribute. A KMIP server that uses the certificate presents the new
    /// one from then on: register it at the key manager.
    Setattr(Deferred<Setattr>),
}

/// `purecert construct`
#[derive(Args, Debug)]
pub struct Construct {
    /// Certificates to take the attributes from
    #[arg(value_name = "NAME", required = true, add = ArgValueCompleter::new(complete::certificates))]
    pub names: Vec<ObjectName>,
    /// Print a certificate signing request (PKCS #10)
    #[arg(long, required = true)]
    pub certificate_signing_request: bool,
    /// Make a new key for the request instead of using the certificate's
    #[arg(long)]
    pub new_key: bool,
    /// What differs from the certificate.
    #[command(flatten)]
    pub attributes: Attributes,
}

/// `purecert create`
#[derive(Args, Debug)]
#[command(group = ArgGroup::new("way").required(true)
    .args(["self_signed", "certificate", "certificate_file"]))]
#[command(override_usage = "purecert create [OPTIONS] <--self-signed|--certificate> <NAME>...")]
#[command(mut_args = OutputOptions::in_long_help)]
pub struct Create {
    /// Names of the new certificates
    #[arg(value_name = "NAME", required = true)]
    pub names: Vec<ObjectName>,
    /// Make a key, and a certificate signed with it
    #[arg(long, conflicts_with = "ImportOptions")]
    pub self_signed: bool,
    /// Key type: rsa, ec or ed25519 [default: rsa]
    #[arg(long, value_name = "KIND", conflicts_with = "ImportOptions", hide_possible_values = true,
        value_parser = key_algorithm())]
    pub key_algorithm: Option<KeyAlgorithm>,
    /// RSA key: 2048, 3072 or 4096 [default: 2048]
    #[arg(long, value_name = "BITS", conflicts_with = "ImportOptions", hide_possible_values = true,
        value_parser = key_size())]
    pub key_size: Option<RsaKeySize>,
    /// Leave a certificate that is there as it is when it is the one asked for
    ///
    /// A self-signed one is when its attributes, the kind of its key and the length of its validity are; an
    /// imported one when it is the same certificate. With another certificate of that name it is an error.
    #[arg(long, hide_short_help = true)]
    pub if_missing: bool,
    /// Days of validity [default: 3650]
    #[arg(
        long,
        value_name = "N",
        conflicts_with = "ImportOptions",
        allow_negative_numbers = true
    )]
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
    /// Certificates to delete
    #[arg(value_name = "NAME", required = true, add = ArgValueCompleter::new(complete::certificates))]
    pub names: Vec<ObjectName>,
}

/// `purecert list`
#[derive(Args, Debug)]
pub struct List {
    /// Certificates to list [default: all]; '*' matches any characters
    #[arg(value_name = "NAME", add = ArgValueCompleter::new(complete::certificates))]
    pub names: Vec<NamePattern>,
    /// Print the certificates in PEM
    #[arg(long, conflicts_with_all = LIST_ONLY)]
    pub certificate: bool,
    /// Print the intermediate certificates in PEM
    #[arg(long, conflicts_with_all = LIST_ONLY)]
    pub intermediate_certificate: bool,
    /// Show fingerprint, names, uses and days left
    #[arg(long)]
    pub detail: bool,
    /// Only those that expire within a span of time, as 30d, or have expired
    ///
    /// The exit status is 1 when there are any, and 0 when there are none.
    #[arg(long, value_name = "SPAN", hide_short_help = true)]
    pub expiring: Option<Span>,
    /// How the list is printed.
    #[command(flatten)]
    pub output: OutputOptions,
}

/// Options that do not apply to a text in PEM.
const LIST_ONLY: [&str; 12] = [
    "detail",
    "csv",
    "nvp",
    "json",
    "notitle",
    "raw",
    "page",
    "sort",
    "filter",
    "limit",
    "columns",
    "only_names",
];

/// `purecert setattr`
#[derive(Args, Debug)]
#[command(mut_args = OutputOptions::in_long_help)]
pub struct Setattr {
    /// Certificates to change
    #[arg(value_name = "NAME", required = true, add = ArgValueCompleter::new(complete::certificates))]
    pub names: Vec<ObjectName>,
    /// Replace it by a self-signed certificate
    #[arg(long, conflicts_with = "ImportOptions")]
    pub self_signed: bool,
    /// What if the array could not be unlocked.
    #[command(flatten)]
    pub safety: Safety,
    /// Make a new key, by default like the old one
    #[arg(long, conflicts_with = "ImportOptions")]
    pub new_key: bool,
    /// Algorithm of the new key: rsa, ec or ed25519
    #[arg(long, value_name = "KIND", requires = "new_key", hide_possible_values = true,
        value_parser = key_algorithm())]
    pub key_algorithm: Option<KeyAlgorithm>,
    /// Size of a new RSA key: 2048, 3072 or 4096
    #[arg(long, value_name = "BITS", requires = "new_key", hide_possible_values = true,
        value_parser = key_size())]
    pub key_size: Option<RsaKeySize>,
    /// Days of validity [default: as before]
    #[arg(
        long,
        value_name = "N",
        conflicts_with = "ImportOptions",
        allow_negative_numbers = true
    )]
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

/// What is imported: prompted for, or taken from files.
#[derive(Args, Clone, Debug)]
#[command(group = ArgGroup::new("imported").args(["certificate", "certificate_file"]))]
#[command(group = ArgGroup::new("imported_key").args(["key", "key_file"]))]
pub struct ImportOptions {
    /// Import a certificate: prompt for it
    #[arg(long, conflicts_with = "Attributes")]
    pub certificate: bool,
    /// Prompt for its intermediates, issuer first
    #[arg(long, requires = "imported", conflicts_with = "Attributes")]
    pub intermediate_certificate: bool,
    /// Prompt for its private key
    #[arg(long, requires = "imported", conflicts_with = "Attributes")]
    pub key: bool,
    /// Prompt for the passphrase of the private key
    #[arg(long, requires = "imported_key", conflicts_with = "Attributes")]
    pub passphrase: bool,
    /// Import the certificate in a file
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with = "Attributes",
        value_hint = clap::ValueHint::FilePath,
        hide_short_help = true
    )]
    pub certificate_file: Option<PathBuf>,
    /// Take its intermediates from a file, issuer first
    #[arg(
        long,
        value_name = "FILE",
        requires = "imported",
        conflicts_with_all = ["intermediate_certificate", "Attributes"],
        value_hint = clap::ValueHint::FilePath,
        hide_short_help = true
    )]
    pub intermediate_certificate_file: Option<PathBuf>,
    /// Take its private key from a file
    #[arg(
        long,
        value_name = "FILE",
        requires = "imported",
        conflicts_with = "Attributes",
        value_hint = clap::ValueHint::FilePath,
        hide_short_help = true
    )]
    pub key_file: Option<PathBuf>,
    /// Take the passphrase from the first line of a file
    #[arg(
        long,
        value_name = "FILE",
        requires = "imported_key",
        conflicts_with_all = ["passphrase", "Attributes"],
        value_hint = clap::ValueHint::FilePath,
        hide_short_help = true
    )]
    pub passphrase_file: Option<PathBuf>,
}

impl ImportOptions {
    /// Whether a certificate is imported.
    pub(crate) fn is_asked(&self) -> bool {
        self.certificate || self.certificate_file.is_some()
    }
}

/// The attributes of a subject. An empty value removes an attribute.
#[derive(Args, Clone, Debug, Default, PartialEq, Eq)]
pub struct Attributes {
    /// Common name, at most 64 characters
    #[arg(long, value_name = "NAME")]
    pub common_name: Option<CommonName>,
    /// Country, two letters
    #[arg(long, value_name = "CC", hide_short_help = true)]
    pub country: Option<Change<Country>>,
    /// State or province
    #[arg(long, value_name = "NAME", hide_short_help = true)]
    pub state: Option<Change<Locality>>,
    /// Locality
    #[arg(long, value_name = "NAME", hide_short_help = true)]
    pub locality: Option<Change<Locality>>,
    /// Organization
    #[arg(long, value_name = "NAME", hide_short_help = true)]
    pub organization: Option<Change<Organization>>,
    /// Organizational unit
    #[arg(long, value_name = "NAME", hide_short_help = true)]
    pub organizational_unit: Option<Change<Organization>>,
    /// Email address
    #[arg(long, value_name = "ADDRESS", hide_short_help = true)]
    pub email: Option<Change<Email>>,
    /// Host names and IP addresses
    #[arg(
        long,
        value_name = "NAME,...",
        value_delimiter = ',',
        hide_short_help = true
    )]
    pub subject_alternative_names: Option<Vec<AlternativeName>>,
}

impl Attributes {
    /// The changes to a subject that they ask for.
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
    Cli::command()
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
            "purecert create a --certificate --key --passphrase --passphrase-file f",
            "purecert create a --certificate --certificate-file f",
            "purecert create a --self-signed --certificate-file f",
            "purecert create a --certificate --key --key-file f",
        ] {
            assert_eq!(refused(line), ArgumentConflict, "{line}");
        }
        for line in [
            "purecert create a",
            "purecert create --self-signed",
            "purecert create a --certificate --passphrase",
            "purecert create a --certificate --passphrase-file f",
            "purecert create a --key-file f",
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
            let Command::Create(args) = Cli::try_parse_from(line.split(' ')).unwrap().command
            else {
                panic!("{line}");
            };
            assert_eq!(args.names, ["a", "b"].map(|name| name.parse().unwrap()));
        }
    }
}
