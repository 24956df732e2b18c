//! Extensions from the values of a configuration (x509v3_config(5)): what `name = value` puts into a certificate or CRL.

use super::asn1::{self, Generator};
use super::config::{Config, Entry};
use super::names::{Namer, StringMask, name_of_section, pair_of};
use super::objects::Objects;
use super::value::{self, Pair};
use crate::encode::element::{self, element};
use crate::encode::{general_name_der, name_der};
use crate::error::{Code, Result};
use crate::model::{
    AccessDescription, AuthorityKeyIdentifier, BasicConstraints, DistributionPoint, Extension, ExtensionValue,
    GeneralName, KeyUsage, KeyUsages, Name, NameConstraints, Oid, PolicyInformation, SerialNumber, StringKind,
};
use crate::parse::der::tag;

/// The certificate that extensions are made for, as far as their values copy from it.
#[derive(Clone, Debug, Default)]
pub struct Subject<'a> {
    /// The subject's name, for `email:copy` and `email:move`.
    pub name: Option<&'a Name>,
    /// The SHA-1 of the subject's public key, for `subjectKeyIdentifier = hash` (RFC 5280, section 4.2.1.2, method 1).
    pub key_identifier: Option<[u8; 20]>,
}

/// The certificate that signs.
#[derive(Clone, Debug)]
pub struct Issuer {
    /// Whether it is the certificate that is being made.
    pub is_subject: bool,
    /// Its subjectKeyIdentifier, where it has one.
    pub subject_key_identifier: Option<Vec<u8>>,
    /// Its issuer's name.
    pub issuer: Name,
    /// Its serial number.
    pub serial: SerialNumber,
    /// Its subject alternative names, for `issuer:copy`.
    pub alternative_names: Vec<GeneralName>,
}

/// Makes the extensions of one certificate or CRL.
#[derive(Clone, Debug)]
pub struct Maker<'a> {
    config: &'a Config,
    objects: &'a Objects,
    mask: StringMask,
    subject: Subject<'a>,
    issuer: Option<&'a Issuer>,
    /// The key identifier that was made so far; empty where it was refused with `none`.
    made_key_identifier: Option<Vec<u8>>,
    authority_key_identifier_given: bool,
    email_moved: bool,
    /// Whether anything was asked for, be it with `none`: OpenSSL adds nothing to a certificate without extensions.
    anything_asked: bool,
}

impl<'a> Maker<'a> {
    /// A maker for one certificate; `issuer` is nothing where the values are only tried.
    #[must_use]
    pub fn new(config: &'a Config, objects: &'a Objects, subject: Subject<'a>, issuer: Option<&'a Issuer>) -> Self {
        Self {
            config,
            objects,
            mask: StringMask::default(),
            subject,
            issuer,
            made_key_identifier: None,
            authority_key_identifier_given: false,
            email_moved: false,
            anything_asked: false,
        }
    }

    /// The same with another `string_mask` for the names in `dirName`.
    #[must_use]
    pub const fn with_mask(mut self, mask: StringMask) -> Self {
        self.mask = mask;
        self
    }

    /// Whether `email:move` took the addresses out of the subject's name.
    #[must_use]
    pub const fn email_moved(&self) -> bool {
        self.email_moved
    }

    /// The extensions of a section, in its order.
    ///
    /// # Errors
    /// As [`extension`](Self::extension), [`Code::ConfigSectionMissing`], and [`Code::ExtensionDuplicate`].
    pub fn section(&mut self, named_by: &Entry) -> Result<Vec<Extension>> {
        let section = value::section(self.config, &named_by.value, &named_by.value_place)?;
        let mut extensions: Vec<Extension> = Vec::new();
        for entry in &section.entries {
            let Some(extension) = self.extension(entry)? else { continue };
            if extensions.iter().any(|known| known.value.oid() == extension.value.oid()) {
                return Err(entry.place.error(Code::ExtensionDuplicate).found(&entry.name));
            }
            extensions.push(extension);
        }
        Ok(extensions)
    }

    /// What OpenSSL 3 adds by itself to a certificate that has extensions: the key identifiers, where nothing was said of them.
    ///
    /// # Errors
    /// None but those of encoding.
    pub fn completed(&mut self, mut extensions: Vec<Extension>) -> Result<Vec<Extension>> {
        if !self.anything_asked {
            return Ok(extensions);
        }
        let closing = self.closing();
        if let (None, Some(id)) = (&self.made_key_identifier, self.subject.key_identifier) {
            self.made_key_identifier = Some(id.to_vec());
        }
        extensions.extend(closing);
        Ok(extensions)
    }

