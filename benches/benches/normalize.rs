//! Speed of decoding and normalization, beside the libraries that do the same.
//!
//! Prints megabytes of UTF-8 text a second on one core, also where the text comes
//! in another encoding: the best of several rounds in which all contestants take
//! turns. Where two do the same task, their results are compared first. The text
//! is the news of `WARRAQ_SHARED` if that is set, otherwise the project's own
//! samples, repeated. `peers/camel_normalize.py` times CAMeL Tools on the same text.

use std::hint::black_box;
use std::time::Instant;

use icu_normalizer::ComposingNormalizer;
use unicode_normalization::UnicodeNormalization;
use warraq_benches::{news, samples};
use warraq_normalize::{DecodeOptions, Encoding, Normalized, Normalizer, decode, fold_into};

const ROUNDS: usize = 7;

fn main() {
    let documents = documents();
    let bytes: usize = documents.iter().map(String::len).sum();
    println!(
        "{} documents, {:.1} MB",
        documents.len(),
        bytes as f64 / 1e6
    );
    let peer_fold = PeerFold::new();
    assert_same_search(&documents, &peer_fold);
    let encoded = Encoded::new(&documents);
    encoded.assert_same_decoding(&documents);
    let normalization = contestants(&documents, &peer_fold);
    time("normalization", normalization, bytes);
    time("decoding", decoders(&documents, &encoded), bytes);
}

/// A contestant runs over all documents and returns something that depends on every result.
type Contestant<'a> = (&'static str, Box<dyn FnMut() -> usize + 'a>);

fn contestants<'a>(documents: &'a [String], peer_fold: &'a PeerFold) -> Vec<Contestant<'a>> {
    let mut contestants = profiles(documents);
    contestants.extend(search_peers(documents, peer_fold));
    contestants.extend(canonical_peers(documents));
    contestants.push((
        "warraq fold, word by word",
        Box::new(|| fold_words(documents)),
    ));
    contestants
}

fn profiles(documents: &[String]) -> Vec<Contestant<'_>> {
    let contestant = |name, normalizer: &'static Normalizer| -> Contestant<'_> {
        let mut normalized = Normalized::default();
        let run = move || {
            documents.iter().fold(0, |sum, document| {
                normalizer.normalize_into(black_box(document), &mut normalized);
                sum + normalized.text.len() + normalized.offsets.to_original(0..1).end
            })
        };
        (name, Box::new(run))
    };
    vec![
        contestant("warraq search, with offset map", Normalizer::search()),
        contestant("warraq light, with offset map", Normalizer::light()),
    ]
}

fn search_peers<'a>(documents: &'a [String], peer_fold: &'a PeerFold) -> Vec<Contestant<'a>> {
    let icu = move || {
        let normalizer = ComposingNormalizer::new_nfkc();
        sum(documents, |document| {
            peer_fold.fold(normalizer.normalize(document).chars()).len()
        })
    };
    let unicode = move || sum(documents, |document| peer_fold.fold(document.nfkc()).len());
    vec![
        ("icu_normalizer NFKC + fold, no map", Box::new(icu)),
        (
            "unicode-normalization NFKC + fold, no map",
            Box::new(unicode),
        ),
    ]
}

fn canonical_peers(documents: &[String]) -> Vec<Contestant<'_>> {
    let icu_nfkc = || {
        let normalizer = ComposingNormalizer::new_nfkc();
        sum(documents, |document| normalizer.normalize(document).len())
    };
    let icu_nfc = || {
        let normalizer = ComposingNormalizer::new_nfc();
        sum(documents, |document| normalizer.normalize(document).len())
    };
    vec![
        ("icu_normalizer NFKC alone", Box::new(icu_nfkc)),
        ("icu_normalizer NFC alone", Box::new(icu_nfc)),
    ]
}

