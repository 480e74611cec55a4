//! The desktop shell: the window, its state, file dialogs, the system's notices and other programs. What the program does lives in `lakon-app`.

mod place;
mod start;
mod system;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lakon_app::api::UiError;
use lakon_app::{App, AppConfig, Host, Push};
use lakon_platform::webview::with_profile;
use tauri::ipc::{InvokeBody, Request, Response};
use tauri::{AppHandle, Emitter, Manager, RunEvent, State, WebviewWindow, WebviewWindowBuilder, WindowEvent};
use tauri_plugin_dialog::DialogExt;
use tauri_plugin_notification::NotificationExt;
use tauri_plugin_opener::OpenerExt;
use tauri_plugin_window_state::StateFlags;

pub use start::{Failed, start};

/// The window's label.
const MAIN: &str = "main";
/// Name under which a notice carries the case it speaks of.
const CASE: &str = "case";

/// The Tauri window as the program's host.
struct Shell {
    handle: AppHandle,
}

impl Host for Shell {
    fn pick_files(&self) -> Vec<PathBuf> {
        let picked = self.handle.dialog().file().blocking_pick_files().unwrap_or_default();
        picked.into_iter().filter_map(|file| file.into_path().ok()).collect()
    }

    fn save_as(&self, name: &str) -> Option<PathBuf> {
        self.handle.dialog().file().set_file_name(name).blocking_save_file()?.into_path().ok()
    }

    fn open_path(&self, path: &Path) -> io::Result<()> {
        self.handle.opener().open_path(path.to_string_lossy(), None::<&str>).map_err(io::Error::other)
    }

    fn open_link(&self, address: &str) -> io::Result<()> {
        self.handle.opener().open_url(address, None::<&str>).map_err(io::Error::other)
    }

    fn notify(&self, title: &str, text: &str, case: Option<&str>) {
        let notice = self.handle.notification().builder().title(title).body(text);
        let notice = match case {
            Some(case) => notice.extra(CASE, case),
            None => notice,
        };
        if let Err(error) = notice.show() {
            tracing::warn!(%error, "the system shows no notices");
        }
    }

    fn push(&self, push: &Push) {
        let (name, content) = push.event();
        if let Err(error) = self.handle.emit(name, content) {
            tracing::warn!(%error, "push not delivered");
        }
    }
}

#[tauri::command]
async fn call(app: State<'_, Arc<App>>, name: String, input: serde_json::Value) -> Result<serde_json::Value, UiError> {
    app.call(&name, input).await
}

#[tauri::command]
async fn piece(app: State<'_, Arc<App>>, request: Request<'_>) -> Result<(), UiError> {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let InvokeBody::Raw(bytes) = request.body() else {
        return Err(app.unreadable());
    };
    let offset = header("offset").parse().map_err(|_| app.unreadable())?;
    app.piece(header("staged"), offset, bytes.clone()).await
}

#[tauri::command]
async fn bytes(app: State<'_, Arc<App>>, file: String, offset: u64, length: u64) -> Result<Response, UiError> {
    app.bytes(&file, offset, length).await.map(Response::new)
}

/// Opens the window and stays until it is closed.
///
/// # Errors
/// When the window system or the web view is missing.
fn run(folder: PathBuf, sample: bool) -> tauri::Result<()> {
    let config = AppConfig::desktop(folder.clone(), sample);
    let _logs = lakon_app::logs::to_folder(&folder);
    let desktop = tauri::Builder::default()
        // First, so that a second start ends before it touches anything.
        .plugin(tauri_plugin_single_instance::init(|handle, _, _| focus(handle)))
        .plugin(
            tauri_plugin_window_state::Builder::new()
                .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
                .build(),
        )
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_notification::init())
        .plugin(tauri_plugin_opener::Builder::new().open_js_links_on_click(false).build())
        .invoke_handler(tauri::generate_handler![call, piece, bytes])
        .setup(move |tauri| {
            let handle = tauri.handle().clone();
            let app = App::new(config);
            app.attach(Arc::new(Shell { handle: handle.clone() }));
            tauri.manage(app.clone());
            system::introduce(&handle, &folder);
            let profile = folder.join("webview");
            // An error handed on from here would end the program with a panic.
            let opened = with_profile(&profile, || open_window(&handle, &profile));
            let window = opened.unwrap_or_else(|error| start::give_up(&error));
            if window.set_aside {
                app.profile_was_set_aside();
            }
            place::keep_within_reach(&window.what);
            tauri.manage(system::watch(&handle, &app));
            system::hear_clicks(&handle);
            tauri::async_runtime::spawn(app.run());
            Ok(())
        })
        .build(tauri::generate_context!())?;
    desktop.run(|handle, event| {
        match event {
            RunEvent::Exit => handle.state::<Arc<App>>().stop(),
            // Whoever switches to a window that lies on no screen any more wants to see it.
            RunEvent::WindowEvent {
                event: WindowEvent::Focused(true) | WindowEvent::ScaleFactorChanged { .. },
                ..
            } => {
                if let Some(window) = handle.get_webview_window(MAIN) {
                    place::keep_within_reach(&window);
                }
            }
            _ => {}
        }
    });
    Ok(())
}

fn open_window(handle: &AppHandle, profile: &Path) -> tauri::Result<WebviewWindow> {
    let config = handle.config().app.windows.first().cloned().unwrap_or_default();
    WebviewWindowBuilder::from_config(handle, &config)?
        .initialization_script(include_str!("page.js"))
        // Names typed into a form stay out of the web view's own memory.
        .general_autofill_enabled(false)
        .data_directory(profile.to_owned())
        .on_navigation(|url| {
            matches!(url.scheme(), "tauri" | "blob")
                || url.host_str() == Some("tauri.localhost")
                || url.as_str() == "about:blank"
        })
        .build()
}

fn focus(handle: &AppHandle) {
    if let Some(window) = handle.get_webview_window(MAIN) {
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
    }
}
