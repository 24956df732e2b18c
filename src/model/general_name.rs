//! Subject alternative names and their kin (RFC 5280, section 4.2.1.6).

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::{Name, Oid};
use crate::error::{Code, Error, Result};

/// A name of one of the kinds that certificates know.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum GeneralName {
    /// A host name.
    Dns(DnsName),
    /// An e-mail address (rfc822Name).
    Email(String),
    /// An absolute URI.
    Uri(String),
    /// An IPv4 or IPv6 address.
    Ip(IpAddr),
    /// A distinguished name.
    Directory(Name),
    /// A registered object identifier.
    RegisteredId(Oid),
    /// A name of a type of somebody's own: its whole DER, outer tag included (otherName, x400Address, ediPartyName,
    /// and any of the kinds above whose content breaks its rule in what others made).
    Other {
        /// The type, where it is an otherName.
        oid: Option<Oid>,
        /// The DER of the whole GeneralName.
        der: Vec<u8>,
    },
}

/// A host name or wildcard, in lower case and A-label form.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DnsName(String);

/// How a text looks when it is asked whether it names a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostPattern {
    /// A DNS name with at least one dot, `localhost`, or a wildcard below such a name.
    Dns(DnsName),
    /// An IP address.
    Ip(IpAddr),
    /// Neither.
    Neither,
}

impl DnsName {
    /// Reads a host name: labels of letters, digits, hyphens (and underscores inside), at most 63 octets each and 253 in all;
    /// `*` as the whole leftmost label with at least two labels behind it; a dot at the end is taken off; upper case becomes lower.
    ///
    /// # Errors
    /// [`Code::DnsNameSyntax`].
    pub fn parse(text: &str) -> Result<Self> {
        let name = text.strip_suffix('.').unwrap_or(text);
        check_dns(name).map(|()| Self(name.to_ascii_lowercase())).map_err(|error| match error.found_text() {
            Some(_) => error,
            None => error.found(text),
        })
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the leftmost label is `*`.
    #[must_use]
    pub fn is_wildcard(&self) -> bool {
        self.0.starts_with("*.")
    }
}

impl HostPattern {
    /// What the text looks like, taken as a host: how a common name becomes a subject alternative name.
    #[must_use]
    pub fn of(text: &str) -> Self {
        if let Ok(address) = text.parse() {
            return Self::Ip(address);
        }
        let is_host = |name: &DnsName| name.0.contains('.') || name.0 == "localhost";
        DnsName::parse(text).ok().filter(is_host).map_or(Self::Neither, Self::Dns)
    }
}

/// The most octets of a label and of a whole name in text (RFC 1034, section 3.1).
const MAX_LABEL: usize = 63;
const MAX_DNS: usize = 253;

fn dns(allowed: impl Into<String>) -> Error {
    Error::new(Code::DnsNameSyntax).allowed(allowed)
}

fn check_dns(name: &str) -> Result<()> {
    if let Some((offset, c)) = name.char_indices().find(|(_, c)| !c.is_ascii()) {
        return Err(dns("an international name in its xn-- form").at(offset).found(c));
    }
    if name.len() > MAX_DNS {
        return Err(dns(format!("at most {MAX_DNS} characters")));
    }
    let rest = name.strip_prefix("*.").unwrap_or(name);
    if rest.len() < name.len() && !rest.contains('.') {
        return Err(dns("a wildcard with at least two labels behind it, as *.sample.com"));
    }
    let mut offset = name.len() - rest.len();
    for label in rest.split('.') {
        check_label(label).map_err(|error| error.at(offset))?;
        offset += label.len() + 1;
    }
    let last = rest.rsplit('.').next().unwrap_or_default();
    match last.bytes().all(|byte| byte.is_ascii_digit()) {
        true => Err(dns("a last label that is not a number")),
        false => Ok(()),
    }
}

/// A label: RFC 1123 section 2.1, and the underscore inside, which RFC 2181 section 11 allows and real hosts have.
fn check_label(label: &str) -> Result<()> {
    let bytes = label.as_bytes();
    let edge = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    if bytes.is_empty() {
        return Err(dns("a label between two dots"));
    }
    if bytes.len() > MAX_LABEL {
        return Err(dns(format!("at most {MAX_LABEL} characters between two dots")));
    }
    if !edge(bytes.first()) || !edge(bytes.last()) {
        return Err(dns("a letter or digit at both ends of a label; a wildcard is the whole leftmost label"));
    }
    match bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(byte)) {
        true => Ok(()),
        false => Err(dns("letters, digits and hyphens in a label")),
    }
}

