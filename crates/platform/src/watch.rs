//! What the system tells a program that goes on running: the screen is locked, the PC goes to sleep, the screens are others now.

use std::io;

/// Something the system told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SystemEvent {
    /// Nobody sees this person's screen any more: locked, or another person's is shown.
    Locked,
    /// The PC goes to sleep, or the person's session of Windows ends.
    Suspending,
    /// A screen came, went, or has another size.
    ScreensChanged,
}

/// Windows's numbers. They stand here and not beside its calls so that every system tests what they mean.
const WM_WTSSESSION_CHANGE: u32 = 0x02B1;
const WTS_CONSOLE_DISCONNECT: usize = 2;
const WTS_REMOTE_DISCONNECT: usize = 4;
const WTS_SESSION_LOCK: usize = 7;
const WM_POWERBROADCAST: u32 = 0x0218;
const PBT_APMSUSPEND: usize = 4;
const WM_ENDSESSION: u32 = 0x0016;
const WM_DISPLAYCHANGE: u32 = 0x007E;

/// What a message to a window of Windows means for the program.
pub fn meaning(message: u32, detail: usize) -> Option<SystemEvent> {
    match (message, detail) {
        // Fast user switching disconnects without locking.
        (WM_WTSSESSION_CHANGE, WTS_SESSION_LOCK | WTS_CONSOLE_DISCONNECT | WTS_REMOTE_DISCONNECT) => {
            Some(SystemEvent::Locked)
        }
        (WM_POWERBROADCAST, PBT_APMSUSPEND) => Some(SystemEvent::Suspending),
        // With 0 the end was called off.
        (WM_ENDSESSION, 1..) => Some(SystemEvent::Suspending),
        (WM_DISPLAYCHANGE, _) => Some(SystemEvent::ScreensChanged),
        _ => None,
    }
}

/// Listens until dropped.
#[derive(Debug)]
pub struct Watch {
    #[cfg(windows)]
    _window: crate::windows::EventWindow,
}

/// Calls `told` with what the system tells, on a thread of its own; Windows waits a moment for it before it sleeps. Systems that tell
/// nothing this way are noticed by the clock alone.
///
/// # Errors
/// When Windows gives no window to listen with.
pub fn watch(told: impl Fn(SystemEvent) + Send + 'static) -> io::Result<Watch> {
    #[cfg(windows)]
    {
        crate::windows::EventWindow::open(Box::new(told)).map(|window| Watch { _window: window })
    }
    #[cfg(not(windows))]
    {
        drop(told);
        Ok(Watch {})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_a_switch_of_users_and_a_cut_remote_session_lock() {
        for detail in [7, 2, 4] {
            assert_eq!(meaning(0x02B1, detail), Some(SystemEvent::Locked), "{detail}");
        }
        // Connected, logged on, logged off, unlocked.
        for detail in [1, 3, 5, 6, 8] {
            assert_eq!(meaning(0x02B1, detail), None, "{detail}");
        }
    }

    #[test]
    fn sleep_and_the_end_of_the_session_drop_the_key_and_waking_does_nothing() {
        assert_eq!(meaning(0x0218, 4), Some(SystemEvent::Suspending));
        assert_eq!(meaning(0x0016, 1), Some(SystemEvent::Suspending));
        assert_eq!(meaning(0x0016, 0), None);
        // Resumed, resumed by itself, power status changed.
        for detail in [7, 18, 10] {
            assert_eq!(meaning(0x0218, detail), None, "{detail}");
        }
        assert_eq!(meaning(0x007E, 32), Some(SystemEvent::ScreensChanged));
        assert_eq!(meaning(0x000F, 0), None);
    }

    #[cfg(windows)]
    #[test]
    fn the_window_hears_what_windows_sends_it_and_goes_when_it_is_dropped() {
        use std::sync::mpsc;
        use std::time::Duration;
        let (send, heard) = mpsc::channel();
        let window = crate::windows::EventWindow::open(Box::new(move |event| {
            let _ = send.send(event);
        }));
        let window = window.expect("a window");
        for (message, detail, event) in [
            (WM_WTSSESSION_CHANGE, WTS_SESSION_LOCK, SystemEvent::Locked),
            (WM_POWERBROADCAST, PBT_APMSUSPEND, SystemEvent::Suspending),
        ] {
            window.send(message, detail);
            assert_eq!(heard.recv_timeout(Duration::from_secs(30)), Ok(event));
        }
        drop(window);
        assert_eq!(heard.recv_timeout(Duration::from_secs(30)), Err(mpsc::RecvTimeoutError::Disconnected));
    }
}
