//! Where a demonstration takes place, and where its persons come from.

use std::path::{Path, PathBuf};

use stalking_register::clock::Entropy;
use stalking_register::model::Id;

use crate::fault::Fault;
use crate::import::Format;
use crate::import::layout::Layout;
use crate::import::rows::Source;

/// The map of the screening sets, as it is shipped.
const SCREENING: &str = include_str!("../../../../examples/maps/screening.toml");
/// The fictional persons, as they are shipped.
const FICTIONAL: &str = include_str!("../../../../examples/data/persons.csv");

/// The directory of a demonstration; a temporary one is removed when it is dropped.
pub(super) struct Room {
    pub(super) directory: PathBuf,
    temporary: Option<PathBuf>,
}

impl Room {
    /// Takes the directory given, or makes a temporary one.
    pub(super) fn of(given: Option<&Path>) -> Result<Self, Fault> {
        if let Some(directory) = given {
            return Ok(Self { directory: directory.to_owned(), temporary: None });
        }
        let id = Id::from_bytes(Entropy::system().bytes()?);
        let temporary = std::env::temp_dir().join(format!("sreg-demo-{id}"));
        std::fs::create_dir(&temporary).map_err(|it| Fault::file("the temporary directory", &it))?;
        Ok(Self { directory: temporary.join("register"), temporary: Some(temporary) })
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        if let Some(directory) = &self.temporary {
            // What cannot be removed is the system's to clear away.
            let _ = std::fs::remove_dir_all(directory);
        }
    }
}

/// Persons to import, and what they are.
pub(super) struct Persons {
    pub(super) words: &'static str,
    pub(super) source: Source,
    pub(super) layout: Layout,
    pub(super) format: Format,
}

impl Persons {
    /// Takes the file given, else the historical persons, else the fictional ones.
    pub(super) fn find(given: Option<&Path>) -> Result<Self, Fault> {
        let historical = shared().join("data/screening/dev/hist_register.csv");
        let (words, path) = match given {
            Some(path) => ("persons of the file given", path.to_owned()),
            None if historical.exists() => ("historical persons", historical),
            None => {
                let mut layout = Layout::default();
                layout.source_system = Some("fiction".to_owned());
                let source = Source::Text(FICTIONAL);
                return Ok(Self { words: "fictional persons", source, layout, format: Format::Csv });
            }
        };
        let mut layout = Layout::parse(SCREENING)?;
        layout.source_system = Some("demonstration".to_owned());
        Ok(Self { words, source: Source::File(path), layout, format: Format::Csv })
    }
}

/// Returns the folder of the shared data; `cargo run` tells where the project is.
fn shared() -> PathBuf {
    match (std::env::var_os("SREG_SHARED"), std::env::var_os("CARGO_MANIFEST_DIR")) {
        (Some(folder), _) => PathBuf::from(folder),
        (None, Some(project)) => PathBuf::from(project).join("../shared"),
        (None, None) => PathBuf::from("../shared"),
    }
}