    /// What OpenSSL 3 adds behind all others to any certificate that has extensions: the key identifiers, where nothing was
    /// said of them.
    #[must_use]
    pub fn closing(&self) -> Vec<Extension> {
        let of_subject = self.subject.key_identifier.filter(|_| self.made_key_identifier.is_none());
        let subject = of_subject.map(|id| ExtensionValue::SubjectKeyIdentifier(id.to_vec()));
        let of_issuer = self.issuer.filter(|issuer| !issuer.is_subject && !self.authority_key_identifier_given);
        let issuer = of_issuer.map(|issuer| {
            let id = issuer.subject_key_identifier.clone();
            ExtensionValue::AuthorityKeyIdentifier(identify(issuer, id, false))
        });
        subject.into_iter().chain(issuer).map(|value| Extension { critical: false, value }).collect()
    }

    /// The extension that an entry makes; nothing where the value is `none`.
    ///
    /// # Errors
    /// [`Code::ConfigExtensionUnknown`], [`Code::ConfigExtensionContext`], [`Code::ConfigValue`] and the codes of the names in it,
    /// each with the place.
    pub fn extension(&mut self, entry: &Entry) -> Result<Option<Extension>> {
        let (critical, text) = match entry.value.strip_prefix("critical,") {
            Some(rest) => (true, rest.trim_start()),
            None => (false, entry.value.as_str()),
        };
        let source = Source { entry, text };
        self.anything_asked = true;
        let value = match self.arbitrary(&source)? {
            Some(value) => Some(value),
            None => self.known(&source)?,
        };
        Ok(value.map(|value| Extension { critical, value }))
    }

    /// `DER:` and `ASN1:`, which stand behind any name or identifier.
    fn arbitrary(&self, source: &Source<'_>) -> Result<Option<ExtensionValue>> {
        let der = if let Some(hex) = source.text.strip_prefix("DER:") {
            value::octets(hex.trim_start()).ok_or_else(|| source.wrong("hexadecimal behind DER:"))?
        } else if let Some(text) = source.text.strip_prefix("ASN1:") {
            self.generator().der(text.trim_start(), &source.entry.value_place)?
        } else {
            return Ok(None);
        };
        let oid = self.objects.oid(&source.entry.name).ok_or_else(|| source.unknown())?;
        Ok(Some(ExtensionValue::Other { oid, der }))
    }

    fn known(&mut self, source: &Source<'_>) -> Result<Option<ExtensionValue>> {
        let value = match source.entry.name.as_str() {
            "basicConstraints" => self.basic_constraints(source)?,
            "keyUsage" => self.key_usage(source)?,
            "extendedKeyUsage" => ExtensionValue::ExtendedKeyUsage(self.purposes(source)?),
            "subjectKeyIdentifier" => return self.subject_key_identifier(source),
            "authorityKeyIdentifier" => return self.authority_key_identifier(source),
            "subjectAltName" => ExtensionValue::SubjectAltName(self.subject_names(source)?),
            "issuerAltName" => ExtensionValue::IssuerAltName(self.issuer_names(source)?),
            "authorityInfoAccess" => ExtensionValue::AuthorityInfoAccess(self.access(source)?),
            "crlDistributionPoints" => ExtensionValue::CrlDistributionPoints(self.distribution_points(source)?),
            "certificatePolicies" => ExtensionValue::CertificatePolicies(self.policies(source)?),
            "nameConstraints" => self.name_constraints(source)?,
            name => {
                let der = self.other(name, source)?;
                let oid = self.objects.oid(name).ok_or_else(|| source.unknown())?;
                ExtensionValue::Other { oid, der }
            }
        };
        Ok(Some(value))
    }

    /// The extensions that nothing here but the encoding needs to understand.
    fn other(&self, name: &str, source: &Source<'_>) -> Result<Vec<u8>> {
        match name {
            "subjectInfoAccess" => self.sequence(self.access(source)?.iter(), access_der),
            "freshestCRL" => self.sequence(self.distribution_points(source)?.iter(), point_der),
            "issuingDistributionPoint" => self.issuing_distribution_point(source),
            "policyConstraints" => self.policy_constraints(source),
            "policyMappings" => self.policy_mappings(source),
            "inhibitAnyPolicy" | "deltaCRL" | "crlNumber" => number(source),
            "tlsfeature" => self.tls_features(source),
            "noCheck" => element(tag::NULL, &[]),
            "nsCertType" => self.ns_cert_type(source),
            "nsBaseUrl" | "nsRevocationUrl" | "nsCaRevocationUrl" | "nsRenewalUrl" | "nsCaPolicyUrl"
            | "nsSslServerName" | "nsComment" => ia5(source),
            _ => Err(source.unknown()),
        }
    }

