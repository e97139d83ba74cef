//! The normalizer: a profile compiled into tables, and the text that it makes.

use std::sync::LazyLock;

use crate::engine::Engine;
use crate::offsets::{Lengths, OffsetMap};
use crate::profile::{Profile, ProfileError, StepSummary};
use crate::rules::Rules;
use crate::tables::{Fate, Tables};

/// A named normalization profile, ready to run.
///
/// Building one compiles its tables, so build it once and share it between threads.
#[derive(Debug)]
pub struct Normalizer {
    name: String,
    steps: Vec<StepSummary>,
    tables: Tables,
}

/// A normalized text and the map between its offsets and those of the original.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Normalized {
    /// The normalized text.
    pub text: String,
    /// Maps byte offsets of `text` to byte offsets of the original, and back.
    pub offsets: OffsetMap,
}

static LIGHT: LazyLock<Normalizer> =
    LazyLock::new(|| built_in(include_str!("../data/profiles/light.toml")));
static SEARCH: LazyLock<Normalizer> =
    LazyLock::new(|| built_in(include_str!("../data/profiles/search.toml")));
static NONE: LazyLock<Normalizer> =
    LazyLock::new(|| built_in(include_str!("../data/profiles/none.toml")));

impl Normalizer {
    /// The built-in profile of a name: `light`, `search` or `none`.
    ///
    /// # Errors
    ///
    /// [`ProfileError::Unknown`] if there is none of this name.
    pub fn named(name: &str) -> Result<&'static Normalizer, ProfileError> {
        match name {
            "light" => Ok(Normalizer::light()),
            "search" => Ok(Normalizer::search()),
            "none" => Ok(Normalizer::none()),
            _ => Err(ProfileError::Unknown { name: name.into() }),
        }
    }

    /// For reading and display: what a reader sees stays as it was.
    pub fn light() -> &'static Normalizer {
        &LIGHT
    }

    /// For search and comparison: spellings taken for the same word become the same.
    pub fn search() -> &'static Normalizer {
        &SEARCH
    }

    /// Leaves every text as it is.
    pub fn none() -> &'static Normalizer {
        &NONE
    }

    /// Compiles a profile of one's own; see the files in `data/profiles/` for the format.
    ///
    /// # Errors
    ///
    /// A [`ProfileError`] that says which step is wrong and why.
    pub fn from_toml(source: &str) -> Result<Normalizer, ProfileError> {
        let profile = Profile::from_toml(source)?;
        let rules = Rules::new(&profile);
        rules.check()?;
        Ok(Normalizer {
            tables: Tables::new(rules),
            steps: profile
                .steps
                .into_iter()
                .map(|(summary, _)| summary)
                .collect(),
            name: profile.name,
        })
    }

    /// The profile's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The profile's steps, with what each one costs.
    pub fn steps(&self) -> &[StepSummary] {
        &self.steps
    }

    /// Normalizes a text.
    pub fn normalize(&self, text: &str) -> Normalized {
        let mut normalized = Normalized::default();
        self.normalize_into(text, &mut normalized);
        normalized
    }

    /// Normalizes a text into the buffers of an earlier result, whose contents are dropped.
    pub fn normalize_into(&self, text: &str, normalized: &mut Normalized) {
        let Normalized {
            text: output,
            offsets,
        } = normalized;
        output.clear();
        offsets.clear();
        if self.tables.rules.is_identity() {
            output.push_str(text);
            offsets.finish(Lengths {
                original: text.len(),
                normalized: text.len(),
            });
            return;
        }
        Engine::new(&self.tables, text, output, offsets).run();
    }

    /// Whether a text may be cut at a byte position and its pieces normalized apart.
    ///
    /// Where this holds, the normalized pieces joined are the normalized text, and
    /// so are their offset maps. It does not hold before a mark or another character
    /// that may join the one before it, before one that is removed, or before white
    /// space or letters where the profile cuts down runs of them.
    pub fn may_cut(&self, text: &str, position: usize) -> bool {
        let Some(rest) = text.get(position..) else {
            return false;
        };
        let Some(next) = rest.chars().next() else {
            return true;
        };
        let rules = &self.tables.rules;
        let (fate, becomes) = self.tables.look_up(next);
        let stands_alone = matches!(fate, Fate::Same | Fate::Swapped | Fate::Replaced);
        let continues_space = rules.collapses_white_space && becomes.starts_with(' ');
        position == 0 || stands_alone && !continues_space && rules.most_repeats.is_none()
    }

    pub(crate) fn tables(&self) -> &Tables {
        &self.tables
    }
}

fn built_in(source: &str) -> Normalizer {
    Normalizer::from_toml(source).expect("the tests compile every built-in profile")
}
