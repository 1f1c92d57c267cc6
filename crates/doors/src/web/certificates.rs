//! The certificates: the list, and making new ones.

use std::ops::ControlFlow;
use std::str::FromStr;

use jiff::Timestamp;
use pure_core::NamePattern;
use pure_core::certificate::{
    AlternativeName, Change, Days, Import, KeyAlgorithm, KeySpec, RsaKeySize, SelfSigned, Subject,
    SubjectChanges, Validity,
};
use pure_pages::{Actions, Cell, Field, Form, Input, Page, Section, Table, Tone};

use super::events::Snapshot;
use super::place::{self, CERTIFICATES};
use super::refused::Refused;
use super::shown;
use super::visit::{Answer, Visit};

pub(super) const CREATE: &str = "/certificates/create";
pub(super) const IMPORT: &str = "/certificates/import";

/// How many there are on a page.
const LINES: usize = 200;

/// The attributes of a subject: the name of the field, what it is called, and what may be in it.
pub(super) const SUBJECT: [(&str, &str, &str); 7] = [
    (
        "common-name",
        "Common name",
        "At most 64 characters; for a key manager its app's UUID.",
    ),
    ("organization", "Organization", ""),
    ("organizational-unit", "Organizational unit", ""),
    ("locality", "Locality", ""),
    ("state", "State", ""),
    ("country", "Country", "Two letters."),
    ("email", "Email", ""),
];

/// The certificates by name.
pub(super) fn page(visit: &Visit<'_>) -> Result<Page, Refused> {
    let snapshot = Snapshot::take(visit.site);
    let purity = visit.purity()?;
    let now = purity.now();
    let searched = visit.input.typed("name").unwrap_or_default();
    let pattern = match searched {
        "" => NamePattern::all(),
        text => {
            let around = if text.contains('*') {
                text.to_owned()
            } else {
                format!("*{text}*")
            };
            around
                .parse()
                .map_err(|reason| Refused::field("Name", reason))?
        }
    };
    let after = visit.input.get("after").to_lowercase();
    let columns = [
        "Name",
        "Status",
        "Key",
        "Issued to",
        "Issued by",
        "Valid to",
    ];
    let mut table = Table::new("Certificates", columns).empty("There is no such certificate.");
    let (mut count, mut last, mut more) = (0, String::new(), false);
    purity.list_certificates(&[pattern], |row| {
        if row.name.to_lowercase() <= after && !after.is_empty() {
            return ControlFlow::Continue(());
        }
        if count == LINES {
            more = true;
            return ControlFlow::Break(());
        }
        count += 1;
        row.name.clone_into(&mut last);
        let next = std::mem::replace(&mut table, Table::new("", [""]));
        table = next.row([
            Cell::link(&place::certificate(row.name), row.name),
            Cell::text(row.status.as_str()),
            Cell::number(row.key_size),
            shown::maybe(row.issued_to),
            shown::maybe(row.issued_by),
            validity(&row.validity, now),
        ]);
        ControlFlow::Continue(())
    })?;
    let mut actions = Actions::new();
    if more {
        let encoded: String = form_urlencoded::byte_serialize(searched.as_bytes()).collect();
        actions = actions.link(
            &format!("{CERTIFICATES}?name={encoded}&after={last}"),
            "More",
            "More certificates",
        );
    }
    let search = Form::search(CERTIFICATES)
        .field(Field::text("name", "Name").value(searched))
        .submit("Search");
    let mut top = Actions::new().part(search);
    if visit.may_administer() {
        top = top.link(CREATE, "Create", "Create a certificate").link(
            IMPORT,
            "Import",
            "Import a certificate",
        );
    }
    let section = Section::new("By name").actions(actions).part(table).live();
    Ok(Page::new("Certificates")
        .actions(top)
        .live(&snapshot.path())
        .part(section))
}

