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
    let wrong = |_| entry.value_place.error(Code::ConfigValue).found(&entry.value).allowed("1.2.3, or a long name, 1.2.3");
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
    ("uid", "uniqueIdentifier", "0.9.2342.19200300.100.1.44"),
    ("crlDistributionPoints", "X509v3 CRL Distribution Points", "2.5.29.31"),
    ("CAST5-CBC", "cast5-cbc", "1.2.840.113533.7.66.10"),
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
    ("id-qt-cps", "Policy Qualifier CPS", "1.3.6.1.5.5.7.2.1"),
    ("id-qt-unotice", "Policy Qualifier User Notice", "1.3.6.1.5.5.7.2.2"),
    ("SMIME-CAPS", "S/MIME Capabilities", "1.2.840.113549.1.9.15"),
    ("msExtReq", "Microsoft Extension Request", "1.3.6.1.4.1.311.2.1.14"),
    ("extReq", "Extension Request", "1.2.840.113549.1.9.14"),
    ("authorityInfoAccess", "Authority Information Access", "1.3.6.1.5.5.7.1.1"),
    ("caIssuers", "CA Issuers", "1.3.6.1.5.5.7.48.2"),
    ("OCSPSigning", "OCSP Signing", "1.3.6.1.5.5.7.3.9"),
    ("biometricInfo", "Biometric Info", "1.3.6.1.5.5.7.1.2"),
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
    ("trustRoot", "Trust Root", "1.3.6.1.5.5.7.48.1.11"),
    ("DC", "domainComponent", "0.9.2342.19200300.100.1.25"),
    ("domain", "Domain", "0.9.2342.19200300.100.4.13"),
    ("subjectInfoAccess", "Subject Information Access", "1.3.6.1.5.5.7.1.11"),
    ("policyConstraints", "X509v3 Policy Constraints", "2.5.29.36"),
    ("targetInformation", "X509v3 AC Targeting", "2.5.29.55"),
    ("noRevAvail", "X509v3 No Revocation Available", "2.5.29.56"),
    ("CSPName", "Microsoft CSP Name", "1.3.6.1.4.1.311.17.1"),
    ("holdInstructionCode", "Hold Instruction Code", "2.5.29.23"),
    ("UID", "userId", "0.9.2342.19200300.100.1.1"),
    ("mail", "rfc822Mailbox", "0.9.2342.19200300.100.1.3"),
    ("id-set", "Secure Electronic Transactions", "2.23.42"),
    ("set-ctype", "content types", "2.23.42.0"),
    ("set-msgExt", "message extensions", "2.23.42.1"),
    ("set-certExt", "certificate extensions", "2.23.42.7"),
    ("setext-genCrypt", "generic cryptogram", "2.23.42.1.1"),
    ("setext-miAuth", "merchant initiated auth", "2.23.42.1.3"),
    ("setext-cv", "additional verification", "2.23.42.1.8"),
    ("setAttr-PGWYcap", "payment gateway capabilities", "2.23.42.3.1"),
    ("setAttr-IssCap", "issuer capabilities", "2.23.42.3.3"),
    ("setAttr-GenCryptgrm", "generate cryptogram", "2.23.42.3.3.3.1"),
    ("setAttr-T2Enc", "encrypted track 2", "2.23.42.3.3.4.1"),
    ("setAttr-T2cleartxt", "cleartext track 2", "2.23.42.3.3.4.2"),
    ("setAttr-TokICCsig", "ICC or token signature", "2.23.42.3.3.5.1"),
    ("setAttr-SecDevSig", "secure device signature", "2.23.42.3.3.5.2"),
    ("msSmartcardLogin", "Microsoft Smartcard Login", "1.3.6.1.4.1.311.20.2.2"),
    ("msUPN", "Microsoft User Principal Name", "1.3.6.1.4.1.311.20.2.3"),
    ("street", "streetAddress", "2.5.4.9"),
    ("proxyCertInfo", "Proxy Certificate Information", "1.3.6.1.5.5.7.1.14"),
    ("nameConstraints", "X509v3 Name Constraints", "2.5.29.30"),
    ("anyPolicy", "X509v3 Any Policy", "2.5.29.32.0"),
    ("policyMappings", "X509v3 Policy Mappings", "2.5.29.33"),
    ("inhibitAnyPolicy", "X509v3 Inhibit Any Policy", "2.5.29.54"),
    ("subjectDirectoryAttributes", "X509v3 Subject Directory Attributes", "2.5.29.9"),
    ("issuingDistributionPoint", "X509v3 Issuing Distribution Point", "2.5.29.28"),
    ("certificateIssuer", "X509v3 Certificate Issuer", "2.5.29.29"),
    ("id-PasswordBasedMAC", "password based MAC", "1.2.840.113533.7.66.13"),
    ("id-DHBasedMac", "Diffie-Hellman based MAC", "1.2.840.113533.7.66.30"),
    ("caRepository", "CA Repository", "1.3.6.1.5.5.7.48.5"),
    ("LocalKeySet", "Microsoft Local Key set", "1.3.6.1.4.1.311.17.2"),
    ("freshestCRL", "X509v3 Freshest CRL", "2.5.29.46"),
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
    ("c3", "countryCode3c", "2.5.4.98"),
    ("n3", "countryCode3n", "2.5.4.99"),
    ("cmcCA", "CMC Certificate Authority", "1.3.6.1.5.5.7.3.27"),
    ("cmcRA", "CMC Registration Authority", "1.3.6.1.5.5.7.3.28"),
    ("cmcArchive", "CMC Archive Server", "1.3.6.1.5.5.7.3.29"),
    ("id-kp-bgpsec-router", "BGPsec Router", "1.3.6.1.5.5.7.3.30"),
    ("id-kp-BrandIndicatorforMessageIdentification", "Brand Indicator for Message Identification", "1.3.6.1.5.5.7.3.31"),
    ("cmKGA", "Certificate Management Key Generation Authority", "1.3.6.1.5.5.7.3.32"),
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
