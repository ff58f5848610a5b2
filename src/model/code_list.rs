//! How code lists are written: an enum whose variants are codes in documents.

/// Writes an enum that stands in documents as a lower-case code.
macro_rules! code_list {
    ($(#[$about:meta])* $name:ident { $($(#[$each:meta])* $variant:ident = $code:literal,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(test, derive(schemars::JsonSchema))]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$each])* #[serde(rename = $code)] $variant,)+
        }

        impl $name {
            /// Every code of the list.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Returns the code as it stands in documents.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)+
                }
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::error::Problem;

            fn from_str(text: &str) -> std::result::Result<Self, crate::error::Problem> {
                Self::ALL.iter().copied().find(|it| it.code() == text).ok_or(crate::error::Problem::UnknownCode)
            }
        }
    };
}

pub(crate) use code_list;
