//! Inputs that are long in one dimension finish in time that grows with their length.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use warraq_normalize::{Normalizer, fold};

/// Processor time is counted in steps of this length.
const RESOLUTION: Duration = Duration::from_millis(4);

/// The best of three processor times, which other work on the machine disturbs least.
fn time(normalizer: &Normalizer, text: &str) -> Duration {
    let run = || {
        let start = processor_time();
        std::hint::black_box(normalizer.normalize(text));
        processor_time().saturating_sub(start)
    };
    (0..3).map(|_| run()).min().unwrap()
}

/// The time that this thread has run on a processor, where the system says it in a
/// file; elsewhere the time of day, which is right on a machine with nothing else to do.
fn processor_time() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let statistics = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = statistics
        .split(' ')
        .next()
        .and_then(|field| field.parse().ok());
    nanoseconds.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

/// Thirty times the input may take a hundred and twenty times as long, because it
/// leaves the caches: a quadratic pass takes nine hundred.
fn assert_linear(make: impl Fn(usize) -> String) {
    for normalizer in [Normalizer::light(), Normalizer::search()] {
        let (short, long) = (make(10_000), make(300_000));
        let (short, long) = (time(normalizer, &short), time(normalizer, &long));
        let limit = short.max(RESOLUTION) * 120;
        assert!(
            long < limit,
            "{}: {short:?}, then {long:?}",
            normalizer.name()
        );
    }
}

#[test]
fn many_marks_on_one_letter_take_linear_time() {
    assert_linear(|count| format!("ب{}", "\u{651}\u{64E}".repeat(count / 2)));
    assert_linear(|count| format!("a{}", "\u{301}\u{323}\u{30D}\u{316}".repeat(count / 4)));
    assert_linear(|count| format!("ب{}", "\u{651}\u{200D}".repeat(count / 2)));
    assert_linear(|count| format!("ا{}", "\u{200C}\u{653}\u{64E}\u{640}".repeat(count / 4)));
}

#[test]
fn runs_of_white_space_and_tatweel_take_linear_time() {
    assert_linear(|count| " \n\u{A0}".repeat(count / 3));
    assert_linear(|count| format!("ب{}ت", "\u{640}".repeat(count)));
    assert_linear(|count| "\u{1100}\u{1161}\u{11A8}".repeat(count / 3));
}

#[test]
fn ordinary_text_takes_linear_time() {
    assert_linear(|count| "وقال، إنّ العدد ١٢ «كبير»\n".repeat(count));
}

#[test]
fn marks_of_one_letter_come_into_canonical_order() {
    let text = format!("ب{}", "\u{651}\u{64E}".repeat(5000));
    let normalized = Normalizer::light().normalize(&text);
    let expected = format!("ب{}{}", "\u{64E}".repeat(5000), "\u{651}".repeat(5000));
    assert_eq!(normalized.text, expected);
    assert_eq!(normalized.offsets.to_original(0..2), 0..text.len());
    assert_eq!(fold(&text), "ب");
}

#[test]
fn long_unchanged_runs_keep_offsets() {
    let run = "كتاب ".repeat(30_000);
    let text = format!("{run}،{run}؟");
    let normalized = Normalizer::search().normalize(&text);
    assert_eq!(normalized.text, format!("{run},{run}?"));
    let end = normalized.text.len();
    assert_eq!(
        normalized.offsets.to_original(end - 1..end),
        text.len() - 2..text.len()
    );
    let comma = normalized.text.find(',').unwrap();
    assert_eq!(
        text.get(normalized.offsets.to_original(comma..comma + 1)),
        Some("،")
    );
    assert_eq!(
        normalized.offsets.to_normalized(text.len() - 2..text.len()),
        end - 1..end
    );
}
