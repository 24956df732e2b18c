//! The last look: a finished file is opened again with the readers, as whoever gets it will, and compared with what it was
//! made of. What is not right is not given out.

use super::{Format, Order, Source, kubernetes, mobileconfig, openvpn, pem, root};
use crate::bundle::{Identity, certificate_text, jks, pkcs7, pkcs12, title, truststore};
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
            Format::Crl => {
                let objects = parse::sniff(self.content)?.objects;
                self.crls(objects.into_iter().map(|object| object.der).collect())
            }
            Format::CrlDer => self.crls(vec![self.content.to_vec()]),
            Format::Openvpn => self.openvpn(),
            Format::Mobileconfig => self.mobileconfig(),
            Format::Kubernetes => self.kubernetes(),
            Format::KubernetesCa => self.within(&self.entry("ca.crt")?).certificates(&order.trusted(identity)?),
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
        let password = self.order.password.as_ref().map(|password| password.as_str());
        let trusted = truststore::trusted(self.content, password)?;
        let expected = self.order.trusted(self.source.identity)?;
        let all = expected.iter().all(|certificate| trusted.contains(&certificate.der));
        self.holds(all, "it does not trust what it should")?;
        let mut said = vec![format!(
            "It is opened again and trusts {}.",
            expected.iter().map(|one| format!("“{}”", title(one))).collect::<Vec<_>>().join(", ")
        )];
        if let Some(before) = &self.order.existing {
            self.holds(
                truststore::keeps(before, self.content, password)?,
                "something that was in it is not as it was",
            )?;
            said.push("Every entry that was in it is there, byte by byte as it was.".to_owned());
        }
        Ok(said)
    }

    fn as_text(&self) -> Result<&str> {
        std::str::from_utf8(self.content).map_err(|_| self.failed("it is no text"))
    }

    /// The same check of something within the file.
    fn within<'b>(&'b self, content: &'b [u8]) -> Check<'b> {
        Check { source: self.source, order: self.order, content }
    }

    fn openvpn(&self) -> Result<Vec<String>> {
        let profile = self.as_text()?;
        let inline = |name: &str| {
            let content = openvpn::inline(profile, name).ok_or_else(|| self.failed(&format!("it has no <{name}>")));
            content.map(|content| self.within(content.as_bytes()))
        };
        let identity = self.source.identity;
        let above: Vec<&Certificate> = identity.intermediates().iter().chain([root(identity)?]).collect();
        inline("ca")?.certificates(&above)?;
        inline("cert")?.certificates(&[identity.certificate()])?;
        let mut said = self.key(&inline("key")?.private_key()?)?;
        said.push("Certificate, key and authorities are read again from between their marks.".to_owned());
        Ok(said)
    }

    fn kubernetes(&self) -> Result<Vec<String>> {
        let (path, key) = (self.entry("tls.crt")?, self.entry("tls.key")?);
        if let Some(root) = self.source.identity.root() {
            self.within(&self.entry("ca.crt")?).certificates(&[root])?;
        }
        let key = Some(self.within(&key).private_key()?);
        self.path(&Opened { key, ..self.within(&path).pem()? })
    }

    fn entry(&self, name: &str) -> Result<Vec<u8>> {
        kubernetes::entry(self.as_text()?, name).ok_or_else(|| self.failed(&format!("it has no {name}")))
    }

    fn mobileconfig(&self) -> Result<Vec<String>> {
        let payloads = mobileconfig::payloads(self.as_text()?);
        let trusted = self.order.trusted(self.source.identity)?;
        let certificates: Vec<&Vec<u8>> =
            payloads.iter().filter(|(kind, _)| kind != mobileconfig::IDENTITY).map(|(_, content)| content).collect();
        let same = certificates.into_iter().eq(trusted.iter().map(|certificate| &certificate.der));
        self.holds(same, "it has other certificates than it should")?;
        let first = payloads.first().map(|(kind, _)| kind.as_str());
        self.holds(first == Some(mobileconfig::ROOT), "it does not install the root as one")?;
        let mut said = vec![certificates_read(trusted.len())];
        let identity = payloads.iter().find(|(kind, _)| kind == mobileconfig::IDENTITY);
        self.holds(identity.is_some() == self.order.holds_key(), "it has no identity, or one too many")?;
        if let Some((_, content)) = identity {
            said.extend(self.within(content).pkcs12()?);
        }
        Ok(said)
    }

    fn crls(&self, read: Vec<Vec<u8>>) -> Result<Vec<String>> {
        let expected = self.source.crls(self.order)?;
        self.holds(read.iter().eq(expected.iter().map(|crl| &crl.der)), "it has other lists than it should")?;
        read.iter().try_for_each(|der| self.crl(&parse::crl_der(der)?))?;
        Ok(vec![match read.len() {
            1 => "The list is read again and signed by its issuer.".to_owned(),
            more => format!("{more} lists are read again, each signed by its issuer."),
        }])
    }

    fn crl(&self, crl: &CertificateList) -> Result<()> {
        let identity = self.source.identity;
        let signer = std::iter::once(identity.certificate()).chain(identity.chain());
        let mut fits = signer.filter(|certificate| crl.issuer.matches(&certificate.subject)).map(|certificate| {
            let key = PublicKey::from_spki(&certificate.spki)?;
            key.verify(crl.signature_algorithm, &crl.tbs_der, &crl.signature)
        });
        self.holds(fits.any(|fits| fits.unwrap_or_default()), "its signature is not that of the issuer")
    }
}

fn certificates_read(count: usize) -> String {
    match count {
        1 => "The certificate is read again as it is.".to_owned(),
        count => format!("{count} certificates are read again as they are."),
    }
}
