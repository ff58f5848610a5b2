//! Names alone: which are one person's, which are two persons', and what holds for all.

use proptest::prelude::*;
use stalking_register::screening::Extent;
use stalking_register::screening::names::{NameMatch, compare};

use crate::command_line::Shell;
use crate::support::shared::shared;

/// Names of one person, one pair a line.
#[track_caller]
fn one_person(pairs: &str) {
    each(pairs, "one person's", |it| it.bits > 0.0);
}

/// Names of two persons, one pair a line.
#[track_caller]
fn two_persons(pairs: &str) {
    each(pairs, "two persons'", |it| it.bits < 0.0);
}

#[track_caller]
fn each(pairs: &str, what: &str, holds: fn(&NameMatch) -> bool) {
    for line in pairs.lines().map(str::trim).filter(|it| !it.is_empty()) {
        let (one, other) = line.split_once('|').expect("two names");
        let found = compare(one, other);
        assert!(holds(&found), "{line}: not {what}\n{}", found.text());
    }
}

#[test]
fn the_words_of_a_name_stand_in_any_order() {
    one_person(
        "
        Ann Marie Ode                 | Ode, Ann Marie
        bin Rashid Ahmed              | Ahmed bin Rashid
        Ali Hassan Mahmoud Karim      | Karim Ali Mahmoud Hassan
        Nguyễn Văn Minh               | Minh Nguyen Van
        Park Ji-won                   | Ji-won Park
        ",
    );
}

#[test]
fn titles_and_forms_of_business_are_no_names() {
    one_person(
        "
        Mr. John Ode                  | John Ode
        Prof. Dr. Anna Schmidt        | Anna Schmidt
        Sheikh Khalid al-Amiri        | Khalid al-Amiri
        Haji Mohammed Salim           | Mohammed Salim
        Ann Ode Ltd                   | Ann Ode
        ",
    );
}

#[test]
fn particles_tell_next_to_nothing() {
    one_person(
        "
        Bashar al-Hamad               | Bashar Hamad
        Osman bin Karim               | Osman ibn Karim
        Maria de la Cruz              | Maria Cruz
        Jan van der Berg              | Jan Vanderberg
        Ludwig von Hagen              | Ludwig Hagen
        ",
    );
    two_persons(
        "
        Pieter de Vries               | Pieter de Wit
        Yusuf al-Masri                | Yusuf al-Baghdadi
        Karim bin Salem               | Omar bin Rashid
        ",
    );
}

#[test]
fn what_is_written_as_one_or_apart_is_the_same() {
    one_person(
        "
        Abd el Rahman Nasser          | Abdelrahman Nasser
        Abdul Aziz Qureshi            | Abdulaziz Qureshi
        Kim Jong-un                   | Kim Jong Un
        kimjongun                     | Kim Jong-un
        Sean O'Neill                  | Sean O Neill
        Ewan Mac Donald               | Ewan MacDonald
        Anne-Marie Ode                | Annemarie Ode
        JohnOde                       | John Ode
        ",
    );
}

#[test]
fn initials_stand_for_names_and_not_against_them() {
    one_person(
        "
        J. Ode                        | John Ode
        J.-P. Belmont                 | Jean-Pierre Belmont
        JP Belmont                    | Jean-Pierre Belmont
        Ann M. Ode                    | Ann Margaret Ode
        ",
    );
    two_persons(
        "
        K. Ode                        | John Ode
        A. B.                         | Alice Brown
        ",
    );
}

#[test]
fn one_name_is_written_in_many_scripts() {
    one_person(
        "
        محمد بن سلمان                 | Mohammed bin Salman
        عبد الرحمن حسن                | Abdul Rahman Hassan
        أسامة كريم                    | Usama Karim
        Владимир Смирнов              | Vladimir Smirnov
        Пётр Чайковский               | Pyotr Tchaikovsky
        Тарас Шевченко                | Taras Shevchenko
        张伟                          | Zhang Wei
        張偉                          | 张伟
        김정은                        | Kim Jong-un
        Αλέξης Τσίπρας                | Alexis Tsipras
        Ντόναλντ Τραμπ                | Donald Trump
        בנימין כהן                    | Benjamin Cohen
        नरेन्द्र मोदी                    | Narendra Modi
        শেখ হাসিনা                      | Sheikh Hasina
        ทักษิณ ชินวัตร                   | Thaksin Shinawatra
        ბარაკ ობამა                   | Barack Obama
        バラク・オバマ                  | Barack Obama
        Դավիթ Գրիգորյան               | Davit Grigoryan
        ",
    );
}

