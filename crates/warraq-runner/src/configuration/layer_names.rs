//! Names of layers in a configuration: lists of strings that are checked as they are read.

use serde::{Deserialize, Deserializer, Serializer, de::Error};
use warraq_core::LayerName;

pub(crate) fn serialize<S: Serializer>(
    names: &[LayerName],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(names.iter().map(LayerName::as_str))
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<LayerName>, D::Error> {
    let names = Vec::<String>::deserialize(deserializer)?;
    names
        .iter()
        .map(|name| LayerName::new(name).map_err(D::Error::custom))
        .collect()
}

pub(crate) mod optional {
    use super::{Deserializer, LayerName, Serializer};

    #[expect(clippy::ref_option, reason = "serde calls it so")]
    pub(crate) fn serialize<S: Serializer>(
        names: &Option<Vec<LayerName>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        super::serialize(names.as_deref().unwrap_or_default(), serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Vec<LayerName>>, D::Error> {
        super::deserialize(deserializer).map(Some)
    }
}