    const fn generator(&self) -> Generator<'a> {
        Generator { config: self.config, objects: self.objects }
    }

    const fn namer(&self) -> Namer<'a> {
        Namer { generator: self.generator(), mask: self.mask }
    }

    fn pairs(&self, source: &Source<'_>) -> Result<Vec<Pair>> {
        let pairs = value::pairs(self.config, source.text, &source.entry.value_place)?;
        match pairs.is_empty() {
            true => Err(source.wrong("at least one value")),
            false => Ok(pairs),
        }
    }

    fn sequence<'b, T: 'b>(
        &self,
        items: impl Iterator<Item = &'b T>,
        der: fn(&T) -> Result<Vec<u8>>,
    ) -> Result<Vec<u8>> {
        element::sequence(&items.map(der).collect::<Result<Vec<_>>>()?)
    }

    fn basic_constraints(&self, source: &Source<'_>) -> Result<ExtensionValue> {
        let mut constraints = BasicConstraints { ca: false, path_len: None };
        for pair in self.pairs(source)? {
            match pair.name.as_str() {
                "CA" => constraints.ca = pair.boolean()?,
                "pathlen" => constraints.path_len = Some(path_length(&pair)?),
                _ => return Err(pair.wrong("CA:TRUE, CA:FALSE or pathlen:0 to pathlen:255")),
            }
        }
        Ok(ExtensionValue::BasicConstraints(constraints))
    }

    fn key_usage(&self, source: &Source<'_>) -> Result<ExtensionValue> {
        let usage = |pair: Pair| {
            let known = KEY_USAGES.iter().find(|(short, long, _)| pair.name == *short || pair.name == *long);
            known
                .map(|(_, _, usage)| *usage)
                .ok_or_else(|| pair.wrong("digitalSignature, keyEncipherment, keyCertSign and the like"))
        };
        let usages = self.pairs(source)?.into_iter().map(usage).collect::<Result<Vec<_>>>()?;
        Ok(ExtensionValue::KeyUsage(KeyUsages::of(&usages)))
    }

    fn purposes(&self, source: &Source<'_>) -> Result<Vec<Oid>> {
        let purpose = |pair: Pair| {
            let text = pair.value.as_deref().unwrap_or(&pair.name);
            self.objects
                .oid(text)
                .ok_or_else(|| pair.wrong("serverAuth, clientAuth and the like, or an object identifier"))
        };
        self.pairs(source)?.into_iter().map(purpose).collect()
    }

    fn subject_key_identifier(&mut self, source: &Source<'_>) -> Result<Option<ExtensionValue>> {
        let id = match source.text {
            "none" => Vec::new(),
            "hash" => {
                let hash = self.subject.key_identifier;
                hash.map(|id| id.to_vec()).ok_or_else(|| source.without_context("the subject's key"))?
            }
            text => value::octets(text).ok_or_else(|| source.wrong("hash, none or hexadecimal"))?,
        };
        self.made_key_identifier = Some(id.clone());
        Ok((!id.is_empty()).then_some(ExtensionValue::SubjectKeyIdentifier(id)))
    }

    fn authority_key_identifier(&mut self, source: &Source<'_>) -> Result<Option<ExtensionValue>> {
        self.authority_key_identifier_given = true;
        if source.text == "none" {
            return Ok(None);
        }
        let (mut key_id, mut by_name) = (Wanted::No, Wanted::No);
        for pair in self.pairs(source)? {
            let wanted = match pair.value.as_deref() {
                None => Wanted::IfPossible,
                Some("always") => Wanted::Always,
                Some(_) => return Err(pair.wrong("always behind the colon")),
            };
            match pair.name.as_str() {
                "keyid" => key_id = wanted,
                "issuer" => by_name = wanted,
                _ => return Err(pair.wrong("keyid, issuer, each perhaps with :always, or none")),
            }
        }
        let issuer = self.issuer.ok_or_else(|| source.without_context("the issuer's certificate"))?;
        // a self-signed certificate names its own key only where it must
        let look = key_id == Wanted::Always || (key_id == Wanted::IfPossible && !issuer.is_subject);
        let id = if look { self.issuer_key_identifier(issuer) } else { None };
        if look && id.is_none() && (key_id == Wanted::Always || by_name == Wanted::No) {
            return Err(source.without_context("the issuer's subjectKeyIdentifier"));
        }
        let named = by_name == Wanted::Always || (by_name == Wanted::IfPossible && id.is_none());
        let identifier = identify(issuer, id, named);
        let is_empty = identifier == AuthorityKeyIdentifier::default();
        Ok((!is_empty).then_some(ExtensionValue::AuthorityKeyIdentifier(identifier)))
    }

    fn issuer_key_identifier(&self, issuer: &Issuer) -> Option<Vec<u8>> {
        let id = match issuer.is_subject {
            true => self.made_key_identifier.clone().or_else(|| self.subject.key_identifier.map(|id| id.to_vec())),
            false => issuer.subject_key_identifier.clone(),
        };
        id.filter(|id| !id.is_empty())
    }

    fn subject_names(&mut self, source: &Source<'_>) -> Result<Vec<GeneralName>> {
        let mut names = Vec::new();
        for pair in self.pairs(source)? {
            match pair.value.as_deref() {
                Some("copy" | "move") if pair.is("email") => {
                    self.email_moved |= pair.value.as_deref() == Some("move");
                    names.extend(self.copied_addresses(source)?);
                }
                _ => names.push(self.namer().general_name(&pair)?),
            }
        }
        Ok(names)
    }

    /// The e-mail addresses in the subject's name.
    fn copied_addresses(&self, source: &Source<'_>) -> Result<Vec<GeneralName>> {
        let name = self.subject.name.ok_or_else(|| source.without_context("the subject's name"))?;
        let addresses =
            name.attributes().filter(|attribute| *attribute.oid.inner() == const_oid::db::rfc3280::EMAIL_ADDRESS);
        addresses.map(|attribute| GeneralName::parse(&format!("email:{}", attribute.text()))).collect()
    }

    fn issuer_names(&self, source: &Source<'_>) -> Result<Vec<GeneralName>> {
        let mut names = Vec::new();
        for pair in self.pairs(source)? {
            match pair.value.as_deref() {
                Some("copy") if pair.is("issuer") => {
                    let issuer = self.issuer.ok_or_else(|| source.without_context("the issuer's certificate"))?;
                    names.extend(issuer.alternative_names.iter().cloned());
                }
                _ => names.push(self.namer().general_name(&pair)?),
            }
        }
        Ok(names)
    }

    /// `OCSP;URI:http://…` and `caIssuers;URI:http://…`.
    fn access(&self, source: &Source<'_>) -> Result<Vec<AccessDescription>> {
        let description = |pair: Pair| {
            let (method, kind) =
                pair.name.split_once(';').ok_or_else(|| pair.wrong("OCSP;URI:… or caIssuers;URI:…"))?;
            let method =
                self.objects.oid(method).ok_or_else(|| pair.wrong("OCSP, caIssuers or an object identifier"))?;
            let location = self.namer().general_name(&Pair { name: kind.to_owned(), ..pair.clone() })?;
            Ok(AccessDescription { method, location })
        };
        self.pairs(source)?.into_iter().map(description).collect()
    }

    /// `URI:http://…`, one point each, or the name of a section with fullname, relativename, reasons and CRLissuer.
    fn distribution_points(&self, source: &Source<'_>) -> Result<Vec<DistributionPoint>> {
        let point = |pair: Pair| match pair.value {
            Some(_) => Ok(DistributionPoint { full_name: vec![self.namer().general_name(&pair)?], other: None }),
            None => self.point_of_section(&pair),
        };
        self.pairs(source)?.into_iter().map(point).collect()
    }

    fn point_of_section(&self, named_by: &Pair) -> Result<DistributionPoint> {
        let section = value::section(self.config, &named_by.name, &named_by.place)?;
        let mut point = PointParts::default();
        for pair in section.entries.iter().map(pair_of) {
            match pair.name.as_str() {
                "fullname" | "relativename" => point.set_name(self, &pair)?,
                "reasons" => point.reasons = reasons(1, &pair)?,
                "CRLissuer" => {
                    point.issuer = element(tag::constructed(2), &names_der(&self.namer().general_names(&pair)?)?)?;
                }
                _ => return Err(pair.wrong("fullname, relativename, reasons or CRLissuer")),
            }
        }
        if point.is_only_full_name() {
            return Ok(DistributionPoint { full_name: point.full_name, other: None });
        }
        let name = point.name_der()?;
        let name = if name.is_empty() { name } else { element(tag::constructed(0), &name)? };
        let der = element::sequence(&[name, point.reasons, point.issuer])?;
        Ok(DistributionPoint { full_name: point.full_name, other: Some(der) })
    }

    /// IssuingDistributionPoint (RFC 5280, section 5.2.5).
    fn issuing_distribution_point(&self, source: &Source<'_>) -> Result<Vec<u8>> {
        let mut point = PointParts::default();
        let mut flags = [(1, "onlyuser", false), (2, "onlyCA", false), (4, "indirectCRL", false), (5, "onlyAA", false)];
        for pair in self.pairs(source)? {
            match pair.name.as_str() {
                "fullname" | "relativename" => point.set_name(self, &pair)?,
                "onlysomereasons" => point.reasons = reasons(3, &pair)?,
                name => match flags.iter_mut().find(|(_, word, _)| *word == name) {
                    Some((_, _, flag)) => *flag = pair.boolean()?,
                    None => {
                        return Err(pair.wrong(
                            "fullname, relativename, onlyuser, onlyCA, onlyAA, indirectCRL or onlysomereasons",
                        ));
                    }
                },
            }
        }
        let name = point.name_der()?;
        let mut parts = if name.is_empty() { Vec::new() } else { vec![(0, element(tag::constructed(0), &name)?)] };
        if !point.reasons.is_empty() {
            parts.push((3, point.reasons));
        }
        for (number, _, _) in flags.iter().filter(|(_, _, flag)| *flag) {
            parts.push((*number, element(tag::primitive(*number), &[0xFF])?));
        }
        parts.sort();
        element::sequence(&parts.into_iter().map(|(_, der)| der).collect::<Vec<_>>())
    }

    /// `1.2.3`, `@section` with policyIdentifier, CPS and userNotice, `ia5org`.
    fn policies(&self, source: &Source<'_>) -> Result<Vec<PolicyInformation>> {
        let mut ia5_organization = false;
        let mut policies = Vec::new();
        for pair in value::list(source.text, &source.entry.value_place)? {
            if pair.value.is_some() {
                return Err(pair.wrong("an object identifier or @section; qualifiers stand in a section"));
            }
            match pair.name.strip_prefix('@') {
                _ if pair.name == "ia5org" => ia5_organization = true,
                Some(section) => policies.push(self.policy_of_section(section, &pair, ia5_organization)?),
                None => {
                    let oid =
                        self.objects.oid(&pair.name).ok_or_else(|| pair.wrong("an object identifier or @section"))?;
                    policies.push(PolicyInformation { oid, qualifiers: None });
                }
            }
        }
        Ok(policies)
    }

    fn policy_of_section(&self, name: &str, named_by: &Pair, ia5_organization: bool) -> Result<PolicyInformation> {
        let section = value::section(self.config, name, &named_by.place)?;
        let mut policy = None;
        let mut qualifiers = Vec::new();
        for pair in section.entries.iter().map(pair_of) {
            if pair.name == "policyIdentifier" {
                policy = Some(self.objects.oid(pair.required()?).ok_or_else(|| pair.wrong("an object identifier"))?);
            } else if pair.is("CPS") {
                let cps = ia5_text(tag::IA5_STRING, &pair)?;
                qualifiers.push(qualifier(const_oid::db::rfc5280::ID_QT_CPS.into(), cps)?);
            } else if pair.is("userNotice") {
                let notice = self.user_notice(&pair, ia5_organization)?;
                qualifiers.push(qualifier(const_oid::db::rfc5280::ID_QT_UNOTICE.into(), notice)?);
            } else {
                return Err(pair.wrong("policyIdentifier, CPS or userNotice"));
            }
        }
        let oid = policy
            .ok_or_else(|| section.place.error(Code::ConfigValue).allowed("policyIdentifier = … in the section"))?;
        let qualifiers = if qualifiers.is_empty() { None } else { Some(element::sequence(&qualifiers)?) };
        Ok(PolicyInformation { oid, qualifiers })
    }

    /// UserNotice (RFC 5280, section 4.2.1.4).
    fn user_notice(&self, named_by: &Pair, ia5_organization: bool) -> Result<Vec<u8>> {
        let name = named_by.required()?.strip_prefix('@').ok_or_else(|| named_by.wrong("userNotice = @section"))?;
        let section = value::section(self.config, name, &named_by.place)?;
        let (mut text, mut organization, mut numbers) = (Vec::new(), None, None);
        for pair in section.entries.iter().map(pair_of) {
            match pair.name.as_str() {
                "explicitText" => text = explicit_text(&pair)?,
                "organization" => organization = Some(organization_text(&pair, ia5_organization)?),
                "noticeNumbers" => numbers = Some(notice_numbers(&pair)?),
                _ => return Err(pair.wrong("explicitText, organization or noticeNumbers")),
            }
        }
        let reference = match (organization, numbers) {
            (None, None) => Vec::new(),
            (Some(organization), Some(numbers)) => element::sequence(&[organization, numbers])?,
            _ => return Err(named_by.wrong("organization and noticeNumbers, both or neither")),
        };
        element::sequence(&[reference, text])
    }

    fn name_constraints(&self, source: &Source<'_>) -> Result<ExtensionValue> {
        let mut constraints = NameConstraints::default();
        for pair in self.pairs(source)? {
            if let Some(base) = pair.without("permitted;") {
                constraints.permitted.push(self.namer().subtree(&base)?);
            } else if let Some(base) = pair.without("excluded;") {
                constraints.excluded.push(self.namer().subtree(&base)?);
            } else {
                return Err(pair.wrong("permitted;DNS:… or excluded;DNS:… and the like"));
            }
        }
        Ok(ExtensionValue::NameConstraints(constraints))
    }

    /// PolicyConstraints (RFC 5280, section 4.2.1.11).
    fn policy_constraints(&self, source: &Source<'_>) -> Result<Vec<u8>> {
        let (mut explicit, mut inhibit) = (Vec::new(), Vec::new());
        for pair in self.pairs(source)? {
            match pair.name.as_str() {
                "requireExplicitPolicy" => explicit = element(tag::primitive(0), &pair.integer()?)?,
                "inhibitPolicyMapping" => inhibit = element(tag::primitive(1), &pair.integer()?)?,
                _ => return Err(pair.wrong("requireExplicitPolicy:0 or inhibitPolicyMapping:0")),
            }
        }
        element::sequence(&[explicit, inhibit])
    }

    /// PolicyMappings (RFC 5280, section 4.2.1.5).
    fn policy_mappings(&self, source: &Source<'_>) -> Result<Vec<u8>> {
        let mapping = |pair: Pair| {
            let oid = |text: &str| self.objects.oid(text).ok_or_else(|| pair.wrong("1.2.3:1.2.4"));
            element::sequence(&[element::oid(&oid(&pair.name)?)?, element::oid(&oid(pair.required()?)?)?])
        };
        let mappings = self.pairs(source)?.into_iter().map(mapping).collect::<Result<Vec<_>>>()?;
        element::sequence(&mappings)
    }

    /// Features ::= SEQUENCE OF INTEGER (RFC 7633, section 4.1).
    fn tls_features(&self, source: &Source<'_>) -> Result<Vec<u8>> {
        let feature = |pair: Pair| {
            let number = match pair.value.as_deref().unwrap_or(&pair.name) {
                "status_request" => Some(5),
                "status_request_v2" => Some(17),
                text => text.parse::<u16>().ok(),
            };
            element::unsigned(
                number.ok_or_else(|| pair.wrong("status_request, status_request_v2 or a number up to 65535"))?.into(),
            )
        };
        let features = self.pairs(source)?.into_iter().map(feature).collect::<Result<Vec<_>>>()?;
        element::sequence(&features)
    }

    fn ns_cert_type(&self, source: &Source<'_>) -> Result<Vec<u8>> {
        let bits =
            named_bits(&NS_CERT_TYPES, self.pairs(source)?, "client, server, email, objsign, sslCA, emailCA or objCA")?;
        element::named_bits(&bits)
    }
}

