//! Words in names that are no names, names that tell little, and forms of one name across languages.
//!
//! The tables are the project's own, from general knowledge. Every word is folded, every list in order.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::screening::nickname;

/// Forms of address, ranks and offices that nobody bears as a name.
const TITLES: &[&str] = &[
    "ambassador",
    "ayatollah",
    "brigadier",
    "capt",
    "captain",
    "chairman",
    "chancellor",
    "cmdr",
    "col",
    "colonel",
    "commander",
    "comrade",
    "dame",
    "doctor",
    "dott",
    "dr",
    "esq",
    "esquire",
    "frau",
    "gen",
    "general",
    "governor",
    "herr",
    "hon",
    "honourable",
    "insp",
    "inspector",
    "judge",
    "lieutenant",
    "lt",
    "madame",
    "maj",
    "minister",
    "mister",
    "mme",
    "monsieur",
    "mr",
    "mrs",
    "ms",
    "mx",
    "pres",
    "president",
    "prof",
    "professor",
    "rev",
    "revd",
    "reverend",
    "senator",
    "senor",
    "senora",
    "sergeant",
    "sgt",
    "shri",
    "sig",
    "signor",
    "sir",
    "sri",
];
/// Titles that some bear as a name: they tell little.
const TITLES_AND_NAMES: &[&str] = &[
    "agha", "baron", "count", "don", "dona", "haji", "hajj", "hajji", "imam", "kyai", "lady", "lord",
    "major", "maulana", "maulvi", "mawlawi", "miss", "mulla", "mullah", "prince", "princess", "rabbi",
    "sayed", "sayid", "sayyed", "sayyid", "shaikh", "shaykh", "sheik", "sheikh", "syed", "ustad",
];
/// Words that make a name with the next one: "servant of", "father of", "mother of", "saint".
const PREFIXES: &[&str] =
    &["abd", "abdal", "abdel", "abdoul", "abdul", "abou", "abu", "saint", "st", "umm", "umme"];
/// Forms of business that slipped in behind a name.
const BUSINESS: &[&str] = &[
    "ag", "bv", "corp", "gmbh", "inc", "limited", "llc", "llp", "ltd", "oao", "ooo", "plc", "pty", "sa",
    "sarl", "spa", "srl",
];
/// Articles, prepositions and words for son and daughter within a name.
const PARTICLES: &[&str] = &[
    "a", "af", "al", "an", "av", "az", "ben", "bin", "bint", "binti", "bn", "da", "das", "de", "degli",
    "dei", "del", "della", "den", "der", "di", "do", "dos", "du", "e", "ed", "el", "es", "ibn", "il", "la",
    "las", "le", "les", "lo", "los", "na", "oglu", "ould", "qizi", "ta", "te", "ten", "ter", "ud", "ul",
    "ur", "van", "vander", "vom", "von", "y", "zu", "zum", "zur",
];
/// Words for a younger or an older bearer, each with its rank.
const GENERATIONS: &[(&str, u8)] = &[
    ("ii", 2),
    ("iii", 3),
    ("iv", 4),
    ("jnr", 2),
    ("jr", 2),
    ("junior", 2),
    ("senior", 1),
    ("snr", 1),
    ("sr", 1),
];
/// Names that very many people bear somewhere.
const COMMON: &[&str] = &[
    "abdullah", "ahmad", "ahmed", "ali", "amir", "ana", "anna", "antonio", "begum", "bibi", "carlos", "chen",
    "daniel", "david", "fatima", "garcia", "hasan", "hassan", "hussain", "hussein", "ibrahim", "ivan", "jan",
    "jean", "john", "jose", "juan", "kaur", "khan", "kim", "kumar", "lee", "li", "liu", "luis", "mahmoud",
    "maria", "marie", "mary", "michael", "mohamad", "mohamed", "mohammad", "mohammed", "muhammad", "nguyen",
    "omar", "park", "peter", "saleh", "sergei", "singh", "tran", "wang", "yusuf", "zhang",
];
/// One name in several languages, where spelling and sound go too far apart to tell.
const LANGUAGES: &[&str] = &[
    "aaron haroun harun",
    "abd abdal abdel abdoul abdul",
    "abraham avraham ibrahim",
    "alexander aleksandr aleksander alessandro alejandro alexandre iskander oleksandr",
    "andrew andrei andrej andreas andres andre andrzej andriy",
    "anthony antonio antoine antonin anton",
    "charles carlos carlo karl karel karol",
    "david daoud dawood daud davud",
    "eve hawa",
    "george georg georges giorgio jorge georgi georgios jerzy yuri",
    "henry heinrich henri enrico enrique henrik",
    "isaac ishaq yitzhak",
    "jacob yaqub yakub jakob jacques giacomo",
    "james jaime diego santiago",
    "jesus isa eisa issa",
    "job ayub ayyub",
    "john jean juan johann johannes ivan giovanni jan joao yahya hans ioannis yohanes",
    "jonah yunus younis",
    "joseph josef jose giuseppe yusuf yousef iosif jozef youssef",
    "katherine ekaterina yekaterina caterina katarzyna",
    "lawrence lorenzo laurent",
    "louis luis luigi ludwig",
    "mary maria marie maryam mariam miriam",
    "matthew matteo mateo matthieu matthias",
    "michael mikhail miguel michel mikael michele mykhailo mihai michal",
    "moses musa moussa moshe",
    "nicholas nikolai nicola nicolas mykola nikolaos",
    "noah nuh",
    "paul pavel paolo pablo pavlo",
    "peter pyotr pedro pierre pietro petro petr piotr butros boutros",
    "philip felipe filippo philippe",
    "saint st",
    "solomon suleiman sulaiman suleyman shlomo",
    "stephen stefan esteban stefano etienne stepan",
    "victor viktor",
    "vladimir volodymyr wladimir uladzimir",
    "william guillaume guillermo wilhelm guglielmo",
    "yevgeny evgeny eugene yevhen evgeni",
];