/// Whether the text is an e-mail address: the dot-string of RFC 5321, section 4.1.2, at a host name.
pub(super) fn check_email(text: &str) -> Result<()> {
    let wrong = |allowed: &str| Err(Error::new(Code::EmailSyntax).found(text).allowed(allowed));
    let Some((local, domain)) = text.rsplit_once('@') else { return wrong("an @ with a host name behind it") };
    let is_atom = |atom: &str| !atom.is_empty() && atom.bytes().all(is_atext);
    if local.len() > 64 || !local.split('.').all(is_atom) {
        return wrong("at most 64 letters, digits, dots and !#$%&'*+-/=?^_`{|}~ before the @");
    }
    match DnsName::parse(domain) {
        Ok(host) if !host.is_wildcard() && !domain.ends_with('.') => Ok(()),
        _ => wrong("a host name behind the @, an international one in its xn-- form"),
    }
}

/// The characters of an atom (RFC 5322, section 3.2.3).
fn is_atext(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte)
}

/// Whether the text is an absolute URI whose host, where it has one, is a name or an address (RFC 5280, section 4.2.1.6).
fn check_uri(text: &str) -> Result<()> {
    let wrong = |allowed: &str| Err(Error::new(Code::UriSyntax).found(text).allowed(allowed));
    let Some((scheme, rest)) = text.split_once(':') else { return wrong("a scheme and a colon at its beginning") };
    let in_scheme = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    if !scheme.starts_with(|c: char| c.is_ascii_alphabetic()) || !scheme.bytes().all(in_scheme) {
        return wrong("a scheme such as http at its beginning");
    }
    if rest.is_empty()
        || !rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte))
    {
        return wrong("characters of RFC 3986; write others as % and hexadecimal");
    }
    if rest.split('%').skip(1).any(|after| !after.bytes().take(2).all(|b| b.is_ascii_hexdigit()) || after.len() < 2) {
        return wrong("two hexadecimal digits behind %");
    }
    match rest.strip_prefix("//").is_none_or(has_host) {
        true => Ok(()),
        false => wrong("a host name or address behind //"),
    }
}

/// Whether the authority part of a URI (RFC 3986, section 3.2) has a host that a certificate may name.
fn has_host(after_slashes: &str) -> bool {
    let authority = after_slashes.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    if let Some(rest) = host.strip_prefix('[') {
        let Some((address, port)) = rest.split_once(']') else { return false };
        return address.parse::<Ipv6Addr>().is_ok() && port.strip_prefix(':').map_or(port.is_empty(), is_port);
    }
    let (host, port) = host.split_once(':').unwrap_or((host, ""));
    is_port(port) && (host.parse::<Ipv4Addr>().is_ok() || DnsName::parse(host).is_ok_and(|name| !name.is_wildcard()))
}

fn is_port(text: &str) -> bool {
    text.is_empty() || (text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u16>().is_ok())
}

