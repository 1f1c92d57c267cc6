//! `docs/performance.svg`: a bar for each figure, from its goal to where it is.

use anyhow::{Result, anyhow};
use plotters::coord::ranged1d::SegmentValue;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::figure::Figure;

/// Sizes in pixels.
const WIDTH: u32 = 1100;
const ROW: u32 = 26;
const LABELS: u32 = 440;
/// Room for the figure beside the longest bar, as a factor of the logarithmic scale.
const ROOM: f64 = 20.0;

const REACHED: RGBColor = RGBColor(46, 160, 103);
const MISSED: RGBColor = RGBColor(204, 68, 51);
const TEXT: RGBColor = RGBColor(31, 35, 40);

/// Draws how far each figure is on the good side of its goal: on the line it is reached, to the right
/// it is better.
pub(crate) fn draw(figures: &[Figure]) -> Result<String> {
    let mut svg = String::new();
    plot(&mut svg, figures).map_err(|error| anyhow!("the chart: {error}"))?;
    Ok(svg)
}

fn plot(svg: &mut String, figures: &[Figure]) -> Result<(), Box<dyn std::error::Error>> {
    let rows = figures.len();
    let margins = || figures.iter().map(Figure::margin);
    let worst = margins().fold(0.5, f64::min);
    let best = margins().fold(2.0, f64::max);
    let height = ROW * u32::try_from(rows)? + 80;
    let root = SVGBackend::with_string(svg, (WIDTH, height)).into_drawing_area();
    root.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&root)
        .margin(10)
        .x_label_area_size(40)
        .y_label_area_size(LABELS)
        .build_cartesian_2d((worst..best * ROOM).log_scale(), (0..rows).into_segmented())?;
    // The first figure is the topmost.
    let at = |row: &SegmentValue<usize>| match row {
        SegmentValue::CenterOf(row) => figures.iter().rev().nth(*row),
        SegmentValue::Exact(_) | SegmentValue::Last => None,
    };
    chart
        .configure_mesh()
        .disable_mesh()
        .axis_style(TRANSPARENT)
        .x_labels(0)
        .y_labels(rows)
        .y_label_formatter(&|row| at(row).map_or_else(String::new, label))
        .label_style(("sans-serif", 13).into_font().color(&TEXT))
        .x_desc("times better than the goal, on a logarithmic scale; the line is the goal")
        .draw()?;
    let beside = ("sans-serif", 13)
        .into_font()
        .color(&TEXT)
        .pos(Pos::new(HPos::Left, VPos::Center));
    for (row, figure) in figures.iter().rev().enumerate() {
        let (margin, colour) = (
            figure.margin(),
            if figure.reached() { REACHED } else { MISSED },
        );
        let corners = [
            (margin.min(1.0), SegmentValue::Exact(row)),
            (margin.max(1.0), SegmentValue::Exact(row + 1)),
        ];
        let mut bar = Rectangle::new(corners, colour.filled());
        bar.set_margin(5, 5, 0, 0);
        chart.draw_series([bar])?;
        let place = (margin.max(1.0) * 1.06, SegmentValue::CenterOf(row));
        chart.draw_series([Text::new(value(figure), place, beside.clone())])?;
    }
    let goal = [
        (1.0, SegmentValue::Exact(0)),
        (1.0, SegmentValue::Exact(rows)),
    ];
    chart.draw_series([PathElement::new(goal, TEXT)])?;
    root.present()?;
    drop(chart);
    Ok(())
}

/// What was measured, without the marks of Markdown.
fn label(figure: &Figure) -> String {
    figure.measured.replace('`', "")
}

/// Both sides, their ratio and the goal.
fn value(figure: &Figure) -> String {
    format!(
        "{} / {} = {:.2} ({})",
        figure.ours, figure.theirs, figure.ratio, figure.goal
    )
}

#[cfg(test)]
mod tests {
    use crate::figure::Goal;

    use super::*;

    #[test]
    fn every_bar_has_its_label_and_its_figure() {
        let figure = |measured: &str, ratio| Figure {
            measured: measured.to_owned(),
            peer: "`/bin/true`".to_owned(),
            ours: "1 ms".to_owned(),
            theirs: "2 ms".to_owned(),
            ratio,
            goal: Goal::AtMost(1.0),
        };
        let svg = draw(&[figure("`good`", 0.5), figure("not & so < good", 2.0)]).unwrap();
        for text in [
            "good",
            "not &amp; so &lt; good",
            "1 ms / 2 ms = 0.50 (at most 1)",
            "1 ms / 2 ms = 2.00 (at most 1)",
            "#2EA067",
            "#CC4433",
        ] {
            assert!(svg.contains(text), "{text} is missing: {svg}");
        }
    }
}
