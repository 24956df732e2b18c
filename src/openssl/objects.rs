//! What OpenSSL calls object identifiers: the short and long names that configurations use (`openssl list -objects`), and those
//! that a configuration adds with `oid_section` or `oid_file`.

use super::config::{Config, Entry};
use crate::error::{Code, Error, Result};
use crate::model::Oid;

/// Names for object identifiers: OpenSSL's own, and those of a configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Objects {
    /// Short name, long name and identifier.
    own: Vec<(String, String, Oid)>,
}

impl Objects {
    /// The names that the section `section` of the configuration adds, each as `short = 1.2.3` or `short = long name, 1.2.3`.
    ///
    /// # Errors
    /// [`Code::ConfigSectionMissing`], [`Code::ConfigValue`] with the place.
    pub fn of_section(config: &Config, named_by: &Entry) -> Result<Self> {
        let missing = || named_by.value_place.error(Code::ConfigSectionMissing).found(&named_by.value);
        let section = config.section(&named_by.value).ok_or_else(missing)?;
        let own = section.entries.iter().map(own_name).collect::<Result<Vec<_>>>()?;
        Ok(Self { own })
    }

    /// Adds the names of an `oid_file`: one `1.2.3 short long name` on each line.
    ///
    /// # Errors
    /// [`Code::ConfigValue`] with the line.
    pub fn add_file(&mut self, name: &str, text: &str) -> Result<()> {
        for (line, content) in (1..).zip(text.lines()) {
            let content = content.trim();
            if content.is_empty() || content.starts_with('#') {
                continue;
            }
            let wrong = || {
                let field = format!("{name}:{line}:1");
                Error::new(Code::ConfigValue).field(field).found(content).allowed("1.2.3 shortName long name")
            };
            let mut words = content.splitn(3, char::is_whitespace);
            let oid = words.next().and_then(|dotted| Oid::parse(dotted).ok()).ok_or_else(wrong)?;
            let short = words.next().map_or_else(|| oid.to_string(), str::to_owned);
            let long = words.next().map_or_else(|| short.clone(), |long| long.trim().to_owned());
            self.own.push((short, long, oid));
        }
        Ok(())
    }

    /// Every name that was added.
    #[must_use]
    pub fn own(&self) -> &[(String, String, Oid)] {
        &self.own
    }

    /// The identifier with this short name, long name or dotted form.
    #[must_use]
    pub fn oid(&self, text: &str) -> Option<Oid> {
        let own = self.own.iter().find(|(short, long, _)| short == text || long == text).map(|(_, _, oid)| *oid);
        let builtin = || OBJECTS.iter().find(|(short, _, _)| *short == text);
        let by_long = || OBJECTS.iter().find(|(_, long, _)| *long == text);
        own.or_else(|| builtin().or_else(by_long).and_then(|(_, _, dotted)| Oid::parse(dotted).ok()))
            .or_else(|| Oid::parse(text).ok())
    }

    /// The short name of an identifier, or nothing where it has none.
    #[must_use]
    pub fn short(&self, oid: Oid) -> Option<&str> {
        let dotted = oid.to_string();
        let own = self.own.iter().find(|(_, _, known)| *known == oid).map(|(short, _, _)| short.as_str());
        own.or_else(|| OBJECTS.iter().find(|(_, _, known)| *known == dotted).map(|(short, _, _)| *short))
    }
}

fn own_name(entry: &Entry) -> Result<(String, String, Oid)> {
    let (long, dotted) = entry.value.rsplit_once(',').unwrap_or((entry.name.as_str(), entry.value.as_str()));
    let wrong =
        |_| entry.value_place.error(Code::ConfigValue).found(&entry.value).allowed("1.2.3, or a long name, 1.2.3");
    let oid = Oid::parse(dotted.trim()).map_err(wrong)?;
    Ok((entry.name.clone(), long.trim().to_owned(), oid))
}

