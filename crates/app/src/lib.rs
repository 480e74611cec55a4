//! The program: every command a page can give, declared once, and what they do with the store. Hosts (the Tauri window, the test
//! bridge) hand commands in and pushes out; they hold no logic of their own.

pub mod api;
mod api_notices;
mod api_people;
mod api_settings;
mod api_settle;
mod api_standard;
mod app;
mod calendar_hours;
mod calendar_paste;
mod calendar_year;
mod case_act;
mod case_clock;
mod case_documents;
mod case_ends;
mod case_escalation;
mod case_facts;
mod case_files;
mod case_list;
mod case_promise;
mod case_view;
mod clock;
pub mod commands;
mod complaints;
mod day_words;
#[doc(hidden)]
pub mod decoders;
mod draft;
mod drafts;
mod duty_former;
mod duty_view;
mod escalations;
mod failure;
mod file_view;
mod files;
mod follow_up;
mod handover;
mod home;
mod host;
mod joining;
mod lists;
pub mod logs;
mod notice_words;
mod notices;
mod office;
mod opening;
mod os;
mod party_edit;
mod party_list;
mod party_record;
mod patience;
mod people;
mod picking;
mod qr;
mod recording;
mod recovery;
mod rights;
mod sample;
mod sections;
mod seen;
mod session;
mod settings_lists;
mod settings_office;
mod settings_order;
mod settings_view;
mod settle;
mod settling;
mod shown;
mod standard;
mod state;
mod store_failure;
mod story;
mod syncing;
mod tabs;
mod transfers;
pub mod typescript;
mod undo;
mod users;
mod users_change;
mod visits;
mod voided;
mod why;
pub mod words;

pub use app::{App, AppConfig};
pub use host::{Host, Push};
pub use os::{ShiftedClock, SystemClock, SystemRandom, usual_folder};
pub use sample::PASSWORD as SAMPLE_PASSWORD;

/// What the page may load and run, the same in the window and in the bridge: its own files, blobs it made, and nothing remote.
pub const CONTENT_POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self' data:; \
    worker-src 'self' blob:; connect-src 'self' ipc: http://ipc.localhost; object-src 'none'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";
