//! Why someone acts on the register: a closed list, without which there is no access.
//!
//! There is deliberately no purpose for training: live data is not for it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::Problem;

/// Why someone acts. The number goes into the audit and is never reused.
///
/// In the order of the numbers: police work, then 90 and 99 for what needs words, then 201 to 205, the
/// only purposes for which the log may be read.
///
/// # Law
///
/// - Data Protection Act 2018, s. 62(4)
#[repr(u16)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Purpose {
    /// A new report, and the assessment of its risk.
    NewReport = 1,
    /// An application for an order, or for its renewal.
    OrderApplication = 2,
    /// Watching that conditions and notifications are kept.
    ConditionsMonitoring = 3,
    /// A review that has come due.
    Review = 4,
    /// The investigation of a breach.
    BreachInvestigation = 5,
    /// An incident that is happening.
    LiveIncident = 6,
    /// Keeping a victim safe.
    VictimSafeguarding = 7,
    /// Work with other agencies: MAPPA, MARAC, MASIP.
    MultiAgency = 8,
    /// The investigation of an offence.
    CriminalInvestigation = 9,
    /// A prosecution, and what is disclosed to its prosecutor.
    Prosecution = 10,
    /// Proceedings in court.
    Court = 11,
    /// Licensing of firearms.
    FirearmsLicensing = 12,
    /// Vetting.
    Vetting = 13,
    /// A disclosure scheme, such as that for domestic violence.
    DisclosureScheme = 14,
    /// A request of another force of the United Kingdom.
    OtherForce = 15,
    /// A transfer out of the United Kingdom, which the law wants justified.
    ///
    /// # Law
    ///
    /// - Data Protection Act 2018, s. 75(3)
    /// - Data Protection Act 2018, s. 76(3)
    TransferAbroad = 16,
    /// Mending what the register says.
    DataQuality = 17,
    /// The rights of a data subject.
    SubjectRights = 18,
    /// Review of what is kept, and its erasure.
    Retention = 19,
    /// An inspection by HMICFRS, the Commissioner or the IOPC.
    Inspection = 20,
    /// Running the register: accounts, keys, backups.
    SystemOperation = 21,
    /// A program's own job.
    ServiceJob = 22,
    /// An emergency that breaks the glass.
    Emergency = 90,
    /// Anything else, in words.
    Other = 99,
    /// Reading the log: whether processing was lawful.
    AuditLawfulness = 201,
    /// Reading the log: self-monitoring, and conduct of staff.
    AuditDiscipline = 202,
    /// Reading the log: integrity and security of the data.
    AuditIntegrity = 203,
    /// Reading the log: criminal proceedings.
    AuditCriminalProceedings = 204,
    /// Reading the log: a request of the Commissioner.
    ///
    /// # Law
    ///
    /// - Data Protection Act 2018, s. 62(5)
    AuditCommissioner = 205,
}

impl Purpose {
    /// Every purpose, in the order of their numbers.
    pub const ALL: [Self; 29] = [
        Self::NewReport,
        Self::OrderApplication,
        Self::ConditionsMonitoring,
        Self::Review,
        Self::BreachInvestigation,
        Self::LiveIncident,
        Self::VictimSafeguarding,
        Self::MultiAgency,
        Self::CriminalInvestigation,
        Self::Prosecution,
        Self::Court,
        Self::FirearmsLicensing,
        Self::Vetting,
        Self::DisclosureScheme,
        Self::OtherForce,
        Self::TransferAbroad,
        Self::DataQuality,
        Self::SubjectRights,
        Self::Retention,
        Self::Inspection,
        Self::SystemOperation,
        Self::ServiceJob,
        Self::Emergency,
        Self::Other,
        Self::AuditLawfulness,
        Self::AuditDiscipline,
        Self::AuditIntegrity,
        Self::AuditCriminalProceedings,
        Self::AuditCommissioner,
    ];

    /// Returns the number that the audit keeps.
    #[must_use]
    pub const fn number(self) -> u16 {
        self as u16
    }

