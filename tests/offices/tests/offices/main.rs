//! Whole offices: desks and a server that talk over TLS on loopback, and what can go wrong between them.
#![allow(clippy::unwrap_used)]

mod adoption;
mod audit;
mod bad_folder;
mod bad_input;
mod changes;
mod cuts;
mod damaged_files;
mod erased_aside;
mod erased_late;
mod erasure;
mod escalation;
mod files;
mod first_run;
mod handed_in;
mod incarnations;
mod invitation_file;
mod judged_again;
mod kept_files;
mod kills;
mod lost_files;
mod lost_keys;
mod lost_server;
mod moving_files;
mod no_plaintext;
mod party_export;
mod people;
mod proxy;
mod quiet_logs;
mod records;
mod revoked;
mod settings;
mod sync_page;
mod tus_js;
mod two_desks;
mod usb;
