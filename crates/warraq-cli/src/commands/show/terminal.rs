//! What is known of the terminal: its size, whether it has colours, who orders the text, and paging.

use super::paper::Order;
use crate::arguments::{BidiChoice, ColorChoice, PagingChoice};
use crate::commands::print;
use crate::exit::Failure;
use std::io::{IsTerminal, Write};
use std::process::{Command, ExitCode, Stdio};
use terminal_size::terminal_size_of;

/// Where standard output goes, and what the environment says of it.
pub(super) struct Terminal {
    is_terminal: bool,
    /// Columns and rows.
    size: Option<(usize, usize)>,
    variable: fn(&str) -> Option<String>,
}

/// The pager where none is named: `less` lets colours through and ends at once if all is seen.
const PAGER: &str = "less";
const PAGER_SETTINGS: [(&str, &str); 3] = [
    ("LESS", "FRX"),
    ("LESSCHARSET", "utf-8"),
    // Marks of direction are for the terminal; `less` would show their numbers.
    ("LESSUTFCHARDEF", "200e-200f:c"),
];

impl Terminal {
    /// That of this process.
    pub(super) fn current() -> Self {
        let size = terminal_size_of(std::io::stdout());
        Self {
            is_terminal: std::io::stdout().is_terminal(),
            size: size.map(|(columns, rows)| (columns.0.into(), rows.0.into())),
            variable: |name| std::env::var(name).ok().filter(|value| !value.is_empty()),
        }
    }

    /// The columns to fill: those that `COLUMNS` says, else the terminal's; none in a pipe.
    pub(super) fn width(&self) -> Option<usize> {
        let said = (self.variable)("COLUMNS").and_then(|columns| columns.parse().ok());
        said.or(self.size.map(|(columns, _)| columns))
            .filter(|columns| *columns > 0)
    }

    /// Whether there are colours: as was asked for; else on a terminal, unless `NO_COLOR` is set or
    /// the terminal is a dumb one.
    pub(super) fn is_colored(&self, choice: ColorChoice) -> bool {
        match choice {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                let is_dumb = (self.variable)("TERM").is_some_and(|term| term == "dumb");
                self.is_terminal && !is_dumb && (self.variable)("NO_COLOR").is_none()
            }
        }
    }

    /// Who orders text from right to left.
    pub(super) fn order(&self, choice: BidiChoice) -> Order {
        match choice {
            BidiChoice::Terminal => Order::Terminal,
            BidiChoice::Visual => Order::Visual,
            BidiChoice::Auto if !self.is_terminal => Order::Reader,
            BidiChoice::Auto if self.leaves_order_to_programs() => Order::Visual,
            BidiChoice::Auto => Order::Terminal,
        }
    }

    fn leaves_order_to_programs(&self) -> bool {
        let rows = include_str!("../../../data/terminals.tsv").lines();
        let mut known = rows.filter(|row| !row.starts_with('#')).filter_map(|row| {
            let mut fields = row.split('\t');
            let value = (self.variable)(fields.next()?)?;
            value.starts_with(fields.next()?).then(|| fields.next())?
        });
        known.next() == Some("program")
    }

    /// Prints a text, through a pager where that is asked for or the text is longer than the
    /// terminal is high.
    pub(super) fn print(&self, text: &str, choice: PagingChoice) -> Result<ExitCode, Failure> {
        let is_paged = match choice {
            PagingChoice::Always => true,
            PagingChoice::Never => false,
            PagingChoice::Auto => {
                let rows = self.size.map_or(usize::MAX, |(_, rows)| rows);
                self.is_terminal && text.lines().count() >= rows
            }
        };
        let pager = (self.variable)("PAGER").unwrap_or_else(|| PAGER.to_owned());
        if is_paged && page(text, &pager, self.variable) {
            return Ok(ExitCode::SUCCESS);
        }
        print(text)
    }
}

/// Gives a text to a pager; false if there is none that starts.
fn page(text: &str, pager: &str, variable: fn(&str) -> Option<String>) -> bool {
    let mut words = pager.split_whitespace();
    let Some(program) = words.next() else {
        return false;
    };
    let unset = PAGER_SETTINGS
        .into_iter()
        .filter(|(name, _)| variable(name).is_none());
    let child = Command::new(program)
        .args(words)
        .envs(unset)
        .stdin(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        return false;
    };
    if let Some(mut input) = child.stdin.take() {
        // Who leaves the pager early has seen enough.
        let _ = input.write_all(text.as_bytes());
    }
    let _ = child.wait();
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terminal(variable: fn(&str) -> Option<String>) -> Terminal {
        Terminal {
            is_terminal: true,
            size: Some((80, 24)),
            variable,
        }
    }

    fn pipe(variable: fn(&str) -> Option<String>) -> Terminal {
        Terminal {
            is_terminal: false,
            size: None,
            variable,
        }
    }

    #[test]
    fn colours_need_a_terminal_that_wants_them() {
        let auto = |terminal: Terminal| terminal.is_colored(ColorChoice::Auto);
        assert!(auto(terminal(|_| None)));
        assert!(!auto(pipe(|_| None)));
        let no_color = |name: &str| (name == "NO_COLOR").then(|| "1".to_owned());
        assert!(!auto(terminal(no_color)));
        assert!(terminal(no_color).is_colored(ColorChoice::Always));
        assert!(!terminal(|_| None).is_colored(ColorChoice::Never));
        let dumb = |name: &str| (name == "TERM").then(|| "dumb".to_owned());
        assert!(!auto(terminal(dumb)));
    }

    #[test]
    fn the_width_is_what_columns_says_else_the_terminals() {
        let columns = |name: &str| (name == "COLUMNS").then(|| "40".to_owned());
        let wrong = |name: &str| (name == "COLUMNS").then(|| "wide".to_owned());
        assert_eq!(terminal(columns).width(), Some(40));
        assert_eq!(pipe(columns).width(), Some(40));
        assert_eq!(terminal(wrong).width(), Some(80));
        assert_eq!(pipe(|_| None).width(), None);
    }

    #[test]
    fn the_terminal_orders_text_unless_it_is_known_not_to() {
        let auto = |terminal: Terminal| terminal.order(BidiChoice::Auto);
        let alacritty = |name: &str| (name == "TERM").then(|| "alacritty".to_owned());
        let gnome = |name: &str| (name == "TERM").then(|| "xterm-256color".to_owned());
        let xterm = |name: &str| (name == "XTERM_VERSION").then(|| "XTerm(390)".to_owned());
        let in_tmux = |name: &str| match name {
            "TERM" => Some("tmux-256color".to_owned()),
            "XTERM_VERSION" => Some("XTerm(390)".to_owned()),
            _ => None,
        };
        assert_eq!(auto(terminal(alacritty)), Order::Visual);
        assert_eq!(auto(terminal(xterm)), Order::Visual);
        assert_eq!(auto(terminal(gnome)), Order::Terminal);
        assert_eq!(auto(terminal(in_tmux)), Order::Terminal);
        assert_eq!(auto(pipe(alacritty)), Order::Reader);
        assert_eq!(pipe(gnome).order(BidiChoice::Visual), Order::Visual);
        assert_eq!(
            terminal(alacritty).order(BidiChoice::Terminal),
            Order::Terminal
        );
    }
}