/// Until when it is valid, and whether that is soon.
pub(super) fn validity(validity: &Validity, now: Timestamp) -> Cell {
    let day = shown::day(validity.to);
    match validity.warning(now) {
        None => Cell::text(day),
        Some(_) if validity.days_left(now) < 0 => {
            Cell::tone(Tone::Bad, format_args!("{day}, expired"))
        }
        Some(_) => Cell::tone(Tone::Warning, day),
    }
}

/// The form for a self-signed certificate.
pub(super) fn create_page(visit: &Visit<'_>) -> Result<Page, Refused> {
    let input = &visit.input;
    let form = visit
        .form(CREATE)
        .field(
            Field::text("name", "Name")
                .value(input.get("name"))
                .required()
                .focus(),
        )
        .fields(subject_fields(input))
        .field(
            Field::text("names", "Alternative names")
                .value(input.get("names"))
                .hint(
                    "DNS names and addresses, with commas between. Without any, the common name.",
                ),
        )
        .field(
            Field::choice(
                "key",
                "Key",
                [
                    ("rsa 2048", "RSA, 2048 bits"),
                    ("rsa 3072", "RSA, 3072 bits"),
                    ("rsa 4096", "RSA, 4096 bits"),
                    ("ec", "EC, P-256"),
                    ("ed25519", "Ed25519"),
                ],
            )
            .value(input.get("key"))
            .required(),
        )
        .field(
            Field::number("days", "Days of validity")
                .value(input.typed("days").unwrap_or("3650"))
                .required(),
        )
        .submit("Create")
        .cancel(CERTIFICATES);
    Ok(Page::new("Create a certificate")
        .lead("A self-signed certificate with a new key.")
        .part(Section::new("Certificate").part(form)))
}

/// The fields of a subject.
pub(super) fn subject_fields(input: &Input) -> impl Iterator<Item = Field> {
    SUBJECT
        .map(|(name, label, hint)| Field::text(name, label).value(input.get(name)).hint(hint))
        .into_iter()
}

/// A value that was typed into the field `name`, by what makes one of it.
pub(super) fn typed<T: FromStr<Err: std::fmt::Display>>(
    input: &Input,
    name: &str,
    label: &str,
) -> Result<Option<T>, Refused> {
    let parsed = input.typed(name).map(str::parse).transpose();
    parsed.map_err(|reason: T::Err| Refused::field(label, reason))
}

/// What is typed of a subject. An attribute of which nothing is typed is cleared, or else stays as it is.
pub(super) fn subject_changes(input: &Input, clears: bool) -> Result<SubjectChanges, Refused> {
    fn change<T: FromStr<Err: std::fmt::Display>>(
        input: &Input,
        clears: bool,
        name: &str,
        label: &str,
    ) -> Result<Change<T>, Refused> {
        Ok(match typed(input, name, label)? {
            Some(value) => Change::Set(value),
            None if clears => Change::Clear,
            None => Change::Keep,
        })
    }
    Ok(SubjectChanges {
        common_name: change(input, clears, "common-name", "Common name")?,
        country: change(input, clears, "country", "Country")?,
        state: change(input, clears, "state", "State")?,
        locality: change(input, clears, "locality", "Locality")?,
        organization: change(input, clears, "organization", "Organization")?,
        organizational_unit: change(input, clears, "organizational-unit", "Organizational unit")?,
        email: change(input, clears, "email", "Email")?,
    })
}

/// The alternative names that were typed.
pub(super) fn alternative_names(input: &Input) -> Result<Option<Vec<AlternativeName>>, Refused> {
    let Some(text) = input.typed("names") else {
        return Ok(None);
    };
    let names = text
        .split([',', ' ', '\n'])
        .map(str::trim)
        .filter(|name| !name.is_empty());
    let parsed = names.map(|name| {
        name.parse()
            .map_err(|reason| Refused::field("Alternative names", reason))
    });
    parsed.collect::<Result<Vec<_>, _>>().map(Some)
}