/// The value of an extension and where it stands.
struct Source<'a> {
    entry: &'a Entry,
    text: &'a str,
}

impl Source<'_> {
    fn wrong(&self, allowed: &str) -> crate::error::Error {
        self.entry.value_place.error(Code::ConfigValue).found(&self.entry.value).allowed(allowed)
    }

    fn unknown(&self) -> crate::error::Error {
        self.entry.place.error(Code::ConfigExtensionUnknown).found(&self.entry.name)
    }

    fn without_context(&self, needed: &str) -> crate::error::Error {
        self.entry.value_place.error(Code::ConfigExtensionContext).found(&self.entry.value).allowed(needed)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    No,
    IfPossible,
    Always,
}

fn identify(issuer: &Issuer, key_id: Option<Vec<u8>>, by_name: bool) -> AuthorityKeyIdentifier {
    let by_name = by_name || key_id.is_none() && !issuer.is_subject;
    match by_name {
        true => AuthorityKeyIdentifier {
            key_id,
            issuer: vec![GeneralName::Directory(issuer.issuer.clone())],
            serial: Some(issuer.serial.clone()),
        },
        false => AuthorityKeyIdentifier { key_id, ..AuthorityKeyIdentifier::default() },
    }
}

fn path_length(pair: &Pair) -> Result<u8> {
    match pair.integer()?.as_slice() {
        [length] if *length < 0x80 => Ok(*length),
        [0, length] => Ok(*length),
        _ => Err(pair.wrong("pathlen:0 to pathlen:255")),
    }
}

