//! The page's files and the headers that protect it.

use std::path::{Component, Path, PathBuf};

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// The same policy as in the window, and no storing of what is shown.
pub fn protect(headers: &mut HeaderMap) {
    const FIXED: [(HeaderName, &str); 4] = [
        (header::CONTENT_SECURITY_POLICY, lakon_app::CONTENT_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// One file of the built page; `/` is its index.
pub async fn asset(dist: &Path, path: &str) -> Response {
    let Some(path) = inside(dist, path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match tokio::fs::read(&path).await {
        Ok(bytes) => ([(header::CONTENT_TYPE, media(&path))], bytes).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The file a path names, or nothing when it would leave the folder.
fn inside(dist: &Path, path: &str) -> Option<PathBuf> {
    let relative = match path.trim_start_matches('/') {
        "" => "index.html",
        path => path,
    };
    let relative = Path::new(relative);
    relative.components().all(|part| matches!(part, Component::Normal(_))).then(|| dist.join(relative))
}

fn media(path: &Path) -> &'static str {
    match path.extension().and_then(|e| e.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "wasm" => "application/wasm",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_climbs_out_of_the_folder_is_no_file() {
        let dist = Path::new("dist");
        assert_eq!(inside(dist, "/"), Some(dist.join("index.html")));
        assert_eq!(inside(dist, "/assets/a.js"), Some(dist.join("assets").join("a.js")));
        assert_eq!(inside(dist, "/../secret"), None);
        assert_eq!(inside(dist, "/a/../../secret"), None);
    }
}
