//! A simulated office: three officers and two section heads at PCs of their own, 20 cases a day, and a book in which the
//! duties of every case are worked out by hand from design/product.md, to be held against what the program says.
#![allow(clippy::unwrap_used, reason = "everything here is a test")]

pub mod acts;
pub mod book;
pub mod chief;
pub mod colleagues;
pub mod days;
pub mod diary;
pub mod dice;
pub mod held;
pub mod office;
pub mod pc;
