//! Every row of the rules as people read it, so that whoever changes a number sees it in a golden file.

use std::collections::BTreeSet;

use stalking_register::rules::list;

#[test]
fn every_row_of_the_rules_reads_as_it_was_reviewed() {
    let mut seen = BTreeSet::new();
    let names = list::list().into_iter().map(|it| it.rule).filter(|it| seen.insert(*it));
    let texts: Vec<_> = names.map(|it| list::explain(it).expect("a rule")).collect();
    expect_test::expect_file!["../golden/rules.txt"].assert_eq(&texts.join("\n"));
}
