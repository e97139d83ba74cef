//! Names as parts of phrases: where each stands, what it is, and how often it is mentioned.

use super::vocabulary::{PhraseRole, Seat, Vocabulary};
use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashSet};
use warraq_core::{DocumentView, Entity, Span, StageError, View};

/// The labels of names that can be what a text is about; a nationality or an address is not.
const THINGS: [&str; 5] = ["PER", "LOC", "ORG", "FAC", "MISC"];

/// The names in a row that make an enumeration.
const LEAST_LISTED: usize = 3;

/// What a name is, as far as it matters for keyphrases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NameKind {
    Person,
    Place,
    /// A newspaper or channel, which more often tells the news than is in it.
    Media,
    Other,
}

/// The names of a document, met in the order of the text.
pub(crate) struct Names {
    spans: Vec<Span>,
    /// For each span the bytes that a hyphen joins to its end.
    joined: Vec<u32>,
    next: usize,
    /// Where names of peoples stand.
    peoples: HashSet<u32, FixedState>,
    numbers: HashMap<u32, u32, FixedState>,
    known: Vec<Known>,
}

#[derive(Clone, Copy)]
struct Known {
    mentions: u32,
    /// The mentions in enumerations of names.
    listed: u32,
    kind: NameKind,
    seat: Option<Seat>,
}