#[test]
fn another_character_or_letter_of_a_short_script_makes_another_name() {
    two_persons(
        "
        王芳                          | 王伟
        王伟                          | 汪伟
        김민수                        | 김민준
        عارف                          | آصف
        ",
    );
}

#[test]
fn one_name_is_spelt_in_many_ways() {
    one_person(
        "
        Mohammed Yusuf                | Muhammad Yousef
        Ivan Smirnov                  | Ivan Smirnoff
        Philip Schmidt                | Filip Shmidt
        Hans Müller                   | Hans Mueller
        Nikita Chruschtschow          | Nikita Khrushchev
        Catherine Smythe              | Kathryn Smith
        Donlad Ode                    | Donald Ode
        Ig0r Petr0v                   | Igor Petrov
        Hussein Qureshi               | Husayn Kureshi
        ",
    );
}

#[test]
fn a_nickname_and_another_languages_form_stand_for_the_name() {
    one_person(
        "
        Bob Ode                       | Robert Ode
        Liz Ode                       | Elizabeth Ode
        Joseph Ode                    | Yusuf Ode
        Oleksandr Koval               | Alexander Koval
        ",
    );
}

#[test]
fn a_missing_name_tells_little_and_another_name_much() {
    one_person(
        "
        Ann Margaret Ode              | Ann Ode
        Arkady Petrovich Sokolov      | Arkady Sokolov
        Jesús García López            | Jesus Garcia
        ",
    );
    two_persons(
        "
        Ann Ode                       | Ann Ray
        John Ode                      | Gerald Ode
        Rustam Ibrahimovich Aslanov   | Rustam Magomedovich Aslanov
        Mohammed Aslam Qureshi        | Mohammed Iqbal Qureshi
        Gurpreet Kaur                 | Manjit Kaur
        Ahmed Hassan                  | Mahmoud Hassan
        Park Ji-won                   | Park Chang-ho
        ",
    );
}

#[test]
fn the_younger_and_the_elder_are_two() {
    two_persons(
        "
        John Ode Jr                   | John Ode Sr
        John Ode II                   | John Ode III
        ",
    );
    one_person("John Ode Jr | John Ode");
}

#[test]
fn a_known_name_near_another_counts_against_it_more_than_a_misspelling() {
    for (name, misspelt, another) in [("Maria", "Moria", "Mario"), ("Gurpreet", "Gurpreat", "Harpreet")] {
        let ode = |it: &str| format!("{it} Ode");
        let (slip, other) = (compare(&ode(name), &ode(misspelt)), compare(&ode(name), &ode(another)));
        assert!(slip.bits > other.bits + 1.0, "{}{}", slip.text(), other.text());
    }
}

#[test]
fn a_text_without_a_name_is_nobodys() {
    two_persons(
        "
                                      | Ann Ode
        😀                            | 😀
        * % _                         | ' --
        ",
    );
}

#[test]
fn long_texts_are_cut_and_the_answer_says_so() {
    for text in ["a".repeat(10_000), "ann ".repeat(2_500), "王".repeat(3_000), "a-".repeat(5_000)] {
        let found = compare(&text, &text);
        assert_eq!(found.extent, Extent::Cut);
        assert!(found.bits > 0.0, "{}", found.text());
    }
    assert_eq!(compare("Ann Ode", "Ann Ode").extent, Extent::Whole);
}

#[test]
fn reasons_quote_words_and_debug_output_does_not() {
    let found = compare("Bob Zzyzx-Canary", "Robert Zzyzx");
    let words: Vec<&str> = found.reasons.iter().map(|it| it.words.as_str()).collect();
    assert!(words.iter().any(|it| it.starts_with("Bob is another form of Robert, ")), "{words:?}");
    assert!(words.iter().any(|it| it.starts_with("nothing stands for Canary, -")), "{words:?}");
    assert!(!format!("{found:?}").contains("Canary"));
}

