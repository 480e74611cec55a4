//! Runs the office as it is from many seeds. `LAKON_SEEDS` says how many, or which (`501..1000`); `LAKON_SEED` names a single one to be
//! told again.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use crate::fault::Fault;
use crate::op::Op;
use crate::run;
use crate::shared::lock;
use crate::step::PAGES;

/// Seeds of an everyday run; a deep one sets `LAKON_SEEDS`.
const EVERYDAY: u64 = 500;
/// Seeds beyond those that failed once. 1758, 1991, 3350 and 3670: a desk holds another branch of an office log than a server that was
/// put back, and the two part behind the first page. 2368: such a server gave two logs one label. 7813 and 8917: a PC that was put back
/// got its records from the server without their private parts, and then the server was put back.
const ONCE_FAILED: [u64; 7] = [1758, 1991, 2368, 3350, 3670, 7813, 8917];

/// What has to come of the steps sometimes: a step that finds nothing to do proves nothing either.
const COMES_OF_IT: [&str; 17] = [
    "short page",
    "private parts stripped",
    "files spoilt",
    "forged",
    "impostor",
    "officer met a full disk",
    "carried on at opening",
    "carried on at a sync",
    "records gone for good",
    "ruled without a right",
    "erasure asked",
    "stick taken",
    "stick for others",
    "revocation asked",
    "handed in and taken",
    "handed in and refused",
    "attachment kept aside",
];

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap())
}

/// The seeds of this run: a long one may be run in parts.
pub fn wanted() -> RangeInclusive<u64> {
    let Ok(text) = std::env::var("LAKON_SEEDS") else { return 1..=EVERYDAY };
    let (first, last) = text.split_once("..").unwrap_or(("1", &text));
    first.parse().unwrap()..=last.parse().unwrap()
}

/// Works a list off on every core, each piece on one thread of its own.
pub fn each<T: Sync, R: Send>(list: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(item) = list.get(next.fetch_add(1, Ordering::SeqCst)) {
                    let result = work(item);
                    lock(&done).push(result);
                }
            });
        }
    });
    done.into_inner().unwrap()
}

#[test]
fn an_office_under_every_fault_ends_with_the_same_records_everywhere() {
    let one = number("LAKON_SEED");
    let mut seeds: Vec<u64> = one.map_or_else(|| wanted().collect(), |seed| vec![seed]);
    if one.is_none() && std::env::var_os("LAKON_SEEDS").is_none() {
        seeds.extend(ONCE_FAILED);
    }
    let begun = Instant::now();
    let mut met: BTreeMap<&'static str, u64> = BTreeMap::new();
    let mut failed = Vec::new();
    let run = |seed: &u64| {
        let result = run::run(*seed, None);
        if let Err(told) = &result {
            // At once: a long run may be ended before its end.
            println!("seed {seed}: {}", told.wrong);
        }
        (*seed, result)
    };
    for result in each(&seeds, run) {
        match result {
            (_, Ok(done)) => {
                if one.is_some() {
                    println!("{}", done.tale.join("\n"));
                }
                for (what, times) in done.counts {
                    *met.entry(what).or_default() += times;
                }
            }
            (seed, Err(told)) => failed.push((seed, told)),
        }
    }
    let (steps, requests) = (seeds.len() * run::LENGTH, met.remove("requests").unwrap_or_default());
    println!("{} seeds, {steps} steps, {requests} requests in {} s: {met:?}", seeds.len(), begun.elapsed().as_secs());
    failed.sort_by_key(|(seed, _)| *seed);
    for (seed, told) in failed.iter().take(3) {
        println!("{}\n=> {}\n", told.tale.join("\n"), told.wrong);
        println!("seed {seed} again: LAKON_SEED={seed}");
    }
    assert!(failed.is_empty(), "{} seeds failed; LAKON_SEED=<seed> tells one of them again", failed.len());
    // A fault that nobody meets proves nothing.
    if seeds.len() >= 100 {
        let never: Vec<_> = Fault::NAMES.into_iter().chain(Op::NAMES).filter(|name| !met.contains_key(name)).collect();
        assert!(never.is_empty(), "never happened: {never:?}");
    }
    if seeds.len() >= usize::try_from(EVERYDAY).unwrap() {
        let never: Vec<_> = PAGES.into_iter().chain(COMES_OF_IT).filter(|name| !met.contains_key(name)).collect();
        assert!(never.is_empty(), "never came of it: {never:?}");
    }
}

#[test]
fn a_seed_decides_everything() {
    for seed in [3, 11] {
        let told = |_| run::run(seed, None).map_or_else(|failed| failed.tale, |done| done.tale);
        let (first, second) = (told(()), told(()));
        for (one, other) in first.iter().zip(&second) {
            assert_eq!(one, other, "seed {seed}");
        }
        assert_eq!(first.len(), second.len(), "seed {seed}");
    }
}