fn decoders<'a>(documents: &'a [String], encoded: &'a Encoded) -> Vec<Contestant<'a>> {
    let Encoded {
        windows,
        utf_16,
        mac,
    } = encoded;
    let utf_8 = || sum(documents, |document| decoded(document.as_bytes(), None));
    let validated = || {
        sum(documents, |document| {
            simdutf8::basic::from_utf8(document.as_bytes()).map_or(0, str::len)
        })
    };
    let ours = |inputs: &'a [Vec<u8>], encoding: Option<Encoding>| -> Box<dyn FnMut() -> usize> {
        Box::new(move || inputs.iter().map(|bytes| decoded(bytes, encoding)).sum())
    };
    let theirs = |inputs: &'a [Vec<u8>], encoding: &'static encoding_rs::Encoding| {
        let decode = move |bytes| encoding.decode(black_box(bytes)).0.len();
        Box::new(move || inputs.iter().map(|bytes| decode(bytes)).sum())
    };
    vec![
        ("warraq, UTF-8", Box::new(utf_8)),
        ("simdutf8, validation alone", Box::new(validated)),
        ("warraq, UTF-16 with its mark", ours(utf_16, None)),
        ("encoding_rs, UTF-16", theirs(utf_16, encoding_rs::UTF_16LE)),
        ("warraq, windows-1256 guessed", ours(windows, None)),
        (
            "warraq, windows-1256 declared",
            ours(windows, Some(Encoding::WINDOWS_1256)),
        ),
        (
            "encoding_rs, windows-1256",
            theirs(windows, encoding_rs::WINDOWS_1256),
        ),
        ("chardetng, guess alone", Box::new(|| guess(windows))),
        (
            "warraq, MacArabic declared",
            ours(mac, Some(Encoding::MAC_ARABIC)),
        ),
    ]
}

fn decoded(bytes: &[u8], encoding: Option<Encoding>) -> usize {
    let options = DecodeOptions {
        encoding,
        ..DecodeOptions::default()
    };
    decode(black_box(bytes), &options).text.len()
}

fn guess(documents: &[Vec<u8>]) -> usize {
    let guess = |bytes: &Vec<u8>| {
        let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
        detector.feed(black_box(bytes), true);
        let encoding = detector.guess(None, chardetng::Utf8Detection::Allow);
        encoding.name().len()
    };
    documents.iter().map(guess).sum()
}

fn sum(documents: &[String], measure: impl Fn(&str) -> usize) -> usize {
    documents
        .iter()
        .map(|document| measure(black_box(document)))
        .sum()
}

fn fold_words(documents: &[String]) -> usize {
    let mut folded = String::new();
    let mut sum = 0;
    for word in documents.iter().flat_map(|document| document.split(' ')) {
        folded.clear();
        fold_into(black_box(word), &mut folded);
        sum += folded.len();
    }
    sum
}

/// Prints the speed of each contestant, and its time by that of the first.
fn time(title: &str, mut contestants: Vec<Contestant<'_>>, bytes: usize) {
    let mut best = vec![f64::INFINITY; contestants.len()];
    for _ in 0..ROUNDS {
        for ((_, run), best) in contestants.iter_mut().zip(&mut best) {
            let start = Instant::now();
            black_box(run());
            *best = best.min(start.elapsed().as_secs_f64());
        }
    }
    let first = best.first().copied().unwrap_or(f64::NAN);
    println!("\n{title:44} {:>9} {:>22}", "MB/s", "time by the first");
    for ((name, _), best) in contestants.iter().zip(best) {
        println!(
            "{name:44} {:9.0} {:22.2}",
            bytes as f64 / 1e6 / best,
            best / first
        );
    }
}

/// A fold after NFKC, written as one would write it: a table for the characters
/// of two bytes, and nothing for the rest.
struct PeerFold(Vec<char>);

const REMOVED: char = '\0';

impl PeerFold {
    fn new() -> PeerFold {
        PeerFold(
            (0..0x3000)
                .filter_map(char::from_u32)
                .map(fold_character)
                .collect(),
        )
    }