/// Bits are multiples of 1/64.
fn same(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-6
}

fn name() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "[a-z]{2,9}",
        Just("mohammed".to_owned()),
        Just("muhammad".to_owned()),
        Just("smith".to_owned()),
        Just("smyth".to_owned()),
        Just("x".to_owned()),
        "[а-я]{3,7}",
        "[ا-ي]{3,5}",
    ];
    proptest::collection::vec(word, 1..5).prop_map(|it| it.join(" "))
}

proptest! {
    #[test]
    fn neither_name_is_the_first_one(one in name(), other in name()) {
        prop_assert!(same(compare(&one, &other).bits, compare(&other, &one).bits));
    }

    #[test]
    fn nothing_is_liker_a_name_than_itself(one in name(), other in name()) {
        prop_assert!(compare(&one, &one).bits >= compare(&one, &other).bits);
    }

    /// Of words in no need of being joined, whatever order they stand in.
    // No two neighbours are so short that they could be a word of the other name written in two: that is seen
    // only where they are neighbours.
    #[test]
    fn the_order_of_words_does_not_matter(
        words in proptest::collection::vec("[a-m]{4}[n-w]{4,5}", 1..5), other in "[a-m]{3}[n-w]{4} [n-w]{7}"
    ) {
        let forth = words.join(" ");
        let back = words.iter().rev().cloned().collect::<Vec<_>>().join(" ");
        prop_assert!(same(compare(&forth, &other).bits, compare(&back, &other).bits));
        prop_assert!(same(compare(&forth, &back).bits, compare(&forth, &forth).bits));
    }

    #[test]
    fn any_two_texts_are_compared_and_the_reasons_add_up(one in any::<String>(), other in any::<String>()) {
        let found = compare(&one, &other);
        let sum: f64 = found.reasons.iter().map(|it| it.bits).sum();
        prop_assert!(same(found.bits, sum) && (0.0..=1.0).contains(&found.score));
    }
}

/// Of the 317 pairs 139 are one person's. Measured: best F1 0.93, at the threshold 0.92, and 0.92 on parts that
/// a fit left out. The weights are fitted on these pairs: the floor guards against loss, it proves no skill.
#[test]
fn the_development_pairs_are_told_apart() {
    let Some(pairs) = shared("data/screening/dev/name_pairs.csv") else { return };
    let t = Shell::new();
    let (scores, table) = (t.text("scores.csv"), t.text("table.json"));
    let pairs = pairs.to_str().expect("a path");
    let told = t.ok(&["screening", "names", "--pairs", pairs, "--output", &scores]);
    assert!(figure(&told, "best F1") >= 0.91, "{told}");
    assert!(figure(&told, "F1 at the threshold") >= 0.90, "{told}");
    assert_eq!(std::fs::read_to_string(&scores).expect("scores").lines().count(), 318);
    let told = t.ok(&["screening", "fit-names", "--pairs", pairs, "--output", &table]);
    assert!(figure(&told, "F1 at the threshold") >= 0.89, "{told}");
    let fitted = t.ok(&["screening", "names", "--pairs", pairs, "--weights", &table]);
    assert!(figure(&fitted, "best F1") >= 0.91, "{fitted}");
}

fn figure(told: &str, name: &str) -> f64 {
    let line = told.lines().find_map(|it| it.strip_prefix(name)).expect("a line");
    line.trim().parse().expect("a number")
}

#[test]
fn the_shell_compares_names_and_refuses_pairs_without_a_label() {
    let t = Shell::new();
    let told = t.ok(&["screening", "name", "Wladimir Putin", "PUTIN, Vladimir"]);
    assert!(
        told.contains("Putin is the same, +") && told.contains("Wladimir is next to the same as Vladimir"),
        "{told}"
    );
    let json = t.ok(&["screening", "name", "Ann Ode", "Eve Ray", "--json"]);
    assert!(json.contains("\"bits\": -"), "{json}");
    let pairs = t.write("pairs.csv", "name1,name2,is_match\nAnn Ode,Ann Ode,perhaps\n");
    let refused = t.run(&["screening", "names", "--pairs", &pairs]);
    assert!(!refused.status.success() && String::from_utf8_lossy(&refused.stderr).contains("is_match"));
}
