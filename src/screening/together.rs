//! What the fields of a pair tell together: more, or less, than one by one.

use serde::{Deserialize, Serialize};

use crate::screening::reason::{Field, Level};
use crate::screening::score::Piece;

/// What several fields tell together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Together {
    /// Family name and postcode agree: so they do for relatives.
    FamilyPostcode,
    /// Family name and address agree: so they do for relatives.
    FamilyAddress,
    /// Postcode and address tell one home twice.
    PostcodeAddress,
    /// Postcode and place tell one town twice.
    PostcodePlace,
    /// One family name and home, another given name.
    RelativeGiven,
    /// One family name and home, another birth.
    RelativeBirth,
    /// One family name and home, given names that are only alike.
    RelativeAlike,
    /// One family name and home, and no given name to tell.
    RelativeUntold,
    /// Another given name and another birth.
    GivenAndBirthDiffer,
    /// Another given name, one birth.
    GivenDiffersBirthAgrees,
    /// Another given name, and no birth to tell.
    GivenDiffersBirthUnknown,
    /// Another family name and another given name.
    BothNamesDiffer,
    /// Another family name and another birth.
    FamilyAndBirthDiffer,
    /// Both names are only alike.
    BothNamesAlike,
    /// Both names agree, the birth does not: a namesake.
    NamesAgreeBirthDiffers,
    /// Another birth and another postcode.
    BirthAndPostcodeDiffer,
    /// Nothing but names could be compared.
    NamesOnly,
    /// Nothing but one name could be compared.
    OneNameOnly,
    /// Another sex and another given name.
    SexAndGivenDiffer,
    /// Names in another order that are only alike.
    SwappedAlike,
    /// The first given names agree; the entry has others, which were not told.
    OthersUntold,
    /// Names agree, birth and home do not.
    NamesAgreeHomeDiffers,
}

impl Together {
    pub(crate) const ALL: [Self; 22] = [
        Self::FamilyPostcode,
        Self::FamilyAddress,
        Self::PostcodeAddress,
        Self::PostcodePlace,
        Self::RelativeGiven,
        Self::RelativeBirth,
        Self::RelativeAlike,
        Self::RelativeUntold,
        Self::GivenAndBirthDiffer,
        Self::GivenDiffersBirthAgrees,
        Self::GivenDiffersBirthUnknown,
        Self::BothNamesDiffer,
        Self::FamilyAndBirthDiffer,
        Self::BothNamesAlike,
        Self::NamesAgreeBirthDiffers,
        Self::BirthAndPostcodeDiffer,
        Self::NamesOnly,
        Self::OneNameOnly,
        Self::SexAndGivenDiffer,
        Self::SwappedAlike,
        Self::OthersUntold,
        Self::NamesAgreeHomeDiffers,
    ];

