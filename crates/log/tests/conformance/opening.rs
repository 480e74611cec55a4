//! Opening the first databases of a process from many threads at once, as the server and its jobs do when they start.

use std::process::Command;
use std::sync::Barrier;

/// Set in the processes this test starts.
const CHILD: &str = "LAKON_OPENS_AT_ONCE";
const THREADS: usize = 8;

#[test]
fn the_first_databases_of_a_process_can_be_opened_at_once() {
    if std::env::var_os(CHILD).is_some() {
        return open_at_once();
    }
    // SQLCipher starts once in a process, so every try needs one of its own. Two in a hundred met the moment in which it is half ready.
    for _ in 0..120 {
        let name = "opening::the_first_databases_of_a_process_can_be_opened_at_once";
        let child =
            Command::new(std::env::current_exe().unwrap()).args(["--exact", name]).env(CHILD, "1").output().unwrap();
        assert!(child.status.success(), "{}", String::from_utf8_lossy(&child.stdout));
    }
}

fn open_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let start = Barrier::new(THREADS);
    std::thread::scope(|scope| {
        for number in 0..THREADS {
            let (path, start) = (folder.path().join(format!("{number}.db")), &start);
            scope.spawn(move || {
                start.wait();
                lakon_log::open(&path, &[46; 32]).map(drop).unwrap();
            });
        }
    });
}
