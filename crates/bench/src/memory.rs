//! Memory of a process and of everything it started, from the kernel's books. Elsewhere than on Linux nothing is known.

use std::fs;

/// Highest resident memory of a process so far, MiB.
pub fn peak(pid: u32) -> Option<f64> {
    status_kib(pid, "VmHWM:").map(|kib| kib / 1024.0)
}

/// Lets the next [`peak`] of a process begin at what it uses now.
pub fn forget_peak(pid: u32) {
    // 5 resets the peak (proc(5), clear_refs); where that is not to be had the peak is of the whole run, which is higher, never lower.
    let _ = fs::write(format!("/proc/{pid}/clear_refs"), "5");
}

/// Proportional memory of a process and its descendants, MiB: pages shared by several count once.
#[cfg(unix)]
pub fn of_family(root: u32) -> Option<f64> {
    let mut family = vec![root];
    let parents: Vec<(u32, u32)> = fs::read_dir("/proc")
        .ok()?
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter_map(|pid| Some((pid, status_kib(pid, "PPid:")? as u32)))
        .collect();
    let mut next = 0;
    while let Some(&parent) = family.get(next) {
        family.extend(parents.iter().filter(|(_, of)| *of == parent).map(|(pid, _)| *pid));
        next += 1;
    }
    let kib: f64 = family
        .iter()
        .filter_map(|pid| field(&fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?, "Pss:"))
        .sum();
    (kib > 0.0).then_some(kib / 1024.0)
}

fn status_kib(pid: u32, name: &str) -> Option<f64> {
    field(&fs::read_to_string(format!("/proc/{pid}/status")).ok()?, name)
}

fn field(text: &str, name: &str) -> Option<f64> {
    text.lines().find_map(|line| line.strip_prefix(name))?.split_whitespace().next()?.parse().ok()
}
