//! Makes scores mean what they say: of names with score 0.8, four in five are right.
//!
//! The raw score is a product of probabilities that the network is too sure of; the share of
//! right names among those with a similar raw score, never falling, is what is given instead.

/// Names that one point of a curve stands for, at least.
const POINTS_A_BIN: usize = 60;

/// The calibration curve of raw scores and whether each was right: ascending in both.
pub(crate) fn fit_curve(mut points: Vec<(f32, bool)>) -> Vec<[f32; 2]> {
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut bins: Vec<(f32, f32, f32)> = Vec::new();
    for chunk in points.chunks(POINTS_A_BIN) {
        let size = chunk.len() as f32;
        let mean = chunk.iter().map(|point| point.0).sum::<f32>();
        let right = chunk.iter().filter(|point| point.1).count() as f32;
        bins.push((mean, right, size));
        // Neighbours that fall become one: the curve never says that a surer name is worse.
        while let [.., (_, low_right, low_size), (_, right, size)] = bins[..] {
            if low_right / low_size < right / size {
                break;
            }
            let (mean, right, size) = bins.pop().expect("the pattern holds two bins");
            let before = bins.last_mut().expect("the pattern holds two bins");
            *before = (before.0 + mean, before.1 + right, before.2 + size);
        }
    }
    bins.iter()
        .map(|(mean, right, size)| [mean / size, right / size])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curves_never_fall() {
        let points =
            (0..1000u16).map(|place| (f32::from(place) / 1000.0, place % 3 != 0 || place > 700));
        let curve = fit_curve(points.collect());
        assert!(
            curve.windows(2).all(|pair| pair[0][1] <= pair[1][1]),
            "{curve:?}"
        );
        assert!(curve.last().is_some_and(|point| point[1] > 0.95));
    }
}
