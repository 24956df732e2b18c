//! Does a value of a configuration put the same bytes into a certificate as it does with OpenSSL?
//!
//! OpenSSL is the judge: each value is given to `openssl req -x509` and to Rootpage, and the extensions are compared octet by octet.

#![allow(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rootpage::bundle::certificate_text;
use rootpage::encode::extension_value_der;
use rootpage::error::Code;
use rootpage::model::{Extension, Name};
use rootpage::openssl::config::{Beside, Config};
use rootpage::openssl::extensions::{Issuer, Maker, Subject};
use rootpage::openssl::objects::Objects;
use rootpage::parse::certificate_der;
use x509_cert::der::{Decode, Encode};

const HEAD: &str = "oid_section = oids\n[oids]\nmyPolicy = 1.3.6.1.4.1.99999.1\n[req]\ndistinguished_name = dn\nprompt = no\nx509_extensions = x\n\
[dn]\nC = US\nO = Sample\nCN = mail.sample.com\nemailAddress = sam@sample.com\n";

/// Sections that values refer to.
const SECTIONS: &str = r#"
[alt]
DNS.1 = mail.sample.com
DNS.2 = *.sample.com
IP = 192.0.2.1
IP.2 = 2001:db8::1
URI = http://sample.com/a,b
email.1 = sam@sample.com
RID = 1.2.3.4
dirName = dir
otherName = 1.3.6.1.4.1.311.20.2.3;UTF8:sam@sample.com
[dir]
C = US
1.OU = One
2.OU = Two
CN = Sam
[rdn]
CN = Part
+OU = Joined
[point]
fullname = URI:http://sample.com/a.crl,URI:ldap://sample.com/b
CRLissuer = dirName:dir
reasons = keyCompromise, CACompromise
[simple]
fullname = URI:http://sample.com/a.crl
[relative]
relativename = rdn
[policy]
policyIdentifier = 1.3.5.8
CPS.1 = "http://my.host.name/"
CPS.2 = "http://my.your.name/"
userNotice.1 = @notice
[notice]
explicitText = "Explicit Text Here"
organization = "Organisation Name"
noticeNumbers = 1,2,300,-4
[policy2]
policyIdentifier = myPolicy
userNotice = @notice2
[notice2]
explicitText = "UTF8:Grüße"
[idp]
fullname = URI:http://sample.com/a.crl
indirectCRL = TRUE
onlysomereasons = keyCompromise, CACompromise
[nc]
permitted;DNS.0 = sample.com
permitted;DNS.1 = .sample.org
permitted;IP.0 = 192.168.0.0/255.255.0.0
permitted;IP.1 = 2001:db8::/ffff:ffff::
permitted;email = .sample.com
permitted;dirName = dir
excluded;URI = .example.com
excluded;RID = 1.2.3
[seq]
field1 = BOOLEAN:true
field2 = EXP:0, IMP:1, INTEGER:-3
field3 = IMPLICIT:2C,SEQUENCE:inner
field4 = SET:inner
[inner]
a = INTEGER:3
b = INTEGER:1
c = EXPLICIT:3A,NULL
[aia]
OCSP;URI.0 = http://ocsp.sample.com/
OCSP;URI.1 = http://ocsp2.sample.com/
caIssuers;URI.0 = http://sample.com/ca.cer,x
"#;

struct Judge {
    directory: PathBuf,
    subject: Name,
    key_identifier: [u8; 20],
}

