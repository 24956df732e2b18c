//! The pages: one with what the authority shows and a field to look a certificate up, and one for each certificate that is public.
//!
//! They load nothing and work from a disk. Each has its own Content-Security-Policy, which lets the one style and the one script run that are
//! written here, and nothing else; what the script reads stands in the page as data.

use std::fmt::Write as _;

use base64ct::{Base64, Encoding};

use super::address::encoded;
use super::server::escaped;
use super::{Entry, PublicFile, Publication, Scope, media, text_of, title_of};
use crate::authority::Revocation;
use crate::error::Result;
use crate::key::{PublicKey, digest};
use crate::model::{Certificate, CertificateList, ExtensionValue, GeneralName, RevocationReason, SerialNumber, Time};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
/// Why fingerprints are there.
pub(super) const COMPARE: &str = "Before you trust a certificate, compare its fingerprint with one that you got another way: by telephone, on paper, from a person you know.";

/// What the pages are made of.
pub(super) struct Site<'a> {
    pub(super) publication: &'a Publication<'a>,
    /// The folder of the pages, with a slash behind it.
    pub(super) home: &'a str,
    /// The paths of the authority's certificate.
    pub(super) own: Vec<String>,
    /// Those of the other certificates of its key, in their order.
    pub(super) others: Vec<Vec<String>>,
    /// Those of the certificates above, in their order.
    pub(super) above: Vec<Vec<String>>,
    /// Those of the complete CRL, and of the delta.
    pub(super) lists: [Vec<String>; 2],
    pub(super) crl: Option<&'a CertificateList>,
    pub(super) delta: Option<&'a CertificateList>,
}

