//! What the key manager reports while it runs: one line an event on standard error, which is the log
//! file when it runs in the background.

use std::fmt::{Debug, Write};

use jiff::Timestamp;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

/// Prints warnings and errors. The key manager opens no spans.
struct Journal;

/// Prints what is reported from now on.
pub(super) fn open() {
    // A journal that is open already does the same.
    let _ = tracing::subscriber::set_global_default(Journal);
}

impl Subscriber for Journal {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= Level::WARN && metadata.target().starts_with("pure_keymanager")
    }

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(format!(
            "{:.0} {}",
            Timestamp::now(),
            event.metadata().level()
        ));
        event.record(&mut line);
        pure_console::warn(line.0);
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// A line in the making.
struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let written = match field.name() {
            "message" => write!(self.0, " {value:?}"),
            name => write!(self.0, " {name}={value:?}"),
        };
        written.expect("a string takes everything");
    }
}
