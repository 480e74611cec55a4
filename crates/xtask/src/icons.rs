//! Makes every icon format from the one drawing `icons/lakon.svg`.

use std::fs;
use std::io::BufWriter;
use std::path::Path;

use anyhow::{Context, Result};
use resvg::{tiny_skia, usvg};

/// PNG files the window and the installers ask for by name: (file, edge in pixels).
const PNGS: [(&str, u32); 5] =
    [("16x16.png", 16), ("32x32.png", 32), ("128x128.png", 128), ("128x128@2x.png", 256), ("icon.png", 512)];

/// Edges inside `icon.ico`. 20, 24 and 40 are what Windows draws at 125, 150 and 250 %.
const ICO_EDGES: [u32; 8] = [16, 20, 24, 32, 40, 48, 64, 256];

/// Edges inside `icon.icns`.
const ICNS_EDGES: [u32; 7] = [16, 32, 64, 128, 256, 512, 1024];

/// Draws all formats into `icons/` of the tree at `root`.
pub fn make(root: &Path) -> Result<()> {
    let folder = root.join("icons");
    let source = folder.join("lakon.svg");
    let text = fs::read_to_string(&source).with_context(|| format!("read {}", source.display()))?;
    let tree = usvg::Tree::from_str(&text, &usvg::Options::default())?;

    for (name, edge) in PNGS {
        fs::write(folder.join(name), draw(&tree, edge)?.encode_png()?)?;
    }

    let mut ico = ico::IconDir::new(ico::ResourceType::Icon);
    for edge in ICO_EDGES {
        let image = ico::IconImage::from_rgba_data(edge, edge, rgba(&tree, edge)?);
        // Windows reads compressed layers only at 256 pixels everywhere.
        let entry = if edge == 256 {
            ico::IconDirEntry::encode_as_png(&image)?
        } else {
            ico::IconDirEntry::encode_as_bmp(&image)?
        };
        ico.add_entry(entry);
    }
    ico.write(BufWriter::new(fs::File::create(folder.join("icon.ico"))?))?;

    let mut icns = icns::IconFamily::new();
    for edge in ICNS_EDGES {
        let image = icns::Image::from_data(icns::PixelFormat::RGBA, edge, edge, rgba(&tree, edge)?)?;
        icns.add_icon(&image)?;
    }
    icns.write(BufWriter::new(fs::File::create(folder.join("icon.icns"))?))?;

    println!("icons: {} PNG files, icon.ico, icon.icns from {}", PNGS.len(), source.display());
    Ok(())
}

fn draw(tree: &usvg::Tree, edge: u32) -> Result<tiny_skia::Pixmap> {
    let mut pixmap = tiny_skia::Pixmap::new(edge, edge).context("an icon edge of zero pixels")?;
    let scale = edge as f32 / tree.size().width();
    resvg::render(tree, tiny_skia::Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    Ok(pixmap)
}

/// The picture as straight (not premultiplied) RGBA, row by row.
fn rgba(tree: &usvg::Tree, edge: u32) -> Result<Vec<u8>> {
    Ok(draw(tree, edge)?
        .pixels()
        .iter()
        .flat_map(|pixel| {
            let colour = pixel.demultiply();
            [colour.red(), colour.green(), colour.blue(), colour.alpha()]
        })
        .collect())
}