impl Judge {
    fn new(name: &str) -> Self {
        let directory = std::env::temp_dir().join(format!("rootpage-openssl-extensions-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&directory).unwrap();
        run(&directory, &["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "key.pem"]);
        let subject = Name::parse("/C=US/O=Sample/CN=mail.sample.com/emailAddress=sam@sample.com").unwrap();
        let mut judge = Self { directory, subject, key_identifier: [0; 20] };
        let made = judge.openssl("subjectKeyIdentifier = hash\n").unwrap();
        judge.key_identifier = made.extensions[0].2[2..].try_into().unwrap();
        judge
    }

    /// What OpenSSL makes of a section's lines, or what it says against them.
    fn openssl(&self, lines: &str) -> Result<Made, String> {
        std::fs::write(self.directory.join("openssl.cnf"), format!("{HEAD}[x]\n{lines}\n{SECTIONS}")).unwrap();
        let arguments =
            ["req", "-x509", "-key", "key.pem", "-config", "openssl.cnf", "-outform", "DER", "-out", "c.der"];
        let output = openssl(&self.directory, &arguments);
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        let der = std::fs::read(self.directory.join("c.der")).unwrap();
        let certificate = x509_cert::Certificate::from_der(&der).unwrap();
        let tbs = certificate.tbs_certificate();
        let extension =
            |e: &x509_cert::ext::Extension| (e.extn_id.to_string(), e.critical, e.extn_value.as_bytes().to_vec());
        let extensions = tbs.extensions().into_iter().flatten().map(extension).collect();
        let serial = tbs.serial_number().to_der().unwrap()[2..].to_vec();
        Ok(Made { serial, extensions })
    }

    /// What Rootpage makes of them, for a certificate with that serial number.
    fn rootpage(&self, lines: &str, serial: &[u8]) -> rootpage::error::Result<Vec<(String, bool, Vec<u8>)>> {
        let config = Config::parse("openssl.cnf", &format!("{HEAD}[x]\n{lines}\n{SECTIONS}"), &Beside::default())?;
        let objects = Objects::of_section(&config, config.value("default", "oid_section").unwrap())?;
        let subject = Subject { name: Some(&self.subject), key_identifier: Some(self.key_identifier) };
        let issuer = Issuer {
            is_subject: true,
            subject_key_identifier: None,
            issuer: self.subject.clone(),
            serial: rootpage::model::SerialNumber::from_der_content(serial),
            alternative_names: Vec::new(),
        };
        let mut maker = Maker::new(&config, &objects, subject, Some(&issuer));
        let section = maker.section(config.value("req", "x509_extensions").unwrap())?;
        Ok(maker.completed(section)?.iter().map(plain).collect())
    }

    fn same(&self, lines: &str) {
        let made = self.openssl(lines).unwrap_or_else(|error| panic!("OpenSSL refuses {lines}: {error}"));
        let ours =
            self.rootpage(lines, &made.serial).unwrap_or_else(|error| panic!("Rootpage refuses {lines}: {error}"));
        assert_eq!(ours, made.extensions, "{lines}\nours   {ours:02X?}\ntheirs {:02X?}", made.extensions);
        self.shown_alike(lines);
    }

    /// Whether the certificate that OpenSSL made last has the same text in both programs.
    fn shown_alike(&self, lines: &str) {
        let text = openssl(&self.directory, &["x509", "-in", "c.der", "-inform", "DER", "-noout", "-text"]);
        let theirs = String::from_utf8_lossy(&text.stdout).into_owned();
        let der = std::fs::read(self.directory.join("c.der")).unwrap();
        // the one line that puts three integers where basicConstraints should be: such a certificate is not read
        if lines == "basicConstraints = ASN1:SEQUENCE:inner" {
            assert_eq!(certificate_der(&der).unwrap_err().code(), Code::ExtensionMalformed);
            return;
        }
        assert_eq!(certificate_text(&certificate_der(&der).unwrap()), theirs, "{lines}");
    }
}

impl Drop for Judge {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

struct Made {
    serial: Vec<u8>,
    extensions: Vec<(String, bool, Vec<u8>)>,
}

fn plain(extension: &Extension) -> (String, bool, Vec<u8>) {
    (extension.value.oid().to_string(), extension.critical, extension_value_der(&extension.value).unwrap())
}

fn openssl(directory: &Path, arguments: &[&str]) -> Output {
    Command::new("openssl").args(arguments).current_dir(directory).output().expect("openssl must be installed")
}

fn run(directory: &Path, arguments: &[&str]) {
    let output = openssl(directory, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn every_extension_of_x509v3_config_is_the_same_octet_by_octet() {
    let judge = Judge::new("same");
    for line in [
        "basicConstraints = CA:TRUE",
        "basicConstraints = critical, CA:true, pathlen:3",
        "basicConstraints = CA:FALSE",
        "basicConstraints = critical,CA:TRUE,pathlen:0x80",
        "keyUsage = digitalSignature",
        "keyUsage = critical, cRLSign, keyCertSign",
        "keyUsage = Digital Signature, nonRepudiation, keyEncipherment, dataEncipherment, keyAgreement, encipherOnly, decipherOnly",
        "extendedKeyUsage = critical,codeSigning,1.2.3.4",
        "extendedKeyUsage = serverAuth,clientAuth,emailProtection,timeStamping,OCSPSigning,msSmartcardLogin,anyExtendedKeyUsage",
        "subjectKeyIdentifier = hash",
        "subjectKeyIdentifier = none",
        "subjectKeyIdentifier = 01:02:03:04",
        "authorityKeyIdentifier = keyid:always,issuer:always",
        "authorityKeyIdentifier = keyid, issuer",
        "authorityKeyIdentifier = keyid",
        "authorityKeyIdentifier = keyid:always",
        "authorityKeyIdentifier = issuer",
        "authorityKeyIdentifier = none",
        "subjectKeyIdentifier = 0102030405\nauthorityKeyIdentifier = keyid:always",
        "subjectKeyIdentifier = none\nauthorityKeyIdentifier = none",
        "subjectAltName = DNS:mail.sample.com, IP:192.0.2.1, IP:2001:db8::1",
        "subjectAltName = email:copy, URI:http://sample.com/, RID:1.2.3.4",
        "subjectAltName = dirName:dir",
        "subjectAltName = otherName:1.2.3.4;UTF8:some other identifier",
        "subjectAltName = critical, @alt",
        "issuerAltName = issuer:copy,DNS:sample.com",
        "issuerAltName = email:sam@sample.com",
        "authorityInfoAccess = OCSP;URI:http://ocsp.sample.com/,caIssuers;URI:http://sample.com/ca.cer",
        "authorityInfoAccess = @aia",
        "authorityInfoAccess = 1.2.3;DNS:sample.com",
        "subjectInfoAccess = 1.3.6.1.5.5.7.48.5;URI:http://sample.com/ca",
        "crlDistributionPoints = URI:http://sample.com/a.crl,URI:http://sample.com/b.crl",
        "crlDistributionPoints = point",
        "crlDistributionPoints = simple",
        "crlDistributionPoints = relative",
        "freshestCRL = URI:http://sample.com/delta.crl",
        "issuingDistributionPoint = critical, @idp",
        "issuingDistributionPoint = onlyuser:TRUE",
        "issuingDistributionPoint = onlyCA:TRUE,relativename:rdn",
        "certificatePolicies = 1.2.4.5, 1.1.3.4",
        "certificatePolicies = 1.2.4.5, @policy",
        "certificatePolicies = ia5org, @policy, @policy2",
        "policyConstraints = requireExplicitPolicy:3",
        "policyConstraints = requireExplicitPolicy:0,inhibitPolicyMapping:128",
        "inhibitAnyPolicy = 2",
        "policyMappings = 1.2.3:1.2.4, 1.2.5:1.2.6",
        "nameConstraints = permitted;IP:192.168.0.0/255.255.0.0",
        "nameConstraints = permitted;email:.somedomain.com, excluded;email:.com",
        "nameConstraints = critical,@nc",
        "tlsfeature = status_request",
        "tlsfeature = status_request_v2, 5, 300",
        "noCheck = ignored",
        "nsComment = \"This is a comment, with a comma\"",
        "nsCertType = server, client, objsign, sslCA",
        "nsBaseUrl = http://a/\nnsRevocationUrl = http://b/\nnsCaRevocationUrl = c\nnsRenewalUrl = d\nnsCaPolicyUrl = e\nnsSslServerName = f",
        "1.2.3.4 = critical,DER:01:02:03:04",
        "1.2.3.4.5 = DER:0102",
        "1.2.3.4 = critical,ASN1:UTF8String:Some random data",
        "1.2.3.4.1 = ASN1:SEQUENCE:seq",
        "basicConstraints = ASN1:SEQUENCE:inner",
        "myPolicy = ASN1:NULL",
        "extendedKeyUsage = myPolicy",
    ] {
        judge.same(line);
    }
}

#[test]
fn the_little_language_of_asn1_makes_the_same_der() {
    let judge = Judge::new("asn1");
    for value in [
        "BOOL:TRUE",
        "BOOLEAN:n",
        "NULL",
        "INT:0",
        "INTEGER:-32769",
        "INT:0xfedcba9876543210ff",
        "ENUM:3",
        "OID:1.2.840.113549",
        "OBJECT:serverAuth",
        "UTC:260101000000Z",
        "UTCTIME:2601010000Z",
        "GENTIME:20260101000000Z",
        "OCT:text, with: everything",
        "FORMAT:HEX,OCT:00FF10",
        "FORM:HEX,BITSTR:0102",
        "BITSTR:ab",
        "FORMAT:BITLIST,BITSTRING:1,5",
        "FORMAT:BITLIST,BITSTR:0,9,15",
        "UTF8:plain",
        "UTF8:Grüße",
        "FORMAT:UTF8,UTF8:Grüße",
        "FORMAT:UTF8,BMP:Grüße",
        "FORMAT:UTF8,UNIV:Grüße",
        "FORMAT:UTF8,T61:Grüße",
        "IA5:a@b",
        "PRINTABLE:Plain",
        "NUMERIC:12 3",
        "VISIBLE:seen",
        "GENSTR:general",
        "T61:old",
        "EXP:0,INT:1",
        "EXPLICIT:2A,EXP:30P,INT:1",
        "IMP:0,OCT:abc",
        "IMPLICIT:5,SEQ:inner",
        "IMP:1,SEQWRAP,INT:1",
        "SEQWRAP,SETWRAP,OCTWRAP,BITWRAP,INT:1",
        "OCTWRAP,SEQUENCE:seq",
        "BITWRAP,IMP:3U,INT:7",
        "SEQUENCE",
        "SET:inner",
    ] {
        judge.same(&format!("1.2.3.4 = ASN1:{value}"));
    }
}

#[test]
fn what_openssl_refuses_is_refused_here_with_the_place() {
    let judge = Judge::new("refused");
    for (line, code) in [
        ("basicConstraints = CA:maybe", Code::ConfigValue),
        ("basicConstraints = TRUE", Code::ConfigValue),
        ("basicConstraints = CA:TRUE,", Code::ConfigValue),
        ("keyUsage = digitalsignature", Code::ConfigValue),
        ("extendedKeyUsage = sslServer", Code::ConfigValue),
        ("subjectKeyIdentifier = 0g", Code::ConfigValue),
        ("authorityKeyIdentifier = keyed", Code::ConfigValue),
        ("subjectKeyIdentifier = none\nauthorityKeyIdentifier = keyid:always", Code::ConfigExtensionContext),
        ("subjectAltName = dns:sample.com", Code::ConfigValue),
        ("subjectAltName = IP:sample.com", Code::IpAddressSyntax),
        ("subjectAltName = @gone", Code::ConfigSectionMissing),
        ("subjectAltName = dirName:gone", Code::ConfigSectionMissing),
        ("subjectAltName = otherName:1.2.3", Code::ConfigValue),
        ("authorityInfoAccess = URI:http://a/", Code::ConfigValue),
        ("crlDistributionPoints = gone", Code::ConfigSectionMissing),
        ("certificatePolicies = 1.2.3:4", Code::ConfigValue),
        ("certificatePolicies = @notice", Code::ConfigValue),
        ("nameConstraints = DNS:sample.com", Code::ConfigValue),
        ("nameConstraints = permitted;IP:10.0.0.0/8", Code::ConfigValue),
        ("policyConstraints = never:1", Code::ConfigValue),
        ("tlsfeature = 65536", Code::ConfigValue),
        ("nsCertType = servant", Code::ConfigValue),
        ("noSuchExtension = 1", Code::ConfigExtensionUnknown),
        ("1.2.3.4 = plain", Code::ConfigExtensionUnknown),
        ("1.2.3.4 = DER:0", Code::ConfigValue),
        ("1.2.3.4 = ASN1:INT:x", Code::ConfigValue),
        ("1.2.3.4 = ASN1:NULL:x", Code::ConfigValue),
        ("1.2.3.4 = ASN1:NONE:x", Code::ConfigValue),
        ("1.2.3.4 = ASN1:SEQUENCE:gone", Code::ConfigSectionMissing),
        ("1.2.3.4 = ASN1:SEQUENCE:loop\n[loop]\na = SEQUENCE:loop", Code::ConfigRecursive),
        ("1.2.3.4 = ASN1:IMP:1,EXP:2,INT:1", Code::ConfigValue),
    ] {
        assert!(judge.openssl(line).is_err(), "OpenSSL takes {line}");
        let error = judge.rootpage(line, &[1]).expect_err(line);
        assert_eq!(error.code(), code, "{line}: {error}");
        assert!(error.field_name().unwrap().starts_with("openssl.cnf:"), "{line}: {error}");
    }
}