impl Site<'_> {
    /// The pages and the files of the certificates, by their paths.
    pub(super) fn pages(&self) -> Result<Vec<(String, PublicFile)>> {
        let home = self.home;
        let about = "the page: what is published, and where a certificate is looked up";
        let mut pages = vec![(format!("{home}index.html"), PublicFile::new(self.index()?, media::HTML, about))];
        if self.publication.scope == Scope::None {
            return Ok(pages);
        }
        let closed = PublicFile::new(self.closed(), media::HTML, "shown in place of a list of the folder");
        pages.push((format!("{home}certificates/index.html"), closed));
        for entry in self.publication.entries {
            let stem = format!("{home}certificates/{}", entry.serial());
            let page = PublicFile::new(self.certificate(entry)?, media::HTML, "the page of a certificate");
            pages.push((format!("{stem}.html"), page));
            if let Entry::Whole(_, certificate) = entry {
                let der = certificate.der.as_slice();
                pages.push((format!("{stem}.cer"), PublicFile::new(der, media::CERTIFICATE, "a certificate, in DER")));
                pages.push((
                    format!("{stem}.pem"),
                    PublicFile::new(text_of(certificate), media::PEM, "a certificate, in PEM"),
                ));
            }
        }
        Ok(pages)
    }

    fn index(&self) -> Result<String> {
        let publication = self.publication;
        let mut main = self.lookup();
        main.push_str(&self.section("The certificate of the authority", publication.certificate, &self.own)?);
        for (other, paths) in publication.others.iter().zip(&self.others) {
            let title = if other.is_self_issued() {
                "An earlier certificate of it"
            } else {
                "Its certificate by another issuer"
            };
            main.push_str(&self.section(title, other, paths)?);
        }
        for (above, paths) in publication.chain.iter().zip(&self.above) {
            main.push_str(&self.section(&format!("Above it: {}", title_of(above)), above, paths)?);
        }
        let [complete, delta] = &self.lists;
        match self.crl {
            Some(list) => main.push_str(&self.list("Revoked certificates (CRL)", list, complete)),
            None => main.push_str("<section><h2>Revoked certificates (CRL)</h2><p>There is no CRL.</p></section>\n"),
        }
        if let Some(list) = self.delta {
            main.push_str(&self.list("Revoked since then (delta CRL)", list, delta));
        }
        let fingerprints = self.link("", &format!("{}fingerprints.txt", self.home), "fingerprints.txt");
        let _ = writeln!(
            main,
            "<section><h2>Fingerprints</h2><p>{COMPARE}</p><p>All of them as text: {fingerprints}</p></section>"
        );
        main.push_str(&self.data());
        let intro =
            format!("<p>The certificates and revocation lists of this certificate authority.</p>{}", self.contact());
        Ok(shell(publication.title, &intro, &main))
    }

    fn contact(&self) -> String {
        let contact = self.publication.contact;
        if contact.is_empty() {
            return String::new();
        }
        let text = escaped(contact);
        let is_address =
            contact.contains('@') && !contact.contains(|c: char| c.is_whitespace() || "<>\"'?&:/".contains(c));
        let is_page = ["https://", "http://"].iter().any(|scheme| contact.starts_with(scheme))
            && !contact.contains(char::is_whitespace);
        match (is_address, is_page) {
            (true, _) => format!("<p>Contact: <a href=\"mailto:{text}\">{text}</a></p>"),
            (_, true) => format!("<p>Contact: <a href=\"{text}\">{text}</a></p>"),
            (false, false) => format!("<p>Contact: {text}</p>"),
        }
    }

    fn lookup(&self) -> String {
        let (label, hint) = match self.publication.scope {
            Scope::None => return String::new(),
            Scope::Serial => ("Serial number", "As the certificate shows it, in hexadecimal or decimal."),
            Scope::Search => {
                ("Serial number or name", "A serial number as the certificate shows it, or a part of a name.")
            }
        };
        format!(
            "<section><h2>Look up a certificate</h2><form role=\"search\" hidden><label for=\"query\">{label}</label>\
             <input id=\"query\" name=\"query\" autocomplete=\"off\" autocapitalize=\"off\" spellcheck=\"false\"><button>Look up</button></form>\
             <p class=\"hint\">{hint}</p><p id=\"says\" role=\"status\"></p><ul id=\"found\" class=\"found\"></ul>\
             <noscript><p>Without scripts: open certificates/NUMBER.html, with the serial number in capital hexadecimal digits.</p></noscript></section>\n"
        )
    }

    /// What the script looks a certificate up in. A page that shows no list has no serial number in it either, only marks of so few bits that no
    /// number can be found by them.
    fn data(&self) -> String {
        let entries = self.publication.entries;
        match self.publication.scope {
            Scope::None => String::new(),
            Scope::Serial => {
                let mut marks: Vec<String> = entries.iter().map(|entry| mark(entry.serial())).collect();
                marks.sort();
                marks.dedup();
                data("marks", &array(marks.iter().map(|mark| json(mark))))
            }
            Scope::Search => data("certificates", &array(entries.iter().rev().map(row))),
        }
    }

    /// A certificate of the authority or of one above it.
    fn section(&self, title: &str, certificate: &Certificate, paths: &[String]) -> Result<String> {
        let validity = certificate.validity;
        let state = state_until(Some(validity.not_before()), validity.not_after(), "certificate");
        let facts = facts(&certificate_facts(certificate)?);
        Ok(format!("<section><h2>{}</h2>{state}{facts}{}</section>\n", escaped(title), self.files("", paths)))
    }

    fn list(&self, title: &str, list: &CertificateList, paths: &[String]) -> String {
        let next = list.next_update;
        let state = next.map(|next| state_until(None, next, "list")).unwrap_or_default();
        let facts = facts(&[
            ("Number", list.number().map(|number| number.to_string())),
            ("Made", Some(moment(list.this_update))),
            ("Next one by", next.map(moment)),
            ("Certificates on it", Some(list.revoked.len().to_string())),
        ]);
        format!("<section><h2>{title}</h2>{state}{facts}{}</section>\n", self.files("", paths))
    }

    /// Links to files, from a page that lies so many folders deeper.
    fn files(&self, up: &str, paths: &[String]) -> String {
        let link = |path: &String| format!("<li>{}</li>", self.link(up, path, path.rsplit('/').next().unwrap_or(path)));
        format!("<ul class=\"files\">{}</ul>", paths.iter().map(link).collect::<String>())
    }

    fn link(&self, up: &str, path: &str, text: &str) -> String {
        let relative = path.strip_prefix(self.home).unwrap_or(path);
        // the first part of a relative address may not look like a scheme
        format!("<a href=\"{up}./{}\">{}</a>", encoded(relative), escaped(text))
    }

    fn closed(&self) -> String {
        let main = "<section><p>The certificates are not listed here. <a href=\"../index.html\">Look one up</a> by its serial number.</p></section>\n";
        shell(self.publication.title, "", main)
    }

    /// The page of a certificate.
    fn certificate(&self, entry: &Entry<'_>) -> Result<String> {
        let serial = entry.serial().to_string();
        let (title, state, facts_of, rest) = match entry {
            Entry::Whole(row, certificate) => {
                let state = state_of(row.revocation.as_ref(), Some(row.not_before), row.not_after);
                let paths = ["cer", "pem"].map(|suffix| format!("{}certificates/{serial}.{suffix}", self.home));
                let links = paths.iter().map(|path| {
                    format!("<li><a href=\"./{0}\">{0}</a></li>", path.rsplit('/').next().unwrap_or_default())
                });
                let files = format!("<ul class=\"files\">{}</ul>", links.collect::<String>());
                let pem =
                    format!("<pre tabindex=\"0\" aria-label=\"The certificate in PEM\">{}</pre>", text_of(certificate));
                let title = shown_title(entry);
                (title, state, certificate_facts(certificate)?, format!("{files}</section><section><h2>PEM</h2>{pem}"))
            }
            Entry::Bare(row) => {
                let subject = (!row.subject.is_empty()).then(|| row.subject.clone());
                let until = (row.not_after < Time::FOREVER).then(|| moment(row.not_after));
                let facts = vec![("Subject", subject), ("Serial number", Some(serial)), ("Valid until", until)];
                let rest = "<p>The certificate itself is not kept here.</p>".to_owned();
                (shown_title(entry), state_of(row.revocation.as_ref(), None, row.not_after), facts, rest)
            }
        };
        let intro =
            format!("<p>A certificate of <a href=\"../index.html\">{}</a></p>", escaped(self.publication.title));
        Ok(shell(&title, &intro, &format!("<section>{state}{}{rest}</section>\n", facts(&facts_of))))
    }
}