/// Given names that lie within two letters of another one, beside those of the table of nicknames.
const OWN_NAMES: &[&str] = &[
    "adil",
    "ahmed",
    "aisha",
    "alina",
    "amina",
    "amir",
    "amira",
    "amit",
    "anil",
    "anita",
    "arun",
    "asif",
    "balwinder",
    "elena",
    "fahad",
    "faisal",
    "farah",
    "gurdeep",
    "gurpreet",
    "hamid",
    "hamza",
    "hari",
    "harpreet",
    "hasan",
    "hassan",
    "helena",
    "imran",
    "irfan",
    "ismail",
    "jamal",
    "jamil",
    "jaspal",
    "jaspreet",
    "julio",
    "kamal",
    "kamil",
    "karim",
    "karima",
    "khalid",
    "khalil",
    "kulwinder",
    "mahmood",
    "mahmoud",
    "manpreet",
    "mario",
    "maryam",
    "mohammed",
    "nadia",
    "nadira",
    "nasir",
    "nazir",
    "oleg",
    "olga",
    "omar",
    "petra",
    "rahim",
    "rahman",
    "rajesh",
    "ramesh",
    "rashid",
    "rashida",
    "salim",
    "salma",
    "samir",
    "samira",
    "sanjay",
    "sharif",
    "sunil",
    "sunita",
    "tahir",
    "tariq",
    "usman",
    "vijay",
    "waheed",
    "wahid",
    "walid",
    "zahid",
    "zahir",
];
/// Chinese characters of names in their traditional and their simplified form.
const SIMPLIFIED: &str = "張张陳陈劉刘楊杨趙赵黃黄吳吴孫孙馬马鄭郑許许蕭萧葉叶羅罗謝谢鄧邓馮冯蔣蒋蘇苏呂吕盧卢鍾钟譚谭陸陆賈贾韓韩龍龙萬万\
    錢钱嚴严龐庞聶聂溫温閻阎竇窦蘭兰鄒邹畢毕齊齐習习國国華华偉伟軍军東东曉晓麗丽紅红鳳凤雲云飛飞強强傑杰寶宝慶庆愛爱義义榮荣\
    學学書书勝胜貴贵澤泽靜静瑩莹輝辉穎颖夢梦銀银鋼钢鐵铁鵬鹏濤涛來来長长門门開开陽阳順顺興兴樂乐維维紹绍緒绪純纯績绩";

static FORMS: LazyLock<BTreeMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut forms: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for line in LANGUAGES {
        for name in line.split(' ') {
            forms.entry(name).or_default().push(*line);
        }
    }
    forms
});

