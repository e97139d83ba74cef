//! Files that are not models say what is wrong with them.

use warraq_entities::{FORMAT_VERSION, Model, ModelError};

fn open(bytes: Vec<u8>) -> ModelError {
    Model::from_bytes(bytes).unwrap_err()
}

#[test]
fn something_else_is_not_a_model() {
    assert_eq!(open(Vec::new()), ModelError::NotAModel);
    assert_eq!(open(b"{\"text\": \"\"}".to_vec()), ModelError::NotAModel);
}

#[test]
fn another_version_is_named() {
    let mut bytes = warraq_model_names::BYTES.to_vec();
    bytes[8] = FORMAT_VERSION as u8 + 1;
    assert_eq!(
        open(bytes),
        ModelError::Version {
            found: FORMAT_VERSION + 1
        }
    );
}

#[test]
fn a_cut_file_says_how_much_is_missing() {
    let whole = warraq_model_names::BYTES;
    for length in [9, 20, 28, 1000, whole.len() - 1] {
        let error = open(whole[..length].to_vec());
        assert!(
            matches!(error, ModelError::Length { found, .. } if found == length as u64),
            "{length}: {error}"
        );
    }
}

#[test]
fn a_changed_byte_is_noticed() {
    for place in [40, 5000, warraq_model_names::BYTES.len() - 1] {
        let mut bytes = warraq_model_names::BYTES.to_vec();
        bytes[place] ^= 1;
        assert_eq!(open(bytes), ModelError::Damaged, "{place}");
    }
}
