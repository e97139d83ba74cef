//! Logarithms and powers of e that give the same bits on every machine.
//!
//! The standard library's call the platform's, whose last bits differ; scores must not.

/// The natural logarithm of a positive finite number, to about six digits; 0 for anything else.
pub(crate) fn logarithm(number: f32) -> f32 {
    if !(number.is_normal() && number > 0.0) {
        return 0.0;
    }
    let bits = number.to_bits();
    let exponent = (bits >> 23) as i32 - 127;
    let mantissa = f32::from_bits((bits & 0x007f_ffff) | 0x3f80_0000);
    // With t = (m - 1) / (m + 1), ln m = 2 (t + t^3/3 + t^5/5 + …), and t is at most 1/3.
    let t = (mantissa - 1.0) / (mantissa + 1.0);
    let square = t * t;
    let series = t * (2.0 + square * (2.0 / 3.0 + square * (0.4 + square * (2.0 / 7.0))));
    exponent as f32 * std::f32::consts::LN_2 + series
}

/// e to the power of a number, to about six digits; beyond ±80 that of ±80, and 1 for no number.
pub(crate) fn exponential(number: f32) -> f32 {
    if number.is_nan() {
        return 1.0;
    }
    let number = number.clamp(-80.0, 80.0);
    let halvings = (number / std::f32::consts::LN_2).round();
    let rest = number - halvings * std::f32::consts::LN_2;
    // The rest is at most ln 2 / 2.
    let series =
        1.0 + rest * (1.0 + rest * (0.5 + rest * (1.0 / 6.0 + rest * (1.0 / 24.0 + rest / 120.0))));
    series * f32::from_bits(((halvings as i32 + 127) as u32) << 23)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_are_close_to_the_platforms() {
        for number in [0.0f32, 1.0, -1.0, 0.34, -7.5, 20.0, -79.0] {
            let expected = number.exp();
            let error = (exponential(number) - expected).abs() / expected;
            assert!(error < 2e-5, "{number}");
        }
        assert!((exponential(f32::NAN) - 1.0).abs() < f32::EPSILON);
        assert!(exponential(f32::INFINITY).is_finite());
    }

    #[test]
    fn logarithms_are_close_to_the_platforms() {
        for number in [1.0f32, 2.0, 0.5, 3.7, 10.0, 999.0, 1.5e7] {
            let expected = number.ln();
            assert!((logarithm(number) - expected).abs() < 2e-4, "{number}");
        }
        for bad in [0.0, -1.0, f32::NAN, f32::INFINITY] {
            assert!(logarithm(bad).abs() < f32::EPSILON, "{bad}");
        }
    }
}
