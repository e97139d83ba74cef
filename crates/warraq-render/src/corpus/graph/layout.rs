//! Where names stand in the graph: those that belong together stand together, and none covers another.
//!
//! The layout is made here, so that the same run gives the same picture everywhere. It uses nothing
//! but arithmetic and square roots, which every machine rounds alike.

/// A place in the picture.
pub(super) type Place = [f64; 2];

/// The size of the picture.
pub(super) const SIZE: Place = [960.0, 600.0];
/// How often forces move the names.
const ROUNDS: usize = 400;
/// How often names that cover each other are moved apart, at most.
const PARTINGS: usize = 600;
/// The room between two names.
const GAP: Place = [10.0, 4.0];

/// Places boxes of `sizes`. Lines, each with its strength up to 1, pull; boxes push.
pub(super) fn layout(sizes: &[Place], lines: &[([usize; 2], f64)]) -> Vec<Place> {
    let mut places = spiral(sizes.len());
    for round in 0..ROUNDS {
        let forces = forces(&places, lines);
        let longest = 24.0 * (1.0 - round as f64 / ROUNDS as f64) + 0.5;
        for (place, force) in places.iter_mut().zip(forces) {
            let length = (force[0] * force[0] + force[1] * force[1]).sqrt().max(1e-9);
            let step = length.min(longest) / length;
            place[0] += force[0] * step;
            place[1] += force[1] * step;
        }
    }
    fill(&mut places, sizes);
    for _ in 0..PARTINGS {
        if !part(&mut places, sizes) {
            break;
        }
    }
    places
}

/// A spiral by the golden angle, its sine and cosine written out.
fn spiral(count: usize) -> Vec<Place> {
    let (cosine, sine) = (-0.737_368_878_078_319_9, 0.675_490_294_261_524);
    let mut turn = [1.0, 0.0];
    let place = |position| {
        let radius = 46.0 * (position as f64 + 0.5).sqrt();
        let place = [1.5 * radius * turn[0], radius * turn[1]];
        turn = [
            turn[0] * cosine - turn[1] * sine,
            turn[0] * sine + turn[1] * cosine,
        ];
        place
    };
    (0..count).map(place).collect()
}

fn forces(places: &[Place], lines: &[([usize; 2], f64)]) -> Vec<Place> {
    let mut forces: Vec<_> = places
        .iter()
        .map(|place| [-0.012 * place[0], -0.02 * place[1]])
        .collect();
    for first in 0..places.len() {
        for second in first + 1..places.len() {
            // Labels are wider than high, so names push further sideways.
            let [x, y] = between(places, [first, second]);
            let (wide, high) = (x / 1.9, y);
            let square = (wide * wide + high * high).max(1.0);
            let push = 5200.0 / (square * square.sqrt());
            add(&mut forces, [second, first], [x * push, y * push]);
        }
    }
    for (ends, strength) in lines {
        let [x, y] = between(places, *ends);
        let pull = 0.006 + 0.05 * strength;
        add(&mut forces, *ends, [x * pull, y * pull]);
    }
    forces
}

fn between(places: &[Place], [first, second]: [usize; 2]) -> Place {
    [0, 1].map(|axis| places[second][axis] - places[first][axis])
}

/// Moves the first end along `force`, and the second against it.
fn add(forces: &mut [Place], ends: [usize; 2], force: Place) {
    for axis in 0..2 {
        forces[ends[0]][axis] += force[axis];
        forces[ends[1]][axis] -= force[axis];
    }
}

/// Stretches the picture until it fills its frame.
fn fill(places: &mut [Place], sizes: &[Place]) {
    for axis in 0..2 {
        let all = || places.iter().map(|place| place[axis]);
        let low = all().fold(f64::INFINITY, f64::min);
        let high = all().fold(f64::NEG_INFINITY, f64::max);
        let widest = sizes.iter().map(|size| size[axis]).fold(0.0, f64::max);
        let room = SIZE[axis] - widest;
        for place in places.iter_mut() {
            let part = if high > low {
                (place[axis] - low) / (high - low)
            } else {
                0.5
            };
            place[axis] = widest / 2.0 + part * room;
        }
    }
}

/// Moves boxes that cover each other apart, the shorter way; whether there were any.
fn part(places: &mut [Place], sizes: &[Place]) -> bool {
    let mut is_moved = false;
    for first in 0..places.len() {
        for second in first + 1..places.len() {
            let apart = between(places, [first, second]);
            let covered = [0, 1].map(|axis| {
                let room = (sizes[first][axis] + sizes[second][axis]) / 2.0 + GAP[axis];
                room - apart[axis].abs()
            });
            if covered[0] <= 0.01 || covered[1] <= 0.01 {
                continue;
            }
            is_moved = true;
            let axis = usize::from(covered[1] < covered[0]);
            let way = if apart[axis] < 0.0 { -0.5 } else { 0.5 };
            places[first][axis] -= way * covered[axis];
            places[second][axis] += way * covered[axis];
        }
        for axis in 0..2 {
            let half = sizes[first][axis].min(SIZE[axis]) / 2.0;
            places[first][axis] = places[first][axis].clamp(half, SIZE[axis] - half);
        }
    }
    is_moved
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_belong_together_stand_together() {
        let lines = [[0, 1], [1, 2], [0, 2], [3, 4]].map(|ends| (ends, 1.0));
        let places = layout(&[[40.0, 30.0]; 5], &lines);
        let distance = |ends| {
            let [x, y] = between(&places, ends);
            x * x + y * y
        };
        assert!(distance([0, 1]) < distance([0, 3]));
        assert!(distance([3, 4]) < distance([2, 4]));
    }

    #[test]
    fn no_name_covers_another_or_leaves_the_picture() {
        // Everybody with everybody: all are pulled to the middle.
        let pairs = |first| (0..first).map(move |second| ([first, second], 1.0));
        let lines: Vec<_> = (0..26).flat_map(pairs).collect();
        let sizes: Vec<_> = (0..26)
            .map(|number| [60.0 + 4.0 * f64::from(number), 44.0])
            .collect();
        let places = layout(&sizes, &lines);
        for first in 0..places.len() {
            for axis in 0..2 {
                let half = sizes[first][axis] / 2.0;
                let range = half - 0.01..=SIZE[axis] - half + 0.01;
                assert!(range.contains(&places[first][axis]), "{:?}", places[first]);
            }
            for second in 0..first {
                let apart = between(&places, [first, second]);
                let is_apart = [0, 1].map(|axis| {
                    apart[axis].abs() >= (sizes[first][axis] + sizes[second][axis]) / 2.0
                });
                assert!(is_apart.contains(&true), "{first} and {second}: {apart:?}");
            }
        }
    }
}
