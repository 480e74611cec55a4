//! What the PC knows of itself: whether it runs on battery, how long nobody has touched it, and with whose rights the program runs.

#[cfg(all(unix, not(target_os = "macos")))]
use std::fs;
#[cfg(all(unix, not(target_os = "macos")))]
use std::path::Path;

/// Whether this PC runs on its battery. One whose state nobody knows does not.
pub fn on_battery() -> bool {
    #[cfg(windows)]
    {
        crate::windows::power_line().is_some_and(|line| line == OFFLINE)
    }
    #[cfg(all(unix, not(target_os = "macos")))]
    {
        runs_on_battery(&supplies(Path::new("/sys/class/power_supply")))
    }
    #[cfg(target_os = "macos")]
    {
        false
    }
}

/// ACLineStatus of a PC that is not plugged in; 1 is plugged in, 255 unknown.
#[cfg(windows)]
const OFFLINE: u8 = 0;

/// Milliseconds since somebody last touched keyboard or mouse, in whatever program; `None` where the system does not tell.
pub fn idle_ms() -> Option<i64> {
    #[cfg(windows)]
    {
        crate::windows::ticks().map(|(now, last)| between(last, now))
    }
    #[cfg(not(windows))]
    {
        None
    }
}

/// Milliseconds between two readings of a counter that begins again after 49.7 days.
#[cfg(any(windows, test))]
fn between(last: u32, now: u32) -> i64 {
    i64::from(now.wrapping_sub(last))
}

/// Whether the program was started as administrator: Windows then keeps Explorer from dropping files on it.
pub fn is_elevated() -> bool {
    #[cfg(windows)]
    {
        crate::windows::is_elevated().unwrap_or(false)
    }
    #[cfg(not(windows))]
    {
        false
    }
}

/// A way power comes into a PC.
#[cfg(all(unix, not(target_os = "macos")))]
#[derive(Debug, Default, PartialEq, Eq)]
struct Supply {
    /// "Mains", "USB", "Battery"
    kind: String,
    online: Option<bool>,
    /// "Discharging", "Charging", "Full"
    status: String,
    /// A mouse has a battery too; it says "Device" here.
    scope: String,
}

/// Plugged in wins: a battery may say "Discharging" for a moment while the plug is in.
#[cfg(all(unix, not(target_os = "macos")))]
fn runs_on_battery(supplies: &[Supply]) -> bool {
    let own = || supplies.iter().filter(|one| one.scope != "Device");
    let plugged = own().any(|one| one.kind != "Battery" && one.online == Some(true));
    !plugged && own().any(|one| one.kind == "Battery" && one.status == "Discharging")
}

#[cfg(all(unix, not(target_os = "macos")))]
fn supplies(folder: &Path) -> Vec<Supply> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let read = |path: &Path, name: &str| fs::read_to_string(path.join(name)).map(|text| text.trim().to_owned());
    let one = |path: &Path| Supply {
        kind: read(path, "type").unwrap_or_default(),
        online: read(path, "online").ok().map(|text| text == "1"),
        status: read(path, "status").unwrap_or_default(),
        scope: read(path, "scope").unwrap_or_default(),
    };
    entries.flatten().map(|entry| one(&entry.path())).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_counter_of_windows_may_begin_again_between_two_touches() {
        assert_eq!(between(1_000, 61_000), 60_000);
        assert_eq!(between(u32::MAX - 999, 4_000), 5_000);
        assert_eq!(between(7, 7), 0);
    }

    #[cfg(all(unix, not(target_os = "macos")))]
    #[test]
    fn a_laptop_without_its_plug_runs_on_battery() {
        let temp = tempfile::tempdir().unwrap();
        let write = |supply: &str, name: &str, text: &str| {
            fs::create_dir_all(temp.path().join(supply)).unwrap();
            fs::write(temp.path().join(supply).join(name), format!("{text}\n")).unwrap();
        };
        let here = || runs_on_battery(&supplies(temp.path()));
        assert!(!here(), "a PC without supplies is plugged in");
        write("hidpp_battery_0", "type", "Battery");
        write("hidpp_battery_0", "status", "Discharging");
        write("hidpp_battery_0", "scope", "Device");
        assert!(!here(), "a mouse's battery");
        write("BAT0", "type", "Battery");
        write("BAT0", "status", "Discharging");
        write("AC", "type", "Mains");
        write("AC", "online", "0");
        assert!(here());
        write("AC", "online", "1");
        assert!(!here());
        write("AC", "online", "0");
        write("BAT0", "status", "Full");
        assert!(!here());
        assert!(!runs_on_battery(&supplies(&temp.path().join("nowhere"))));
    }

    #[cfg(windows)]
    #[test]
    fn windows_answers_when_it_is_asked() {
        assert!(idle_ms().is_some_and(|idle| idle >= 0));
        // Whatever they say: they return.
        let _ = (on_battery(), is_elevated());
        assert!(crate::windows::is_elevated().is_some());
        assert!(crate::windows::power_line().is_some());
    }
}