fn key(input: &Input) -> Result<KeySpec, Refused> {
    let text = input.typed("key").unwrap_or("rsa");
    let (kind, size) = text
        .split_once(' ')
        .map_or((text, None), |(kind, size)| (kind, Some(size)));
    let kind: KeyAlgorithm = kind
        .parse()
        .map_err(|reason| Refused::field("Key", reason))?;
    let size: Option<RsaKeySize> = size
        .map(str::parse)
        .transpose()
        .map_err(|reason| Refused::field("Key", reason))?;
    KeySpec::new(Some(kind), size).map_err(|reason| Refused::field("Key", reason))
}

/// Makes a self-signed certificate.
pub(super) fn create(visit: &Visit<'_>) -> Result<Answer, Refused> {
    let input = &visit.input;
    let name = visit.new_name()?;
    let default = Subject::default();
    let options = SelfSigned {
        subject: Subject {
            common_name: typed(input, "common-name", "Common name")?,
            country: typed(input, "country", "Country")?,
            state: typed(input, "state", "State")?,
            locality: typed(input, "locality", "Locality")?,
            organization: typed(input, "organization", "Organization")?.or(default.organization),
            organizational_unit: typed(input, "organizational-unit", "Organizational unit")?
                .or(default.organizational_unit),
            email: typed(input, "email", "Email")?,
        },
        alternative_names: alternative_names(input)?,
        key: key(input)?,
        days: typed::<Days>(input, "days", "Days of validity")?.unwrap_or_default(),
    };
    let purity = visit.purity()?;
    purity.check_new_certificate(&name)?;
    purity.create_certificate(&name, &options)?;
    Ok(Answer::done(
        place::certificate(name.as_str()),
        format!("Certificate {name} is created."),
    ))
}

/// The form for a certificate that was made elsewhere.
pub(super) fn import_page(visit: &Visit<'_>) -> Result<Page, Refused> {
    let input = &visit.input;
    let name = Field::text("name", "Name").value(input.get("name"));
    let form = visit
        .form(IMPORT)
        .field(name.required().focus())
        .fields(import_fields(input))
        .submit("Import")
        .cancel(CERTIFICATES);
    Ok(Page::new("Import a certificate")
        .lead("A certificate that was made elsewhere, with its key.")
        .part(Section::new("Certificate").part(form)))
}

/// The fields of a certificate that was made elsewhere. The key is never in a page, also not in one that comes
/// back.
pub(super) fn import_fields(input: &Input) -> [Field; 5] {
    let pem = "In PEM: -----BEGIN ... to -----END ...";
    [
        Field::file("certificate", "Take the certificate from a file"),
        Field::area("certificate", "Certificate")
            .value(input.get("certificate"))
            .hint(pem)
            .code()
            .required(),
        Field::area("intermediates", "Intermediate certificates")
            .value(input.get("intermediates"))
            .hint("In PEM, from the certificate's issuer upwards.")
            .code(),
        Field::area("key", "Private key")
            .hint("In PEM. Not needed when the certificate was issued for a request of this array.")
            .code(),
        Field::password("passphrase", "Passphrase of the key"),
    ]
}

/// What was typed into them.
pub(super) fn imported(input: &Input) -> Import<'_> {
    let passphrase = input.get("passphrase");
    Import {
        certificate: input.get("certificate"),
        intermediates: input.typed("intermediates"),
        key: input.typed("key"),
        passphrase: (!passphrase.is_empty()).then_some(passphrase),
    }
}

/// Keeps a certificate that was made elsewhere.
pub(super) fn import(visit: &Visit<'_>) -> Result<Answer, Refused> {
    let name = visit.new_name()?;
    let import = imported(&visit.input);
    let purity = visit.purity()?;
    purity.check_new_certificate(&name)?;
    purity.import_certificate(&name, &import)?;
    Ok(Answer::done(
        place::certificate(name.as_str()),
        format!("Certificate {name} is imported."),
    ))
}
