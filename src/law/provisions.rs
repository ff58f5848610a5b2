//! The provisions that the rules cite, by name.
//!
//! A name is the Act's and the section's; `S9_1_A` is `s. 9(1)(a)`.

use crate::law::{Act, Provision};

/// Sexual Offences Act 2003 (remedial, Scotland): the date of discharge.
pub const REMEDIAL_SCOTLAND_2011_ART3: Provision = Provision::new(Act::RemedialScotland2011, "art. 3");
/// The violent offences prevention orders of Northern Ireland.
pub const JUSTICE_NI_2015_PART8: Provision = Provision::new(Act::JusticeNi2015, "Pt. 8");
/// The slavery and trafficking orders of Northern Ireland.
pub const TRAFFICKING_NI_2015_SCHEDULE3: Provision = Provision::new(Act::TraffickingNi2015, "Sch. 3");
/// The notification requirements of sexual offenders.
pub const SEXUAL_OFFENCES_2003_PART2: Provision = Provision::new(Act::SexualOffences2003, "Pt. 2");

/// Protection from Harassment Act 1997, s. 8.
pub const HARASSMENT_1997_S8: Provision = Provision::new(Act::Harassment1997, "s. 8");

/// Sexual Offences Act 2003, s. 82.
pub const SEXUAL_OFFENCES_2003_S82: Provision = Provision::new(Act::SexualOffences2003, "s. 82");
/// Sexual Offences Act 2003, s. 82(1).
pub const SEXUAL_OFFENCES_2003_S82_1: Provision = Provision::new(Act::SexualOffences2003, "s. 82(1)");
/// Sexual Offences Act 2003, s. 82(2).
pub const SEXUAL_OFFENCES_2003_S82_2: Provision = Provision::new(Act::SexualOffences2003, "s. 82(2)");
/// Sexual Offences Act 2003, s. 82(4).
pub const SEXUAL_OFFENCES_2003_S82_4: Provision = Provision::new(Act::SexualOffences2003, "s. 82(4)");
/// Sexual Offences Act 2003, s. 83.
pub const SEXUAL_OFFENCES_2003_S83: Provision = Provision::new(Act::SexualOffences2003, "s. 83");
/// Sexual Offences Act 2003, s. 83(1).
pub const SEXUAL_OFFENCES_2003_S83_1: Provision = Provision::new(Act::SexualOffences2003, "s. 83(1)");
/// Sexual Offences Act 2003, s. 83(6).
pub const SEXUAL_OFFENCES_2003_S83_6: Provision = Provision::new(Act::SexualOffences2003, "s. 83(6)");
/// Sexual Offences Act 2003, s. 84.
pub const SEXUAL_OFFENCES_2003_S84: Provision = Provision::new(Act::SexualOffences2003, "s. 84");
/// Sexual Offences Act 2003, s. 84(1).
pub const SEXUAL_OFFENCES_2003_S84_1: Provision = Provision::new(Act::SexualOffences2003, "s. 84(1)");
/// Sexual Offences Act 2003, s. 84(4).
pub const SEXUAL_OFFENCES_2003_S84_4: Provision = Provision::new(Act::SexualOffences2003, "s. 84(4)");
/// Sexual Offences Act 2003, s. 84(5).
pub const SEXUAL_OFFENCES_2003_S84_5: Provision = Provision::new(Act::SexualOffences2003, "s. 84(5)");
/// Sexual Offences Act 2003, s. 85.
pub const SEXUAL_OFFENCES_2003_S85: Provision = Provision::new(Act::SexualOffences2003, "s. 85");
/// Sexual Offences Act 2003, s. 85(1).
pub const SEXUAL_OFFENCES_2003_S85_1: Provision = Provision::new(Act::SexualOffences2003, "s. 85(1)");
/// Sexual Offences Act 2003, s. 85(5).
pub const SEXUAL_OFFENCES_2003_S85_5: Provision = Provision::new(Act::SexualOffences2003, "s. 85(5)");
/// Sexual Offences Act 2003, s. 86.
pub const SEXUAL_OFFENCES_2003_S86: Provision = Provision::new(Act::SexualOffences2003, "s. 86");
/// Sexual Offences Act 2003, s. 91B.
pub const SEXUAL_OFFENCES_2003_S91B: Provision = Provision::new(Act::SexualOffences2003, "s. 91B");

