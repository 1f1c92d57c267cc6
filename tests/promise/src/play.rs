//! Playing a step.

use std::fs;
use std::io;

use anyhow::{Result, ensure};
use jiff::SignedDuration;
use pure_core::archive::{ImportOptions, Passphrase};
use pure_core::certificate::{Changes, NewKey, Replacement};
use pure_core::fault::{self, Fault, Met, Trouble};
use pure_core::kmip_server::Uris;
use pure_core::operation::{KmipServerChange, OldKey, TokenSource};
use pure_core::{Arrays, Bench, Context, Purity};

use crate::check::read;
use crate::copy;
use crate::drive;
use crate::model::{End, name};
use crate::site::{self, CARDS, CERTIFICATE, SERVER, contents, volume};
use crate::step::{Event, Order, Part, Skew, Source, Span};
use crate::world::{World, bay};

impl World<'_> {
    /// Carries out an order, and notes what it acknowledged.
    pub(crate) fn order(&mut self, order: Order, fault: Option<Fault>) -> Result<End> {
        let context = self.context()?;
        if order == Order::Export {
            remove_file(&self.site.path("play/new.pure"))?;
        }
        let target = self.site.path("play/new.pure");
        let uri = self.site.uri();
        let met = match order {
            Order::Twin => self.twin(fault)?,
            _ => fault::under(fault, || carry_out(&context, order, &target, &uri)),
        };
        let end = match met {
            Met::Killed => End::Unknown("killed".to_owned()),
            Met::Ended(Ok(()), _) => End::Done,
            Met::Ended(Err(error), met) => {
                let is_commit = fault.is_some_and(|it| matches!(it.trouble, Trouble::Io { .. }));
                let text = format!("{error:#}");
                if met && is_commit {
                    End::Unknown(text)
                } else {
                    End::Refused(text)
                }
            }
        };
        self.model.after(order, &end);
        match (order, &end) {
            (Order::Export, End::Done) => {
                fs::rename(&target, self.site.path("play/export.pure"))?;
                self.exported = Some(self.model.clone());
            }
            (Order::Rename(_), _) => self.learn_name()?,
            (Order::Advance(_) | Order::ResetClock, _) => {
                let bench = Bench::open_as_it_is(&self.context()?)?;
                self.site.set_ahead(bench.clock().offset().as_secs());
            }
            _ => {}
        }
        Ok(end)
    }

    /// Makes another array of the last export, and lets it do what it may: whatever becomes of it, it leaves
    /// no key behind, and the array is as it was.
    fn twin(&mut self, fault: Option<Fault>) -> Result<Met<Result<()>>> {
        let Some(mut model) = self.exported.clone() else {
            return Ok(Met::Ended(Ok(()), false));
        };
        let folder = self.site.path("twin");
        copy::remove(&folder)?;
        fs::create_dir(&folder)?;
        let context = site::context(&folder, "twin")?;
        let options = ImportOptions {
            name: Some("twin".parse()?),
            copy: true,
        };
        let file = self.site.path("play/export.pure");
        let before = self.site.active_keys()?;
        let passphrase = passphrase()?;
        let met = fault::under(fault, || {
            Arrays::of(&context).import(&file, &passphrase, &options)
        });
        let arrays = Arrays::of(&context);
        let twins = arrays.list()?;
        match &met {
            Met::Ended(Ok(made), _) => {
                ensure!(
                    made.id != self.id()?,
                    "the twin has the identity of the array"
                );
                let bench = Bench::open_as_it_is(&context)?;
                bench.power_on(&mut |_| ())?;
                read(&bench, &mut model)?;
                bench.purity().replace_token(None, OldKey::Destroy).ok();
            }
            Met::Ended(Err(_), _) => ensure!(twins.is_empty(), "a failed import left an array"),
            Met::Killed => {}
        }
        if !twins.is_empty() {
            arrays.delete(&"twin".parse()?)?;
        }
        let after = self.site.active_keys()?;
        ensure!(
            !self.site.gate.is_open() || before == after,
            "{before} keys were Active before there was a twin, and {after} are now"
        );
        Ok(match met {
            Met::Killed => Met::Killed,
            Met::Ended(made, met) => Met::Ended(made.map(drop).map_err(Into::into), met),
        })
    }

    /// Lets the event happen.
    pub(crate) fn event(&mut self, event: Event) -> Result<()> {
        self.is_for_good |= event.is_for_good();
        match event {
            Event::KeyManagerDown => self.site.gate.set_open(false),
            Event::KeyManagerUp => self.site.gate.set_open(true),
            Event::DeactivateKeys => self.site.deactivate_keys()?,
            Event::DestroyKeys => self.site.destroy_keys()?,
            Event::Register => {
                self.site
                    .register(Bench::open_as_it_is(&self.context()?)?.purity())?;
            }
            Event::PowerLoss => copy::remove(&self.site.path("play/memory"))?,
            Event::Keep => {
                copy::folder(&self.site.path("play"), &self.site.path("kept"))?;
                self.kept = Some(self.model.clone());
            }
            Event::PutBack(part) => self.put_back(part)?,
            Event::Import => self.import()?,
            Event::ListOfCopy => {
                if self.kept.is_some() {
                    self.copy("kept")?.purity().token_status()?;
                }
            }
            Event::Alter(number, harm) => {
                let file = self
                    .folder("play")?
                    .join("drives")
                    .join(bay(number)?.to_string());
                drive::alter(&file, harm)?;
            }
        }
        Ok(())
    }

    fn put_back(&mut self, part: Part) -> Result<()> {
        let Some(kept) = self.kept.clone() else {
            return Ok(());
        };
        let (from, to) = (self.folder("kept")?, self.folder("play")?);
        match part {
            Part::Folder => {
                copy::folder(&from, &to)?;
                self.model.put_back_folder(&kept);
            }
            Part::Database => {
                for file in ["array.db", "array.db-wal", "array.db-shm"] {
                    remove_file(&to.join(file))?;
                    if from.join(file).exists() {
                        fs::copy(from.join(file), to.join(file))?;
                    }
                }
                self.model.put_back_database(&kept);
            }
            Part::Drive(number) => {
                let file = bay(number)?.to_string();
                let (from, to) = (
                    from.join("drives").join(&file),
                    to.join("drives").join(&file),
                );
                if from.exists() {
                    fs::copy(from, to)?;
                }
            }
        }
        Ok(())
    }

    /// Deletes the array and imports it: what was acknowledged at the export is acknowledged again.
    fn import(&mut self) -> Result<()> {
        let Some(exported) = self.exported.clone() else {
            return Ok(());
        };
        let context = self.context()?;
        let arrays = Arrays::of(&context);
        arrays.delete(&self.name().parse()?)?;
        let options = ImportOptions::default();
        let file = self.site.path("play/export.pure");
        let imported = arrays.import(&file, &passphrase()?, &options)?;
        self.model = exported;
        arrays.choose(&imported.name)?;
        self.learn_name()
    }
}

