//! Who speaks in a notice of Windows: without a registered id it shows no notices of a program that was not installed by it.

use std::io;
use std::path::Path;

/// Tells Windows the program's id, name and icon, for this person alone; the taskbar and the notices go by them. Elsewhere nothing has
/// to be told.
///
/// # Errors
/// When the registry cannot be written.
#[cfg(windows)]
pub fn introduce(id: &str, name: &str, icon: &Path) -> io::Result<()> {
    crate::windows::set_app_id(id)?;
    let key = windows_registry::CURRENT_USER.create(key(id)).map_err(io::Error::from)?;
    key.set_string("DisplayName", name).map_err(io::Error::from)?;
    key.set_string("IconUri", icon.to_string_lossy()).map_err(io::Error::from)
}

/// Elsewhere nothing has to be told.
///
/// # Errors
/// None.
#[cfg(not(windows))]
pub fn introduce(_: &str, _: &str, _: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(windows)]
fn key(id: &str) -> String {
    format!(r"Software\Classes\AppUserModelId\{id}")
}

#[cfg(all(windows, test))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn windows_knows_the_program_by_its_id_and_name() {
        let id = format!("id.lakon.test{}", std::process::id());
        introduce(&id, "Lakon", Path::new(r"C:\Lakon\icon.png")).unwrap();
        let kept = windows_registry::CURRENT_USER.open(key(&id)).unwrap();
        assert_eq!(kept.get_string("DisplayName").unwrap(), "Lakon");
        assert_eq!(kept.get_string("IconUri").unwrap(), r"C:\Lakon\icon.png");
        windows_registry::CURRENT_USER.remove_tree(key(&id)).unwrap();
    }
}
