//! A tagger that is just enough for tests: it finds the names that a case lists, wherever they stand.

use warraq_core::{DocumentView, LayerName, Output, Span, Stage, StageError, keys};

/// A name of a case: its label, the number that the forms of one name share, and the name.
pub(crate) type ListedName = (String, i64, String);

/// Provides the listed names; of two that begin at one place the longer one counts.
pub(crate) struct Tagger(pub(crate) Vec<ListedName>);

impl Stage for Tagger {
    fn name(&self) -> &str {
        "tagger"
    }

    fn provides(&self) -> &[LayerName] {
        &[LayerName::ENTITIES]
    }

    fn process(
        &self,
        document: &DocumentView<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), StageError> {
        let mut found: Vec<(usize, &ListedName)> = Vec::new();
        for listed in &self.0 {
            let mentions = document.text().match_indices(listed.2.as_str());
            found.extend(mentions.map(|(start, _)| (start, listed)));
        }
        found.sort_by_key(|(start, (.., name))| (*start, std::cmp::Reverse(name.len())));
        let mut end = 0;
        for (start, (label, cluster, name)) in found {
            if start >= end {
                end = start + name.len();
                let cluster = output.attributes(&[(keys::CLUSTER, (*cluster).into())])?;
                let label = output.label(label)?;
                let name = Span::new(start as u32, end as u32);
                let name = name.with_label(label).with_attributes(cluster);
                output.push(&LayerName::ENTITIES, name)?;
            }
        }
        Ok(())
    }
}