impl GeneralName {
    /// Reads `dns:mail.sample.com`, `ip:192.0.2.1`, `email:…`, `uri:…`, `dirname:CN=…`, `rid:1.2.3`, in upper or lower case as OpenSSL's
    /// configuration has them; a bare host name, address or e-mail address is recognised.
    ///
    /// # Errors
    /// [`Code::GeneralNameSyntax`] and the codes of the kinds.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        if let Some(name) = text.split_once(':').and_then(|(kind, value)| Self::of_kind(kind, value.trim())) {
            return name;
        }
        if let Ok(address) = text.parse() {
            return Ok(Self::Ip(address));
        }
        match text {
            "" => Err(Error::new(Code::GeneralNameSyntax)),
            text if text.contains("://") => Self::uri(text),
            text if text.contains('@') => Self::email(text),
            text if text.contains(':') => Err(Error::new(Code::GeneralNameSyntax).found(text)),
            text => DnsName::parse(text).map(Self::Dns),
        }
    }

    /// The name of the kind that the word before the colon says, or nothing where it is no such word.
    fn of_kind(kind: &str, value: &str) -> Option<Result<Self>> {
        Some(match kind.trim().to_ascii_lowercase().as_str() {
            "dns" => DnsName::parse(value).map(Self::Dns),
            "email" => Self::email(value),
            "uri" => Self::uri(value),
            "ip" | "ip address" => Self::ip(value),
            "dirname" => Name::parse(value).and_then(Self::directory),
            "rid" | "registered id" => Oid::parse(value).map(Self::RegisteredId),
            "other" | "othername" => Err(Error::new(Code::GeneralNameSyntax).found(format!("{kind}:")).allowed(
                "dns:, email:, ip:, uri:, dirname: or rid:; another kind of name can only come with a request",
            )),
            _ => return None,
        })
    }

    fn email(text: &str) -> Result<Self> {
        check_email(text).map(|()| Self::Email(text.to_owned()))
    }

    fn uri(text: &str) -> Result<Self> {
        check_uri(text).map(|()| Self::Uri(text.to_owned()))
    }

    fn ip(text: &str) -> Result<Self> {
        text.parse().map(Self::Ip).map_err(|_| Error::new(Code::IpAddressSyntax).found(text))
    }

    fn directory(name: Name) -> Result<Self> {
        match name.is_empty() {
            true => Err(Error::new(Code::GeneralNameSyntax).allowed("a name with at least one part behind dirname:")),
            false => Ok(Self::Directory(name)),
        }
    }
}

/// `dns:mail.sample.com`, as [`GeneralName::parse`] reads it; `other:` and hexadecimal for the rest.
impl fmt::Display for GeneralName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dns(name) => write!(f, "dns:{name}"),
            Self::Email(address) => write!(f, "email:{address}"),
            Self::Uri(uri) => write!(f, "uri:{uri}"),
            Self::Ip(address) => write!(f, "ip:{address}"),
            Self::Directory(name) => write!(f, "dirname:{name}"),
            Self::RegisteredId(oid) => write!(f, "rid:{oid}"),
            Self::Other { der, .. } => {
                f.write_str("other:")?;
                der.iter().try_for_each(|byte| write!(f, "{byte:02X}"))
            }
        }
    }
}

