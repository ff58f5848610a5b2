//! Every `# Law` line names a provision in one form, of an Act that the register knows.

use std::fs;
use std::path::Path;

use stalking_register::law::Act;

const ACTS: [Act; 11] = [
    Act::Harassment1997,
    Act::SexualOffences2003,
    Act::JusticeScotland2010,
    Act::RemedialScotland2011,
    Act::TraffickingNi2015,
    Act::JusticeNi2015,
    Act::DataProtection2018,
    Act::Stalking2019,
    Act::Sentencing2020,
    Act::StalkingNi2022,
    Act::CrimeAndPolicing2026,
];

fn check(folder: &Path, cited: &mut usize) {
    for item in fs::read_dir(folder).expect("a folder") {
        let path = item.expect("an item").path();
        if path.is_dir() {
            check(&path, cited);
        } else if path.extension().is_some_and(|it| it == "rs") {
            let text = fs::read_to_string(&path).expect("a source");
            let mut inside = false;
            for line in text.lines() {
                let Some(line) = line.trim().strip_prefix("///").map(str::trim) else {
                    inside = false;
                    continue;
                };
                if line.starts_with("# ") {
                    inside = line == "# Law";
                } else if inside && !line.is_empty() {
                    let line = line.trim_start_matches("- ");
                    let known = ACTS.iter().any(|act| {
                        let rest = line.strip_prefix(act.title()).and_then(|it| it.strip_prefix(", "));
                        rest.is_some_and(|it| {
                            ["s. ", "sch. ", "art. "].iter().any(|form| it.starts_with(form))
                        })
                    });
                    assert!(known, "{}: {line}", path.display());
                    *cited += 1;
                }
            }
        }
    }
}

#[test]
fn every_citation_names_an_act_that_is_known_and_a_section() {
    let mut cited = 0;
    check(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut cited);
    assert!(cited > 30, "{cited}");
}
