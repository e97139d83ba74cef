//! Speed of times and numbers on tokens already there, beside a finder made of regular expressions.
//!
//! No Arabic library that resolves times exists in Rust, so the peer does less: the crate `regex`
//! finds month dates, relative units and weekdays in the text and gives no values. It is what a
//! program would use without this stage. Both run on one core over the same documents and take
//! turns; the best of several rounds counts. The text is the news of `WARRAQ_SHARED` if that is set,
//! otherwise sentences of our own, repeated.

use regex::Regex;
use std::sync::Arc;
use std::time::{Duration, Instant};
use warraq_benches::news;
use warraq_core::{Document, Metadata, Pipeline, Stage};
use warraq_segment::{BlocksStage, CliticsStage, SentencesStage, TokensStage};
use warraq_temporal::{TimesOptions, TimesStage};

const ROUNDS: usize = 5;

/// Megabytes a second that the stage must reach.
const BAR: f64 = 60.0;

const OWN: &str = "وصل الوفد يوم الثلاثاء 12 سبتمبر 2023 وغادر بعد ثلاثة أيام. وقال الوزير إن المشروع الذي بدأ في \
    العام الماضي سيكلف 3 ملايين دولار، وإن المدينة ستشهد معرضا كبيرا يشارك فيه مئة كاتب من بلدان كثيرة.\n";

fn main() {
    let texts = texts();
    let bytes: usize = texts.iter().map(String::len).sum();
    println!("{} documents, {:.1} MB", texts.len(), bytes as f64 / 1e6);
    let stages: [Arc<dyn Stage>; 4] = [
        Arc::new(BlocksStage::default()),
        Arc::new(SentencesStage::default()),
        Arc::new(TokensStage::default()),
        Arc::new(CliticsStage::default()),
    ];
    let times: Arc<dyn Stage> =
        Arc::new(TimesStage::new(TimesOptions::default()).expect("the data files are right"));
    let whole = Pipeline::new(stages.into_iter().chain([times]).collect());
    let whole = whole.expect("the stages fit");
    let peer = peer();
    let (mut best, mut best_peer) = (Duration::MAX, Duration::MAX);
    let (mut found, mut found_by_peer) = (0, 0);
    for _ in 0..ROUNDS {
        let (stage, times) = stage_time(&whole, &texts);
        (best, found) = (best.min(stage), times);
        let start = Instant::now();
        found_by_peer = texts.iter().map(|text| peer.find_iter(text).count()).sum();
        best_peer = best_peer.min(start.elapsed());
    }
    let speed = |time: Duration| bytes as f64 / 1e6 / time.as_secs_f64();
    println!(
        "warraq times and numbers   {:7.1} MB/s, {found} times resolved",
        speed(best)
    );
    println!(
        "regex, finding alone       {:7.1} MB/s, {found_by_peer} found",
        speed(best_peer)
    );
    assert!(
        found >= found_by_peer,
        "the stage finds at least what the peer finds"
    );
    let verdict = if speed(best) >= BAR {
        "reached"
    } else {
        "missed"
    };
    println!("bar of {BAR} MB/s: {verdict}");
}

/// The time of the last stage of `whole`, and the number of times that it finds.
fn stage_time(whole: &Pipeline, texts: &[String]) -> (Duration, usize) {
    let (mut time, mut found) = (Duration::ZERO, 0);
    let last = whole.stages().len() - 1;
    for text in texts {
        let mut document =
            Document::new(Metadata::default(), text.clone()).expect("the text is short enough");
        let clock = Clock::new(last);
        whole
            .process(&mut document, &clock)
            .expect("no stage fails");
        time += clock.elapsed();
        found += document.times().map_or(0, |times| times.len());
    }
    (time, found)
}

/// A supervisor that times one stage.
struct Clock {
    stage: usize,
    started: std::sync::Mutex<Option<Instant>>,
    elapsed: std::sync::Mutex<Duration>,
}

impl Clock {
    fn new(stage: usize) -> Self {
        Self {
            stage,
            started: std::sync::Mutex::new(None),
            elapsed: std::sync::Mutex::new(Duration::ZERO),
        }
    }

    fn elapsed(&self) -> Duration {
        *self.elapsed.lock().expect("no thread has panicked")
    }
}

impl warraq_core::Supervisor for Clock {
    fn stage_started(&self, stage: usize) {
        if stage == self.stage {
            *self.started.lock().expect("no thread has panicked") = Some(Instant::now());
        }
    }

    fn stage_finished(&self, stage: usize) {
        let started = *self.started.lock().expect("no thread has panicked");
        if let Some(started) = started.filter(|_| stage == self.stage) {
            *self.elapsed.lock().expect("no thread has panicked") = started.elapsed();
        }
    }
}

fn peer() -> Regex {
    let months = "يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر";
    let weekdays = "الأحد|الاثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت";
    let pattern = format!(
        r"\d{{1,2}} (?:{months})(?: \d{{4}})?|(?:عام|سنة) \d{{4}}|يوم (?:{weekdays})|(?:{months}) \d{{4}}|(?:الأسبوع|الشهر|العام) (?:الماضي|المقبل)"
    );
    Regex::new(&pattern).expect("the pattern is right")
}

fn texts() -> Vec<String> {
    news(300).unwrap_or_else(|| vec![OWN.repeat(30); 200])
}