/// The fingerprints of a certificate as text.
pub(super) fn fingerprint_text(certificate: &Certificate) -> String {
    let der = &certificate.der;
    format!(
        "{}\n  serial number  {}\n  valid until    {}\n  SHA-256        {}\n  SHA-1          {}\n",
        certificate.subject,
        certificate.serial,
        moment(certificate.validity.not_after()),
        colons(&digest::sha256(der)),
        colons(&digest::sha1(der)),
    )
}

/// A whole page.
fn shell(title: &str, intro: &str, main: &str) -> String {
    let title = escaped(title);
    let policy = format!(
        "default-src 'none'; script-src '{}'; style-src '{}'; img-src data:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'",
        source(SCRIPT),
        source(STYLE)
    );
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>{title}</title>\n<link rel=\"icon\" href=\"data:,\">\n<style>{STYLE}</style>\n</head>\n<body>\n<header><h1>{title}</h1>{intro}</header>\n\
         <main>\n{main}</main>\n<script>{SCRIPT}</script>\n</body>\n</html>\n"
    )
}

/// A style or script as a Content-Security-Policy names it.
fn source(text: &str) -> String {
    format!("sha256-{}", Base64::encode_string(&digest::sha256(text.as_bytes())))
}

fn certificate_facts(certificate: &Certificate) -> Result<Vec<(&'static str, Option<String>)>> {
    let (validity, der) = (certificate.validity, &certificate.der);
    let names = certificate.extension(|value| match value {
        ExtensionValue::SubjectAltName(names) => Some(names),
        _ => None,
    });
    let names = names.map(|names| names.iter().map(shown_name).collect::<Vec<_>>().join(", "));
    let issuer = (!certificate.is_self_issued()).then(|| certificate.issuer.to_string());
    Ok(vec![
        ("Subject", Some(certificate.subject.to_string()).filter(|subject| !subject.is_empty())),
        ("Names", names),
        ("Issued by", issuer),
        ("Serial number", Some(certificate.serial.to_string())),
        ("Valid from", Some(moment(validity.not_before()))),
        ("Valid until", Some(moment(validity.not_after()))),
        ("Key", PublicKey::from_spki(&certificate.spki).ok().map(|key| key.label())),
        ("SHA-256", Some(colons(&digest::sha256(der)))),
        ("SHA-1", Some(colons(&digest::sha1(der)))),
    ])
}