fn number(source: &Source<'_>) -> Result<Vec<u8>> {
    let content = value::integer(source.text).ok_or_else(|| source.wrong("a number, decimal or 0x and hexadecimal"))?;
    element(tag::INTEGER, &content)
}

fn ia5(source: &Source<'_>) -> Result<Vec<u8>> {
    match source.text.is_ascii() {
        true => element(tag::IA5_STRING, source.text.as_bytes()),
        false => Err(source.wrong("ASCII")),
    }
}

fn ia5_text(tag: u8, pair: &Pair) -> Result<Vec<u8>> {
    let text = pair.required()?;
    match text.is_ascii() {
        true => element(tag, text.as_bytes()),
        false => Err(pair.wrong("ASCII")),
    }
}

/// DisplayText: a VisibleString, or what stands before the first colon.
fn explicit_text(pair: &Pair) -> Result<Vec<u8>> {
    let text = pair.required()?;
    let (word, rest) = text.split_once(':').unwrap_or(("", text));
    let (tag, kind, text) = match word {
        "UTF8" | "UTF8String" => (tag::UTF8_STRING, StringKind::Utf8, rest),
        "BMP" | "BMPSTRING" => (tag::BMP_STRING, StringKind::Bmp, rest),
        "VISIBLE" | "VISIBLESTRING" => (tag::VISIBLE_STRING, StringKind::Ia5, rest),
        _ => (tag::VISIBLE_STRING, StringKind::Ia5, text),
    };
    let content = asn1::encoded(kind, text).ok_or_else(|| pair.wrong("ASCII, or UTF8: before the text"))?;
    element(tag, &content)
}

