//! Steps down the gradient: Adam for matrices, Adagrad for rows that few sentences touch.

/// A dense matrix with its gradient and Adam's moments.
#[derive(Debug, Clone)]
pub(crate) struct Dense {
    pub(crate) values: Vec<f32>,
    pub(crate) gradient: Vec<f32>,
    first: Vec<f32>,
    second: Vec<f32>,
}

impl Dense {
    pub(crate) fn new(values: Vec<f32>) -> Self {
        let zeros = vec![0.0; values.len()];
        Self {
            values,
            gradient: zeros.clone(),
            first: zeros.clone(),
            second: zeros,
        }
    }

    /// Takes step number `step` (from 1) and clears the gradient.
    pub(crate) fn step(&mut self, step: u32, rate: f32, decay: f32) {
        const BETA: [f32; 2] = [0.9, 0.99];
        let correction = [
            1.0 - BETA[0].powi(step as i32),
            1.0 - BETA[1].powi(step as i32),
        ];
        let moments = self.first.iter_mut().zip(&mut self.second);
        for ((value, gradient), (first, second)) in
            self.values.iter_mut().zip(&mut self.gradient).zip(moments)
        {
            *first = BETA[0] * *first + (1.0 - BETA[0]) * *gradient;
            *second = BETA[1] * *second + (1.0 - BETA[1]) * *gradient * *gradient;
            let scaled = (*first / correction[0]) / ((*second / correction[1]).sqrt() + 1e-8);
            *value -= rate * (scaled + decay * *value);
            *gradient = 0.0;
        }
    }
}

/// Rows of an embedding table; a step touches only the rows that have a gradient.
#[derive(Debug, Clone)]
pub(crate) struct Rows {
    pub(crate) values: Vec<f32>,
    pub(crate) size: usize,
    gradient: Vec<f32>,
    squares: Vec<f32>,
    touched: Vec<u32>,
    is_touched: Vec<bool>,
}

impl Rows {
    pub(crate) fn new(values: Vec<f32>, size: usize) -> Self {
        let count = values.len() / size.max(1);
        Self {
            gradient: vec![0.0; values.len()],
            squares: vec![0.0; count],
            touched: Vec::new(),
            is_touched: vec![false; count],
            values,
            size,
        }
    }

    pub(crate) fn row(&self, row: u32) -> &[f32] {
        &self.values[row as usize * self.size..(row as usize + 1) * self.size]
    }

    pub(crate) fn add_gradient(&mut self, row: u32, scale: f32, gradient: &[f32]) {
        if !self.is_touched[row as usize] {
            self.is_touched[row as usize] = true;
            self.touched.push(row);
        }
        let start = row as usize * self.size;
        crate::numeric::add_scaled(
            &mut self.gradient[start..start + self.size],
            scale,
            gradient,
        );
    }

    /// Adagrad with one sum of squares a row; values stay within the limit of the byte tables.
    pub(crate) fn step(&mut self, rate: f32, limit: f32) {
        for &row in &self.touched {
            let range = row as usize * self.size..(row as usize + 1) * self.size;
            let gradient = &mut self.gradient[range.clone()];
            let square: f32 =
                gradient.iter().map(|value| value * value).sum::<f32>() / self.size as f32;
            self.squares[row as usize] += square;
            let rate = rate / (self.squares[row as usize].sqrt() + 1e-6);
            for (value, gradient) in self.values[range].iter_mut().zip(gradient) {
                *value = (*value - rate * *gradient).clamp(-limit, limit);
                *gradient = 0.0;
            }
            self.is_touched[row as usize] = false;
        }
        self.touched.clear();
    }
}
