//! Profiles: which characters a normalization changes, read from TOML.
//!
//! A profile is a list of steps, each declared lossless or lossy, so that what
//! a normalization throws away can be read off its data file. This module knows
//! what a profile file means; `rules.rs` knows how its steps work together.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Why a profile was refused.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// No profile of this name is built in.
    #[error("unknown normalization profile `{name}`; known are `light`, `search` and `none`")]
    Unknown {
        /// The name asked for.
        name: String,
    },
    /// The file is not TOML, or has keys that a profile does not have.
    #[error("invalid profile")]
    Syntax(#[from] toml::de::Error),
    /// A step declares no action, or more than one.
    #[error("step `{step}` declares {count} actions instead of one")]
    Actions {
        /// The step's name.
        step: String,
        /// How many actions it declares.
        count: usize,
    },
    /// A code point range is not `XXXX` or `XXXX-XXXX` in hexadecimal.
    #[error("step `{step}` has the invalid code point range `{range}`")]
    Range {
        /// The step's name.
        step: String,
        /// The range as written.
        range: String,
    },
    /// A limit of repeated letters is zero.
    #[error("step `{step}` keeps no letter of a repetition")]
    Repeats {
        /// The step's name.
        step: String,
    },
    /// The steps turn a character into one that they turn further without end.
    #[error("the steps never come to rest on `{character}`")]
    Unstable {
        /// The character.
        character: char,
    },
}

/// What a step costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Loss {
    /// A reader takes both texts for the same: nothing that carries meaning is lost.
    Lossless,
    /// Texts that a reader tells apart may become the same.
    Lossy,
}

/// A step's name and what it costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepSummary {
    /// The name that the profile file gives it.
    pub name: String,
    /// What it costs, as the profile file declares.
    pub loss: Loss,
}

/// What one step does.
#[derive(Debug, Clone)]
pub(crate) enum Action {
    Remove(CodePoints),
    Replace(BTreeMap<char, String>),
    /// Compatibility decomposition of some characters.
    Compatibility(CodePoints),
    LowerCase,
    Form(Form),
    CollapseWhiteSpace,
    /// The most letters of a repetition that are kept.
    LimitRepeats(usize),
}

/// A Unicode normalization form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Form {
    Nfc,
    Nfkc,
}

/// A set of code points, as inclusive ranges.
#[derive(Debug, Clone)]
pub(crate) struct CodePoints(Vec<(u32, u32)>);

#[derive(Debug, Clone)]
pub(crate) struct Profile {
    pub(crate) name: String,
    pub(crate) steps: Vec<(StepSummary, Action)>,
}

impl CodePoints {
    pub(crate) fn contains(&self, character: char) -> bool {
        let code_point = u32::from(character);
        self.0
            .iter()
            .any(|&(first, last)| (first..=last).contains(&code_point))
    }
}

impl Profile {
    pub(crate) fn from_toml(source: &str) -> Result<Profile, ProfileError> {
        let file: ProfileFile = toml::from_str(source)?;
        let steps = file
            .step
            .into_iter()
            .map(StepFile::check)
            .collect::<Result<_, _>>()?;
        Ok(Profile {
            name: file.name,
            steps,
        })
    }
}

/// A profile as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProfileFile {
    name: String,
    #[serde(default)]
    step: Vec<StepFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepFile {
    name: String,
    loss: Loss,
    remove: Option<Vec<String>>,
    replace: Option<Vec<Replacement>>,
    compatibility: Option<Vec<String>>,
    lower_case: Option<bool>,
    form: Option<Form>,
    white_space: Option<WhiteSpace>,
    repeats: Option<usize>,
}

/// Each character of `from` becomes `to`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Replacement {
    from: String,
    to: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum WhiteSpace {
    Collapse,
}

impl StepFile {
    fn check(self) -> Result<(StepSummary, Action), ProfileError> {
        let step = self.name;
        let actions = [
            self.remove
                .map(|ranges| parse_ranges(&step, &ranges).map(Action::Remove)),
            self.replace
                .map(|replacements| Ok(Action::Replace(expand(&replacements)))),
            self.compatibility
                .map(|ranges| parse_ranges(&step, &ranges).map(Action::Compatibility)),
            self.lower_case
                .filter(|&on| on)
                .map(|_| Ok(Action::LowerCase)),
            self.form.map(|form| Ok(Action::Form(form))),
            self.white_space
                .map(|WhiteSpace::Collapse| Ok(Action::CollapseWhiteSpace)),
            self.repeats.map(|limit| limit_repeats(&step, limit)),
        ];
        let mut actions: Vec<_> = actions.into_iter().flatten().collect::<Result<_, _>>()?;
        match (actions.pop(), actions.len()) {
            (Some(action), 0) => {
                let summary = StepSummary {
                    name: step,
                    loss: self.loss,
                };
                Ok((summary, action))
            }
            (last, others) => Err(ProfileError::Actions {
                step,
                count: others + usize::from(last.is_some()),
            }),
        }
    }
}

fn limit_repeats(step: &str, limit: usize) -> Result<Action, ProfileError> {
    if limit == 0 {
        return Err(ProfileError::Repeats { step: step.into() });
    }
    Ok(Action::LimitRepeats(limit))
}

fn expand(replacements: &[Replacement]) -> BTreeMap<char, String> {
    replacements
        .iter()
        .flat_map(|replacement| {
            replacement
                .from
                .chars()
                .map(|from| (from, replacement.to.clone()))
        })
        .collect()
}

fn parse_ranges(step: &str, ranges: &[String]) -> Result<CodePoints, ProfileError> {
    let parse = |range: &String| {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let first = u32::from_str_radix(first, 16).ok()?;
        let last = u32::from_str_radix(last, 16).ok()?;
        (first <= last).then_some((first, last))
    };
    let parsed = ranges.iter().map(|range| {
        parse(range).ok_or_else(|| ProfileError::Range {
            step: step.into(),
            range: range.clone(),
        })
    });
    parsed.collect::<Result<_, _>>().map(CodePoints)
}
