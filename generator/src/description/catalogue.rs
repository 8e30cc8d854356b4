//! Catalogues: enums whose variants have a stable name and an explanation, which a command prints and a page lists.

/// Declares a catalogue in alphabetical order.
macro_rules! catalogue {
    (
        $(#[$attribute:meta])*
        $catalogue:ident { $($variant:ident = $name:literal: $explanation:literal,)* }
    ) => {
        $(#[$attribute])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash,
            ::serde::Serialize, ::serde::Deserialize, ::schemars::JsonSchema,
        )]
        #[non_exhaustive]
        pub enum $catalogue {
            $(#[doc = $explanation] #[serde(rename = $name)] $variant,)*
        }

        impl $catalogue {
            /// All entries in alphabetical order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Its stable name, in kebab case.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// What it is about, why, and what to do. Markdown.
            pub const fn explanation(self) -> &'static str {
                match self {
                    $(Self::$variant => $explanation,)*
                }
            }

            /// The entry of that name.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|entry| entry.as_str() == name)
            }
        }

        impl ::std::fmt::Display for $catalogue {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

pub(crate) use catalogue;
