//! Summaries and keyphrases, case by case; the cases stand in `tests/cases`.

mod support;

use serde::Deserialize;
use support::{ListedName, process, process_named};
use warraq_core::{Document, SummaryItem, keys};
use warraq_summarize::{
    Budget, KeyphrasesOptions, KeyphrasesStage, OptionsError, SummaryOptions, SummaryStage,
};

#[derive(Deserialize)]
struct Cases<C> {
    case: Vec<C>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SummaryCase {
    name: String,
    text: String,
    options: SummaryOptions,
    #[serde(default)]
    picks: Vec<String>,
    #[serde(default)]
    leaves: Vec<String>,
    #[serde(default)]
    reasons: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyphraseCase {
    name: String,
    text: String,
    #[serde(default)]
    names: Vec<ListedName>,
    finds: Vec<String>,
    avoids: Vec<String>,
}

fn cases<C: for<'de> Deserialize<'de>>(file: &str) -> Vec<C> {
    toml::from_str::<Cases<C>>(file)
        .expect("the cases are TOML")
        .case
}

fn summary(text: &str, options: SummaryOptions) -> Document {
    process(text, SummaryStage::new(options).expect("the options agree"))
}

#[test]
fn summary_cases() {
    for case in cases::<SummaryCase>(include_str!("cases/summaries.toml")) {
        let document = summary(&case.text, case.options);
        let items: Vec<_> = document.summary().unwrap().iter().collect();
        let picked: Vec<_> = items.iter().map(|item| item.text()).collect();
        let reasons: Vec<_> = items.iter().filter_map(SummaryItem::reason).collect();
        let holds = |list: &[&str], part: &String| list.iter().any(|text| text.contains(part));
        let name = &case.name;
        for part in &case.picks {
            assert!(
                holds(&picked, part),
                "{name}: `{part}` is not in {picked:#?}"
            );
        }
        for part in &case.leaves {
            assert!(!holds(&picked, part), "{name}: `{part}` is in {picked:#?}");
        }
        for part in &case.reasons {
            assert!(
                holds(&reasons, part),
                "{name}: `{part}` is not in {reasons:#?}"
            );
        }
    }
}

#[test]
fn keyphrase_cases() {
    for case in cases::<KeyphraseCase>(include_str!("cases/keyphrases.toml")) {
        let stage = KeyphrasesStage::new(KeyphrasesOptions::default()).unwrap();
        let document = process_named(&case.text, case.names, stage);
        let phrases = document.keyphrases().unwrap();
        let found: Vec<_> = phrases.iter().map(|phrase| phrase.text()).collect();
        for phrase in &case.finds {
            assert!(
                found.contains(&phrase.as_str()),
                "{}: `{phrase}` is not in {found:#?}",
                case.name
            );
        }
        for phrase in &case.avoids {
            assert!(
                !found.contains(&phrase.as_str()),
                "{}: `{phrase}` is in {found:#?}",
                case.name
            );
        }
    }
}

#[test]
fn lengths_that_contradict_each_other_are_refused() {
    let refused = |options: &str| toml::from_str::<SummaryOptions>(options).unwrap().budget();
    assert_eq!(refused(""), Ok(Budget::Ratio(0.3)));
    assert_eq!(refused("words = 5"), Ok(Budget::Words(5)));
    let two = OptionsError::TwoLengths("ratio", "sentences");
    assert_eq!(refused("ratio = 0.5\nsentences = 3"), Err(two));
    assert_eq!(refused("ratio = 1.5"), Err(OptionsError::Ratio(1.5)));
    assert_eq!(
        refused("sentences = 0"),
        Err(OptionsError::Zero("sentences"))
    );
    assert!(toml::from_str::<SummaryOptions>("ranker = \"luck\"").is_err());
    assert!(toml::from_str::<SummaryOptions>("rankr = \"lead\"").is_err());
}

#[test]
fn the_norm_of_a_phrase_is_its_folded_words() {
    let text = "title| مون جاي-إن والهجرة غير الشرعية\n\
        وصل مون جاي-إن إلى الميناء. وقال مون جاي-إن إن الهجرة غير الشرعية قديمة، والهجرة غير الشرعية خطيرة.";
    let names = vec![("PER".to_owned(), 1, "مون جاي".to_owned())];
    let stage = KeyphrasesStage::new(KeyphrasesOptions::default()).unwrap();
    let document = process_named(text, names, stage);
    let phrases = document.keyphrases().unwrap();
    let norms: Vec<_> = phrases
        .iter()
        .filter_map(|phrase| phrase.text_attribute(keys::NORM))
        .collect();
    for norm in ["مون جاي-ان", "الهجره غير الشرعيه"] {
        assert!(norms.contains(&norm), "{norms:?}");
    }
}

#[test]
fn a_lower_least_score_gives_more_keyphrases() {
    let text = "title| سور المدينة القديمة\nيرمم البناؤون سور المدينة القديمة. وتحمل العربات الحجر الأبيض من الجبل الشرقي.\n\
        ويحرس الحراس باب البحر الكبير. وتزرع القرية حقول القمح الأخضر.";
    let given = |least_score: f64| -> Vec<(String, f32)> {
        let options = KeyphrasesOptions {
            least_score,
            ..KeyphrasesOptions::default()
        };
        let document = process(text, KeyphrasesStage::new(options).unwrap());
        let phrases = document.keyphrases().unwrap();
        phrases
            .iter()
            .map(|phrase| (phrase.text().to_owned(), phrase.score()))
            .collect()
    };
    let (all, sure) = (given(0.0), given(1.0));
    assert_eq!(sure.len(), 3, "the best three in any case: {sure:?}");
    assert!(all.len() > 3, "{all:?}");
    let least = sure.iter().map(|(_, score)| *score).fold(1.0, f32::min);
    let mut others = all.iter().filter(|one| !sure.contains(one));
    assert!(others.all(|(_, score)| *score <= least), "{all:?}");
    let refused = KeyphrasesStage::new(KeyphrasesOptions {
        least_score: 1.5,
        ..KeyphrasesOptions::default()
    });
    assert_eq!(refused.err(), Some(OptionsError::LeastScore(1.5)));
}

#[test]
fn a_long_document_is_picked_from_as_a_whole() {
    // Every fiftieth sentence speaks of what the whole document speaks of.
    let sentence = |number: usize| match number % 50 {
        0 => format!("ويروي الصيادون قصة الميناء القديم والسفينة الغارقة للمرة {number}."),
        _ => format!("وصل القارب رقم {number} بلا سمك."),
    };
    let text: Vec<String> = (0..1_000).map(sentence).collect();
    let options = SummaryOptions {
        sentences: Some(30),
        ..SummaryOptions::default()
    };
    let document = summary(&text.join(" "), options);
    let picked = document.summary().unwrap();
    let behind = picked
        .iter()
        .filter(|item| item.parent().unwrap_or(0) > 500);
    assert!(behind.count() > 5, "the opening is all that is picked");
    assert!(picked.iter().all(|item| item.score() > 0.0));
}

#[test]
fn fifty_thousand_sentences_stay_linear() {
    let mut text = String::new();
    for number in 0..50_000 {
        let (topic, place) = (number % 977, number % 7919);
        text += &format!("ناقش المجلس موضوعا{topic} في مدينة{place} بحضور وفد{number}. ");
    }
    let document = summary(&text, SummaryOptions::default());
    let words: usize = document
        .summary()
        .unwrap()
        .iter()
        .map(|item| item.text().split(' ').count())
        .sum();
    let share = words as f64 / text.split_whitespace().count() as f64;
    assert!((0.3..0.301).contains(&share), "{share}");
}

proptest::proptest! {
    #[test]
    fn no_text_makes_the_stages_panic(text in "(title\\| |heading\\| |point\\| )?[ \n.؟وهو ما ذلكالبيت\\PC]{0,120}", count in 1usize..4) {
        let options = SummaryOptions { sentences: Some(count), sections: true, ..SummaryOptions::default() };
        let document = summary(&text, options);
        let sentences = document.sentences().unwrap().len();
        proptest::prop_assert!(document.summary().unwrap().len() <= sentences);
        process(&text, KeyphrasesStage::new(KeyphrasesOptions::default()).unwrap());
    }
}
