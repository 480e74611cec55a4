//! The TypeScript the page is built on.

#[test]
fn types_have_not_drifted() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/lib/platform/api.gen.ts");
    let made = lakon_app::typescript::source();
    if std::env::var_os("LAKON_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &made).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == made,
        "api.gen.ts differs from the commands; run: LAKON_BLESS=1 cargo nextest run -p lakon-app types"
    );
}

#[test]
fn every_command_is_named_once() {
    let mut names: Vec<&str> = lakon_app::commands::list().iter().map(|command| command.name).collect();
    names.sort_unstable();
    let all = names.len();
    names.dedup();
    assert_eq!(names.len(), all);
}

#[test]
fn the_window_and_the_bridge_have_one_content_policy() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tauri.conf.json");
    let config: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    assert_eq!(config["app"]["security"]["csp"], lakon_app::CONTENT_POLICY);
}
