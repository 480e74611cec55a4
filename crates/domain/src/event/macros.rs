//! What one declaration of a kind makes: its type, the reading and writing of its two parts, and its row in the table.

macro_rules! privates {
    ($( $(#[$doc:meta])* $Name:ident { $( $(#[$fdoc:meta])* $field:ident: $t:ty ),* $(,)? } )*) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
        #[serde(default)]
        pub struct $Name { $( $(#[$fdoc])* pub $field: $t ),* }
        impl $Name { const FIELDS: &'static [&'static str] = &[$(stringify!($field)),*]; }
    )* };
}

macro_rules! events {
    ($( $(#[$doc:meta])* $place:ident $Name:ident $kind:literal { $( $(#[$fdoc:meta])* $fact:ident: $t:ty ),* $(,)? } $(=> $Private:ident)? )*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
            pub struct $Name {
                $( $(#[$fdoc])* pub $fact: $t, )*
                $(
                    /// `None` where it was erased or has not arrived.
                    #[serde(skip)]
                    pub private: Option<$Private>,
                )?
            }
            impl $Name {
                /// The name under which records carry this kind.
                pub const KIND: &'static str = $kind;

                #[allow(unreachable_code, clippy::needless_return)]
                fn private_bytes(&self) -> serde_json::Result<Option<Vec<u8>>> {
                    $( let private: &Option<$Private> = &self.private; return private.as_ref().map(serde_json::to_vec).transpose(); )?
                    Ok(None)
                }

                #[allow(unreachable_code, clippy::needless_return)]
                fn private_is_missing(&self) -> bool {
                    $( let private: &Option<$Private> = &self.private; return private.is_none(); )?
                    false
                }

                #[allow(unused_mut, unused_variables)]
                fn read(facts: &[u8], private: Option<&[u8]>) -> Result<Self, Unread> {
                    let mut event: Self = serde_json::from_slice(facts)?;
                    $( event.private = private.map(serde_json::from_slice::<$Private>).transpose()?; )?
                    Ok(event)
                }
            }
            impl From<$Name> for Event {
                fn from(event: $Name) -> Self { Event::$Name(event) }
            }
        )*

        /// One thing that happened.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Event { $( $(#[$doc])* $Name($Name) ),* }

        impl Event {
            /// The name under which records carry this kind.
            pub fn kind(&self) -> &'static str {
                match self { $( Event::$Name(_) => $kind ),* }
            }

            pub(crate) fn facts_json(&self) -> serde_json::Result<Vec<u8>> {
                match self { $( Event::$Name(event) => serde_json::to_vec(event) ),* }
            }

            pub(crate) fn private_json(&self) -> serde_json::Result<Option<Vec<u8>>> {
                match self { $( Event::$Name(event) => event.private_bytes() ),* }
            }

            /// Whether the kind has a private part and this event carries none: erased, or not received yet.
            pub fn lacks_private(&self) -> bool {
                match self { $( Event::$Name(event) => event.private_is_missing() ),* }
            }

            /// Reads the parts of a record; `private` as stored, salt first.
            ///
            /// # Errors
            /// [`Unread`]: such a record is kept and relayed all the same.
            pub fn read(kind: &str, facts: &[u8], private: Option<&[u8]>) -> Result<Self, Unread> {
                let private = private.map(|p| p.get(PRIVATE_SALT..).ok_or(Unread::NoSalt)).transpose()?;
                match kind {
                    $( $kind => $Name::read(facts, private).map(Event::$Name), )*
                    _ => Err(Unread::UnknownKind),
                }
            }
        }

        /// Both parts of every kind.
        pub const KINDS: &[Kind] = &[ $( Kind {
            name: $kind,
            place: Place::$place,
            facts: &[ $( (stringify!($fact), <$t as Fact>::SHAPE) ),* ],
            private: { #[allow(unused_variables)] let none: &'static [&'static str] = &[]; $( let none = $Private::FIELDS; )? none },
        } ),* ];
    };
}
