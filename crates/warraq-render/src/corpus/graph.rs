//! Who appears with whom: a graph of the names that stand in most documents.

mod layout;

use super::{Corpus, Name};
use crate::html::Html;
use layout::{Place, SIZE, layout};
use std::collections::{BTreeMap, BTreeSet};

/// The names in the picture.
const NODES: usize = 26;
/// The lines in the picture.
const EDGES: usize = 60;
/// The height of a name below its circle.
const LINE: f64 = 20.0;
/// The width of a letter, about.
const LETTER: f64 = 7.5;
/// The letters of a name that are shown.
const LONGEST: usize = 30;

/// A name in the picture.
struct Node<'a> {
    name: &'a Name,
    /// Its place in the page's data.
    link: usize,
    radius: f64,
}

impl Node<'_> {
    /// The room that the circle and the name below it take.
    fn size(&self) -> [f64; 2] {
        let name = self.label().chars().count() as f64 * LETTER;
        [name.max(2.0 * self.radius), 2.0 * self.radius + LINE]
    }

    /// The name, or the beginning of a long one.
    fn label(&self) -> String {
        let text = &self.name.text;
        match text.char_indices().nth(LONGEST) {
            Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
            None => text.clone(),
        }
    }

    /// The middle of the circle, where `place` is that of circle and name.
    fn center(&self, place: Place) -> Place {
        [place[0], place[1] - LINE / 2.0]
    }
}

/// Two names, by their places in the list of nodes, and the documents that have both.
struct Edge {
    ends: [usize; 2],
    documents: u32,
}

/// Writes the picture; false if there is nothing to show.
pub(super) fn write(html: &mut Html, corpus: &Corpus, known: &BTreeMap<u32, usize>) -> bool {
    let (numbers, edges) = linked(corpus);
    if edges.is_empty() {
        return false;
    }
    let nodes = nodes(corpus, &numbers, known);
    let most = edges.iter().map(|edge| edge.documents).max().unwrap_or(1);
    let share = |edge: &Edge| f64::from(edge.documents) / f64::from(most);
    let pulls: Vec<_> = edges.iter().map(|edge| (edge.ends, share(edge))).collect();
    let sizes: Vec<_> = nodes.iter().map(Node::size).collect();
    let places = layout(&sizes, &pulls);
    let size = format!("0 0 {} {}", SIZE[0], SIZE[1]);
    html.open(
        "svg",
        &[("class", "graph"), ("viewBox", &size), ("direction", "ltr")],
    );
    for edge in &edges {
        write_edge(
            html,
            edge.ends.map(|end| nodes[end].center(places[end])),
            share(edge),
        );
    }
    for (node, place) in nodes.iter().zip(places) {
        write_node(html, node, place);
    }
    html.close("svg");
    true
}

/// The names that stand in most documents and with others of them, and the lines between them.
fn linked(corpus: &Corpus) -> (Vec<u32>, Vec<Edge>) {
    let mut numbers = corpus.top_names(NODES, |_| true);
    let all = edges(corpus, &numbers);
    let ends: BTreeSet<usize> = all.iter().flat_map(|edge| edge.ends).collect();
    let mut position = 0..;
    numbers.retain(|_| {
        position
            .next()
            .is_some_and(|position| ends.contains(&position))
    });
    let edges = edges(corpus, &numbers);
    (numbers, edges)
}

fn nodes<'a>(corpus: &'a Corpus, numbers: &[u32], known: &BTreeMap<u32, usize>) -> Vec<Node<'a>> {
    let names = numbers.iter().map(|number| corpus.name(*number));
    let largest = names.map(|name| name.documents).max().unwrap_or(1);
    let node = |number: &u32| {
        let name = corpus.name(*number);
        let share = f64::from(name.documents) / f64::from(largest);
        Node {
            name,
            link: known.get(number).copied().unwrap_or_default(),
            radius: 4.0 + 11.0 * share.sqrt(),
        }
    };
    numbers.iter().map(node).collect()
}

/// The pairs that stand in the most documents together.
fn edges(corpus: &Corpus, numbers: &[u32]) -> Vec<Edge> {
    let positions: BTreeMap<u32, usize> = numbers
        .iter()
        .enumerate()
        .map(|(position, number)| (*number, position))
        .collect();
    let mut counts: BTreeMap<[usize; 2], u32> = BTreeMap::new();
    for row in &corpus.rows {
        let mut shown: Vec<_> = row
            .names
            .iter()
            .filter_map(|number| positions.get(number).copied())
            .collect();
        shown.sort_unstable();
        for (index, first) in shown.iter().enumerate() {
            for second in shown.iter().skip(index + 1) {
                *counts.entry([*first, *second]).or_default() += 1;
            }
        }
    }
    let mut edges: Vec<_> = counts
        .into_iter()
        .map(|(ends, documents)| Edge { ends, documents })
        .collect();
    edges.sort_by_key(|edge| (std::cmp::Reverse(edge.documents), edge.ends));
    edges.truncate(EDGES);
    edges
}

fn write_edge(html: &mut Html, [first, second]: [Place; 2], share: f64) {
    let [x1, y1, x2, y2] = [first[0], first[1], second[0], second[1]].map(number);
    let width = number(0.8 + 5.0 * share);
    let attributes = [
        ("class", "edge"),
        ("x1", x1.as_str()),
        ("y1", &y1),
        ("x2", &x2),
        ("y2", &y2),
        ("stroke-width", &width),
    ];
    html.open("line", &attributes).close("line");
}

/// `place` is the middle of the circle and the name.
fn write_node(html: &mut Html, node: &Node<'_>, place: Place) {
    let name = node.name;
    let label = format!("{} ({})", name.text, name.documents);
    let attributes = [
        ("class", "node"),
        ("data-label", name.label),
        ("data-name", &node.link.to_string()),
        ("role", "button"),
        ("tabindex", "0"),
        ("aria-label", &label),
    ];
    html.nest("g", &attributes, |html| {
        let center = node.center(place);
        let [x, y, r] = [center[0], center[1], node.radius].map(number);
        html.open("circle", &[("cx", &x), ("cy", &y), ("r", &r)])
            .close("circle");
        let below = number(center[1] + node.radius + 15.0);
        html.element(
            "text",
            &[
                ("x", &x),
                ("y", &below),
                ("text-anchor", "middle"),
                ("direction", "rtl"),
            ],
            &node.label(),
        );
    });
}

fn number(value: f64) -> String {
    format!("{value:.1}")
}
