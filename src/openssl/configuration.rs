//! An openssl.cnf for an authority that has none: what Rootpage does with it, in the words of `openssl ca`.
//!
//! Each built-in profile is a section of extensions with its own name, to be chosen with `-extensions`; that of servers is what is
//! taken unless another is named. What OpenSSL cannot say is said beside it in a comment.

use std::fmt::Write as _;

use super::config::quoted;
use super::directory::Layout;
use crate::policy::Profile;

/// What a configuration is made of.
#[derive(Clone, Debug)]
pub struct Made<'a> {
    /// Where the files are.
    pub layout: &'a Layout,
    /// Whether serial numbers are random; otherwise a file counts them.
    pub random_serials: bool,
    /// Whether two valid certificates may not have the same subject.
    pub unique_subject: bool,
    /// Until the next CRL is due, in seconds.
    pub crl_seconds: u32,
    /// Where the CRLs are published.
    pub crl: &'a [String],
    /// Where delta CRLs are published.
    pub delta: &'a [String],
    /// Where the authority's certificate is published.
    pub issuer: &'a [String],
    /// Where its OCSP responder answers.
    pub ocsp: &'a [String],
}

/// The policy: any name.
const POLICY: &str = "\
[ policy_anything ]
countryName            = optional
stateOrProvinceName    = optional
localityName           = optional
organizationName       = optional
organizationalUnitName = optional
commonName             = optional
emailAddress           = optional

";

/// For `openssl req`: keys and requests.
const REQUEST: &str = "\
[ req ]
default_bits       = 2048
default_md         = sha256
string_mask        = utf8only
utf8               = yes
distinguished_name = req_name

[ req_name ]
commonName     = Common Name (host name)
commonName_max = 64
";

const HOUR: u32 = 3600;

impl Made<'_> {
    /// The text.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = "# The configuration of an authority of Rootpage. Run `openssl ca -config openssl.cnf` in this directory.\n\
# -extensions chooses another profile: server, client, server-client, email, code-signing or intermediate-ca.\n\
[ ca ]\ndefault_ca = CA_default\n# the order of a name is the request's; OpenSSL reads it in this section alone\npreserve = yes\n\n[ CA_default ]\n"
            .to_owned();
        self.authority(&mut text);
        text.push_str(POLICY);
        for profile in Profile::ALL {
            self.profile(profile, &mut text);
        }
        self.publication(&mut text);
        text.push_str("[ crl ]\nauthorityKeyIdentifier = keyid:always\n\n");
        text.push_str(REQUEST);
        text
    }

    fn authority(&self, text: &mut String) {
        let Layout { index, serial, crl_number, certificate, private_key, new_certificates, .. } = self.layout;
        let mut put = |name: &str, value: &str| {
            let _ = writeln!(text, "{name:<16} = {value}");
        };
        let mut path = |name: &str, path: &str| put(name, &format!("./{}", quoted(path)));
        path("certificate", certificate);
        path("private_key", private_key);
        path("new_certs_dir", new_certificates);
        path("database", index);
        path("crlnumber", crl_number);
        if self.random_serials {
            put("rand_serial", "yes");
        } else {
            path("serial", serial);
        }
        put("default_md", "default");
        put("default_days", &Profile::Server.default_days().to_string());
        for (name, value) in self.crl_time() {
            put(name, &value);
        }
        put("unique_subject", if self.unique_subject { "yes" } else { "no" });
        put("policy", "policy_anything");
        put("x509_extensions", Profile::Server.as_str());
        put("crl_extensions", "crl");
        put("copy_extensions", "copy");
        put("name_opt", "ca_default");
        put("cert_opt", "ca_default");
        text.push('\n');
    }

    /// OpenSSL counts in days and hours; what is less than an hour more is left out.
    fn crl_time(&self) -> Vec<(&'static str, String)> {
        let hours = (self.crl_seconds / HOUR).max(1);
        let some = [("default_crl_days", hours / 24), ("default_crl_hours", hours % 24)];
        some.into_iter().filter(|(_, count)| *count > 0).map(|(name, count)| (name, count.to_string())).collect()
    }

    fn profile(&self, profile: Profile, text: &mut String) {
        let _ = writeln!(text, "[ {} ]", profile.as_str());
        if let Some(remark) = remark(profile) {
            let _ = writeln!(text, "# {remark}");
        }
        let constraints = if profile.is_authority() { "critical,CA:TRUE,pathlen:0" } else { "critical,CA:FALSE" };
        let mut put = |name: &str, value: &str| {
            let _ = writeln!(text, "{name:<22} = {value}");
        };
        put("basicConstraints", constraints);
        put("keyUsage", usages(profile));
        if let Some(purposes) = purposes(profile) {
            put("extendedKeyUsage", purposes);
        }
        put("subjectKeyIdentifier", "hash");
        put("authorityKeyIdentifier", "keyid:always");
        if !self.crl.is_empty() {
            put("crlDistributionPoints", "@crl_publication");
        }
        if !self.delta.is_empty() {
            put("freshestCRL", "@delta_publication");
        }
        if !(self.issuer.is_empty() && self.ocsp.is_empty()) {
            put("authorityInfoAccess", "@issuer_publication");
        }
        text.push('\n');
    }

    fn publication(&self, text: &mut String) {
        let mut section = |name: &str, entries: Vec<(String, &String)>| {
            if !entries.is_empty() {
                let _ = writeln!(text, "[ {name} ]");
                for (name, value) in entries {
                    let _ = writeln!(text, "{name} = {}", quoted(value));
                }
                text.push('\n');
            }
        };
        section("crl_publication", numbered("URI", self.crl));
        section("delta_publication", numbered("URI", self.delta));
        let ocsp = numbered("OCSP;URI", self.ocsp);
        section("issuer_publication", ocsp.into_iter().chain(numbered("caIssuers;URI", self.issuer)).collect());
    }
}

