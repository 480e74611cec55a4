//! The page's view of the commands: TypeScript made from the same declarations the program runs on.

use std::fmt::Write;

use crate::words::ErrorCode;
use crate::{
    api, api_adopt, api_devices, api_erasure, api_files, api_notices, api_people, api_settings, api_settle,
    api_standard, api_sync, api_usb,
};

/// The whole of `ui/src/lib/platform/api.gen.ts`.
pub fn source() -> String {
    let config = ts_rs::Config::default();
    let mut out = String::from(
        "// Made by `LAKON_BLESS=1 cargo nextest run -p lakon-app types` from crates/app; never edited by hand.\n\n",
    );
    let mut line = |text: String| {
        out.push_str(text.trim_end());
        out.push('\n');
    };
    line(
        "export type JsonValue = number | string | boolean | Array<JsonValue> | { [key in string]?: JsonValue } | null;".to_owned(),
    );
    let choices = [
        api::choices(&config),
        api_settings::choices(&config),
        api_standard::choices(&config),
        api_settle::choices(&config),
        api_notices::choices(&config),
        api_erasure::choices(&config),
        api_files::choices(&config),
        api_sync::choices(&config),
        api_adopt::choices(&config),
    ];
    let records = [
        api::records(&config),
        api_settings::records(&config),
        api_people::records(&config),
        api_devices::records(&config),
        api_standard::records(&config),
        api_settle::records(&config),
        api_notices::records(&config),
        api_erasure::records(&config),
        api_files::records(&config),
        api_sync::records(&config),
        api_usb::records(&config),
        api_adopt::records(&config),
    ];
    choices.into_iter().chain(records).flatten().for_each(&mut line);
    line(api::declared::<ErrorCode>(&config));
    let commands = crate::commands::list().iter().fold(String::new(), |mut text, command| {
        let _ = writeln!(text, "  \"{}\": {{ in: {}, out: {} }};", command.name, command.input, command.output);
        text
    });
    line(format!("\n/** Every command: what goes in, what comes out. */\nexport interface Commands {{\n{commands}}}"));
    out
}