    /// Returns what the fields of a pair tell together.
    pub(crate) fn of(pieces: &[Piece]) -> Vec<Self> {
        let told = |it: &&Piece| !it.level.is_untold();
        let level = |field| pieces.iter().filter(told).find(|it| it.field == field).map(|it| it.level);
        let (family, given, birth) = (level(Field::Family), level(Field::Given), level(Field::Birth));
        let (postcode, place, address) = (level(Field::Postcode), level(Field::Place), level(Field::Address));
        let agrees = |it: Option<Level>| it.is_some_and(|it| !it.differs());
        let differs = |it: Option<Level>| it.is_some_and(Level::differs);
        let alike = |it: Option<Level>| it.is_some_and(Level::is_alike);
        let birth_differs =
            matches!(birth, Some(Level::Mismatch | Level::Decade | Level::Near | Level::SameYear));
        let birth_agrees = birth.is_some() && !birth_differs;
        let same_postcode = matches!(postcode, Some(Level::Exact | Level::Letter));
        let same_address = address == Some(Level::Exact);
        let home = same_postcode || same_address;
        let near =
            same_postcode || matches!(postcode, Some(Level::Sector | Level::District | Level::Outward));
        let names = usize::from(family.is_some()) + usize::from(given.is_some());
        let weak_given = given.is_some_and(|it| {
            it.is_alike() && it != Level::Letter || matches!(it, Level::Elsewhere | Level::Initial)
        });
        let swapped = pieces
            .iter()
            .any(|it| matches!(it.level, Level::Swapped | Level::Elsewhere) && it.field == Field::Order);
        let only = birth.is_none() && postcode.is_none() && place.is_none() && address.is_none();
        let holds = |it: &Self| match it {
            Self::FamilyPostcode => agrees(family) && same_postcode,
            Self::FamilyAddress => agrees(family) && same_address,
            Self::PostcodeAddress => same_postcode && same_address,
            Self::PostcodePlace => near && agrees(place),
            Self::RelativeGiven => agrees(family) && home && differs(given),
            Self::RelativeBirth => agrees(family) && home && birth_differs,
            Self::RelativeAlike => agrees(family) && home && weak_given,
            Self::RelativeUntold => agrees(family) && home && given.is_none(),
            Self::GivenAndBirthDiffer => differs(given) && birth_differs,
            Self::GivenDiffersBirthAgrees => differs(given) && birth_agrees,
            Self::GivenDiffersBirthUnknown => differs(given) && birth.is_none(),
            Self::BothNamesDiffer => differs(given) && differs(family),
            Self::FamilyAndBirthDiffer => differs(family) && birth_differs,
            Self::BothNamesAlike => alike(family) && alike(given),
            Self::NamesAgreeBirthDiffers => agrees(family) && agrees(given) && birth_differs,
            Self::BirthAndPostcodeDiffer => birth_differs && differs(postcode),
            Self::NamesOnly => only && names == 2,
            Self::OneNameOnly => only && names == 1,
            Self::SexAndGivenDiffer => differs(given) && differs(level(Field::Sex)),
            Self::SwappedAlike => swapped && (family != Some(Level::Exact) || given != Some(Level::Exact)),
            Self::OthersUntold => pieces.iter().any(|it| it.others_untold) && agrees(given),
            Self::NamesAgreeHomeDiffers => {
                agrees(family) && agrees(given) && birth_differs && (differs(postcode) || differs(address))
            }
        };
        Self::ALL.into_iter().filter(holds).collect()
    }

    /// Returns the two fields that tell one thing twice, if that is what it is.
    pub(crate) const fn told_twice(self) -> Option<[Field; 2]> {
        match self {
            Self::FamilyPostcode => Some([Field::Family, Field::Postcode]),
            Self::FamilyAddress => Some([Field::Family, Field::Address]),
            Self::PostcodeAddress => Some([Field::Postcode, Field::Address]),
            Self::PostcodePlace => Some([Field::Postcode, Field::Place]),
            _ => None,
        }
    }

    /// Returns the field that the reason stands under.
    pub(crate) const fn field(self) -> Field {
        match self {
            Self::RelativeGiven | Self::RelativeBirth | Self::RelativeAlike | Self::RelativeUntold => {
                Field::Household
            }
            _ => Field::Together,
        }
    }

    /// Returns the reason in words.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::FamilyPostcode => "family name and postcode agree, as a relative's would",
            Self::FamilyAddress => "family name and address agree, as a relative's would",
            Self::PostcodeAddress => "postcode and address tell one home twice",
            Self::PostcodePlace => "postcode and place tell one town twice",
            Self::RelativeGiven => "same family name and home, but another given name: perhaps a relative",
            Self::RelativeAlike => "same family name and home, given names only alike: perhaps a relative",
            Self::RelativeUntold => "same family name and home, and no given name to tell a relative by",
            Self::RelativeBirth => "same family name and home, but another birth: perhaps a relative",
            Self::GivenAndBirthDiffer => "both given name and birth differ",
            Self::GivenDiffersBirthAgrees => "the given name differs while the birth agrees",
            Self::GivenDiffersBirthUnknown => "the given name differs and no birth can be compared",
            Self::BothNamesDiffer => "both family name and given name differ",
            Self::FamilyAndBirthDiffer => "both family name and birth differ",
            Self::BothNamesAlike => "both names are only alike",
            Self::NamesAgreeBirthDiffers => "the names agree while the birth differs: perhaps a namesake",
            Self::BirthAndPostcodeDiffer => "both birth and postcode differ",
            Self::NamesOnly => "nothing but names could be compared",
            Self::OneNameOnly => "nothing but one name could be compared",
            Self::SwappedAlike => "names in another order are only alike",
            Self::OthersUntold => "the entry has other given names, which were not told",
            Self::NamesAgreeHomeDiffers => "the names agree while birth and home differ: perhaps a namesake",
            Self::SexAndGivenDiffer => "both sex and given name differ",
        }
    }
}
