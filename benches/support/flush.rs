//! What the disk takes for one flush: the floor under everything that is durable.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::time::{Duration, Instant};

const PAGE: [u8; 4096] = [0x5a; 4096];
const PAGES: u64 = 1024;
const FLUSHES: u64 = 300;

/// Returns the median time of writing 4 KiB into a file that is there and flushing it, in a directory.
pub(crate) fn median(directory: &Path) -> Duration {
    let path = directory.join("flush");
    let file = File::create(&path).expect("a file");
    for page in 0..PAGES {
        file.write_all_at(&PAGE, page * 4096).expect("room");
    }
    file.sync_all().expect("a flush");
    let mut times: Vec<_> = (0..FLUSHES)
        .map(|n| {
            let begun = Instant::now();
            file.write_all_at(&PAGE, n % PAGES * 4096).expect("room");
            file.sync_data().expect("a flush");
            begun.elapsed()
        })
        .collect();
    std::fs::remove_file(path).expect("the file");
    times.sort_unstable();
    times[times.len() / 2]
}
