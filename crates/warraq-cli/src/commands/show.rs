//! `show`: one document, annotated, in the terminal.

mod document;
mod paper;
mod shapes;
mod terminal;

use crate::arguments::{GlobalArguments, ShowArguments};
use crate::exit::Failure;
use document::Palette;
use std::process::ExitCode;
use warraq_io::{Inputs, Position, Reader};
use warraq_runner::Annotator;

/// Prints the document that was asked for.
pub(crate) fn show(
    arguments: &ShowArguments,
    global: &GlobalArguments,
) -> Result<ExitCode, Failure> {
    let configuration = arguments.pipeline.clone().configuration()?;
    let annotator = Annotator::new(&configuration)?;
    let inputs = Inputs::expand(std::slice::from_ref(&arguments.input))?;
    let reader = Reader::new(
        inputs.files,
        configuration.reader_options(),
        Position::default(),
    );
    let mut documents = reader.skip(arguments.document.saturating_sub(1));
    let raw = documents.next().ok_or_else(|| {
        let (input, number) = (arguments.input.display(), arguments.document);
        Failure::failed(format!("`{input}` has no document {number}"))
    })??;
    let document = annotator.annotate_raw(&raw)?;
    let terminal = terminal::Terminal::current();
    let mut paper = paper::Paper::new(terminal.width(), terminal.order(arguments.bidi));
    let palette = Palette {
        is_colored: terminal.is_colored(global.color),
    };
    document::write(&mut paper, &document, &palette);
    terminal.print(&paper.finish(), arguments.paging)
}
