//! What the steps of a profile do together to a run of characters.
//!
//! This is the definition that every faster path is compiled from and tested
//! against: the steps are applied to each character as written and to its
//! decomposition, the result is put into canonical order and composed, and all
//! of this is repeated until nothing changes. What the rules return therefore
//! never changes again, whatever order the steps are declared in.

use std::collections::BTreeMap;

use unicode_normalization::{IsNormalized, UnicodeNormalization, char as unicode, is_nfc_quick};

use crate::profile::{Action, CodePoints, Form, Profile, ProfileError};

/// The steps of a profile that look at characters, and the two that look at neighbours.
#[derive(Debug, Clone)]
pub(crate) struct Rules {
    steps: Vec<CharacterStep>,
    form: Option<Form>,
    pub(crate) collapses_white_space: bool,
    pub(crate) most_repeats: Option<usize>,
}

#[derive(Debug, Clone)]
enum CharacterStep {
    Remove(CodePoints),
    Replace(BTreeMap<char, String>),
    Compatibility(CodePoints),
    LowerCase,
    WhiteSpace,
}

/// Rounds after which steps that still change a character are taken to go in circles.
const MOST_ROUNDS: usize = 16;

impl Rules {
    pub(crate) fn new(profile: &Profile) -> Rules {
        let mut rules = Rules {
            steps: Vec::new(),
            form: None,
            collapses_white_space: false,
            most_repeats: None,
        };
        for (_, action) in &profile.steps {
            match action.clone() {
                Action::Remove(set) => rules.steps.push(CharacterStep::Remove(set)),
                Action::Replace(map) => rules.steps.push(CharacterStep::Replace(map)),
                Action::Compatibility(set) => rules.steps.push(CharacterStep::Compatibility(set)),
                Action::LowerCase => rules.steps.push(CharacterStep::LowerCase),
                Action::Form(form) => rules.form = Some(form),
                Action::CollapseWhiteSpace => {
                    rules.steps.push(CharacterStep::WhiteSpace);
                    rules.collapses_white_space = true;
                }
                Action::LimitRepeats(limit) => rules.most_repeats = Some(limit),
            }
        }
        rules
    }

    /// Whether the rules leave every text as it is.
    pub(crate) fn is_identity(&self) -> bool {
        self.steps.is_empty() && self.form.is_none() && self.most_repeats.is_none()
    }

    /// Refuses steps that turn a replaced character round in circles.
    pub(crate) fn check(&self) -> Result<(), ProfileError> {
        let replaced = self.steps.iter().filter_map(|step| match step {
            CharacterStep::Replace(map) => Some(map.keys()),
            _ => None,
        });
        for &character in replaced.flatten() {
            if self.settle(vec![character]).is_none() {
                return Err(ProfileError::Unstable { character });
            }
        }
        Ok(())
    }

    /// Applies the character steps and the form to a run of characters.
    pub(crate) fn apply(&self, characters: Vec<char>) -> Vec<char> {
        // `check` has refused the profiles whose steps do not settle, so this
        // fallback is for characters that no step names.
        self.settle(characters.clone()).unwrap_or(characters)
    }

    /// Whether a character can join, or change places with, what stands before it.
    pub(crate) fn joins_backwards(&self, character: char) -> bool {
        let joins = |first: char| {
            unicode::canonical_combining_class(first) != 0
                || is_nfc_quick(std::iter::once(first)) == IsNormalized::Maybe
        };
        self.form.is_some()
            && (joins(character)
                || self
                    .decompose(vec![character])
                    .first()
                    .copied()
                    .is_some_and(joins)
                || self
                    .apply(vec![character])
                    .first()
                    .copied()
                    .is_some_and(joins))
    }

    /// Whether a mark can melt into the character before it.
    pub(crate) fn composes_backwards(&self, mark: char) -> bool {
        is_nfc_quick(std::iter::once(mark)) != IsNormalized::Yes
    }

    fn settle(&self, characters: Vec<char>) -> Option<Vec<char>> {
        let mut current = characters;
        for _ in 0..MOST_ROUNDS {
            let next = self.round(&current);
            if next == current {
                return Some(next);
            }
            current = next;
        }
        None
    }

    fn round(&self, characters: &[char]) -> Vec<char> {
        let stepped = self.apply_steps(characters.to_vec());
        match self.form {
            None => stepped,
            Some(_) => {
                let decomposed = self.decompose(stepped);
                self.apply_steps(decomposed).into_iter().nfc().collect()
            }
        }
    }

    fn decompose(&self, characters: Vec<char>) -> Vec<char> {
        match self.form {
            None => characters,
            Some(Form::Nfc) => characters.into_iter().nfd().collect(),
            Some(Form::Nfkc) => characters.into_iter().nfkd().collect(),
        }
    }

    fn apply_steps(&self, characters: Vec<char>) -> Vec<char> {
        self.steps
            .iter()
            .fold(characters, |characters, step| step.apply(characters))
    }
}

impl CharacterStep {
    fn apply(&self, characters: Vec<char>) -> Vec<char> {
        let mut changed = Vec::with_capacity(characters.len());
        for character in characters {
            match self {
                CharacterStep::Remove(set) if set.contains(character) => {}
                CharacterStep::Replace(map) => match map.get(&character) {
                    Some(replacement) => changed.extend(replacement.chars()),
                    None => changed.push(character),
                },
                CharacterStep::Compatibility(set) if set.contains(character) => {
                    unicode::decompose_compatible(character, |part| changed.push(part));
                }
                CharacterStep::LowerCase => changed.extend(character.to_lowercase()),
                CharacterStep::WhiteSpace if character.is_whitespace() => changed.push(' '),
                _ => changed.push(character),
            }
        }
        changed
    }
}
