//! The calls of Windows, each as thin as it can be: what they mean is decided outside.
#![allow(
    unsafe_code,
    reason = "no safe crate offers these few calls; each stands alone with the reason why it is sound"
)]

mod event_window;

use std::io;
use std::iter::once;
use std::mem::{size_of, zeroed};
use std::os::windows::ffi::OsStrExt;
use std::path::{Component, Path, Prefix};
use std::ptr;

use windows_sys::Win32::Foundation::{CloseHandle, INVALID_HANDLE_VALUE};
use windows_sys::Win32::Security::{GetTokenInformation, TOKEN_ELEVATION, TOKEN_QUERY, TokenElevation};
use windows_sys::Win32::Storage::FileSystem::{FindClose, FindFirstFileW, GetDriveTypeW};
use windows_sys::Win32::System::Power::{GetSystemPowerStatus, SYSTEM_POWER_STATUS};
use windows_sys::Win32::System::SystemInformation::GetTickCount;
use windows_sys::Win32::System::Threading::{GetCurrentProcess, OpenProcessToken};
use windows_sys::Win32::UI::Input::KeyboardAndMouse::{GetLastInputInfo, LASTINPUTINFO};
use windows_sys::Win32::UI::Shell::SetCurrentProcessExplicitAppUserModelID;
use windows_sys::Win32::UI::WindowsAndMessaging::{MB_ICONERROR, MB_OK, MB_SETFOREGROUND, MessageBoxW};

pub(crate) use event_window::EventWindow;

/// DRIVE_REMOTE
const REMOTE: u32 = 4;

/// A text as Windows takes it: UTF-16 with a zero at the end.
fn wide(text: impl AsRef<std::ffi::OsStr>) -> Vec<u16> {
    text.as_ref().encode_wide().chain(once(0)).collect()
}

/// Whether the drive of an absolute path leads to a share.
pub(crate) fn is_network_drive(path: &Path) -> bool {
    let Some(Component::Prefix(prefix)) = path.components().next() else { return false };
    let (Prefix::Disk(letter) | Prefix::VerbatimDisk(letter)) = prefix.kind() else { return false };
    let root = wide(format!("{}:\\", char::from(letter)));
    // SAFETY: `root` ends with a zero and lives through the call, which only reads it.
    unsafe { GetDriveTypeW(root.as_ptr()) == REMOTE }
}

/// The attributes of a file or folder and its reparse tag, 0 where it has none; `None` where it cannot be looked at.
pub(crate) fn marks(path: &Path) -> Option<(u32, u32)> {
    use std::os::windows::fs::MetadataExt;
    let attributes = std::fs::symlink_metadata(path).ok()?.file_attributes();
    let name = wide(path.as_os_str());
    // SAFETY: the struct is plain numbers, for which zeros are a value.
    let mut found = unsafe { zeroed() };
    // SAFETY: `name` ends with a zero, `found` is the struct the call writes, and both live through it.
    let handle = unsafe { FindFirstFileW(name.as_ptr(), &mut found) };
    if handle == INVALID_HANDLE_VALUE {
        // A drive's own root is found by no search; it has no tag.
        return Some((attributes, 0));
    }
    // SAFETY: the handle came from FindFirstFileW, is valid and is closed once.
    unsafe { FindClose(handle) };
    Some((attributes | found.dwFileAttributes, found.dwReserved0))
}

/// ACLineStatus: 0 on battery, 1 plugged in, 255 unknown.
pub(crate) fn power_line() -> Option<u8> {
    // SAFETY: the struct is plain numbers, for which zeros are a value.
    let mut status: SYSTEM_POWER_STATUS = unsafe { zeroed() };
    // SAFETY: `status` is the struct the call writes and lives through it.
    let told = unsafe { GetSystemPowerStatus(&mut status) };
    (told != 0).then_some(status.ACLineStatus)
}

/// The counter of milliseconds now, and as it was at the last touch of keyboard or mouse.
pub(crate) fn ticks() -> Option<(u32, u32)> {
    let size = u32::try_from(size_of::<LASTINPUTINFO>()).ok()?;
    let mut last = LASTINPUTINFO { cbSize: size, dwTime: 0 };
    // SAFETY: `last` is the struct the call writes, says its own size and lives through it.
    let told = unsafe { GetLastInputInfo(&mut last) };
    // SAFETY: the call takes nothing and reads a counter. After the other one, so that it is never behind.
    let now = unsafe { GetTickCount() };
    (told != 0).then_some((now, last.dwTime))
}

/// Whether this process has the rights of an administrator; `None` where Windows does not say.
pub(crate) fn is_elevated() -> Option<bool> {
    let mut token = ptr::null_mut();
    // SAFETY: the process handle is a constant of this process; `token` is written and lives through the call.
    if unsafe { OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &mut token) } == 0 {
        return None;
    }
    let mut elevation = TOKEN_ELEVATION { TokenIsElevated: 0 };
    let size = u32::try_from(size_of::<TOKEN_ELEVATION>()).unwrap_or_default();
    let mut written = 0;
    let into = ptr::from_mut(&mut elevation).cast();
    // SAFETY: the token is open, `into` points to `size` bytes of the struct this question is answered with.
    let told = unsafe { GetTokenInformation(token, TokenElevation, into, size, &mut written) };
    // SAFETY: the token was opened above and is closed once.
    unsafe { CloseHandle(token) };
    (told != 0).then_some(elevation.TokenIsElevated != 0)
}

/// Names the program to the taskbar and to notices.
pub(crate) fn set_app_id(id: &str) -> io::Result<()> {
    let id = wide(id);
    // SAFETY: `id` ends with a zero and lives through the call, which copies it.
    let result = unsafe { SetCurrentProcessExplicitAppUserModelID(id.as_ptr()) };
    if result < 0 { Err(io::Error::from_raw_os_error(result)) } else { Ok(()) }
}

/// Shows a sentence until it is closed.
pub(crate) fn message_box(title: &str, text: &str) {
    let (title, text) = (wide(title), wide(text));
    // SAFETY: both texts end with a zero and live through the call; no window owns the box.
    unsafe { MessageBoxW(ptr::null_mut(), text.as_ptr(), title.as_ptr(), MB_OK | MB_ICONERROR | MB_SETFOREGROUND) };
}
