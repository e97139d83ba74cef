//! Names that are nearest to one that is not known: what a misspelling may have meant.

/// Serde says "unknown field `a`, expected one of `b`, `c`": proposes the nearest of those.
pub(crate) fn nearest_of_message(message: &str) -> Option<String> {
    let (unknown, expected) = message
        .strip_prefix("unknown ")?
        .split_once(", expected ")?;
    let unknown = unknown.split('`').nth(1)?;
    let expected: Vec<_> = expected.split('`').skip(1).step_by(2).collect();
    nearest(unknown, expected).map(|nearest| format!("did you mean `{nearest}`?"))
}

/// The candidate that `name` may be a misspelling of.
pub(crate) fn nearest<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let distance = |candidate: &&str| strsim::damerau_levenshtein(name, candidate);
    let nearest = candidates.into_iter().min_by_key(distance)?;
    (distance(&nearest) <= name.chars().count().div_ceil(3).max(1)).then_some(nearest)
}