/// Facts as a list, without those that there are none of.
fn facts(all: &[(&str, Option<String>)]) -> String {
    let fact = |(name, value): &(&str, Option<String>)| {
        let value = escaped(value.as_deref()?);
        let value = match *name {
            "Serial number" | "SHA-256" | "SHA-1" => format!("<code>{value}</code>"),
            _ => value,
        };
        Some(format!("<dt>{name}</dt><dd>{value}</dd>"))
    };
    format!("<dl>{}</dl>", all.iter().filter_map(fact).collect::<String>())
}

/// Until when something holds; the script says what that means on the day.
fn state_until(from: Option<Time>, until: Time, kind: &str) -> String {
    if until >= Time::FOREVER {
        return String::new();
    }
    let since = from.map(|from| format!(" data-from=\"{from}\"")).unwrap_or_default();
    let words = if kind == "list" { "Next one by" } else { "Valid until" };
    format!("<p class=\"state\"{since} data-until=\"{until}\" data-kind=\"{kind}\">{words} {}</p>", moment(until))
}

fn state_of(revocation: Option<&Revocation>, from: Option<Time>, until: Time) -> String {
    let Some(revocation) = revocation else { return state_until(from, until, "certificate") };
    let suspected = revocation.invalidity_date.map(|date| format!(" The key is suspected since {}.", moment(date)));
    let word = if is_hold(revocation) { "On hold" } else { "Revoked" };
    format!(
        "<p class=\"state bad\">{word} since {}: {}.{}</p>",
        moment(revocation.date),
        reason(revocation.reason),
        suspected.unwrap_or_default()
    )
}

fn is_hold(revocation: &Revocation) -> bool {
    revocation.reason == RevocationReason::CertificateHold
}

/// The reason in words, with its name in the CRL.
fn reason(reason: RevocationReason) -> String {
    let words = match reason {
        RevocationReason::Unspecified => return "no reason is given".to_owned(),
        RevocationReason::KeyCompromise => "its private key is known to another",
        RevocationReason::CaCompromise => "the private key of its authority is known to another",
        RevocationReason::AffiliationChanged => "a detail of its subject has changed",
        RevocationReason::Superseded => "a newer certificate has taken its place",
        RevocationReason::CessationOfOperation => "it is no longer needed",
        RevocationReason::CertificateHold => "it may be released",
        RevocationReason::RemoveFromCrl => "it was released",
        RevocationReason::PrivilegeWithdrawn => "a privilege was withdrawn",
        RevocationReason::AaCompromise => "the private key of its attribute authority is known to another",
    };
    format!("{words} ({})", reason.as_str())
}

/// A name without the word for its kind, but for one that nobody can read otherwise.
fn shown_name(name: &GeneralName) -> String {
    match name {
        GeneralName::Dns(name) => name.to_string(),
        GeneralName::Email(text) | GeneralName::Uri(text) => text.clone(),
        GeneralName::Ip(address) => address.to_string(),
        other => other.to_string(),
    }
}

