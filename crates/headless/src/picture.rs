//! A picture of the screen: what is drawn in it, and how it becomes a PNG file.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, Result};
use resvg::tiny_skia;

/// A rectangle of pixels, each as `0x00RRGGBB`, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    width: usize,
    height: usize,
    pixels: Vec<u32>,
}

impl Picture {
    /// Takes `width * height` pixels; missing ones are black.
    pub fn new(width: usize, height: usize, mut pixels: Vec<u32>) -> Picture {
        pixels.resize(width * height, 0);
        Picture { width, height, pixels }
    }

    /// Width and height in pixels.
    pub fn size(&self) -> (usize, usize) {
        (self.width, self.height)
    }

    /// The share (0 to 1) of pixels that differ from the most frequent colour: 0 for an empty window.
    pub fn drawn(&self) -> f64 {
        if self.pixels.is_empty() {
            return 0.0;
        }
        let mut counts: HashMap<u32, usize> = HashMap::new();
        // A screen is mostly runs of one colour; counting runs costs a fraction of counting pixels.
        for run in self.pixels.chunk_by(|one, next| one == next) {
            *counts.entry(run[0]).or_default() += run.len();
        }
        let ground = counts.values().copied().max().unwrap_or(0);
        (self.pixels.len() - ground) as f64 / self.pixels.len() as f64
    }

    /// The part at (`x`, `y`) of at most `width` by `height` pixels, cut at this picture's edges.
    pub fn part(&self, x: usize, y: usize, width: usize, height: usize) -> Picture {
        let (x, y) = (x.min(self.width), y.min(self.height));
        let (width, height) = (width.min(self.width - x), height.min(self.height - y));
        let pixels = (y..y + height)
            .flat_map(|row| &self.pixels[row * self.width + x..row * self.width + x + width])
            .copied()
            .collect();
        Picture { width, height, pixels }
    }

    /// Writes a PNG file.
    ///
    /// # Errors
    /// For an empty picture, and when the file cannot be written.
    pub fn save(&self, path: &Path) -> Result<()> {
        let mut pixmap =
            tiny_skia::Pixmap::new(self.width as u32, self.height as u32).context("the picture is empty")?;
        for (target, pixel) in pixmap.pixels_mut().iter_mut().zip(&self.pixels) {
            let [_, red, green, blue] = pixel.to_be_bytes();
            *target = tiny_skia::ColorU8::from_rgba(red, green, blue, 255).premultiply();
        }
        std::fs::write(path, pixmap.encode_png()?).with_context(|| format!("write {}", path.display()))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_flat_picture_counts_as_not_drawn_and_a_word_on_it_as_drawn() {
        let flat = Picture::new(10, 10, vec![7; 100]);
        assert_eq!(flat.drawn(), 0.0);
        let mut pixels = vec![7; 100];
        pixels[3] = 9;
        assert_eq!(Picture::new(10, 10, pixels).drawn(), 0.01);
    }

    #[test]
    fn a_part_is_cut_at_the_edges() {
        let picture = Picture::new(3, 2, vec![1, 2, 3, 4, 5, 6]);
        assert_eq!(picture.part(1, 1, 9, 9), Picture::new(2, 1, vec![5, 6]));
        assert_eq!(picture.part(9, 9, 1, 1).size(), (0, 0));
    }
}
