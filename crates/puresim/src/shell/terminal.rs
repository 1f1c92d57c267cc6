//! The shell on a terminal: a line editor with history and completion.

use pure_console::Outcome;
use rustyline::Editor;
use rustyline::config::{CompletionType, Config};
use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;

use super::complete::Completion;
use super::{Next, perform, prompt};

/// The file of the history in the home.
const HISTORY: &str = "shell-history";

pub(super) fn run() -> anyhow::Result<Outcome> {
    let config = Config::builder();
    let config = config
        .completion_type(CompletionType::List)
        .history_ignore_space(true);
    let mut editor: Editor<Completion, FileHistory> = Editor::with_config(config.build())?;
    editor.set_helper(Some(Completion));
    let context = pure_console::context()?;
    if let Some(greeting) = super::greeting(&context)? {
        pure_console::emit_text(&greeting)?;
    }
    // Who comes in over the network has a history for as long as the session lasts.
    let history = match &context.visitor {
        None => Some(context.home.root().join(HISTORY)),
        Some(_) => None,
    };
    if let Some(history) = &history {
        // There is none yet, or it cannot be read: then there is none.
        let _ = editor.load_history(history);
    }
    let mut last = Outcome::Done;
    loop {
        match editor.readline(&prompt()) {
            Ok(text) => {
                let _ = editor.add_history_entry(text.trim());
                if let Some(history) = &history {
                    // Without a home there is no place for it.
                    let _ = editor.append_history(history);
                }
                match perform(&text)? {
                    Next::Line(outcome) => last = outcome,
                    Next::Leave => return Ok(last),
                }
            }
            // Ctrl-C: the line is given up.
            Err(ReadlineError::Interrupted) => {}
            Err(ReadlineError::Eof) => return Ok(last),
            Err(error) => {
                return Err(anyhow::Error::new(error).context("Cannot read from the terminal"));
            }
        }
    }
}
