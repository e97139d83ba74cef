//! Names in our own sentences, models that are no models, and text that is no text.

#![cfg(test)]

mod any_input;
mod clusters;
mod model_errors;
mod names;
mod support;
mod training;
