//! Two extensions of one type put together.

use crate::model::{Extension, ExtensionValue, KeyUsages, NameConstraints};

/// What both say; nothing where the type has no sum. It is critical where one of them is.
pub(super) fn of(one: &Extension, other: &Extension) -> Option<Extension> {
    use ExtensionValue::{
        AuthorityInfoAccess, CertificatePolicies, CrlDistributionPoints, ExtendedKeyUsage, IssuerAltName, KeyUsage,
        SubjectAltName,
    };
    let value = match (&one.value, &other.value) {
        (one, other) if one == other => one.clone(),
        (SubjectAltName(one), SubjectAltName(other)) => SubjectAltName(list(one, other)),
        (IssuerAltName(one), IssuerAltName(other)) => IssuerAltName(list(one, other)),
        (ExtendedKeyUsage(one), ExtendedKeyUsage(other)) => ExtendedKeyUsage(list(one, other)),
        (CrlDistributionPoints(one), CrlDistributionPoints(other)) => CrlDistributionPoints(list(one, other)),
        (AuthorityInfoAccess(one), AuthorityInfoAccess(other)) => AuthorityInfoAccess(list(one, other)),
        (CertificatePolicies(one), CertificatePolicies(other)) => CertificatePolicies(list(one, other)),
        (KeyUsage(one), KeyUsage(other)) => {
            KeyUsage(KeyUsages::of(&one.iter().chain(other.iter()).collect::<Vec<_>>()))
        }
        // a name must satisfy both, and of the permitted subtrees a sum would allow more than either
        (ExtensionValue::NameConstraints(one), ExtensionValue::NameConstraints(other))
            if one.permitted.is_empty() || other.permitted.is_empty() =>
        {
            let permitted = list(&one.permitted, &other.permitted);
            let excluded = list(&one.excluded, &other.excluded);
            ExtensionValue::NameConstraints(NameConstraints { permitted, excluded })
        }
        _ => return None,
    };
    Some(Extension { critical: one.critical || other.critical, value })
}

fn list<T: Clone + PartialEq>(one: &[T], other: &[T]) -> Vec<T> {
    one.iter().chain(other.iter().filter(|item| !one.contains(item))).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{BasicConstraints, GeneralName, KeyUsage};

    fn extension(critical: bool, value: ExtensionValue) -> Extension {
        Extension { critical, value }
    }

    #[test]
    fn lists_are_joined_without_doubles_and_uses_are_added_up() {
        let names = |texts: &[&str]| {
            ExtensionValue::SubjectAltName(texts.iter().map(|text| GeneralName::parse(text).unwrap()).collect())
        };
        let both = of(&extension(false, names(&["dns:a.bc"])), &extension(true, names(&["dns:d.ef", "dns:a.bc"])));
        assert_eq!(both, Some(extension(true, names(&["dns:a.bc", "dns:d.ef"]))));
        let usages = |usage| extension(true, ExtensionValue::KeyUsage(KeyUsages::of(&[usage])));
        let sum = KeyUsages::of(&[KeyUsage::DigitalSignature, KeyUsage::KeyAgreement]);
        let both = of(&usages(KeyUsage::KeyAgreement), &usages(KeyUsage::DigitalSignature));
        assert_eq!(both, Some(extension(true, ExtensionValue::KeyUsage(sum))));
    }

    #[test]
    fn what_has_no_sum_is_not_added_up() {
        let basic =
            |path_len| extension(true, ExtensionValue::BasicConstraints(BasicConstraints { ca: true, path_len }));
        assert_eq!(of(&basic(Some(1)), &basic(Some(2))), None);
        let bound = |permitted: &[u8], excluded: &[u8]| {
            let list = |base: &[u8]| if base.is_empty() { vec![] } else { vec![base.to_vec()] };
            let constraints = NameConstraints { permitted: list(permitted), excluded: list(excluded) };
            extension(true, ExtensionValue::NameConstraints(constraints))
        };
        assert_eq!(of(&bound(b"a", b""), &bound(b"b", b"")), None);
        assert_eq!(of(&bound(b"a", b""), &bound(b"", b"b")), Some(bound(b"a", b"b")));
    }
}