fn organization_text(pair: &Pair, as_ia5: bool) -> Result<Vec<u8>> {
    ia5_text(if as_ia5 { tag::IA5_STRING } else { tag::VISIBLE_STRING }, pair)
}

fn notice_numbers(pair: &Pair) -> Result<Vec<u8>> {
    let number = |item: Pair| {
        let content = value::integer(&item.name).ok_or_else(|| item.wrong("numbers between commas"))?;
        element(tag::INTEGER, &content)
    };
    let numbers = value::list(pair.required()?, &pair.place)?.into_iter().map(number).collect::<Result<Vec<_>>>()?;
    element::sequence(&numbers)
}

/// PolicyQualifierInfo.
fn qualifier(oid: Oid, value: Vec<u8>) -> Result<Vec<u8>> {
    element::sequence(&[element::oid(&oid)?, value])
}

/// The parts of a distribution point, in DER where they are not names.
#[derive(Default)]
struct PointParts {
    full_name: Vec<GeneralName>,
    relative: Vec<u8>,
    reasons: Vec<u8>,
    issuer: Vec<u8>,
}

impl PointParts {
    fn is_only_full_name(&self) -> bool {
        !self.full_name.is_empty() && self.relative.is_empty() && self.reasons.is_empty() && self.issuer.is_empty()
    }

