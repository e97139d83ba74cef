//! The cases of `tests/cases/`: what each profile makes of a text, and what each
//! class of characters holds.

use std::borrow::Cow;

use serde::Deserialize;
use warraq_normalize::{Loss, Normalizer, ProfileError, characters, fold};

#[derive(Deserialize)]
struct ProfileCases {
    case: Vec<ProfileCase>,
}

#[derive(Deserialize)]
struct ProfileCase {
    text: String,
    becomes: String,
    /// A slice of the normalized text, and the slice of the original that it came from.
    slice: Option<[String; 2]>,
}

#[derive(Deserialize)]
struct CharacterCases {
    class: Vec<CharacterClass>,
}

#[derive(Deserialize)]
struct CharacterClass {
    name: String,
    holds: String,
    #[serde(rename = "not")]
    lacks: String,
}

fn check_profile(normalizer: &Normalizer, cases: &str) {
    let cases: ProfileCases = toml::from_str(cases).unwrap();
    for ProfileCase {
        text,
        becomes,
        slice,
    } in cases.case
    {
        let normalized = normalizer.normalize(&text);
        assert_eq!(normalized.text, becomes, "{text:?}");
        let Some([part, origin]) = slice else {
            continue;
        };
        let start = normalized.text.find(&part).unwrap();
        let original = normalized.offsets.to_original(start..start + part.len());
        assert_eq!(
            text.get(original.clone()),
            Some(origin.as_str()),
            "{text:?}"
        );
        let back = normalized.offsets.to_normalized(original);
        assert_eq!(normalized.text.get(back), Some(part.as_str()), "{text:?}");
    }
}

#[test]
fn search_cases() {
    check_profile(Normalizer::search(), include_str!("../cases/search.toml"));
}

#[test]
fn light_cases() {
    check_profile(Normalizer::light(), include_str!("../cases/light.toml"));
}

#[test]
fn words_fold_as_texts_do() {
    let cases: ProfileCases = toml::from_str(include_str!("../cases/search.toml")).unwrap();
    for case in cases.case {
        assert_eq!(fold(&case.text), case.becomes, "{:?}", case.text);
    }
    assert!(matches!(fold("كتاب"), Cow::Borrowed(_)));
    assert!(matches!(fold("مدرسة"), Cow::Owned(_)));
    let mut folded = String::from("قبل ");
    warraq_normalize::fold_into("أحمد", &mut folded);
    warraq_normalize::fold_into("e\u{301}", &mut folded);
    assert_eq!(folded, "قبل احمدe");
}

#[test]
fn characters_are_in_their_classes() {
    let cases: CharacterCases = toml::from_str(include_str!("../cases/characters.toml")).unwrap();
    for class in cases.class {
        let holds: fn(char) -> bool = match class.name.as_str() {
            "arabic_letter" => characters::is_arabic_letter,
            "mark" => characters::is_mark,
            "tatweel" => characters::is_tatweel,
            "invisible" => characters::is_invisible,
            "sentence_final" => characters::is_sentence_final,
            "punctuation" => characters::is_punctuation,
            "digit" => |character| characters::digit_value(character).is_some(),
            name => panic!("no class `{name}`"),
        };
        for character in class.holds.chars() {
            assert!(holds(character), "{character:?} is {}", class.name);
        }
        for character in class.lacks.chars() {
            assert!(!holds(character), "{character:?} is not {}", class.name);
        }
    }
    for digits in ["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"] {
        let values: Vec<u8> = digits.chars().filter_map(characters::digit_value).collect();
        assert_eq!(values, (0..=9).collect::<Vec<u8>>());
    }
}

#[test]
fn profiles_say_what_they_lose() {
    let loses = |normalizer: &Normalizer| {
        normalizer
            .steps()
            .iter()
            .any(|step| step.loss == Loss::Lossy)
    };
    assert!(loses(Normalizer::search()));
    assert!(!loses(Normalizer::light()));
    assert!(Normalizer::none().steps().is_empty());
    for name in ["light", "search", "none"] {
        assert_eq!(Normalizer::named(name).unwrap().name(), name);
    }
}

#[test]
fn repeated_letters_are_cut_down_on_request() {
    let source = "name = \"chat\"\n[[step]]\nname = \"repeats\"\nloss = \"lossy\"\nrepeats = 2\n";
    let chat = Normalizer::from_toml(source).unwrap();
    let normalized = chat.normalize("راااائع جداااا!!!! 10000");
    assert_eq!(normalized.text, "راائع جداا!!!! 10000");
    assert_eq!(
        normalized.offsets.to_original(0.."راائع".len()),
        0.."راااائع".len()
    );
}

#[test]
fn wrong_profiles_are_refused() {
    let refusal = |step: &str| {
        let source = format!("name = \"x\"\n[[step]]\nname = \"s\"\nloss = \"lossy\"\n{step}\n");
        Normalizer::from_toml(&source).unwrap_err()
    };
    assert!(matches!(
        refusal(""),
        ProfileError::Actions { count: 0, .. }
    ));
    let both = "lower_case = true\nform = \"nfc\"";
    assert!(matches!(
        refusal(both),
        ProfileError::Actions { count: 2, .. }
    ));
    assert!(matches!(
        refusal("remove = [\"06ZZ\"]"),
        ProfileError::Range { .. }
    ));
    assert!(matches!(
        refusal("remove = [\"0650-0640\"]"),
        ProfileError::Range { .. }
    ));
    assert!(matches!(
        refusal("repeats = 0"),
        ProfileError::Repeats { .. }
    ));
    assert!(matches!(
        refusal("colour = \"red\""),
        ProfileError::Syntax(_)
    ));
    let undeclared = "name = \"x\"\n[[step]]\nname = \"s\"\nform = \"nfc\"\n";
    assert!(matches!(
        Normalizer::from_toml(undeclared),
        Err(ProfileError::Syntax(_))
    ));
    let circle = "replace = [{ from = \"ا\", to = \"اا\" }]";
    assert!(matches!(
        refusal(circle),
        ProfileError::Unstable { character: 'ا' }
    ));
    assert!(matches!(
        Normalizer::named("lite"),
        Err(ProfileError::Unknown { .. })
    ));
}
