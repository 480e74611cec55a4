//! A window within reach: what to do with a remembered place on a screen that is smaller now, or gone.

/// Pixels of the title bar, across and down, that a person needs to take hold of a window.
const GRAB: i64 = 80;
/// Pixels a window may stand out beyond a screen: the invisible borders of Windows.
const BORDER: i64 = 16;

/// A rectangle in the pixels of all screens together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rect {
    pub x: i32,
    pub y: i32,
    pub width: u32,
    pub height: u32,
}

impl Rect {
    fn sides(self) -> Sides {
        let (left, top) = (i64::from(self.x), i64::from(self.y));
        Sides { left, top, right: left + i64::from(self.width), bottom: top + i64::from(self.height) }
    }

    /// Whether the window's title bar can be taken hold of on this screen.
    fn can_be_held_on(self, screen: Rect) -> bool {
        let (window, on) = (self.sides(), screen.sides());
        let across = window.right.min(on.right) - window.left.max(on.left);
        across >= GRAB.min(i64::from(self.width)) && window.top >= on.top - BORDER && window.top + GRAB <= on.bottom
    }

    /// Whether it is no larger than all screens together; one that lies across two of them on purpose is not.
    fn fits(self, screens: &[Rect]) -> bool {
        let sides = || screens.iter().map(|screen| screen.sides());
        let span = |from: Option<i64>, to: Option<i64>| to.unwrap_or_default() - from.unwrap_or_default() + 2 * BORDER;
        i64::from(self.width) <= span(sides().map(|one| one.left).min(), sides().map(|one| one.right).max())
            && i64::from(self.height) <= span(sides().map(|one| one.top).min(), sides().map(|one| one.bottom).max())
    }

    /// Pixels it shares with another.
    fn shared_with(self, other: Rect) -> i64 {
        let (one, other) = (self.sides(), other.sides());
        let across = (one.right.min(other.right) - one.left.max(other.left)).max(0);
        let down = (one.bottom.min(other.bottom) - one.top.max(other.top)).max(0);
        across.saturating_mul(down)
    }

    /// Twice the way between the middles of two, across and down together.
    fn way_to(self, other: Rect) -> i64 {
        let (one, other) = (self.sides(), other.sides());
        (one.left + one.right - other.left - other.right).abs()
            + (one.top + one.bottom - other.top - other.bottom).abs()
    }
}

struct Sides {
    left: i64,
    top: i64,
    right: i64,
    bottom: i64,
}

/// Where a window belongs that cannot be taken hold of on any of the screens (their parts outside taskbars); `None` where it is well
/// where it is, or no screen is known. It goes to the screen it shares most with, else to the nearest, and becomes no larger than that.
pub fn within_reach(window: Rect, screens: &[Rect]) -> Option<Rect> {
    let screens: Vec<Rect> = screens.iter().copied().filter(|one| one.width > 0 && one.height > 0).collect();
    if window.fits(&screens) && screens.iter().any(|screen| window.can_be_held_on(*screen)) {
        return None;
    }
    let screen = *screens.iter().max_by_key(|screen| (window.shared_with(**screen), -window.way_to(**screen)))?;
    let (width, height) = (window.width.min(screen.width), window.height.min(screen.height));
    let place = |at: i32, from: i32, room: u32| {
        let last = i64::from(from) + i64::from(room);
        i32::try_from(i64::from(at).clamp(i64::from(from), last)).unwrap_or(from)
    };
    Some(Rect {
        x: place(window.x, screen.x, screen.width - width),
        y: place(window.y, screen.y, screen.height - height),
        width,
        height,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const fn at(x: i32, y: i32, width: u32, height: u32) -> Rect {
        Rect { x, y, width, height }
    }

    const LAPTOP: Rect = at(0, 0, 1366, 728);
    const RIGHT: Rect = at(1366, 0, 1920, 1040);
    const LEFT: Rect = at(-1920, -200, 1920, 1040);

    #[test]
    fn a_window_that_can_be_taken_hold_of_stays_where_it_is() {
        for (window, screens) in [
            (at(43, 20, 1280, 680), vec![LAPTOP]),
            // As Windows places what fills a screen or its half.
            (at(-8, -8, 1382, 744), vec![LAPTOP]),
            (at(-7, 0, 697, 735), vec![LAPTOP]),
            // On another screen, also one to the left with numbers below zero.
            (at(1500, 100, 1280, 800), vec![LAPTOP, RIGHT]),
            (at(-1800, -150, 1280, 800), vec![LAPTOP, LEFT]),
            // Half on each, also on purpose over the whole of both.
            (at(800, 30, 1200, 600), vec![LAPTOP, RIGHT]),
            (at(0, 0, 3286, 700), vec![LAPTOP, RIGHT]),
            // Enough of its title bar stands out.
            (at(1286, 10, 1280, 680), vec![LAPTOP]),
        ] {
            assert_eq!(within_reach(window, &screens), None, "{window:?}");
        }
    }

    #[test]
    fn a_window_on_a_screen_that_is_gone_comes_to_the_nearest_one() {
        assert_eq!(within_reach(at(1500, 100, 1280, 700), &[LAPTOP]), Some(at(86, 28, 1280, 700)));
        assert_eq!(within_reach(at(-1800, -150, 1280, 700), &[LAPTOP]), Some(at(0, 0, 1280, 700)));
        let far = within_reach(at(9000, 100, 1280, 800), &[LAPTOP, RIGHT]).unwrap();
        assert_eq!(far, at(2006, 100, 1280, 800));
        // How Windows places a window that was minimised when it was remembered.
        assert_eq!(within_reach(at(-32000, -32000, 1280, 700), &[LAPTOP]), Some(at(0, 0, 1280, 700)));
    }

    #[test]
    fn a_title_bar_above_or_below_the_screen_comes_back() {
        assert_eq!(within_reach(at(10, -60, 1200, 600), &[LAPTOP]), Some(at(10, 0, 1200, 600)));
        assert_eq!(within_reach(at(10, 700, 1200, 600), &[LAPTOP]), Some(at(10, 128, 1200, 600)));
        assert_eq!(within_reach(at(1300, 10, 1200, 600), &[LAPTOP]), Some(at(166, 10, 1200, 600)));
    }

    #[test]
    fn a_window_larger_than_its_screen_becomes_as_large_as_it() {
        assert_eq!(within_reach(at(0, 0, 2560, 1400), &[LAPTOP]), Some(LAPTOP));
        assert_eq!(within_reach(at(1366, 0, 3840, 900), &[LAPTOP, RIGHT]), Some(at(1366, 0, 1920, 900)));
    }

    #[test]
    fn the_largest_numbers_and_no_screen_at_all_do_no_harm() {
        let wild = at(i32::MAX, i32::MIN, u32::MAX, u32::MAX);
        assert_eq!(within_reach(wild, &[]), None);
        assert_eq!(within_reach(wild, &[at(0, 0, 0, 0)]), None);
        assert_eq!(within_reach(wild, &[LAPTOP]), Some(LAPTOP));
        let edge = at(i32::MAX, i32::MAX, 100, 100);
        assert!(within_reach(LAPTOP, &[edge]).is_some());
    }
}
