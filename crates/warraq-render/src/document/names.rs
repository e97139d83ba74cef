//! Names by what they name: mentions of one cluster together.

use crate::document::label_rank;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use warraq_record::{Item, Layer, Record};

/// The mentions of one name.
pub(crate) struct Cluster<'a> {
    /// The first mention.
    pub(crate) first: &'a Item,
    /// What it is called.
    pub(crate) name: &'a str,
    /// The mentions' indices.
    pub(crate) mentions: Vec<usize>,
}

/// The clusters of a record by label; in a label, those with the most mentions come first.
pub(crate) fn clusters(record: &Record) -> Vec<(&str, Vec<Cluster<'_>>)> {
    let mut positions = BTreeMap::new();
    let mut clusters: Vec<Cluster<'_>> = Vec::new();
    for (index, item) in record.layer(Layer::Entities).iter().enumerate() {
        let name = item
            .canonical
            .as_deref()
            .unwrap_or_else(|| record.slice(item.range()));
        // Mentions without a cluster belong together where they read the same.
        let key = (
            item.label.as_str(),
            item.cluster,
            if item.cluster.is_none() { name } else { "" },
        );
        let position = *positions.entry(key).or_insert(clusters.len());
        match clusters.get_mut(position) {
            Some(cluster) => cluster.mentions.push(index),
            None => clusters.push(Cluster {
                first: item,
                name,
                mentions: vec![index],
            }),
        }
    }
    clusters.sort_by_key(|cluster| {
        let label = cluster.first.label.as_str();
        (label_rank(label), label, Reverse(cluster.mentions.len()))
    });
    let mut groups: Vec<(&str, Vec<Cluster<'_>>)> = Vec::new();
    for cluster in clusters {
        let label = cluster.first.label.as_str();
        match groups.last_mut().filter(|(known, _)| *known == label) {
            Some((_, group)) => group.push(cluster),
            None => groups.push((label, vec![cluster])),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mentions_of_one_cluster_stand_together_and_the_commonest_first() {
        let record = Record::from_json(
            r#"{"id":"a","source":{"path":"a"},"offset_unit":"byte","text":"abcdef","entities":[
                {"start":0,"end":1,"label":"LOC","canonical":"A","cluster":0},
                {"start":1,"end":2,"label":"LOC","canonical":"B","cluster":1},
                {"start":2,"end":3,"label":"PER"},
                {"start":3,"end":4,"label":"LOC","canonical":"B2","cluster":1},
                {"start":4,"end":5,"label":"SHIP"}]}"#,
        )
        .unwrap();
        let shown: Vec<_> = clusters(&record)
            .into_iter()
            .flat_map(|(label, clusters)| {
                clusters
                    .into_iter()
                    .map(move |cluster| (label, cluster.name.to_owned(), cluster.mentions))
            })
            .collect();
        let expected = [
            ("PER", "c", vec![2]),
            ("LOC", "B", vec![1, 3]),
            ("LOC", "A", vec![0]),
            ("SHIP", "e", vec![4]),
        ];
        assert_eq!(
            shown,
            expected.map(|(label, name, mentions)| (label, name.to_owned(), mentions))
        );
    }
}