impl fmt::Display for DnsName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_names_are_read_in_lower_case_and_without_the_last_dot() {
        for (text, name) in [
            ("mail.sample.com", "mail.sample.com"),
            ("MAIL.Sample.COM.", "mail.sample.com"),
            ("localhost", "localhost"),
            ("*.sample.com", "*.sample.com"),
            ("my_host.sample.com", "my_host.sample.com"),
            ("xn--bcher-kva.example", "xn--bcher-kva.example"),
            ("3com.sample", "3com.sample"),
            ("1.2.3.4.in-addr.arpa", "1.2.3.4.in-addr.arpa"),
        ] {
            assert_eq!(DnsName::parse(text).unwrap().as_str(), name);
        }
        assert!(DnsName::parse(&format!("{0}.{0}.{0}.{1}", "a".repeat(63), "b".repeat(61))).is_ok());
    }

    #[test]
    fn what_is_no_host_name_is_refused_with_its_place() {
        for (text, offset) in [
            ("", Some(0)),
            (".", Some(0)),
            ("a..b", Some(2)),
            (".sample.com", Some(0)),
            ("-a.com", Some(0)),
            ("mail.a-.com", Some(5)),
            ("_a.com", Some(0)),
            ("a b.com", Some(0)),
            ("*", Some(0)),
            ("*.com", None),
            ("w*.sample.com", Some(0)),
            ("a.*.sample.com", Some(2)),
            ("*.*.sample.com", Some(2)),
            ("bücher.example", Some(1)),
            ("192.0.2.1", None),
            ("192.0.2.999", None),
            ("mail.sample.com:443", Some(12)),
        ] {
            let error = DnsName::parse(text).unwrap_err();
            assert_eq!((error.code(), error.offset()), (Code::DnsNameSyntax, offset), "{text}");
        }
        assert!(DnsName::parse(&format!("{}.com", "a".repeat(64))).is_err());
        assert!(DnsName::parse(&format!("{0}.{0}.{0}.{1}", "a".repeat(63), "b".repeat(62))).is_err());
        assert!(DnsName::parse("bücher.example").unwrap_err().to_string().contains("xn--"));
    }

    #[test]
    fn a_common_name_is_a_host_only_where_it_looks_like_one() {
        let dns = |text: &str| HostPattern::Dns(DnsName::parse(text).unwrap());
        assert_eq!(HostPattern::of("Mail.sample.com"), dns("mail.sample.com"));
        assert_eq!(HostPattern::of("*.sample.com"), dns("*.sample.com"));
        assert_eq!(HostPattern::of("localhost"), dns("localhost"));
        assert_eq!(HostPattern::of("192.0.2.1"), HostPattern::Ip("192.0.2.1".parse().unwrap()));
        assert_eq!(HostPattern::of("2001:db8::1"), HostPattern::Ip("2001:db8::1".parse().unwrap()));
        for text in ["mail", "Sample Root CA", "sam@sample.com", "", "*.com", "192.0.2.999"] {
            assert_eq!(HostPattern::of(text), HostPattern::Neither, "{text}");
        }
    }

    #[test]
    fn every_kind_is_read_and_shown_and_read_again() {
        for (text, shown) in [
            ("mail.sample.com", "dns:mail.sample.com"),
            ("DNS:Mail.Sample.com", "dns:mail.sample.com"),
            ("192.0.2.1", "ip:192.0.2.1"),
            ("IP Address:192.0.2.1", "ip:192.0.2.1"),
            ("2001:DB8:0::1", "ip:2001:db8::1"),
            ("ip:2001:db8::1", "ip:2001:db8::1"),
            ("sam@sample.com", "email:sam@sample.com"),
            ("Email: Sam.O'Neil+1@sample.com", "email:Sam.O'Neil+1@sample.com"),
            ("http://sample.com/ca.crl", "uri:http://sample.com/ca.crl"),
            ("URI:urn:uuid:f81d4fae-7dec", "uri:urn:uuid:f81d4fae-7dec"),
            ("uri:https://[2001:db8::1]:8443/a?b#c%20d", "uri:https://[2001:db8::1]:8443/a?b#c%20d"),
            ("dirName:CN=Sam,O=Sample", "dirname:CN=Sam,O=Sample"),
            ("RID:1.2.3.4", "rid:1.2.3.4"),
        ] {
            let name = GeneralName::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(name.to_string(), shown);
            assert_eq!(GeneralName::parse(shown).unwrap(), name);
        }
    }

    #[test]
    fn each_kind_refuses_with_its_own_code() {
        for (text, code) in [
            ("", Code::GeneralNameSyntax),
            ("upn:sam@sample.com", Code::EmailSyntax),
            ("sample.com:443", Code::GeneralNameSyntax),
            ("other:A003020101", Code::GeneralNameSyntax),
            ("dirname:", Code::GeneralNameSyntax),
            ("dirname:XX=1", Code::NameAttributeUnknown),
            ("dns:", Code::DnsNameSyntax),
            ("dns:192.0.2.1", Code::DnsNameSyntax),
            ("ip:192.0.2.0/24", Code::IpAddressSyntax),
            ("ip:sample.com", Code::IpAddressSyntax),
            ("email:sam", Code::EmailSyntax),
            ("email:sam@@sample.com", Code::EmailSyntax),
            ("email:.sam@sample.com", Code::EmailSyntax),
            ("email:sam@sämple.com", Code::EmailSyntax),
            ("email:sam@*.sample.com", Code::EmailSyntax),
            ("uri:sample.com", Code::UriSyntax),
            ("uri:1http://sample.com", Code::UriSyntax),
            ("uri:http://", Code::UriSyntax),
            ("uri:http:///path", Code::UriSyntax),
            ("uri:http://a b/", Code::UriSyntax),
            ("uri:http://sample.com/%2", Code::UriSyntax),
            ("uri:http://sample.com:99999/", Code::UriSyntax),
            ("rid:1.2.x", Code::OidSyntax),
        ] {
            assert_eq!(GeneralName::parse(text).unwrap_err().code(), code, "{text}");
        }
    }

    #[test]
    fn what_others_made_is_shown_in_hexadecimal() {
        let other = GeneralName::Other { oid: None, der: vec![0x82, 0x01, 0xff] };
        assert_eq!(other.to_string(), "other:8201FF");
    }
}