/// Short name, long name, identifier: what configurations of a certificate authority speak of.
const OBJECTS: &[(&str, &str, &str)] = &[
    ("CN", "commonName", "2.5.4.3"),
    ("C", "countryName", "2.5.4.6"),
    ("L", "localityName", "2.5.4.7"),
    ("ST", "stateOrProvinceName", "2.5.4.8"),
    ("O", "organizationName", "2.5.4.10"),
    ("OU", "organizationalUnitName", "2.5.4.11"),
    ("emailAddress", "emailAddress", "1.2.840.113549.1.9.1"),
    ("unstructuredName", "unstructuredName", "1.2.840.113549.1.9.2"),
    ("contentType", "contentType", "1.2.840.113549.1.9.3"),
    ("messageDigest", "messageDigest", "1.2.840.113549.1.9.4"),
    ("signingTime", "signingTime", "1.2.840.113549.1.9.5"),
    ("countersignature", "countersignature", "1.2.840.113549.1.9.6"),
    ("challengePassword", "challengePassword", "1.2.840.113549.1.9.7"),
    ("unstructuredAddress", "unstructuredAddress", "1.2.840.113549.1.9.8"),
    ("extendedCertificateAttributes", "extendedCertificateAttributes", "1.2.840.113549.1.9.9"),
    ("nsCertExt", "Netscape Certificate Extension", "2.16.840.1.113730.1"),
    ("nsDataType", "Netscape Data Type", "2.16.840.1.113730.2"),
    ("nsCertType", "Netscape Cert Type", "2.16.840.1.113730.1.1"),
    ("nsBaseUrl", "Netscape Base Url", "2.16.840.1.113730.1.2"),
    ("nsRevocationUrl", "Netscape Revocation Url", "2.16.840.1.113730.1.3"),
    ("nsCaRevocationUrl", "Netscape CA Revocation Url", "2.16.840.1.113730.1.4"),
    ("nsRenewalUrl", "Netscape Renewal Url", "2.16.840.1.113730.1.7"),
    ("nsCaPolicyUrl", "Netscape CA Policy Url", "2.16.840.1.113730.1.8"),
    ("nsSslServerName", "Netscape SSL Server Name", "2.16.840.1.113730.1.12"),
    ("nsComment", "Netscape Comment", "2.16.840.1.113730.1.13"),
    ("nsCertSequence", "Netscape Certificate Sequence", "2.16.840.1.113730.2.5"),
    ("subjectKeyIdentifier", "X509v3 Subject Key Identifier", "2.5.29.14"),
    ("keyUsage", "X509v3 Key Usage", "2.5.29.15"),
    ("privateKeyUsagePeriod", "X509v3 Private Key Usage Period", "2.5.29.16"),
    ("subjectAltName", "X509v3 Subject Alternative Name", "2.5.29.17"),
    ("issuerAltName", "X509v3 Issuer Alternative Name", "2.5.29.18"),
    ("basicConstraints", "X509v3 Basic Constraints", "2.5.29.19"),
    ("crlNumber", "X509v3 CRL Number", "2.5.29.20"),
    ("certificatePolicies", "X509v3 Certificate Policies", "2.5.29.32"),
    ("authorityKeyIdentifier", "X509v3 Authority Key Identifier", "2.5.29.35"),
    ("GN", "givenName", "2.5.4.42"),
    ("SN", "surname", "2.5.4.4"),
    ("initials", "initials", "2.5.4.43"),
    ("uid", "uniqueIdentifier", "0.9.2342.19200300.100.1.44"),
    ("crlDistributionPoints", "X509v3 CRL Distribution Points", "2.5.29.31"),
    ("serialNumber", "serialNumber", "2.5.4.5"),
    ("title", "title", "2.5.4.12"),
    ("description", "description", "2.5.4.13"),
    ("extendedKeyUsage", "X509v3 Extended Key Usage", "2.5.29.37"),
    ("serverAuth", "TLS Web Server Authentication", "1.3.6.1.5.5.7.3.1"),
    ("clientAuth", "TLS Web Client Authentication", "1.3.6.1.5.5.7.3.2"),
    ("codeSigning", "Code Signing", "1.3.6.1.5.5.7.3.3"),
    ("emailProtection", "E-mail Protection", "1.3.6.1.5.5.7.3.4"),
    ("timeStamping", "Time Stamping", "1.3.6.1.5.5.7.3.8"),
    ("msCodeInd", "Microsoft Individual Code Signing", "1.3.6.1.4.1.311.2.1.21"),
    ("msCodeCom", "Microsoft Commercial Code Signing", "1.3.6.1.4.1.311.2.1.22"),
    ("msCTLSign", "Microsoft Trust List Signing", "1.3.6.1.4.1.311.10.3.1"),
    ("msSGC", "Microsoft Server Gated Crypto", "1.3.6.1.4.1.311.10.3.3"),
    ("msEFS", "Microsoft Encrypted File System", "1.3.6.1.4.1.311.10.3.4"),
    ("nsSGC", "Netscape Server Gated Crypto", "2.16.840.1.113730.4.1"),
    ("deltaCRL", "X509v3 Delta CRL Indicator", "2.5.29.27"),
    ("CRLReason", "X509v3 CRL Reason Code", "2.5.29.21"),
    ("invalidityDate", "Invalidity Date", "2.5.29.24"),
    ("friendlyName", "friendlyName", "1.2.840.113549.1.9.20"),
    ("localKeyID", "localKeyID", "1.2.840.113549.1.9.21"),
    ("id-qt-cps", "Policy Qualifier CPS", "1.3.6.1.5.5.7.2.1"),
    ("id-qt-unotice", "Policy Qualifier User Notice", "1.3.6.1.5.5.7.2.2"),
    ("SMIME-CAPS", "S/MIME Capabilities", "1.2.840.113549.1.9.15"),
    ("msExtReq", "Microsoft Extension Request", "1.3.6.1.4.1.311.2.1.14"),
    ("extReq", "Extension Request", "1.2.840.113549.1.9.14"),
    ("name", "name", "2.5.4.41"),
    ("dnQualifier", "dnQualifier", "2.5.4.46"),
    ("authorityInfoAccess", "Authority Information Access", "1.3.6.1.5.5.7.1.1"),
    ("OCSP", "OCSP", "1.3.6.1.5.5.7.48.1"),
    ("caIssuers", "CA Issuers", "1.3.6.1.5.5.7.48.2"),
    ("OCSPSigning", "OCSP Signing", "1.3.6.1.5.5.7.3.9"),
    ("biometricInfo", "Biometric Info", "1.3.6.1.5.5.7.1.2"),
    ("qcStatements", "qcStatements", "1.3.6.1.5.5.7.1.3"),
    ("ac-auditEntity", "ac-auditEntity", "1.3.6.1.5.5.7.1.4"),
    ("ac-targeting", "ac-targeting", "1.3.6.1.5.5.7.1.5"),
    ("aaControls", "aaControls", "1.3.6.1.5.5.7.1.6"),
    ("sbgp-ipAddrBlock", "sbgp-ipAddrBlock", "1.3.6.1.5.5.7.1.7"),
    ("sbgp-autonomousSysNum", "sbgp-autonomousSysNum", "1.3.6.1.5.5.7.1.8"),
    ("sbgp-routerIdentifier", "sbgp-routerIdentifier", "1.3.6.1.5.5.7.1.9"),
    ("textNotice", "textNotice", "1.3.6.1.5.5.7.2.3"),
    ("ipsecEndSystem", "IPSec End System", "1.3.6.1.5.5.7.3.5"),
    ("ipsecTunnel", "IPSec Tunnel", "1.3.6.1.5.5.7.3.6"),
    ("ipsecUser", "IPSec User", "1.3.6.1.5.5.7.3.7"),
    ("DVCS", "dvcs", "1.3.6.1.5.5.7.3.10"),
    ("ad_timestamping", "AD Time Stamping", "1.3.6.1.5.5.7.48.3"),
    ("AD_DVCS", "ad dvcs", "1.3.6.1.5.5.7.48.4"),
    ("basicOCSPResponse", "Basic OCSP Response", "1.3.6.1.5.5.7.48.1.1"),
    ("Nonce", "OCSP Nonce", "1.3.6.1.5.5.7.48.1.2"),
    ("CrlID", "OCSP CRL ID", "1.3.6.1.5.5.7.48.1.3"),
    ("acceptableResponses", "Acceptable OCSP Responses", "1.3.6.1.5.5.7.48.1.4"),
    ("noCheck", "OCSP No Check", "1.3.6.1.5.5.7.48.1.5"),
    ("archiveCutoff", "OCSP Archive Cutoff", "1.3.6.1.5.5.7.48.1.6"),
    ("serviceLocator", "OCSP Service Locator", "1.3.6.1.5.5.7.48.1.7"),
    ("extendedStatus", "Extended OCSP Status", "1.3.6.1.5.5.7.48.1.8"),
    ("valid", "valid", "1.3.6.1.5.5.7.48.1.9"),
    ("path", "path", "1.3.6.1.5.5.7.48.1.10"),
    ("trustRoot", "Trust Root", "1.3.6.1.5.5.7.48.1.11"),
    ("DC", "domainComponent", "0.9.2342.19200300.100.1.25"),
    ("domain", "Domain", "0.9.2342.19200300.100.4.13"),
    ("ac-proxying", "ac-proxying", "1.3.6.1.5.5.7.1.10"),
    ("subjectInfoAccess", "Subject Information Access", "1.3.6.1.5.5.7.1.11"),
    ("role", "role", "2.5.4.72"),
    ("policyConstraints", "X509v3 Policy Constraints", "2.5.29.36"),
    ("targetInformation", "X509v3 AC Targeting", "2.5.29.55"),
    ("noRevAvail", "X509v3 No Revocation Available", "2.5.29.56"),
    ("CSPName", "Microsoft CSP Name", "1.3.6.1.4.1.311.17.1"),
    ("holdInstructionCode", "Hold Instruction Code", "2.5.29.23"),
    ("holdInstructionNone", "Hold Instruction None", "1.2.840.10040.2.1"),
    ("holdInstructionCallIssuer", "Hold Instruction Call Issuer", "1.2.840.10040.2.2"),
    ("holdInstructionReject", "Hold Instruction Reject", "1.2.840.10040.2.3"),
    ("ucl", "ucl", "0.9.2342.19200300"),
    ("pilot", "pilot", "0.9.2342.19200300.100"),
    ("pilotAttributeType", "pilotAttributeType", "0.9.2342.19200300.100.1"),
    ("pilotAttributeSyntax", "pilotAttributeSyntax", "0.9.2342.19200300.100.3"),
    ("pilotObjectClass", "pilotObjectClass", "0.9.2342.19200300.100.4"),
    ("pilotGroups", "pilotGroups", "0.9.2342.19200300.100.10"),
    ("iA5StringSyntax", "iA5StringSyntax", "0.9.2342.19200300.100.3.4"),
    ("caseIgnoreIA5StringSyntax", "caseIgnoreIA5StringSyntax", "0.9.2342.19200300.100.3.5"),
    ("pilotObject", "pilotObject", "0.9.2342.19200300.100.4.3"),
    ("pilotPerson", "pilotPerson", "0.9.2342.19200300.100.4.4"),
    ("account", "account", "0.9.2342.19200300.100.4.5"),
    ("document", "document", "0.9.2342.19200300.100.4.6"),
    ("room", "room", "0.9.2342.19200300.100.4.7"),
    ("documentSeries", "documentSeries", "0.9.2342.19200300.100.4.9"),
    ("rFC822localPart", "rFC822localPart", "0.9.2342.19200300.100.4.14"),
    ("dNSDomain", "dNSDomain", "0.9.2342.19200300.100.4.15"),
    ("domainRelatedObject", "domainRelatedObject", "0.9.2342.19200300.100.4.17"),
    ("friendlyCountry", "friendlyCountry", "0.9.2342.19200300.100.4.18"),
    ("simpleSecurityObject", "simpleSecurityObject", "0.9.2342.19200300.100.4.19"),
    ("pilotOrganization", "pilotOrganization", "0.9.2342.19200300.100.4.20"),
    ("pilotDSA", "pilotDSA", "0.9.2342.19200300.100.4.21"),
    ("qualityLabelledData", "qualityLabelledData", "0.9.2342.19200300.100.4.22"),
    ("UID", "userId", "0.9.2342.19200300.100.1.1"),
    ("textEncodedORAddress", "textEncodedORAddress", "0.9.2342.19200300.100.1.2"),
    ("mail", "rfc822Mailbox", "0.9.2342.19200300.100.1.3"),
    ("info", "info", "0.9.2342.19200300.100.1.4"),
    ("favouriteDrink", "favouriteDrink", "0.9.2342.19200300.100.1.5"),
    ("roomNumber", "roomNumber", "0.9.2342.19200300.100.1.6"),
    ("photo", "photo", "0.9.2342.19200300.100.1.7"),
    ("userClass", "userClass", "0.9.2342.19200300.100.1.8"),
    ("host", "host", "0.9.2342.19200300.100.1.9"),
    ("manager", "manager", "0.9.2342.19200300.100.1.10"),
    ("documentIdentifier", "documentIdentifier", "0.9.2342.19200300.100.1.11"),
    ("documentTitle", "documentTitle", "0.9.2342.19200300.100.1.12"),
    ("documentVersion", "documentVersion", "0.9.2342.19200300.100.1.13"),
    ("documentAuthor", "documentAuthor", "0.9.2342.19200300.100.1.14"),
    ("documentLocation", "documentLocation", "0.9.2342.19200300.100.1.15"),
    ("homeTelephoneNumber", "homeTelephoneNumber", "0.9.2342.19200300.100.1.20"),
    ("secretary", "secretary", "0.9.2342.19200300.100.1.21"),
    ("otherMailbox", "otherMailbox", "0.9.2342.19200300.100.1.22"),
    ("lastModifiedTime", "lastModifiedTime", "0.9.2342.19200300.100.1.23"),
    ("lastModifiedBy", "lastModifiedBy", "0.9.2342.19200300.100.1.24"),
    ("aRecord", "aRecord", "0.9.2342.19200300.100.1.26"),
    ("pilotAttributeType27", "pilotAttributeType27", "0.9.2342.19200300.100.1.27"),
    ("mXRecord", "mXRecord", "0.9.2342.19200300.100.1.28"),
    ("nSRecord", "nSRecord", "0.9.2342.19200300.100.1.29"),
    ("sOARecord", "sOARecord", "0.9.2342.19200300.100.1.30"),
    ("cNAMERecord", "cNAMERecord", "0.9.2342.19200300.100.1.31"),
    ("associatedDomain", "associatedDomain", "0.9.2342.19200300.100.1.37"),
    ("associatedName", "associatedName", "0.9.2342.19200300.100.1.38"),
    ("homePostalAddress", "homePostalAddress", "0.9.2342.19200300.100.1.39"),
    ("personalTitle", "personalTitle", "0.9.2342.19200300.100.1.40"),
    ("mobileTelephoneNumber", "mobileTelephoneNumber", "0.9.2342.19200300.100.1.41"),
    ("pagerTelephoneNumber", "pagerTelephoneNumber", "0.9.2342.19200300.100.1.42"),
    ("friendlyCountryName", "friendlyCountryName", "0.9.2342.19200300.100.1.43"),
    ("organizationalStatus", "organizationalStatus", "0.9.2342.19200300.100.1.45"),
    ("janetMailbox", "janetMailbox", "0.9.2342.19200300.100.1.46"),
    ("mailPreferenceOption", "mailPreferenceOption", "0.9.2342.19200300.100.1.47"),
    ("buildingName", "buildingName", "0.9.2342.19200300.100.1.48"),
    ("dSAQuality", "dSAQuality", "0.9.2342.19200300.100.1.49"),
    ("singleLevelQuality", "singleLevelQuality", "0.9.2342.19200300.100.1.50"),
    ("subtreeMinimumQuality", "subtreeMinimumQuality", "0.9.2342.19200300.100.1.51"),
    ("subtreeMaximumQuality", "subtreeMaximumQuality", "0.9.2342.19200300.100.1.52"),
    ("personalSignature", "personalSignature", "0.9.2342.19200300.100.1.53"),
    ("dITRedirect", "dITRedirect", "0.9.2342.19200300.100.1.54"),
    ("audio", "audio", "0.9.2342.19200300.100.1.55"),
    ("documentPublisher", "documentPublisher", "0.9.2342.19200300.100.1.56"),
    ("x500UniqueIdentifier", "x500UniqueIdentifier", "2.5.4.45"),
    ("generationQualifier", "generationQualifier", "2.5.4.44"),
    ("pseudonym", "pseudonym", "2.5.4.65"),
    ("msSmartcardLogin", "Microsoft Smartcard Login", "1.3.6.1.4.1.311.20.2.2"),
    ("msUPN", "Microsoft User Principal Name", "1.3.6.1.4.1.311.20.2.3"),
    ("street", "streetAddress", "2.5.4.9"),
    ("postalCode", "postalCode", "2.5.4.17"),
    ("proxyCertInfo", "Proxy Certificate Information", "1.3.6.1.5.5.7.1.14"),
    ("nameConstraints", "X509v3 Name Constraints", "2.5.29.30"),
    ("anyPolicy", "X509v3 Any Policy", "2.5.29.32.0"),
    ("policyMappings", "X509v3 Policy Mappings", "2.5.29.33"),
    ("inhibitAnyPolicy", "X509v3 Inhibit Any Policy", "2.5.29.54"),
    ("subjectDirectoryAttributes", "X509v3 Subject Directory Attributes", "2.5.29.9"),
    ("issuingDistributionPoint", "X509v3 Issuing Distribution Point", "2.5.29.28"),
    ("certificateIssuer", "X509v3 Certificate Issuer", "2.5.29.29"),
    ("caRepository", "CA Repository", "1.3.6.1.5.5.7.48.5"),
    ("LocalKeySet", "Microsoft Local Key set", "1.3.6.1.4.1.311.17.2"),
    ("freshestCRL", "X509v3 Freshest CRL", "2.5.29.46"),
    ("searchGuide", "searchGuide", "2.5.4.14"),
    ("businessCategory", "businessCategory", "2.5.4.15"),
    ("postalAddress", "postalAddress", "2.5.4.16"),
    ("postOfficeBox", "postOfficeBox", "2.5.4.18"),
    ("physicalDeliveryOfficeName", "physicalDeliveryOfficeName", "2.5.4.19"),
    ("telephoneNumber", "telephoneNumber", "2.5.4.20"),
    ("telexNumber", "telexNumber", "2.5.4.21"),
    ("teletexTerminalIdentifier", "teletexTerminalIdentifier", "2.5.4.22"),
    ("facsimileTelephoneNumber", "facsimileTelephoneNumber", "2.5.4.23"),
    ("x121Address", "x121Address", "2.5.4.24"),
    ("internationaliSDNNumber", "internationaliSDNNumber", "2.5.4.25"),
    ("registeredAddress", "registeredAddress", "2.5.4.26"),
    ("destinationIndicator", "destinationIndicator", "2.5.4.27"),
    ("preferredDeliveryMethod", "preferredDeliveryMethod", "2.5.4.28"),
    ("presentationAddress", "presentationAddress", "2.5.4.29"),
    ("supportedApplicationContext", "supportedApplicationContext", "2.5.4.30"),
    ("member", "member", "2.5.4.31"),
    ("owner", "owner", "2.5.4.32"),
    ("roleOccupant", "roleOccupant", "2.5.4.33"),
    ("seeAlso", "seeAlso", "2.5.4.34"),
    ("userPassword", "userPassword", "2.5.4.35"),
    ("userCertificate", "userCertificate", "2.5.4.36"),
    ("cACertificate", "cACertificate", "2.5.4.37"),
    ("authorityRevocationList", "authorityRevocationList", "2.5.4.38"),
    ("certificateRevocationList", "certificateRevocationList", "2.5.4.39"),
    ("crossCertificatePair", "crossCertificatePair", "2.5.4.40"),
    ("enhancedSearchGuide", "enhancedSearchGuide", "2.5.4.47"),
    ("protocolInformation", "protocolInformation", "2.5.4.48"),
    ("distinguishedName", "distinguishedName", "2.5.4.49"),
    ("uniqueMember", "uniqueMember", "2.5.4.50"),
    ("houseIdentifier", "houseIdentifier", "2.5.4.51"),
    ("supportedAlgorithms", "supportedAlgorithms", "2.5.4.52"),
    ("deltaRevocationList", "deltaRevocationList", "2.5.4.53"),
    ("dmdName", "dmdName", "2.5.4.54"),
    ("anyExtendedKeyUsage", "Any Extended Key Usage", "2.5.29.37.0"),
    ("ct_precert_scts", "CT Precertificate SCTs", "1.3.6.1.4.1.11129.2.4.2"),
    ("ct_precert_poison", "CT Precertificate Poison", "1.3.6.1.4.1.11129.2.4.3"),
    ("ct_precert_signer", "CT Precertificate Signer", "1.3.6.1.4.1.11129.2.4.4"),
    ("ct_cert_scts", "CT Certificate SCTs", "1.3.6.1.4.1.11129.2.4.5"),
    ("jurisdictionL", "jurisdictionLocalityName", "1.3.6.1.4.1.311.60.2.1.1"),
    ("jurisdictionST", "jurisdictionStateOrProvinceName", "1.3.6.1.4.1.311.60.2.1.2"),
    ("jurisdictionC", "jurisdictionCountryName", "1.3.6.1.4.1.311.60.2.1.3"),
    ("tlsfeature", "TLS Feature", "1.3.6.1.5.5.7.1.24"),
    ("ipsecIKE", "ipsec Internet Key Exchange", "1.3.6.1.5.5.7.3.17"),
    ("capwapAC", "Ctrl/provision WAP Access", "1.3.6.1.5.5.7.3.18"),
    ("capwapWTP", "Ctrl/Provision WAP Termination", "1.3.6.1.5.5.7.3.19"),
    ("secureShellClient", "SSH Client", "1.3.6.1.5.5.7.3.21"),
    ("secureShellServer", "SSH Server", "1.3.6.1.5.5.7.3.22"),
    ("sendRouter", "Send Router", "1.3.6.1.5.5.7.3.23"),
    ("sendProxiedRouter", "Send Proxied Router", "1.3.6.1.5.5.7.3.24"),
    ("sendOwner", "Send Owner", "1.3.6.1.5.5.7.3.25"),
    ("sendProxiedOwner", "Send Proxied Owner", "1.3.6.1.5.5.7.3.26"),
    ("pkInitClientAuth", "PKINIT Client Auth", "1.3.6.1.5.2.3.4"),
    ("pkInitKDC", "Signing KDC Response", "1.3.6.1.5.2.3.5"),
    ("organizationIdentifier", "organizationIdentifier", "2.5.4.97"),
    ("c3", "countryCode3c", "2.5.4.98"),
    ("n3", "countryCode3n", "2.5.4.99"),
    ("dnsName", "dnsName", "2.5.4.100"),
    ("cmcCA", "CMC Certificate Authority", "1.3.6.1.5.5.7.3.27"),
    ("cmcRA", "CMC Registration Authority", "1.3.6.1.5.5.7.3.28"),
    ("cmcArchive", "CMC Archive Server", "1.3.6.1.5.5.7.3.29"),
    ("id-kp-bgpsec-router", "BGPsec Router", "1.3.6.1.5.5.7.3.30"),
    (
        "id-kp-BrandIndicatorforMessageIdentification",
        "Brand Indicator for Message Identification",
        "1.3.6.1.5.5.7.3.31",
    ),
    ("cmKGA", "Certificate Management Key Generation Authority", "1.3.6.1.5.5.7.3.32"),
    ("sbgp-ipAddrBlockv2", "sbgp-ipAddrBlockv2", "1.3.6.1.5.5.7.1.28"),
    ("sbgp-autonomousSysNumv2", "sbgp-autonomousSysNumv2", "1.3.6.1.5.5.7.1.29"),
    ("rpkiManifest", "RPKI Manifest", "1.3.6.1.5.5.7.48.10"),
    ("signedObject", "Signed Object", "1.3.6.1.5.5.7.48.11"),
    ("rpkiNotify", "RPKI Notify", "1.3.6.1.5.5.7.48.13"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openssl::config::Beside;

    #[test]
    fn openssl_s_names_are_known_in_both_forms() {
        let objects = Objects::default();
        for (text, dotted) in [
            ("serverAuth", "1.3.6.1.5.5.7.3.1"),
            ("TLS Web Server Authentication", "1.3.6.1.5.5.7.3.1"),
            ("CN", "2.5.4.3"),
            ("commonName", "2.5.4.3"),
            ("1.2.3", "1.2.3"),
        ] {
            assert_eq!(objects.oid(text).unwrap().to_string(), dotted);
        }
        assert_eq!(objects.oid("serverauth"), None, "OpenSSL too looks at the case");
        assert_eq!(objects.short(Oid::parse("2.5.29.17").unwrap()), Some("subjectAltName"));
    }

    #[test]
    fn a_configuration_adds_names() {
        let text = "oid_section = new\n[new]\na = 1.2.3\nb = The long b, 1.2.4\n";
        let config = Config::parse("c", text, &Beside::default()).unwrap();
        let mut objects = Objects::of_section(&config, config.value("default", "oid_section").unwrap()).unwrap();
        objects.add_file("oids", "# comment\n1.2.5 c The long c\n\n1.2.6 d\n").unwrap();
        for (text, dotted) in [("a", "1.2.3"), ("The long b", "1.2.4"), ("The long c", "1.2.5"), ("d", "1.2.6")] {
            assert_eq!(objects.oid(text).unwrap().to_string(), dotted);
        }
        let error = objects.add_file("oids", "1.2.5 x\nnot an oid\n").unwrap_err();
        assert_eq!((error.code(), error.field_name()), (Code::ConfigValue, Some("oids:2:1")));
    }
}
