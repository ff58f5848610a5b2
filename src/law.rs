//! The names of provisions. A section is cited by these names, so that a typing error in a citation
//! does not compile and a test can list what each provision is implemented by.

use std::fmt;

pub mod provisions;

/// An Act or instrument that this register applies.
///
/// In the order of enactment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Act {
    /// Protection from Harassment Act 1997.
    Harassment1997,
    /// Sexual Offences Act 2003.
    SexualOffences2003,
    /// Criminal Justice and Licensing (Scotland) Act 2010.
    JusticeScotland2010,
    /// Scottish Statutory Instrument 2011/45.
    RemedialScotland2011,
    /// Human Trafficking and Exploitation (Criminal Justice and Support for Victims) Act (NI) 2015.
    TraffickingNi2015,
    /// Justice Act (Northern Ireland) 2015.
    JusticeNi2015,
    /// Data Protection Act 2018.
    DataProtection2018,
    /// Stalking Protection Act 2019.
    Stalking2019,
    /// Sentencing Act 2020.
    Sentencing2020,
    /// Protection from Stalking Act (Northern Ireland) 2022.
    StalkingNi2022,
    /// Crime and Policing Act 2026.
    CrimeAndPolicing2026,
}

impl Act {
    /// Returns the short title.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Harassment1997 => "Protection from Harassment Act 1997",
            Self::SexualOffences2003 => "Sexual Offences Act 2003",
            Self::JusticeScotland2010 => "Criminal Justice and Licensing (Scotland) Act 2010",
            Self::RemedialScotland2011 => "Scottish Statutory Instrument 2011/45",
            Self::TraffickingNi2015 => {
                "Human Trafficking and Exploitation (Criminal Justice and Support for Victims) Act \
                 (Northern Ireland) 2015"
            }
            Self::JusticeNi2015 => "Justice Act (Northern Ireland) 2015",
            Self::DataProtection2018 => "Data Protection Act 2018",
            Self::Stalking2019 => "Stalking Protection Act 2019",
            Self::Sentencing2020 => "Sentencing Act 2020",
            Self::StalkingNi2022 => "Protection from Stalking Act (Northern Ireland) 2022",
            Self::CrimeAndPolicing2026 => "Crime and Policing Act 2026",
        }
    }

    /// Returns the address of the Act's text.
    #[must_use]
    pub const fn address(self) -> &'static str {
        match self {
            Self::Harassment1997 => "https://www.legislation.gov.uk/ukpga/1997/40",
            Self::SexualOffences2003 => "https://www.legislation.gov.uk/ukpga/2003/42",
            Self::JusticeScotland2010 => "https://www.legislation.gov.uk/asp/2010/13",
            Self::RemedialScotland2011 => "https://www.legislation.gov.uk/ssi/2011/45",
            Self::TraffickingNi2015 => "https://www.legislation.gov.uk/nia/2015/2",
            Self::JusticeNi2015 => "https://www.legislation.gov.uk/nia/2015/9",
            Self::DataProtection2018 => "https://www.legislation.gov.uk/ukpga/2018/12",
            Self::Stalking2019 => "https://www.legislation.gov.uk/ukpga/2019/9",
            Self::Sentencing2020 => "https://www.legislation.gov.uk/ukpga/2020/17",
            Self::StalkingNi2022 => "https://www.legislation.gov.uk/nia/2022/17",
            Self::CrimeAndPolicing2026 => "https://www.legislation.gov.uk/ukpga/2026/20",
        }
    }
}

/// A provision: an Act and the section, subsection or paragraph in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Provision {
    /// The Act.
    pub act: Act,
    /// The section as it is cited, such as `s. 9(1)`.
    pub section: &'static str,
}

impl Provision {
    /// Names a provision.
    #[must_use]
    pub const fn new(act: Act, section: &'static str) -> Self {
        Self { act, section }
    }
}

impl fmt::Display for Provision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.act.title(), self.section)
    }
}