/// What a certificate is called: its common name, its first name, or its number.
fn shown_title(entry: &Entry<'_>) -> String {
    let title = match entry {
        Entry::Whole(row, certificate) => {
            let first = || row.names.first().map(|name| bare(name).to_owned());
            certificate.subject.common_name().or_else(first).unwrap_or_else(|| title_of(certificate))
        }
        Entry::Bare(row) => row.subject.clone(),
    };
    if title.is_empty() { entry.serial().to_string() } else { title }
}

/// A name as the ledger has it, without the word for its kind.
fn bare(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, value)| value)
}

/// A line of the list that the script searches.
fn row(entry: &Entry<'_>) -> String {
    let (names, from, until, revocation) = match entry {
        Entry::Whole(row, _) => (row.names.as_slice(), Some(row.not_before), row.not_after, row.revocation.as_ref()),
        Entry::Bare(row) => (&[][..], None, row.not_after, row.revocation.as_ref()),
    };
    let mut text = format!(
        "{{\"s\":{},\"t\":{},\"n\":{}",
        json(&entry.serial().to_string()),
        json(&shown_title(entry)),
        array(names.iter().map(|name| json(bare(name))))
    );
    if let Some(from) = from {
        let _ = write!(text, ",\"f\":\"{from}\"");
    }
    let _ = write!(text, ",\"u\":\"{until}\"");
    if let Some(revocation) = revocation {
        let _ = write!(text, ",\"r\":\"{}\"", revocation.date);
        text.push_str(if is_hold(revocation) { ",\"h\":true" } else { "" });
    }
    text.push('}');
    text
}

/// 24 bits of a serial number, by FNV-1a: enough to say that a number is none of them, too few to find one by.
fn mark(serial: &SerialNumber) -> String {
    let step = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    let hash = serial.to_string().bytes().fold(0x811c_9dc5, step);
    format!("{:06x}", (hash >> 24) ^ (hash & 0x00ff_ffff))
}

fn data(id: &str, json: &str) -> String {
    format!("<script type=\"application/json\" id=\"{id}\">{json}</script>\n")
}

fn array(all: impl Iterator<Item = String>) -> String {
    format!("[{}]", all.collect::<Vec<_>>().join(","))
}

/// A string of JSON that may stand within HTML: no tag begins or ends in it.
fn json(text: &str) -> String {
    let escape = |c: char| match c {
        '"' => "\\\"".to_owned(),
        '\\' => "\\\\".to_owned(),
        c if c.is_control() || "<>&\u{2028}\u{2029}".contains(c) => format!("\\u{:04x}", u32::from(c)),
        c => c.to_string(),
    };
    format!("\"{}\"", text.chars().map(escape).collect::<String>())
}

/// A moment as people read it.
fn moment(time: Time) -> String {
    let (year, month, day, hour, minute, _) = time.civil();
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02} UTC")
}

/// Bytes as fingerprints are compared.
fn colons(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_begins_a_tag() {
        assert_eq!(json("a\"\\</script>\n"), "\"a\\\"\\\\\\u003c/script\\u003e\\u000a\"");
        assert_eq!(escaped("<a href='x'>&\""), "&lt;a href=&#39;x&#39;&gt;&amp;&quot;");
    }

    #[test]
    fn the_script_and_the_style_can_stand_within_a_page() {
        for text in [SCRIPT, STYLE] {
            assert!(!text.contains("</") && !text.contains("<!--"));
        }
    }

    /// FNV-1a of "" is 811c9dc5, of "a" e40c292c (the reference vectors): folded to 24 bits.
    #[test]
    fn a_mark_is_24_bits() {
        assert_eq!(mark(&SerialNumber::parse("01").unwrap()).len(), 6);
        assert_ne!(mark(&SerialNumber::parse("01").unwrap()), mark(&SerialNumber::parse("02").unwrap()));
    }

    #[test]
    fn a_moment_is_said_to_the_minute() {
        assert_eq!(moment(Time::parse("2026-11-20T12:34:56Z").unwrap()), "2026-11-20 12:34 UTC");
    }
}