    fn set_name(&mut self, maker: &Maker<'_>, pair: &Pair) -> Result<()> {
        if !self.full_name.is_empty() || !self.relative.is_empty() {
            return Err(pair.wrong("one of fullname and relativename"));
        }
        if pair.name == "fullname" {
            self.full_name = maker.namer().general_names(pair)?;
            return Ok(());
        }
        let section = value::section(maker.config, pair.required()?, &pair.place)?;
        let name = name_of_section(maker.objects, section, maker.mask)?;
        let [only] = name.relative() else { return Err(pair.wrong("a section with one relative name")) };
        // the name of one relative name is SEQUENCE { SET }: the SET with the tag [1]
        let whole = name_der(&Name::new(vec![only.clone()]))?;
        self.relative = retagged_set(&whole).ok_or_else(|| pair.wrong("a short relative name"))?;
        Ok(())
    }

    /// DistributionPointName: `[0]` fullName or `[1]` nameRelativeToCRLIssuer.
    fn name_der(&self) -> Result<Vec<u8>> {
        match (self.full_name.is_empty(), self.relative.is_empty()) {
            (false, _) => element(tag::constructed(0), &names_der(&self.full_name)?),
            (true, false) => Ok(self.relative.clone()),
            (true, true) => Ok(Vec::new()),
        }
    }
}

/// The SET inside SEQUENCE { SET }, with `[1]` in place of its tag.
fn retagged_set(name: &[u8]) -> Option<Vec<u8>> {
    let set = name.iter().skip(1).position(|octet| *octet == tag::SET)?;
    let rest = name.get(set.checked_add(2)?..)?;
    Some([&[tag::constructed(1)], rest].concat())
}

fn names_der(names: &[GeneralName]) -> Result<Vec<u8>> {
    Ok(names.iter().map(general_name_der).collect::<Result<Vec<_>>>()?.concat())
}

fn access_der(description: &AccessDescription) -> Result<Vec<u8>> {
    element::sequence(&[element::oid(&description.method)?, general_name_der(&description.location)?])
}

fn point_der(point: &DistributionPoint) -> Result<Vec<u8>> {
    if let Some(der) = &point.other {
        return Ok(der.clone());
    }
    let name = element(tag::constructed(0), &names_der(&point.full_name)?)?;
    element::sequence(&[element(tag::constructed(0), &name)?])
}

/// ReasonFlags with an implicit tag (RFC 5280, section 4.2.1.13).
fn reasons(tag: u8, pair: &Pair) -> Result<Vec<u8>> {
    let pairs = value::list(pair.required()?, &pair.place)?;
    let bits = named_bits(
        &REASONS,
        pairs,
        "keyCompromise, CACompromise, affiliationChanged, superseded, cessationOfOperation, certificateHold, privilegeWithdrawn or AACompromise",
    )?;
    let der = element::named_bits(&bits)?;
    Ok([&[tag::primitive(tag)], der.get(1..).unwrap_or_default()].concat())
}

