//! A Tauri window with nothing in it but a sentence: the raw limit of starting and of memory at rest.

fn main() -> tauri::Result<()> {
    tauri::Builder::default().run(tauri::generate_context!("bench/bare/tauri.conf.json"))
}