pub(super) fn is_title(word: &str) -> bool {
    TITLES.binary_search(&word).is_ok()
}

pub(super) fn is_title_and_name(word: &str) -> bool {
    TITLES_AND_NAMES.binary_search(&word).is_ok()
}

pub(super) fn is_prefix(word: &str) -> bool {
    PREFIXES.binary_search(&word).is_ok()
}

pub(super) fn is_business(word: &str) -> bool {
    BUSINESS.binary_search(&word).is_ok()
}

pub(super) fn is_particle(word: &str) -> bool {
    PARTICLES.binary_search(&word).is_ok()
}

pub(super) fn is_common(word: &str) -> bool {
    COMMON.binary_search(&word).is_ok()
}

/// Returns the rank of a word for a generation: 1 for the older, 2 for the younger, and so on.
pub(super) fn generation(word: &str) -> Option<u8> {
    GENERATIONS.iter().find(|it| it.0 == word).map(|it| it.1)
}

/// Tells whether a word is known as a given name.
pub(super) fn is_given(word: &str) -> bool {
    OWN_NAMES.binary_search(&word).is_ok()
        || FORMS.contains_key(word)
        || nickname::forms(word).next().is_some()
}

/// Tells whether two folded names are forms of one: a nickname, a usual spelling, another language's form.
pub(super) fn are_forms(one: &str, other: &str) -> bool {
    let line = |it: &&'static str| it.split(' ').any(|it| it == other);
    nickname::forms(one).any(|it| it == other) || FORMS.get(one).is_some_and(|it| it.iter().any(line))
}

/// Rewrites a Greek word, folded letter by letter, as other languages write what it sounds like.
pub(super) fn from_greek(word: &str) -> String {
    let first = [("nt", "d"), ("mp", "b"), ("gk", "g")];
    let first =
        first.into_iter().find_map(|(from, to)| word.strip_prefix(from).map(|it| format!("{to}{it}")));
    let mut word = first.unwrap_or_else(|| word.to_owned());
    for (from, to) in [("oy", "ou"), ("gg", "ng"), ("gk", "ng"), ("mp", "mb"), ("nt", "nd")] {
        word = word.replace(from, to);
    }
    for vowel in ['a', 'e'] {
        for next in ['a', 'e', 'i', 'o', 'g', 'd', 'l', 'r', 'v'] {
            word = word.replace(&format!("{vowel}y{next}"), &format!("{vowel}v{next}"));
        }
    }
    word
}

/// Returns the usual form of a letter or character that is written in more than one.
pub(super) fn usual(letter: char) -> char {
    match letter {
        'آ' | 'أ' | 'إ' | 'ٱ' => 'ا',
        'ى' | 'ی' | 'ئ' => 'ي',
        'ک' => 'ك',
        'ة' => 'ه',
        'ؤ' => 'و',
        _ => SIMPLE_OF.get(&letter).copied().unwrap_or(letter),
    }
}

static SIMPLE_OF: LazyLock<BTreeMap<char, char>> = LazyLock::new(|| {
    let mut simple_of = BTreeMap::new();
    let mut characters = SIMPLIFIED.chars();
    while let (Some(traditional), Some(simple)) = (characters.next(), characters.next()) {
        simple_of.insert(traditional, simple);
    }
    simple_of
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_folded_and_in_order_for_the_binary_search() {
        for table in [TITLES, TITLES_AND_NAMES, PREFIXES, BUSINESS, PARTICLES, COMMON, LANGUAGES, OWN_NAMES] {
            assert!(table.is_sorted(), "{table:?}");
            assert!(table.iter().all(|it| it.bytes().all(|it| it == b' ' || it.is_ascii_lowercase())));
        }
        assert_eq!(SIMPLIFIED.chars().count() % 2, 0);
    }

    #[test]
    fn forms_of_one_name_are_found_from_either_side() {
        for (one, other) in
            [("yusuf", "joseph"), ("juan", "ivan"), ("bob", "robert"), ("volodymyr", "vladimir")]
        {
            assert!(are_forms(one, other) && are_forms(other, one), "{one} {other}");
        }
        assert!(!are_forms("john", "james"));
    }
}