    fn fold(&self, characters: impl Iterator<Item = char>) -> String {
        let mut folded = String::new();
        for character in characters {
            let becomes = self.0.get(character as usize).copied().unwrap_or(character);
            if becomes != REMOVED && (becomes != ' ' || !folded.ends_with(' ')) {
                folded.push(becomes);
            }
        }
        folded
    }
}

fn fold_character(character: char) -> char {
    let base = character.nfd().next().unwrap_or(character);
    match base {
        'ٱ' => 'ا',
        'ى' | 'ی' => 'ي',
        'ة' | 'ہ' | 'ھ' | 'ە' => 'ه',
        'ک' => 'ك',
        'گ' => 'ك',
        'چ' => 'ج',
        'پ' => 'ب',
        'ڤ' => 'ف',
        'ژ' => 'ز',
        '٠'..='٩' => char::from(b'0' + (base as u32 - '٠' as u32) as u8),
        '۰'..='۹' => char::from(b'0' + (base as u32 - '۰' as u32) as u8),
        '،' => ',',
        '؛' => ';',
        '؟' => '?',
        '٪' => '%',
        '«' | '»' | '“' | '”' | '„' | '‹' | '›' => '"',
        '‘' | '’' | '‚' | '‛' => '\'',
        '‐' | '‑' | '–' | '—' | '―' | '−' => '-',
        '\u{300}'..='\u{36F}' | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{640}' => REMOVED,
        '\u{610}'..='\u{61A}' | '\u{6D6}'..='\u{6ED}' | '\u{AD}' | '\u{61C}' => REMOVED,
        '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' => REMOVED,
        base if base.is_whitespace() => ' ',
        base => base.to_lowercase().next().unwrap_or(base),
    }
}

/// The peers and the `search` profile must make the same text of nearly every document.
///
/// Their fold knows the characters of news, not every one that the profile names,
/// so a document with a rarer one may differ, and no more than one in a hundred does.
fn assert_same_search(documents: &[String], peer_fold: &PeerFold) {
    let normalizer = ComposingNormalizer::new_nfkc();
    let same = documents.iter().filter(|document| {
        let theirs = peer_fold.fold(normalizer.normalize(document).chars());
        Normalizer::search().normalize(document).text == theirs
    });
    let same = same.count();
    println!(
        "{same} of {} documents fold to the same text as the peer's",
        documents.len()
    );
    assert!(same * 100 >= documents.len() * 99);
}

/// The documents in other encodings.
struct Encoded {
    windows: Vec<Vec<u8>>,
    /// Low byte first, with a byte order mark.
    utf_16: Vec<Vec<u8>>,
    /// Bytes of windows-1256, of which MacArabic makes other characters of the same number.
    mac: Vec<Vec<u8>>,
}

impl Encoded {
    fn new(documents: &[String]) -> Encoded {
        let windows = |document: &String| encoding_rs::WINDOWS_1256.encode(document).0.into_owned();
        let utf_16 = |document: &String| -> Vec<u8> {
            let units = std::iter::once(0xFEFF).chain(document.encode_utf16());
            units.flat_map(u16::to_le_bytes).collect()
        };
        let windows: Vec<_> = documents.iter().map(windows).collect();
        Encoded {
            utf_16: documents.iter().map(utf_16).collect(),
            mac: windows.clone(),
            windows,
        }
    }

    /// What is guessed is decoded as the peer decodes what is declared.
    fn assert_same_decoding(&self, documents: &[String]) {
        let options = DecodeOptions::default();
        for bytes in &self.windows {
            let theirs = encoding_rs::WINDOWS_1256
                .decode_without_bom_handling(bytes)
                .0;
            assert_eq!(decode(bytes, &options).text, theirs);
        }
        for (bytes, document) in self.utf_16.iter().zip(documents) {
            assert_eq!(decode(bytes, &options).text, document.as_str());
        }
    }
}

fn documents() -> Vec<String> {
    news(usize::MAX).unwrap_or_else(|| samples(200))
}
