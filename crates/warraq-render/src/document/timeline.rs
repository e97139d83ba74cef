//! The time line of a document: its dated times on an axis and in a list, the others below.

use crate::dates::{Day, Grain, days, dense};
use crate::html::Html;
use crate::interface::Language;
use std::ops::Range;
use warraq_record::{Item, Layer, Record};

/// A time that has a place on the axis.
struct Moment<'a> {
    index: usize,
    item: &'a Item,
    days: Range<Day>,
}

/// Rows of dots above the axis.
const LANES: usize = 4;
/// How near two dots of a row may be, in hundredths of the axis.
const NEAREST: f64 = 3.0;
/// The narrowest dot, in the same.
const NARROWEST: f64 = 1.8;

/// Writes the axis and both lists.
pub(super) fn write(html: &mut Html, record: &Record, language: Language) {
    let times = record.layer(Layer::Times).iter().enumerate();
    let (mut dated, mut others) = (Vec::new(), Vec::new());
    for (index, item) in times {
        match days(&item.value()) {
            Some(days) => dated.push(Moment { index, item, days }),
            None => others.push((index, item)),
        }
    }
    dated.sort_by_key(|moment| (moment.days.start, moment.days.end, moment.index));
    if let Some(days) = dense(dated.iter().map(|moment| moment.days.clone()).collect()) {
        write_axis(html, &dated, &days, language);
    }
    let dated: Vec<_> = dated
        .iter()
        .map(|moment| (moment.index, moment.item))
        .collect();
    write_list(html, record, &dated);
    if !others.is_empty() && !dated.is_empty() {
        html.element("h3", &[], language.word("other_times"));
    }
    write_list(html, record, &others);
}

/// Places of days on an axis that runs in the direction of the page's language.
pub(crate) struct Axis {
    days: Range<f64>,
    is_reversed: bool,
}

impl Axis {
    pub(crate) fn new(days: &Range<Day>, language: Language) -> Self {
        Self {
            days: f64::from(days.start)..f64::from(days.end.max(days.start + 1)),
            is_reversed: language == Language::Arabic,
        }
    }

    /// The place of a day, in hundredths from the left.
    pub(crate) fn place(&self, day: f64) -> f64 {
        let part = (day - self.days.start) / (self.days.end - self.days.start);
        let part = if self.is_reversed { 1.0 - part } else { part };
        // A margin keeps what stands at the ends whole.
        2.0 + 96.0 * part
    }

    /// Writes marks with their names below the axis.
    pub(crate) fn write_ticks(&self, html: &mut Html, days: &Range<Day>, y: u32) {
        let grain = Grain::of(days, 5);
        let mut last_label = f64::NEG_INFINITY;
        let mut ticks: Vec<_> = grain
            .starts(days)
            .into_iter()
            .filter(|day| days.contains(day))
            .map(|day| (self.place(day.into()), grain.label(day)))
            .collect();
        ticks.sort_by(|first, second| first.0.total_cmp(&second.0));
        for (place, label) in ticks {
            let x = percent(place);
            let y = y.to_string();
            html.open(
                "line",
                &[
                    ("class", "tick"),
                    ("x1", &x),
                    ("x2", &x),
                    ("y1", "0"),
                    ("y2", &y),
                ],
            )
            .close("line");
            if place - last_label < 14.0 {
                continue;
            }
            last_label = place;
            let anchor = if place < 10.0 {
                "start"
            } else if place > 90.0 {
                "end"
            } else {
                "middle"
            };
            let below = (y.parse().unwrap_or(0) + 13).to_string();
            html.element(
                "text",
                &[
                    ("x", &x),
                    ("y", &below),
                    ("text-anchor", anchor),
                    ("direction", "ltr"),
                ],
                &label,
            );
        }
    }
}

/// A place as SVG writes it.
pub(crate) fn percent(place: f64) -> String {
    format!("{place:.2}%")
}

fn write_axis(html: &mut Html, dated: &[Moment<'_>], days: &Range<Day>, language: Language) {
    // A little air around a single day.
    let air = ((days.end - days.start) / 30).max(2);
    let days = days.start - air..days.end + air;
    let axis = Axis::new(&days, language);
    html.open(
        "svg",
        &[
            ("class", "axis"),
            ("width", "100%"),
            ("height", "76"),
            ("aria-hidden", "true"),
        ],
    );
    axis.write_ticks(html, &days, 60);
    html.open(
        "line",
        &[
            ("class", "base"),
            ("x1", "0"),
            ("x2", "100%"),
            ("y1", "60"),
            ("y2", "60"),
        ],
    )
    .close("line");
    let mut lanes = [f64::NEG_INFINITY; LANES];
    let mut dots: Vec<_> = dated
        .iter()
        .map(|moment| (dot(&axis, &moment.days), moment))
        .collect();
    dots.sort_by(|first, second| first.0.start.total_cmp(&second.0.start));
    for (dot, moment) in dots {
        let free = lanes
            .iter()
            .position(|end| dot.start - end >= NEAREST)
            .unwrap_or(0);
        if let Some(end) = lanes.get_mut(free) {
            *end = dot.end;
        }
        let is_far = moment.days.start < days.start || moment.days.end > days.end;
        write_dot(html, moment, &dot, free, is_far);
    }
    html.close("svg");
}

/// Writes a moment in its row. One that lies far from the others stands hollow at the end.
fn write_dot(html: &mut Html, moment: &Moment<'_>, dot: &Range<f64>, lane: usize, is_far: bool) {
    let y = (46 - 13 * lane as u32).to_string();
    let (x, width) = (percent(dot.start), percent(dot.end - dot.start));
    let key = format!("times:{}", moment.index);
    let attributes = [
        ("class", if is_far { "moment far" } else { "moment" }),
        ("data-moment", &key),
        ("x", &x),
        ("y", &y),
        ("width", &width),
        ("height", "8"),
        ("rx", "4"),
    ];
    html.nest("rect", &attributes, |html| {
        html.element("title", &[], &moment.item.value());
    });
}

fn dot(axis: &Axis, days: &Range<Day>) -> Range<f64> {
    let ends = [days.start, days.end].map(|day| axis.place(day.into()).clamp(0.0, 100.0));
    let left = ends[0].min(ends[1]).min(100.0 - NARROWEST);
    left..ends[0].max(ends[1]).max(left + NARROWEST)
}

fn write_list(html: &mut Html, record: &Record, times: &[(usize, &Item)]) {
    if times.is_empty() {
        return;
    }
    html.nest("ul", &[("class", "times-list")], |html| {
        for (index, item) in times {
            let link = format!("#times-{index}");
            html.nest("li", &[], |html| {
                html.element("span", &[("class", "value"), ("dir", "ltr")], &item.value());
                html.raw(" ").nest("a", &[("href", &link)], |html| {
                    html.isolated(record.slice(item.range()));
                });
            });
        }
    });
}