impl Names {
    pub(crate) fn new(
        document: &DocumentView<'_>,
        vocabulary: &Vocabulary,
    ) -> Result<Self, StageError> {
        let mut names = Self {
            spans: Vec::new(),
            joined: Vec::new(),
            next: 0,
            peoples: HashSet::default(),
            numbers: HashMap::default(),
            known: Vec::new(),
        };
        if let Some(entities) = document.optional_entities()? {
            names.count(document.text(), &entities, vocabulary);
            names.find_lists(document.text());
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

    /// Whether the token, which is not before the last one asked for, stands behind the hyphen of a name,
    /// or is that.
    pub(crate) fn is_hyphened(&self, token: &Span) -> bool {
        self.joined()
            .is_some_and(|(hyphen, end)| hyphen <= token.start && token.start < end)
    }

    /// Where the word ends that the token is, with what a hyphen joins to it.
    pub(crate) fn end_of(&self, token: &Span) -> u32 {
        let joined = self.joined().filter(|(hyphen, _)| *hyphen == token.end);
        joined.map_or(token.end, |(_, end)| end)
    }

    /// Where the hyphen stands in the name that was last asked for, and where the name ends.
    fn joined(&self) -> Option<(u32, u32)> {
        let (name, joined) = (self.spans.get(self.next)?, self.joined.get(self.next)?);
        Some((name.end - joined, name.end))
    }

    /// Whether the word that ends there is the name of a people.
    pub(crate) fn is_people(&self, end: u32) -> bool {
        self.peoples.contains(&end)
    }

    /// What the name is that holds the token, which is not before the last one asked for.
    pub(crate) fn kind_at(&self, token: &Span) -> Option<NameKind> {
        let rest = self.spans.get(self.next..)?;
        let name = rest.iter().find(|name| name.end > token.start)?;
        (name.start < token.end).then(|| self.kind(self.number(name)))
    }

    /// The number that the mentions of one name share.
    pub(crate) fn number(&self, name: &Span) -> u32 {
        self.numbers.get(&name.start).copied().unwrap_or(u32::MAX)
    }

    /// How often the name is mentioned in any form.
    pub(crate) fn mentions(&self, number: u32) -> u32 {
        self.known
            .get(number as usize)
            .map_or(0, |one| one.mentions)
    }

    /// What the name is.
    pub(crate) fn kind(&self, number: u32) -> NameKind {
        self.known
            .get(number as usize)
            .map_or(NameKind::Other, |one| one.kind)
    }

    /// Whether the name stands in enumerations alone (`هوساوي والبليهي والبريك`).
    pub(crate) fn is_listed(&self, number: u32) -> bool {
        let known = self.known.get(number as usize);
        known.is_some_and(|one| one.listed > 0 && one.listed == one.mentions)
    }

    /// The country that the name is of, or stands for.
    pub(crate) fn seat(&self, number: u32) -> Option<Seat> {
        self.known.get(number as usize).and_then(|one| one.seat)
    }

    /// The number of different names.
    pub(crate) fn len(&self) -> usize {
        self.known.len()
    }

    fn count(&mut self, text: &str, entities: &View<'_, Entity<'_>>, vocabulary: &Vocabulary) {
        let things = |entity: &Entity<'_>| THINGS.contains(&entity.label());
        let peoples = entities.iter().filter(|entity| entity.label() == "NORP");
        self.peoples = peoples.map(|entity| entity.span().end).collect();
        let people = words_of_people(entities);
        let mut by_cluster: HashMap<i64, u32, FixedState> = HashMap::default();
        let mut rest = entities.iter().filter(things).peekable();
        while let Some(entity) = rest.next() {
            let next = rest.peek().map(|next| next.span().start);
            let joined = hyphenated(text, &entity, next);
            let seat = vocabulary.seat(&warraq_normalize::fold(name_of(&entity)));
            // `وزارة الخارجية البريطانية روسيا` are two.
            if seat.is_none() && self.goes_on_with(&entity) {
                let number = self.spans.last().map(|name| self.number(name));
                if let Some((cluster, number)) = entity.cluster().zip(number) {
                    by_cluster.entry(cluster).or_insert(number);
                }
                if let (Some(name), Some(last)) = (self.spans.last_mut(), self.joined.last_mut()) {
                    (name.end, *last) = (entity.span().end + joined, joined);
                }
                continue;
            }
            let mut span = *entity.span();
            let role = trailing_role(&entity, vocabulary);
            let joined = if role > 0 { 0 } else { joined };
            span.end = span.end - role + joined;
            span.start += leading_role(&entity, vocabulary);
            self.spans.push(span);
            self.joined.push(joined);
            let next = self.known.len() as u32;
            let full = people.get(name_of(&entity)).copied();
            let full = full.filter(|_| entity.label() == "PER");
            let number = match full.or_else(|| entity.cluster()) {
                Some(cluster) => *by_cluster.entry(cluster).or_insert(next),
                None => next,
            };
            if number == next {
                self.known.push(Known {
                    mentions: 0,
                    listed: 0,
                    kind: kind(&entity),
                    seat,
                });
            }
            if let Some(known) = self.known.get_mut(number as usize) {
                known.mentions += 1;
                known.seat = known.seat.or(seat);
            }
            self.numbers.insert(span.start, number);
        }
    }
}

impl Names {
    /// Counts the mentions in enumerations of names.
    fn find_lists(&mut self, text: &str) {
        let goes_on = |one: &Span, next: &Span| {
            let between = text.get(one.end as usize..next.start as usize);
            between.is_some_and(|between| !between.is_empty() && between.chars().all(is_listing))
        };
        let lists = self.spans.chunk_by(goes_on);
        for name in lists.filter(|list| list.len() >= LEAST_LISTED).flatten() {
            let number = self.numbers.get(&name.start).copied();
            let known = number.and_then(|number| self.known.get_mut(number as usize));
            if let Some(known) = known {
                known.listed += 1;
            }
        }
    }

    /// Whether two names with nothing but a space between them are one: two of people, or two of
    /// other things (`باريس سان جرمان`).
    fn goes_on_with(&self, entity: &Entity<'_>) -> bool {
        self.spans.last().is_some_and(|name| {
            let is_person = self.kind(self.number(name)) == NameKind::Person;
            name.end + 1 == entity.span().start
                && is_person == (entity.label() == "PER")
                && !entity.text().starts_with("ال")
        })
    }
}

/// The bytes of what a hyphen joins to the name of a person (`مون جاي-إن`), unless the next name begins
/// there.
fn hyphenated(text: &str, entity: &Entity<'_>, next: Option<u32>) -> u32 {
    let end = entity.span().end;
    let rest = text.get(end as usize..).unwrap_or_default();
    let word = rest.strip_prefix('-').filter(|_| entity.label() == "PER");
    let word = word.filter(|_| next != Some(end + 1)).unwrap_or_default();
    let letters = word.find(|one: char| !one.is_alphabetic());
    match letters.unwrap_or(word.len()) {
        0 => 0,
        letters => 1 + letters as u32,
    }
}

/// Whether the character stands between the names of an enumeration.
fn is_listing(character: char) -> bool {
    matches!(character, ' ' | 'و' | '،' | ',')
}

/// The words and endings of people's full names, with the cluster of the first person who has each: a person is
/// named in full once, and by one word from then on.
fn words_of_people<'a>(entities: &View<'a, Entity<'a>>) -> HashMap<&'a str, i64, FixedState> {
    let mut words = HashMap::default();
    for entity in entities.iter().filter(|entity| entity.label() == "PER") {
        let (name, cluster) = (name_of(&entity), entity.cluster());
        if let Some(cluster) = cluster.filter(|_| name.contains(' ')) {
            for word in name.split(' ') {
                words.entry(word).or_insert(cluster);
            }
            for (space, _) in name.match_indices(' ') {
                let ending = name.get(space + 1..).unwrap_or_default();
                words.entry(ending).or_insert(cluster);
            }
        }
    }
    words
}

/// The bytes of a role that was taken for the beginning of a person's name (`الدكتور محمد معيط`).
fn leading_role(entity: &Entity<'_>, vocabulary: &Vocabulary) -> u32 {
    let Some((first, name)) = entity.text().split_once(char::is_whitespace) else {
        return 0;
    };
    let is_person = entity.label() == "PER";
    let is_family = name.contains(' ') || name.starts_with("ال");
    let is_role = match role(first, vocabulary) {
        Some(PhraseRole::Address) => true,
        Some(PhraseRole::Title) => is_person && is_family,
        _ => false,
    };
    let role = entity.text().len() - name.len();
    if is_role { role as u32 } else { 0 }
}

/// The bytes of a role that was taken for the end of a person's name (`كيم جونغ أون زعيم`).
fn trailing_role(entity: &Entity<'_>, vocabulary: &Vocabulary) -> u32 {
    let Some((name, last)) = entity.text().rsplit_once(char::is_whitespace) else {
        return 0;
    };
    let is_role = role(last, vocabulary) == Some(PhraseRole::Title);
    if entity.label() == "PER" && name.contains(' ') && is_role {
        (entity.text().len() - name.len()) as u32
    } else {
        0
    }
}

/// What the word tells of somebody.
fn role(word: &str, vocabulary: &Vocabulary) -> Option<PhraseRole> {
    let word = warraq_normalize::fold(word);
    let base = word.strip_prefix("ال").unwrap_or(&word);
    vocabulary.role(base)
}

fn name_of<'a>(entity: &Entity<'a>) -> &'a str {
    entity.canonical().unwrap_or(entity.text())
}

fn kind(entity: &Entity<'_>) -> NameKind {
    match (entity.label(), entity.subtype()) {
        ("PER", _) => NameKind::Person,
        ("LOC", _) => NameKind::Place,
        ("ORG", Some("media")) => NameKind::Media,
        _ => NameKind::Other,
    }
}