fn numbered<'a>(name: &str, values: &'a [String]) -> Vec<(String, &'a String)> {
    (1..).zip(values).map(|(number, value): (usize, _)| (format!("{name}.{number}"), value)).collect()
}

/// What OpenSSL cannot do by itself.
const fn remark(profile: Profile) -> Option<&'static str> {
    match profile {
        Profile::Server | Profile::ServerClient => Some(
            "The names come from the request: -addext subjectAltName=DNS:host.sample.com makes one. A key on a curve needs no keyEncipherment.",
        ),
        Profile::Email => Some("A key on a curve needs keyAgreement in place of keyEncipherment."),
        Profile::IntermediateCa => Some("pathlen:0: no authority below it."),
        Profile::Client | Profile::CodeSigning => None,
    }
}

const fn usages(profile: Profile) -> &'static str {
    match profile {
        Profile::Server | Profile::ServerClient | Profile::Email => "critical,digitalSignature,keyEncipherment",
        Profile::Client | Profile::CodeSigning => "critical,digitalSignature",
        Profile::IntermediateCa => "critical,keyCertSign,cRLSign",
    }
}

const fn purposes(profile: Profile) -> Option<&'static str> {
    match profile {
        Profile::Server => Some("serverAuth"),
        Profile::Client => Some("clientAuth"),
        Profile::ServerClient => Some("serverAuth,clientAuth"),
        Profile::Email => Some("emailProtection"),
        Profile::CodeSigning => Some("codeSigning"),
        Profile::IntermediateCa => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openssl::config::{Beside, Config};
    use crate::openssl::explain::explain;

    fn made(layout: &Layout, random_serials: bool) -> String {
        let crl = ["http://pki.sample.com/root.crl".to_owned(), "http://other.sample.com/a,b$c.crl".to_owned()];
        let made = Made {
            layout,
            random_serials,
            unique_subject: false,
            crl_seconds: 31 * 24 * HOUR + 6 * HOUR + 5,
            crl: &crl,
            delta: &[],
            issuer: &["http://pki.sample.com/root.crt".to_owned()],
            ocsp: &[],
        };
        made.text()
    }

    #[test]
    fn what_is_made_is_sound() {
        let layout = Layout::of(std::iter::empty(), None, None);
        for (random, expected) in [(false, &["sequential-serials"][..]), (true, &[])] {
            let text = made(&layout, random);
            let config = Config::parse("openssl.cnf", &text, &Beside::default()).unwrap();
            let findings = explain(&config).findings;
            let codes: Vec<&str> = findings.iter().map(|finding| finding.code).collect();
            assert_eq!(codes, expected, "{findings:#?}");
            assert_eq!(config.text("crl_publication", "URI.2"), Some("http://other.sample.com/a,b$c.crl"));
            assert_eq!(config.text("CA_default", "default_crl_hours"), Some("6"));
            assert_eq!(config.text("CA_default", "database"), Some("./index.txt"));
        }
    }
}
