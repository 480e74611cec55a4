//! A window nobody sees, for what Windows tells only to windows: locks, sleep, other screens.

use std::cell::RefCell;
use std::io;
use std::mem::zeroed;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;
use std::sync::Once;
use std::sync::mpsc;
use std::thread;

use windows_sys::Win32::Foundation::{HWND, LPARAM, LRESULT, WPARAM};
use windows_sys::Win32::System::LibraryLoader::GetModuleHandleW;
use windows_sys::Win32::System::Power::{RegisterSuspendResumeNotification, UnregisterSuspendResumeNotification};
use windows_sys::Win32::System::RemoteDesktop::{
    NOTIFY_FOR_THIS_SESSION, WTSRegisterSessionNotification, WTSUnRegisterSessionNotification,
};
use windows_sys::Win32::UI::WindowsAndMessaging::{
    CreateWindowExW, DEVICE_NOTIFY_WINDOW_HANDLE, DefWindowProcW, DestroyWindow, DispatchMessageW, GetMessageW,
    PostMessageW, PostQuitMessage, RegisterClassW, WM_CLOSE, WM_DESTROY, WNDCLASSW, WS_OVERLAPPED,
};

use super::wide;
use crate::watch::{SystemEvent, meaning};

type Told = Box<dyn Fn(SystemEvent) + Send>;

const CLASS: &str = "Lakon.Events";
static REGISTERED: Once = Once::new();

thread_local! {
    /// Whom the window of this thread tells.
    static TOLD: RefCell<Option<Told>> = const { RefCell::new(None) };
}

/// The window. It and the thread it lives on end soon after it is dropped; nobody waits for them, for what they tell may itself wait for
/// whoever drops it.
#[derive(Debug)]
pub(crate) struct EventWindow {
    /// The handle as a number: it is only posted to from other threads, which Windows allows.
    window: isize,
}

impl EventWindow {
    pub fn open(told: Told) -> io::Result<Self> {
        let (send, opened) = mpsc::channel();
        thread::Builder::new().name("system-events".into()).spawn(move || {
            TOLD.set(Some(told));
            let window = make();
            let made = window.as_ref().map(|window| *window as isize).map_err(|error| error.raw_os_error());
            let _ = send.send(made);
            if let Ok(window) = window {
                listen(window);
            }
        })?;
        let window = opened.recv().map_err(io::Error::other)?;
        let window = window.map_err(|code| code.map_or_else(io::Error::last_os_error, io::Error::from_raw_os_error))?;
        Ok(Self { window })
    }

    /// Sends what Windows would send.
    pub fn send(&self, message: u32, detail: usize) {
        // SAFETY: posting to a window of another thread is allowed, also to one that is gone.
        unsafe { PostMessageW(self.window as HWND, message, detail, 0) };
    }
}

impl Drop for EventWindow {
    fn drop(&mut self) {
        self.send(WM_CLOSE, 0);
    }
}

/// A top-level window, never shown: a message-only one hears no broadcasts.
fn make() -> io::Result<HWND> {
    let class = wide(CLASS);
    // SAFETY: asks for the handle of this program itself, which stays valid.
    let program = unsafe { GetModuleHandleW(ptr::null()) };
    REGISTERED.call_once(|| {
        // SAFETY: the struct is numbers and pointers, for which zeros are a value.
        let mut window: WNDCLASSW = unsafe { zeroed() };
        window.lpfnWndProc = Some(heard);
        window.hInstance = program;
        window.lpszClassName = class.as_ptr();
        // SAFETY: the class's name lives through the call, which copies it; `heard` lives as long as the program.
        unsafe { RegisterClassW(&window) };
    });
    // SAFETY: the names live through the call; there is no parent, menu or parameter.
    let window = unsafe {
        CreateWindowExW(
            0,
            class.as_ptr(),
            class.as_ptr(),
            WS_OVERLAPPED,
            0,
            0,
            0,
            0,
            ptr::null_mut(),
            ptr::null_mut(),
            program,
            ptr::null(),
        )
    };
    if window.is_null() { Err(io::Error::last_os_error()) } else { Ok(window) }
}

/// Asks for locks and sleep and passes messages on until the window is gone.
fn listen(window: HWND) {
    // SAFETY: the window is this thread's own and lives until the loop ends.
    let locks = unsafe { WTSRegisterSessionNotification(window, NOTIFY_FOR_THIS_SESSION) };
    if locks == 0 {
        tracing::warn!(error = %io::Error::last_os_error(), "Windows does not tell when it is locked");
    }
    // SAFETY: as above. PCs with modern standby tell only who asks.
    let sleep = unsafe { RegisterSuspendResumeNotification(window, DEVICE_NOTIFY_WINDOW_HANDLE) };
    // SAFETY: the struct is numbers and pointers, for which zeros are a value.
    let mut message = unsafe { zeroed() };
    // SAFETY: `message` is the struct the call writes. 0 is the end, -1 an error: both end the loop.
    while unsafe { GetMessageW(&mut message, ptr::null_mut(), 0, 0) } > 0 {
        // SAFETY: the message came from GetMessageW just now.
        unsafe { DispatchMessageW(&message) };
    }
    if sleep != 0 {
        // SAFETY: the handle came from the registration above and is given back once.
        unsafe { UnregisterSuspendResumeNotification(sleep) };
    }
    TOLD.take();
}

/// What Windows calls with each message to the window, on the window's thread.
unsafe extern "system" fn heard(window: HWND, message: u32, detail: WPARAM, more: LPARAM) -> LRESULT {
    if let Some(event) = meaning(message, detail) {
        // A panic must not run into Windows's own code.
        let told = catch_unwind(AssertUnwindSafe(|| {
            TOLD.with_borrow(|told| {
                if let Some(told) = told {
                    told(event);
                }
            });
        }));
        if told.is_err() {
            tracing::error!(?event, "what the system told was not heard to its end");
        }
    }
    match message {
        WM_CLOSE => {
            // SAFETY: the window is this thread's own.
            unsafe {
                WTSUnRegisterSessionNotification(window);
                DestroyWindow(window);
            }
            0
        }
        WM_DESTROY => {
            // SAFETY: ends the loop of this thread.
            unsafe { PostQuitMessage(0) };
            0
        }
        // SAFETY: the message is passed on as it came.
        _ => unsafe { DefWindowProcW(window, message, detail, more) },
    }
}
