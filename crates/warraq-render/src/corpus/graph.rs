//! Who appears with whom: a graph of the names that stand in most documents.
//!
//! The layout is made here, so that the same run gives the same picture everywhere. It uses nothing
//! but arithmetic and square roots, which every machine rounds alike.

use super::Corpus;
use crate::html::Html;
use std::collections::BTreeMap;

/// The names in the picture.
const NODES: usize = 26;
/// The lines in the picture.
const EDGES: usize = 60;
/// The size of the picture.
const SIZE: [f64; 2] = [960.0, 560.0];
/// How often forces move the names.
const ROUNDS: usize = 400;

/// A name in the picture.
struct Node {
    number: u32,
    place: [f64; 2],
}

/// Two names, by their places in the list of nodes, and the documents that have both.
struct Edge {
    ends: [usize; 2],
    documents: u32,
}

/// Writes the picture; false if there is nothing to show.
pub(super) fn write(html: &mut Html, corpus: &Corpus, known: &BTreeMap<u32, usize>) -> bool {
    let numbers = corpus.top_names(NODES, |_| true);
    let edges = edges(corpus, &numbers);
    if edges.is_empty() {
        return false;
    }
    let linked = |position: usize| edges.iter().any(|edge| edge.ends.contains(&position));
    let nodes = layout(&numbers, &edges);
    let size = format!("0 0 {} {}", SIZE[0], SIZE[1]);
    html.open(
        "svg",
        &[("class", "graph"), ("viewBox", &size), ("direction", "ltr")],
    );
    let most = edges.iter().map(|edge| edge.documents).max().unwrap_or(1);
    for edge in &edges {
        write_edge(
            html,
            edge.ends.map(|end| nodes[end].place),
            f64::from(edge.documents) / f64::from(most),
        );
    }
    let largest = numbers
        .first()
        .map_or(1, |number| corpus.name(*number).documents);
    for (position, node) in nodes
        .iter()
        .enumerate()
        .filter(|(position, _)| linked(*position))
    {
        let share = f64::from(corpus.name(node.number).documents) / f64::from(largest);
        let link = known.get(&node.number).copied().unwrap_or(position);
        write_node(html, corpus, node, (share, link));
    }
    html.close("svg");
    true
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

/// Places names so that those that belong together stand together: lines pull, names push.
fn layout(numbers: &[u32], edges: &[Edge]) -> Vec<Node> {
    let center = SIZE.map(|length| length / 2.0);
    // A spiral by the golden angle, its sine and cosine written out.
    let (cosine, sine) = (-0.737_368_878_078_319_9, 0.675_490_294_261_524);
    let mut turn = [1.0, 0.0];
    let mut nodes: Vec<_> = numbers
        .iter()
        .enumerate()
        .map(|(position, number)| {
            let radius = 46.0 * (position as f64 + 0.5).sqrt();
            let place = [
                center[0] + 1.5 * radius * turn[0],
                center[1] + radius * turn[1],
            ];
            turn = [
                turn[0] * cosine - turn[1] * sine,
                turn[0] * sine + turn[1] * cosine,
            ];
            Node {
                number: *number,
                place,
            }
        })
        .collect();
    let most = f64::from(edges.iter().map(|edge| edge.documents).max().unwrap_or(1));
    for round in 0..ROUNDS {
        let forces = forces(&nodes, edges, most);
        let longest = 24.0 * (1.0 - round as f64 / ROUNDS as f64) + 0.5;
        for (node, force) in nodes.iter_mut().zip(forces) {
            let length = (force[0] * force[0] + force[1] * force[1]).sqrt().max(1e-9);
            let step = length.min(longest) / length;
            let margins = [90.0, 34.0];
            for axis in 0..2 {
                let moved = node.place[axis] + force[axis] * step;
                node.place[axis] = moved.clamp(margins[axis], SIZE[axis] - margins[axis]);
            }
        }
    }
    nodes
}

fn forces(nodes: &[Node], edges: &[Edge], most: f64) -> Vec<[f64; 2]> {
    let mut forces: Vec<[f64; 2]> = nodes
        .iter()
        .map(|node| {
            [
                (SIZE[0] / 2.0 - node.place[0]) * 0.012,
                (SIZE[1] / 2.0 - node.place[1]) * 0.02,
            ]
        })
        .collect();
    for first in 0..nodes.len() {
        for second in first + 1..nodes.len() {
            // Labels are wider than high, so names push further sideways.
            let (x, y) = between(nodes, [first, second]);
            let (wide, high) = (x / 1.9, y);
            let square = (wide * wide + high * high).max(1.0);
            let push = 5200.0 / square;
            add(
                &mut forces,
                [second, first],
                [x * push / square.sqrt(), y * push / square.sqrt()],
            );
        }
    }
    for edge in edges {
        let (x, y) = between(nodes, edge.ends);
        let pull = 0.006 + 0.05 * f64::from(edge.documents) / most;
        add(&mut forces, edge.ends, [x * pull, y * pull]);
    }
    forces
}

fn between(nodes: &[Node], ends: [usize; 2]) -> (f64, f64) {
    let [first, second] = ends.map(|end| nodes[end].place);
    (second[0] - first[0], second[1] - first[1])
}

/// Moves the first end along `force`, and the second against it.
fn add(forces: &mut [[f64; 2]], ends: [usize; 2], force: [f64; 2]) {
    for axis in 0..2 {
        forces[ends[0]][axis] += force[axis];
        forces[ends[1]][axis] -= force[axis];
    }
}

fn write_edge(html: &mut Html, [first, second]: [[f64; 2]; 2], share: f64) {
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

fn write_node(html: &mut Html, corpus: &Corpus, node: &Node, (share, link): (f64, usize)) {
    let name = corpus.name(node.number);
    let label = format!("{} ({})", name.text, name.documents);
    let attributes = [
        ("class", "node"),
        ("data-label", name.label),
        ("data-name", &link.to_string()),
        ("role", "button"),
        ("tabindex", "0"),
        ("aria-label", &label),
    ];
    html.nest("g", &attributes, |html| {
        let radius = 4.0 + 11.0 * share.sqrt();
        let [x, y, r] = [node.place[0], node.place[1], radius].map(number);
        html.open("circle", &[("cx", &x), ("cy", &y), ("r", &r)])
            .close("circle");
        let below = number(node.place[1] + radius + 15.0);
        html.element(
            "text",
            &[
                ("x", &x),
                ("y", &below),
                ("text-anchor", "middle"),
                ("direction", "rtl"),
            ],
            &name.text,
        );
    });
}

fn number(value: f64) -> String {
    format!("{value:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_belong_together_stand_together_and_in_the_picture() {
        let edges = [[0, 1], [1, 2], [0, 2], [3, 4]].map(|ends| Edge { ends, documents: 5 });
        let nodes = layout(&[0, 1, 2, 3, 4], &edges);
        let distance = |ends| {
            let (x, y) = between(&nodes, ends);
            x * x + y * y
        };
        assert!(
            distance([0, 1]) < distance([0, 3]),
            "{} {}",
            distance([0, 1]),
            distance([0, 3])
        );
        assert!(distance([3, 4]) < distance([2, 4]));
        for node in &nodes {
            assert!(
                (0.0..SIZE[0]).contains(&node.place[0]) && (0.0..SIZE[1]).contains(&node.place[1])
            );
        }
    }
}
