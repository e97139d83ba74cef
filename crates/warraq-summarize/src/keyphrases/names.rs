//! Names as parts of phrases: where each stands, and how often it is mentioned.

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use warraq_core::{DocumentView, Entity, Span, StageError, View};

/// The labels of names that can be what a text is about; a nationality or an address is not.
const THINGS: [&str; 5] = ["PER", "LOC", "ORG", "FAC", "MISC"];

/// The names of a document, met in the order of the text.
pub(crate) struct Names {
    spans: Vec<Span>,
    next: usize,
    numbers: HashMap<u32, u32, FixedState>,
    mentions: Vec<u32>,
}

impl Names {
    pub(crate) fn new(document: &DocumentView<'_>) -> Result<Self, StageError> {
        let mut names = Self {
            spans: Vec::new(),
            next: 0,
            numbers: HashMap::default(),
            mentions: Vec::new(),
        };
        if let Some(entities) = document.optional_entities()? {
            names.count(&entities);
        }
        Ok(names)
    }

    /// The name that holds the token; tokens come in order.
    ///
    /// A clitic before a name belongs to the token, but not to the name.
    pub(crate) fn around(&mut self, token: &Span) -> Option<Span> {
        while self.spans.get(self.next)?.end <= token.start {
            self.next += 1;
        }
        let name = self.spans.get(self.next)?;
        (name.start < token.end).then_some(*name)
    }

    /// The number that the mentions of one name share.
    pub(crate) fn number(&self, name: &Span) -> u32 {
        self.numbers.get(&name.start).copied().unwrap_or(u32::MAX)
    }

    /// How often the name is mentioned in any form.
    pub(crate) fn mentions(&self, number: u32) -> u32 {
        self.mentions.get(number as usize).copied().unwrap_or(0)
    }

    fn count(&mut self, entities: &View<'_, Entity<'_>>) {
        let mut by_cluster: HashMap<i64, u32, FixedState> = HashMap::default();
        let things = |entity: &Entity<'_>| THINGS.contains(&entity.label());
        for entity in entities.iter().filter(things) {
            self.spans.push(*entity.span());
            let next = self.mentions.len() as u32;
            let number = match entity.cluster() {
                Some(cluster) => *by_cluster.entry(cluster).or_insert(next),
                None => next,
            };
            if number == next {
                self.mentions.push(0);
            }
            if let Some(count) = self.mentions.get_mut(number as usize) {
                *count += 1;
            }
            self.numbers.insert(entity.span().start, number);
        }
    }
}
