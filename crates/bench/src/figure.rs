//! A figure: what was measured, the raw limit measured in the same run, and how they compare to the target.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use serde::Serialize;

/// One line of output.
#[derive(Debug, Clone, Serialize)]
pub struct Figure {
    pub figure: String,
    pub value: f64,
    pub unit: &'static str,
    /// The raw limit in the same unit; `null` for a figure that is only shown.
    pub limit: Option<f64>,
    pub ratio: Option<f64>,
}

/// Collects figures and prints each as it comes.
#[derive(Debug, Default)]
pub struct Report {
    figures: Vec<Figure>,
}

impl Report {
    /// A duration against the duration of the raw work.
    pub fn time(&mut self, figure: &str, value: Duration, limit: Duration) {
        self.put(figure, value.as_secs_f64() * 1000.0, "ms", Some(limit.as_secs_f64() * 1000.0));
    }

    /// A figure for orientation, without a limit.
    pub fn shown(&mut self, figure: &str, value: f64, unit: &'static str) {
        self.put(figure, value, unit, None);
    }

    /// Any figure. A limit of zero gives no ratio.
    pub fn put(&mut self, figure: &str, value: f64, unit: &'static str, limit: Option<f64>) {
        let round = |x: f64| (x * 1000.0).round() / 1000.0;
        let ratio = limit.filter(|limit| *limit > 0.0).map(|limit| round(value / limit));
        let line = Figure { figure: figure.to_owned(), value: round(value), unit, limit: limit.map(round), ratio };
        if let Ok(json) = serde_json::to_string(&line) {
            println!("{json}");
        }
        self.figures.push(line);
    }

    /// What is above its target, as sentences. A target without a figure is one too, where everything was measured.
    ///
    /// # Errors
    /// When the file of targets cannot be read.
    pub fn above(&self, targets: &Path, everything: bool) -> Result<Vec<String>> {
        let text = std::fs::read_to_string(targets).with_context(|| format!("read {}", targets.display()))?;
        let targets: BTreeMap<String, f64> = toml::from_str(&text).context("read the targets")?;
        let mut above = Vec::new();
        for (name, target) in targets {
            match self.figures.iter().find(|figure| figure.figure == name) {
                Some(Figure { ratio: Some(ratio), .. }) if *ratio <= target => {}
                Some(Figure { ratio: Some(ratio), .. }) => {
                    above.push(format!("{name}: ratio {ratio} is above its target {target}"))
                }
                Some(_) => above.push(format!("{name}: has a target but no ratio")),
                None if everything => above.push(format!("{name}: has a target and was not measured")),
                None => {}
            }
        }
        Ok(above)
    }
}

/// How long `work` takes.
pub fn timed<T>(work: impl FnOnce() -> Result<T>) -> Result<(T, Duration)> {
    let start = Instant::now();
    let value = work()?;
    Ok((value, start.elapsed()))
}

/// The middle one: a machine that stutters once does not decide.
pub fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// Runs both works `rounds` times in turn, so that both meet the same weather, and gives their medians.
pub fn in_turn(
    rounds: usize,
    mut ours: impl FnMut(usize) -> Result<()>,
    mut raw: impl FnMut(usize) -> Result<()>,
) -> Result<(Duration, Duration)> {
    let (mut ours_times, mut raw_times) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        raw_times.push(timed(|| raw(round))?.1);
        ours_times.push(timed(|| ours(round))?.1);
    }
    Ok((median(ours_times), median(raw_times)))
}