    /// Returns the purpose of a number.
    #[must_use]
    pub fn of_number(number: u16) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.number() == number)
    }

    /// Returns the purpose's name in documents and on the command line.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::NewReport => "new-report",
            Self::OrderApplication => "spo-application",
            Self::ConditionsMonitoring => "conditions-monitoring",
            Self::Review => "review",
            Self::BreachInvestigation => "breach-investigation",
            Self::LiveIncident => "live-incident",
            Self::VictimSafeguarding => "victim-safeguarding",
            Self::MultiAgency => "multi-agency",
            Self::CriminalInvestigation => "criminal-investigation",
            Self::Prosecution => "prosecution",
            Self::Court => "court",
            Self::FirearmsLicensing => "firearms-licensing",
            Self::Vetting => "vetting",
            Self::DisclosureScheme => "disclosure-scheme",
            Self::OtherForce => "other-force",
            Self::TransferAbroad => "transfer-abroad",
            Self::DataQuality => "data-quality",
            Self::SubjectRights => "subject-rights",
            Self::Retention => "retention",
            Self::Inspection => "inspection",
            Self::SystemOperation => "system-operation",
            Self::ServiceJob => "service-job",
            Self::Emergency => "emergency",
            Self::Other => "other",
            Self::AuditLawfulness => "audit-lawfulness",
            Self::AuditDiscipline => "audit-discipline",
            Self::AuditIntegrity => "audit-integrity",
            Self::AuditCriminalProceedings => "audit-criminal-proceedings",
            Self::AuditCommissioner => "audit-commissioner",
        }
    }

    /// Tells whether the code says too little without words of the user's.
    #[must_use]
    pub const fn needs_words(self) -> bool {
        matches!(self, Self::DisclosureScheme | Self::TransferAbroad | Self::Emergency | Self::Other)
    }

    /// Tells whether the purpose is one of those for which the log may be read.
    ///
    /// # Law
    ///
    /// - Data Protection Act 2018, s. 62(4)
    #[must_use]
    pub const fn reads_the_log(self) -> bool {
        matches!(
            self,
            Self::AuditLawfulness
                | Self::AuditDiscipline
                | Self::AuditIntegrity
                | Self::AuditCriminalProceedings
                | Self::AuditCommissioner
        )
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}

impl FromStr for Purpose {
    type Err = Problem;

    /// Reads a slug, or a number in decimal digits.
    fn from_str(text: &str) -> Result<Self, Problem> {
        let same = |it: &Self| it.slug() == text || it.number().to_string() == text;
        Self::ALL.into_iter().find(same).ok_or(Problem::UnknownCode)
    }
}

impl Serialize for Purpose {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.slug())
    }
}

impl<'de> Deserialize<'de> for Purpose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
impl schemars::JsonSchema for Purpose {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Purpose".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "enum": Self::ALL.map(Self::slug) })
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    #[test]
    fn the_list_of_purposes_is_closed_and_its_numbers_stand() {
        let mut list = String::new();
        for it in Purpose::ALL {
            let words = if it.needs_words() { " needs-words" } else { "" };
            let log = if it.reads_the_log() { " reads-the-log" } else { "" };
            writeln!(list, "{} = {}{words}{log}", it.slug(), it.number()).expect("strings take all");
        }
        expect_test::expect_file!["../../tests/golden/purposes.txt"].assert_eq(&list);
    }

    #[test]
    fn a_purpose_reads_back_from_its_number_its_slug_and_its_json() {
        for it in Purpose::ALL {
            assert_eq!(Purpose::of_number(it.number()), Some(it));
            assert_eq!(it.slug().parse(), Ok(it));
            assert_eq!(it.number().to_string().parse(), Ok(it));
            assert_eq!(serde_json::from_str::<Purpose>(&format!("\"{it}\"")).expect("a purpose"), it);
            assert_eq!(serde_json::to_string(&it).expect("json"), format!("\"{it}\""));
        }
        for wrong in ["", "0", "01", "+1", "23", "training", "Review", " review", "206", "65537"] {
            assert_eq!(wrong.parse::<Purpose>(), Err(Problem::UnknownCode), "{wrong}");
        }
    }

    #[test]
    fn only_the_two_hundreds_read_the_log() {
        for it in Purpose::ALL {
            assert_eq!(it.reads_the_log(), it.number() >= 200, "{it}");
        }
    }
}