/// Stalking Protection Act 2019, s. 1.
pub const STALKING_2019_S1: Provision = Provision::new(Act::Stalking2019, "s. 1");
/// Stalking Protection Act 2019, s. 2.
pub const STALKING_2019_S2: Provision = Provision::new(Act::Stalking2019, "s. 2");
/// Stalking Protection Act 2019, s. 2(4).
pub const STALKING_2019_S2_4: Provision = Provision::new(Act::Stalking2019, "s. 2(4)");
/// Stalking Protection Act 2019, s. 2(7).
pub const STALKING_2019_S2_7: Provision = Provision::new(Act::Stalking2019, "s. 2(7)");
/// Stalking Protection Act 2019, s. 3.
pub const STALKING_2019_S3: Provision = Provision::new(Act::Stalking2019, "s. 3");
/// Stalking Protection Act 2019, s. 3(2).
pub const STALKING_2019_S3_2: Provision = Provision::new(Act::Stalking2019, "s. 3(2)");
/// Stalking Protection Act 2019, s. 3(3).
pub const STALKING_2019_S3_3: Provision = Provision::new(Act::Stalking2019, "s. 3(3)");
/// Stalking Protection Act 2019, s. 4.
pub const STALKING_2019_S4: Provision = Provision::new(Act::Stalking2019, "s. 4");
/// Stalking Protection Act 2019, s. 5.
pub const STALKING_2019_S5: Provision = Provision::new(Act::Stalking2019, "s. 5");
/// Stalking Protection Act 2019, s. 5(6)(a).
pub const STALKING_2019_S5_6_A: Provision = Provision::new(Act::Stalking2019, "s. 5(6)(a)");
/// Stalking Protection Act 2019, s. 5(6)(b).
pub const STALKING_2019_S5_6_B: Provision = Provision::new(Act::Stalking2019, "s. 5(6)(b)");
/// Stalking Protection Act 2019, s. 6.
pub const STALKING_2019_S6: Provision = Provision::new(Act::Stalking2019, "s. 6");
/// Stalking Protection Act 2019, s. 7.
pub const STALKING_2019_S7: Provision = Provision::new(Act::Stalking2019, "s. 7");
/// Stalking Protection Act 2019, s. 8.
pub const STALKING_2019_S8: Provision = Provision::new(Act::Stalking2019, "s. 8");
/// Stalking Protection Act 2019, s. 8(4).
pub const STALKING_2019_S8_4: Provision = Provision::new(Act::Stalking2019, "s. 8(4)");
/// Stalking Protection Act 2019, s. 9.
pub const STALKING_2019_S9: Provision = Provision::new(Act::Stalking2019, "s. 9");
/// Stalking Protection Act 2019, s. 9(1).
pub const STALKING_2019_S9_1: Provision = Provision::new(Act::Stalking2019, "s. 9(1)");
/// Stalking Protection Act 2019, s. 9(1)(a).
pub const STALKING_2019_S9_1_A: Provision = Provision::new(Act::Stalking2019, "s. 9(1)(a)");
/// Stalking Protection Act 2019, s. 9(2).
pub const STALKING_2019_S9_2: Provision = Provision::new(Act::Stalking2019, "s. 9(2)");
/// Stalking Protection Act 2019, s. 9(3).
pub const STALKING_2019_S9_3: Provision = Provision::new(Act::Stalking2019, "s. 9(3)");
/// Stalking Protection Act 2019, s. 9(4).
pub const STALKING_2019_S9_4: Provision = Provision::new(Act::Stalking2019, "s. 9(4)");
/// Stalking Protection Act 2019, s. 9(5).
pub const STALKING_2019_S9_5: Provision = Provision::new(Act::Stalking2019, "s. 9(5)");
/// Stalking Protection Act 2019, s. 9(6).
pub const STALKING_2019_S9_6: Provision = Provision::new(Act::Stalking2019, "s. 9(6)");
/// Stalking Protection Act 2019, s. 9(7).
pub const STALKING_2019_S9_7: Provision = Provision::new(Act::Stalking2019, "s. 9(7)");
/// Stalking Protection Act 2019, s. 10.
pub const STALKING_2019_S10: Provision = Provision::new(Act::Stalking2019, "s. 10");
/// Stalking Protection Act 2019, s. 10(3)(b).
pub const STALKING_2019_S10_3_B: Provision = Provision::new(Act::Stalking2019, "s. 10(3)(b)");
/// Stalking Protection Act 2019, s. 11.
pub const STALKING_2019_S11: Provision = Provision::new(Act::Stalking2019, "s. 11");
/// Stalking Protection Act 2019, s. 13.
pub const STALKING_2019_S13: Provision = Provision::new(Act::Stalking2019, "s. 13");
/// Stalking Protection Act 2019, s. 14(1).
pub const STALKING_2019_S14_1: Provision = Provision::new(Act::Stalking2019, "s. 14(1)");
/// Stalking Protection Act 2019, s. 15.
pub const STALKING_2019_S15: Provision = Provision::new(Act::Stalking2019, "s. 15");