/// Which bits the words of a list set.
fn named_bits(words: &[(&str, &str)], pairs: Vec<Pair>, allowed: &str) -> Result<Vec<bool>> {
    let mut bits = vec![false; words.len()];
    for pair in pairs {
        let at = words.iter().position(|(short, long)| pair.name == *short || pair.name == *long);
        let bit = at.and_then(|at| bits.get_mut(at)).ok_or_else(|| pair.wrong(allowed))?;
        *bit = true;
    }
    Ok(bits)
}

const KEY_USAGES: [(&str, &str, KeyUsage); 9] = [
    ("digitalSignature", "Digital Signature", KeyUsage::DigitalSignature),
    ("nonRepudiation", "Non Repudiation", KeyUsage::ContentCommitment),
    ("keyEncipherment", "Key Encipherment", KeyUsage::KeyEncipherment),
    ("dataEncipherment", "Data Encipherment", KeyUsage::DataEncipherment),
    ("keyAgreement", "Key Agreement", KeyUsage::KeyAgreement),
    ("keyCertSign", "Certificate Sign", KeyUsage::KeyCertSign),
    ("cRLSign", "CRL Sign", KeyUsage::CrlSign),
    ("encipherOnly", "Encipher Only", KeyUsage::EncipherOnly),
    ("decipherOnly", "Decipher Only", KeyUsage::DecipherOnly),
];

/// In the order of the bits (Netscape Certificate Type).
const NS_CERT_TYPES: [(&str, &str); 8] = [
    ("client", "SSL Client"),
    ("server", "SSL Server"),
    ("email", "S/MIME"),
    ("objsign", "Object Signing"),
    ("reserved", "Unused"),
    ("sslCA", "SSL CA"),
    ("emailCA", "S/MIME CA"),
    ("objCA", "Object Signing CA"),
];

/// In the order of the bits of ReasonFlags.
const REASONS: [(&str, &str); 9] = [
    ("unused", "Unused"),
    ("keyCompromise", "Key Compromise"),
    ("CACompromise", "CA Compromise"),
    ("affiliationChanged", "Affiliation Changed"),
    ("superseded", "Superseded"),
    ("cessationOfOperation", "Cessation Of Operation"),
    ("certificateHold", "Certificate Hold"),
    ("privilegeWithdrawn", "Privilege Withdrawn"),
    ("AACompromise", "AA Compromise"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openssl::config::Beside;

    fn made(line: &str) -> Result<Option<Extension>> {
        let text = format!(
            "[x]\n{line}\n[point]\nfullname = URI:http://a/\nwhatever = 1\n[policy]\npolicyIdentifier = 1.2.3\nuserNotice = @notice\n[notice]\nexplicitText = BMP:aé\n"
        );
        let config = Config::parse("c", &text, &Beside::default())?;
        let objects = Objects::default();
        let Some(entry) = config.section("x").and_then(|section| section.entries.first()) else { panic!() };
        Maker::new(&config, &objects, Subject::default(), None).extension(entry)
    }

    #[test]
    fn a_notice_in_bmp_is_utf_16() {
        let Some(Extension { value: ExtensionValue::CertificatePolicies(policies), .. }) =
            made("certificatePolicies = @policy").unwrap()
        else {
            panic!()
        };
        assert!(policies[0].qualifiers.as_ref().unwrap().ends_with(&[tag::BMP_STRING, 4, 0, b'a', 0, 0xe9]));
    }

    #[test]
    fn unknown_names_of_a_distribution_point_are_refused() {
        let error = made("crlDistributionPoints = point").unwrap_err();
        assert_eq!((error.code(), error.field_name()), (Code::ConfigValue, Some("c:5:12")));
    }

    #[test]
    fn what_only_der_writes_is_refused_by_its_name() {
        for name in ["sbgp-ipAddrBlock", "sbgp-autonomousSysNum", "SXNetID", "proxyCertInfo", "privateKeyUsagePeriod"] {
            let error = made(&format!("{name} = whatever")).unwrap_err();
            assert_eq!((error.code(), error.found_text()), (Code::ConfigExtensionUnknown, Some(name)));
        }
        assert!(made("1.3.6.1.5.5.7.1.7 = DER:30:00").unwrap().is_some());
    }

    #[test]
    fn what_needs_a_certificate_says_so() {
        for line in [
            "subjectKeyIdentifier = hash",
            "authorityKeyIdentifier = keyid",
            "subjectAltName = email:copy",
            "issuerAltName = issuer:copy",
        ] {
            assert_eq!(made(line).unwrap_err().code(), Code::ConfigExtensionContext, "{line}");
        }
    }
}
