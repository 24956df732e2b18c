//! The last look: a finished file is opened again with the readers, as whoever gets it will, and compared with what it was
//! made of. What is not right is not given out.

use super::{Format, Order, Source, pem, root};
use crate::bundle::{Identity, certificate_text, jks, pkcs7, pkcs12};
use crate::error::{Code, Error, Result};
use crate::key::{PrivateKey, PublicKey};
use crate::model::{Certificate, CertificateList};
use crate::parse::{self, ObjectKind};

/// Opens a finished file and says what was found right.
///
/// # Errors
/// [`Code::BundleCheckFailed`] with what was not right.
pub fn check(source: Source<'_>, order: &Order, content: &[u8]) -> Result<Vec<String>> {
    let check = Check { source, order, content };
    check.all().map_err(|error| match error.code() {
        Code::BundleCheckFailed => error,
        _ => check.failed(&format!("it cannot be read ({})", error.code().as_str())),
    })
}

/// What was read back.
#[derive(Default)]
struct Opened {
    key: Option<PrivateKey>,
    certificates: Vec<Vec<u8>>,
}

pub(super) struct Check<'a> {
    pub source: Source<'a>,
    pub order: &'a Order,
    pub content: &'a [u8],
}

impl Check<'_> {
    fn all(&self) -> Result<Vec<String>> {
        let (source, order) = (self.source, self.order);
        let identity = source.identity;
        let own = [identity.certificate()];
        match order.format {
            Format::Certificate => self.certificates(&own),
            Format::CertificateDer => self.der(identity.certificate()),
            Format::CertificateText => self.text(identity.certificate()),
            Format::Chain => self.certificates(&pem::chain_of(source, order)),
            Format::Fullchain => self.path(&self.pem()?),
            Format::Root => self.certificates(&[root(identity)?]),
            Format::RootDer => self.der(root(identity)?),
            Format::RootText => self.text(root(identity)?),
            Format::Pkcs7 => self.path(&Opened { certificates: pkcs7::read(self.content)?.certificates, key: None }),
            Format::Pkcs7Pem => {
                let certificates = pkcs7::read(&self.object(ObjectKind::Pkcs7)?)?.certificates;
                self.path(&Opened { certificates, key: None })
            }
            Format::Key | Format::KeyTraditional | Format::KeyDer => self.key(&self.private_key()?),
            Format::KeyCertificate | Format::CertificateKey => {
                self.path(&Opened { key: Some(self.private_key()?), ..self.pem()? })
            }
            Format::Pkcs12 => self.pkcs12(),
            Format::Jks => self.jks(),
            Format::Pkcs12Truststore | Format::JksTruststore => self.truststore(),
            Format::Crl => self.crl(&parse::crl_der(&self.object(ObjectKind::Crl)?)?),
            Format::CrlDer => self.crl(&parse::crl_der(self.content)?),
        }
    }

    pub(super) fn failed(&self, found: &str) -> Error {
        Error::new(Code::BundleCheckFailed).field(self.order.format.as_str()).found(found)
    }

    fn holds(&self, is_right: bool, otherwise: &str) -> Result<()> {
        if is_right { Ok(()) } else { Err(self.failed(otherwise)) }
    }

    // ------------------------------------------------------------ what is read back

    /// The certificates of a PEM file.
    fn pem(&self) -> Result<Opened> {
        let objects = parse::sniff(self.content)?.objects.into_iter();
        let certificates = objects.filter(|object| object.kind == ObjectKind::Certificate).map(|object| object.der);
        Ok(Opened { certificates: certificates.collect(), key: None })
    }

    /// The one object of a PEM file.
    fn object(&self, kind: ObjectKind) -> Result<Vec<u8>> {
        let mut objects = parse::sniff(self.content)?.objects.into_iter();
        match (objects.next().filter(|object| object.kind == kind), objects.next()) {
            (Some(object), None) => Ok(object.der),
            _ => Err(self.failed("there is something else in it")),
        }
    }

    /// The key, which opens with its password and with no other.
    fn private_key(&self) -> Result<PrivateKey> {
        if !self.order.is_encrypted() {
            return PrivateKey::parse(self.content, None);
        }
        let locked = PrivateKey::parse(self.content, None).err().map(|error| error.code());
        self.holds(locked == Some(Code::KeyPassphraseMissing), "the key opens without its password")?;
        PrivateKey::parse(self.content, Some(self.order.password()))
    }

    // ------------------------------------------------------------ what must be so

    fn certificates(&self, expected: &[&Certificate]) -> Result<Vec<String>> {
        let read = self.pem()?.certificates;
        self.same(&read, expected)?;
        Ok(vec![certificates_read(read.len())])
    }

    fn same(&self, read: &[Vec<u8>], expected: &[&Certificate]) -> Result<()> {
        let same = read.iter().eq(expected.iter().map(|certificate| &certificate.der));
        self.holds(same && !read.is_empty(), "it has other certificates than it should")
    }

    fn der(&self, expected: &Certificate) -> Result<Vec<String>> {
        self.holds(parse::certificate_der(self.content)?.der == expected.der, "it is another certificate")?;
        Ok(vec![certificates_read(1)])
    }

    fn text(&self, expected: &Certificate) -> Result<Vec<String>> {
        let mut said = self.certificates(&[expected])?;
        let text = certificate_text(&parse::certificate_der(&expected.der)?);
        self.holds(self.content.starts_with(text.as_bytes()), "the text says something else than the certificate")?;
        said.push("The text is that of the certificate.".to_owned());
        Ok(said)
    }

    fn key(&self, key: &PrivateKey) -> Result<Vec<String>> {
        let certified = PublicKey::from_spki(&self.source.identity.certificate().spki)?;
        self.holds(certified.details() == key.public().details(), "the key does not fit the certificate")?;
        let opened = self.order.is_encrypted().then(|| "The password opens the private key.".to_owned());
        Ok(opened.into_iter().chain(["The private key fits the certificate.".to_owned()]).collect())
    }

    /// Certificate and chain, and the key where there is one.
    fn path(&self, opened: &Opened) -> Result<Vec<String>> {
        let path = self.order.path(self.source.identity);
        self.same(&opened.certificates, &path)?;
        let mut said = opened.key.as_ref().map(|key| self.key(key)).transpose()?.unwrap_or_default();
        said.push(certificates_read(path.len()));
        said.extend(self.signatures(&opened.certificates)?);
        Ok(said)
    }

    /// Each certificate is signed by the one behind it, as far as they stand there.
    fn signatures(&self, read: &[Vec<u8>]) -> Result<Option<String>> {
        let read = read.iter().map(|der| parse::certificate_der(der)).collect::<Result<Vec<_>>>()?;
        let Some((own, above)) = read.split_first() else { return Ok(None) };
        let links = Identity::new(None, own.clone(), &above.iter().collect::<Vec<_>>())?.chain().len();
        let expected = self.order.above(self.source.identity).len();
        let reaches = links == above.len() || self.order.chain == Some(false);
        self.holds(reaches && above.len() == expected, "the chain does not lead upwards by its signatures")?;
        Ok((links > 0).then(|| "Each certificate is signed by the next one.".to_owned()))
    }

    fn pkcs12(&self) -> Result<Vec<String>> {
        let (contents, facts) = pkcs12::read(self.content, self.order.password())?;
        self.holds(facts.has_mac, "nothing would tell that it was changed")?;
        let [key] = contents.keys.as_slice() else { return Err(self.failed("it has no key, or several")) };
        let belongs = contents.certificates.first().is_some_and(|own| own.local_key_id == key.local_key_id);
        self.holds(belongs && key.local_key_id.is_some(), "key and certificate are not tied together")?;
        let opened = Opened {
            key: Some(PrivateKey::from_pkcs8(&key.pkcs8)?),
            certificates: contents.certificates.into_iter().map(|certificate| certificate.der).collect(),
        };
        self.path(&opened)
    }

    fn jks(&self) -> Result<Vec<String>> {
        let (_, entries) = jks::read(self.content, self.order.password())?;
        let [jks::Entry { value: jks::Value::Key { pkcs8, chain }, .. }] = entries.as_slice() else {
            return Err(self.failed("it has another entry than that of the key"));
        };
        self.path(&Opened { key: Some(PrivateKey::from_pkcs8(pkcs8)?), certificates: chain.clone() })
    }

    fn truststore(&self) -> Result<Vec<String>> {
        let password = self.order.password();
        let trusted: Vec<Vec<u8>> = if jks::is_keystore(self.content) {
            let (_, entries) = jks::read(self.content, password)?;
            let trusted = entries.into_iter().filter_map(|entry| match entry.value {
                jks::Value::Trusted(der) => Some(der),
                jks::Value::Key { .. } => None,
            });
            trusted.collect()
        } else {
            let (contents, _) = pkcs12::read(self.content, password)?;
            contents.certificates.into_iter().filter(|one| one.trusted).map(|one| one.der).collect()
        };
        let expected = self.order.trusted(self.source.identity)?;
        let all = expected.iter().all(|certificate| trusted.contains(&certificate.der));
        self.holds(all, "it does not trust what it should")?;
        Ok(vec![format!("The password opens it, and {} trusted in it.", super::count(expected.len(), "certificate"))])
    }

    fn crl(&self, crl: &CertificateList) -> Result<Vec<String>> {
        self.holds(crl.der == self.source.crl()?.der, "it is another list")?;
        let identity = self.source.identity;
        let signer = std::iter::once(identity.certificate()).chain(identity.chain());
        let mut fits = signer.filter(|certificate| crl.issuer.matches(&certificate.subject)).map(|certificate| {
            let key = PublicKey::from_spki(&certificate.spki)?;
            key.verify(crl.signature_algorithm, &crl.tbs_der, &crl.signature)
        });
        self.holds(fits.any(|fits| fits.unwrap_or_default()), "its signature is not that of the issuer")?;
        Ok(vec!["The list is read again and signed by its issuer.".to_owned()])
    }
}

fn certificates_read(count: usize) -> String {
    match count {
        1 => "The certificate is read again as it is.".to_owned(),
        count => format!("{count} certificates are read again as they are."),
    }
}
