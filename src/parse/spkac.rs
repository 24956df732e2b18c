//! SignedPublicKeyAndChallenge, which browsers made of `<keygen>` and OpenSSL still makes (`openssl spkac`): a key, a word, and
//! the proof that its sender has the key. It has no name.

use super::MAX_REQUEST;
use super::der::{Within, tag};
use super::name::ascii;
use super::signed::{Fields, signed, subject_public_key_info};
use crate::error::Result;
use crate::model::{CertificationRequest, Name, Oid, RequestAttribute, RequestOrigin};

const FIELDS: Fields =
    Fields { content: "publicKeyAndChallenge", version_tag: tag::SEQUENCE, parts: &["spki", "challenge"] };

/// Reads one, as a request for this name.
pub fn spkac(der: &[u8], subject: Name) -> Result<CertificationRequest> {
    let signed = signed(der, &FIELDS, MAX_REQUEST)?;
    let mut parts = signed.content.elements();
    let spki = subject_public_key_info(&mut parts).within("spki")?;
    let challenge = parts.expect(tag::IA5_STRING).within("challenge")?;
    parts.finish()?;
    let text = ascii(challenge.content).ok_or_else(|| challenge.refused("what is not ASCII").field("challenge"))?;
    Ok(CertificationRequest {
        der: der.to_vec(),
        info_der: signed.content.bytes.to_vec(),
        subject,
        spki,
        extensions: Vec::new(),
        attributes: (!text.is_empty()).then(|| word(challenge.bytes)).into_iter().collect(),
        origin: RequestOrigin::Spkac,
        signature_algorithm: signed.algorithm,
        signature: signed.signature.to_vec(),
    })
}

/// The challenge is to an SPKAC what the password is to a request, and is shown as little.
fn word(der: &[u8]) -> RequestAttribute {
    RequestAttribute {
        oid: Oid::from(const_oid::db::rfc2985::PKCS_9_AT_CHALLENGE_PASSWORD),
        name: Some("challengePassword"),
        text: "(a password, not shown)".into(),
        der: der.to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::der::made::{KEY, seq, signed};
    use super::*;

    #[test]
    fn a_key_and_a_word_become_a_request_for_the_name() {
        let der = signed(&[KEY, &[tag::IA5_STRING, 2, b'h', b'i']]);
        let subject = Name::parse("CN=a").unwrap();
        let request = spkac(&der, subject.clone()).unwrap();
        assert_eq!(
            (request.subject, request.spki.as_slice(), request.signature.as_slice()),
            (subject, KEY, &[7, 8][..])
        );
        assert_eq!(request.info_der, seq(&[KEY, &[tag::IA5_STRING, 2, b'h', b'i']]));
        assert_eq!(request.attributes.first().unwrap().text, "(a password, not shown)");
        let silent = spkac(&signed(&[KEY, &[tag::IA5_STRING, 0]]), Name::default()).unwrap();
        assert!(silent.attributes.is_empty());
    }

    #[test]
    fn a_broken_part_is_named() {
        for (parts, field) in [
            (&[&[0x30, 0][..], &[tag::IA5_STRING, 0]][..], "spki"),
            (&[KEY, &[4, 0]], "challenge"),
            (&[KEY, &[tag::IA5_STRING, 1, 0xE4]], "challenge"),
        ] {
            assert_eq!(spkac(&signed(parts), Name::default()).unwrap_err().field_name(), Some(field));
        }
    }
}