fn carry_out(context: &Context, order: Order, target: &std::path::Path, uri: &str) -> Result<()> {
    let bench = match order {
        Order::PowerOff | Order::PowerOn => Bench::open_as_it_is(context)?,
        _ => Bench::open(context)?,
    };
    let array = bench.purity();
    match order {
        Order::Write(number, version) => {
            drop(bench.write_volume(&volume(number)?, &*contents(number, version))?);
        }
        Order::Delete(number) => bench.delete_volume(&volume(number)?)?,
        Order::Rotate => drop(bench.rotate_key()?),
        Order::Add => drop(bench.add_drive(None)?),
        Order::Fail(number) => drop(bench.fail_drive(bay(number)?)?),
        Order::Replace(number) => drop(bench.replace_drive(bay(number)?)?),
        Order::Pull(number) => drop(bench.pull_drive(bay(number)?, None)?),
        Order::Insert(number) => drop(bench.insert_drive(bay(number)?, None)?),
        Order::InsertInto(from, into) => {
            let from = bay(from)?;
            if let Some(drive) = bench.drives()?.into_iter().find(|it| it.row.bay == from) {
                let file = context
                    .home
                    .shelf()
                    .join(format!("{}.drive", drive.row.serial));
                bench.insert_drive(bay(into)?, Some(&file))?;
            }
        }
        Order::Enable(source) => drop(array.enable_token(token_source(array, source)?)?),
        Order::ReplaceToken(source) => {
            let source = source
                .map(|source| token_source(array, source))
                .transpose()?;
            array.replace_token(source, OldKey::Destroy)?;
        }
        Order::ReplaceKeeping(source) => {
            let source = source
                .map(|source| token_source(array, source))
                .transpose()?;
            array.replace_token(source, OldKey::Keep)?;
        }
        Order::Disable => array.disable_token(OldKey::Destroy)?,
        Order::DisableKeeping => array.disable_token(OldKey::Keep)?,
        Order::ListToken => drop(array.token_status()?),
        Order::RenewCertificate | Order::ForceCertificate => {
            let changes = Changes {
                key: NewKey::LikeTheOld,
                ..Changes::default()
            };
            let renewed = Replacement::SelfSigned(&changes);
            let force = order == Order::ForceCertificate;
            array.change_certificate(&CERTIFICATE.parse()?, &renewed, force)?;
        }
        Order::MoveServer | Order::ForceServer | Order::PutServerBack => {
            let uri = match order {
                Order::PutServerBack => uri.to_owned(),
                _ => "localhost:1".to_owned(),
            };
            let change = KmipServerChange {
                uris: Some(Uris::try_from(vec![uri.parse()?])?),
                ..KmipServerChange::default()
            };
            let force = order != Order::MoveServer;
            array.change_kmip_server(&SERVER.parse()?, &change, force)?;
        }
        Order::Rename(number) => drop(Purity::open(context)?.rename(&name(number).parse()?)?),
        Order::Export => {
            let name = array.identity()?.name;
            Arrays::of(context).export(&name, target, &passphrase()?)?;
        }
        Order::PowerOff => bench.power_off()?,
        Order::PowerOn => bench.power_on(&mut |_| ())?,
        Order::CardIn(number) => {
            let card = CARDS[usize::from(number) % CARDS.len()];
            bench.insert_card(&card.parse()?)?;
        }
        Order::CardOut => drop(bench.remove_card(None)?),
        Order::Advance(span) => {
            let span = match span {
                Span::Hour => "1h",
                Span::Day => "25h",
                Span::Decade => "4020d",
            };
            bench.advance_clock(span.parse()?)?;
        }
        Order::ResetClock => drop(bench.reset_clock()?),
        Order::Skew(skew) => {
            let days = |count: i64| SignedDuration::from_hours(24 * count);
            let skew = match skew {
                Skew::None => SignedDuration::ZERO,
                Skew::Hour => SignedDuration::from_hours(1),
                Skew::MonthBehind => days(-30),
                Skew::Decade => days(4020),
            };
            bench.skew_clock(skew)?;
        }
        Order::Twin => {}
    }
    Ok(())
}

fn token_source(array: &Purity, source: Source) -> Result<TokenSource> {
    Ok(match source {
        Source::Kmip => TokenSource::Kmip(array.kmip_server(&SERVER.parse()?)?),
        Source::Card => TokenSource::SmartCard,
    })
}

fn passphrase() -> Result<Passphrase> {
    Ok(Passphrase::new(
        "correct horse battery staple".to_owned().into(),
    )?)
}

fn remove_file(file: &std::path::Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
