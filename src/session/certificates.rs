//! Certificates that are handed in, in whatever wrapping.

use crate::error::{Code, Error, Result};
use crate::model::Certificate;
use crate::parse::{self, ObjectKind};

/// Every certificate in it, in its order: at least one.
///
/// # Errors
/// What [`parse::sniff`] and [`parse::certificate_der`] say, and [`Code::PemLabelUnexpected`] where there is none.
pub fn certificates(bytes: &[u8]) -> Result<Vec<Certificate>> {
    let sniffed = parse::sniff(bytes)?;
    let found = sniffed.objects.iter().filter(|object| object.kind == ObjectKind::Certificate);
    let certificates = found.map(|object| parse::certificate_der(&object.der)).collect::<Result<Vec<_>>>()?;
    if certificates.is_empty() {
        let found = sniffed.objects.first().map_or("nothing", |object| object.kind.name());
        let refusal = Error::new(Code::PemLabelUnexpected).field("certificate").found(found);
        return Err(refusal.allowed(ObjectKind::Certificate.name()));
    }
    Ok(certificates)
}

/// The one certificate in it, or the first of several.
///
/// # Errors
/// As [`certificates`].
pub fn certificate(bytes: &[u8]) -> Result<Certificate> {
    let first = certificates(bytes)?.into_iter().next();
    first.ok_or_else(|| Error::new(Code::InputEmpty).field("certificate"))
}