/// Protection from Stalking Act (Northern Ireland) 2022, s. 7.
pub const STALKING_NI_2022_S7: Provision = Provision::new(Act::StalkingNi2022, "s. 7");
/// Protection from Stalking Act (Northern Ireland) 2022, s. 8.
pub const STALKING_NI_2022_S8: Provision = Provision::new(Act::StalkingNi2022, "s. 8");
/// Protection from Stalking Act (Northern Ireland) 2022, s. 8(6).
pub const STALKING_NI_2022_S8_6: Provision = Provision::new(Act::StalkingNi2022, "s. 8(6)");
/// Protection from Stalking Act (Northern Ireland) 2022, s. 9.
pub const STALKING_NI_2022_S9: Provision = Provision::new(Act::StalkingNi2022, "s. 9");
/// Protection from Stalking Act (Northern Ireland) 2022, s. 9(1)(a).
pub const STALKING_NI_2022_S9_1_A: Provision = Provision::new(Act::StalkingNi2022, "s. 9(1)(a)");
/// Protection from Stalking Act (Northern Ireland) 2022, s. 10.
pub const STALKING_NI_2022_S10: Provision = Provision::new(Act::StalkingNi2022, "s. 10");
/// Protection from Stalking Act (Northern Ireland) 2022, s. 10(3)(b).
pub const STALKING_NI_2022_S10_3_B: Provision = Provision::new(Act::StalkingNi2022, "s. 10(3)(b)");
/// Protection from Stalking Act (Northern Ireland) 2022, s. 11.
pub const STALKING_NI_2022_S11: Provision = Provision::new(Act::StalkingNi2022, "s. 11");
/// Protection from Stalking Act (Northern Ireland) 2022, s. 11(9).
pub const STALKING_NI_2022_S11_9: Provision = Provision::new(Act::StalkingNi2022, "s. 11(9)");
/// Protection from Stalking Act (Northern Ireland) 2022, s. 11(10).
pub const STALKING_NI_2022_S11_10: Provision = Provision::new(Act::StalkingNi2022, "s. 11(10)");
/// Protection from Stalking Act (Northern Ireland) 2022, s. 13.
pub const STALKING_NI_2022_S13: Provision = Provision::new(Act::StalkingNi2022, "s. 13");
/// Protection from Stalking Act (Northern Ireland) 2022, s. 14.
pub const STALKING_NI_2022_S14: Provision = Provision::new(Act::StalkingNi2022, "s. 14");
/// Protection from Stalking Act (Northern Ireland) 2022, s. 14(1).
pub const STALKING_NI_2022_S14_1: Provision = Provision::new(Act::StalkingNi2022, "s. 14(1)");
/// Protection from Stalking Act (Northern Ireland) 2022, s. 14(2).
pub const STALKING_NI_2022_S14_2: Provision = Provision::new(Act::StalkingNi2022, "s. 14(2)");
/// Protection from Stalking Act (Northern Ireland) 2022, s. 14(2)(c).
pub const STALKING_NI_2022_S14_2_C: Provision = Provision::new(Act::StalkingNi2022, "s. 14(2)(c)");
/// Protection from Stalking Act (Northern Ireland) 2022, s. 14(3).
pub const STALKING_NI_2022_S14_3: Provision = Provision::new(Act::StalkingNi2022, "s. 14(3)");
/// Protection from Stalking Act (Northern Ireland) 2022, s. 14(4).
pub const STALKING_NI_2022_S14_4: Provision = Provision::new(Act::StalkingNi2022, "s. 14(4)");
/// Protection from Stalking Act (Northern Ireland) 2022, s. 14(5).
pub const STALKING_NI_2022_S14_5: Provision = Provision::new(Act::StalkingNi2022, "s. 14(5)");
/// Protection from Stalking Act (Northern Ireland) 2022, s. 14(6).
pub const STALKING_NI_2022_S14_6: Provision = Provision::new(Act::StalkingNi2022, "s. 14(6)");
/// Protection from Stalking Act (Northern Ireland) 2022, s. 14(7).
pub const STALKING_NI_2022_S14_7: Provision = Provision::new(Act::StalkingNi2022, "s. 14(7)");
/// Protection from Stalking Act (Northern Ireland) 2022, s. 15(1).
pub const STALKING_NI_2022_S15_1: Provision = Provision::new(Act::StalkingNi2022, "s. 15(1)");
/// Protection from Stalking Act (Northern Ireland) 2022, s. 15(5).
pub const STALKING_NI_2022_S15_5: Provision = Provision::new(Act::StalkingNi2022, "s. 15(5)");
/// Protection from Stalking Act (Northern Ireland) 2022, s. 15(6).
pub const STALKING_NI_2022_S15_6: Provision = Provision::new(Act::StalkingNi2022, "s. 15(6)");
/// Protection from Stalking Act (Northern Ireland) 2022, s. 16.
pub const STALKING_NI_2022_S16: Provision = Provision::new(Act::StalkingNi2022, "s. 16");

/// Data Protection Act 2018, s. 39(2).
pub const DATA_PROTECTION_2018_S39_2: Provision = Provision::new(Act::DataProtection2018, "s. 39(2)");
/// Data Protection Act 2018, s. 67.
pub const DATA_PROTECTION_2018_S67: Provision = Provision::new(Act::DataProtection2018, "s. 67");
/// Data Protection Act 2018, s. 67(1)(b).
pub const DATA_PROTECTION_2018_S67_1_B: Provision = Provision::new(Act::DataProtection2018, "s. 67(1)(b)");
