//! Copies of the whole register, taken while it is in use.

use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};

use crate::error::{Error, Result, Slip};
use crate::store::directory::{CHECKPOINT_FILE, replace};
use crate::store::{DATABASE_FILE, Making, Store, connection, key_file, platform};

/// Pages copied at a time; between two lots others may write.
const LOT_PAGES: i32 = 1024;

impl Store {
    /// Copies the database and the key file into a register in the making, under the same keys, and puts
    /// the checkpoint beside them that the copy at least reaches.
    ///
    /// # Errors
    ///
    /// [`Error::Full`]; [`Error::Storage`]; [`Error::Busy`] if the database stays locked.
    pub fn copy_to(
        &self,
        making: Making,
        checkpoint: &str,
        progress: &mut dyn FnMut(u64, u64) -> bool,
    ) -> Result<()> {
        let from = connection::open(&self.directory().join(DATABASE_FILE), self.key())?;
        // One snapshot for the whole copy: without it every commit of another would begin it anew.
        from.execute_batch("BEGIN")?;
        from.query_row("SELECT count(*) FROM register", [], |row| row.get::<_, i64>(0))?;
        {
            let mut to = connection::empty(&making.directory().join(DATABASE_FILE), self.key())?;
            let backup = Backup::new(&from, &mut to)?;
            let mut waits = 0;
            loop {
                platform::refuse_nearly_full(making.directory())?;
                match backup.step(LOT_PAGES)? {
                    StepResult::Done => break,
                    StepResult::More => waits = 0,
                    _ if waits < 100 => {
                        waits += 1;
                        std::thread::sleep(Duration::from_millis(50));
                    }
                    _ => return Err(Error::Busy),
                }
                let lot = backup.progress();
                let (all, left) = (i64::from(lot.pagecount), i64::from(lot.remaining));
                if !progress((all - left).unsigned_abs(), all.unsigned_abs()) {
                    return Err(Error::Misused(Slip::Interrupted));
                }
            }
        }
        key_file::write(making.directory(), &key_file::read(self.directory())?)?;
        replace(&making.directory().join(CHECKPOINT_FILE), checkpoint.as_bytes())?;
        making.finish()
    }
}
