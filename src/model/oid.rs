//! Object identifiers.

use std::fmt;

use const_oid::ObjectIdentifier;

use crate::error::{Code, Error, Result};

/// An object identifier, such as 2.5.29.17.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Oid(ObjectIdentifier);

impl Oid {
    /// The identifier itself, for the levels that encode.
    #[must_use]
    pub const fn inner(&self) -> &ObjectIdentifier {
        &self.0
    }

    /// Reads `1.3.6.1.5.5.7.3.1`.
    ///
    /// # Errors
    /// [`Code::OidSyntax`].
    pub fn parse(text: &str) -> Result<Self> {
        ObjectIdentifier::new(text).map(Self).map_err(|_| Error::new(Code::OidSyntax).found(text))
    }
}

impl From<ObjectIdentifier> for Oid {
    fn from(oid: ObjectIdentifier) -> Self {
        Self(oid)
    }
}

impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Oid({})", self.0)
    }
}
