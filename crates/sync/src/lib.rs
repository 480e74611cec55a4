//! The protocol between a desk and the office server: the traits stores implement, one file per step holding both halves
//! and their messages, and the desk's HTTP client. No SQL, no printing and no page live here.

pub mod adopt;
pub mod agreed;
pub mod aside;
pub mod aside_files;
pub mod aside_list;
mod attachments;
pub mod backoff;
pub mod behind;
pub mod bundle;
pub mod carry_on;
pub mod chains;
pub mod client;
pub mod discovery;
pub mod enrol;
pub mod error;
pub mod files;
pub mod heads;
pub mod hello;
pub mod http;
pub mod mint;
pub mod office;
pub mod privates;
pub mod pull;
pub mod push;
pub mod refill;
pub mod replica;
pub mod report;
pub mod seals;
pub mod serve;
pub mod session;
pub mod slot;
pub mod tls;
pub mod transport;
pub mod wake;
pub mod wire;
