//! QR codes as the path of a drawing, so that the page needs neither a picture nor a network.

use std::fmt::Write;

use qrcode::{Color, EcLevel, QrCode};

use crate::api::Qr;

/// Light squares around the code that a reader needs (ISO/IEC 18004: four modules).
const MARGIN: usize = 4;

/// The code of a text; `None` where it is too long for one.
pub(crate) fn draw(text: &str) -> Option<Qr> {
    // Level M: glare on a screen may hide up to 15 % of it.
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let colors = code.to_colors();
    let mut path = String::new();
    for (y, row) in colors.chunks(width).enumerate() {
        let mut x = 0;
        while x < width {
            let run = row[x..].iter().take_while(|color| **color == Color::Dark).count();
            if run > 0 {
                let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + MARGIN, y + MARGIN);
            }
            x += run.max(1);
        }
    }
    Some(Qr { size: u32::try_from(width + 2 * MARGIN).ok()?, path })
}
