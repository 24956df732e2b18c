//! A profile of macOS and iOS (Apple, “Configuration Profile Reference”): the root as com.apple.security.root, those below it as
//! com.apple.security.pkcs1, and with a password key and certificate as com.apple.security.pkcs12.
//!
//! The identifiers of the payloads are made of the certificates, so the same certificates give the same profile, and a new one
//! takes the place of the old one on the device.

use base64ct::{Base64, Encoding};

use super::settings::Settings;
use super::{Order, Source, Written, root, store};
use crate::bundle::title;
use crate::env::Env;
use crate::error::Result;
use crate::key::digest;
use crate::model::Certificate;

pub(super) const ROOT: &str = "com.apple.security.root";
pub(super) const CERTIFICATE: &str = "com.apple.security.pkcs1";
pub(super) const IDENTITY: &str = "com.apple.security.pkcs12";

/// Characters of base64 in one line.
const LINE: usize = 64;

/// One payload within the profile.
struct Payload {
    kind: &'static str,
    name: String,
    file: &'static str,
    content: Vec<u8>,
    uuid: String,
}

pub(super) fn write(env: &mut dyn Env, source: Source<'_>, order: &Order) -> Result<Written> {
    let settings = Settings::new(order.format, &order.settings, &["organisation", "identifier"])?;
    let identity = source.identity;
    let trusted = order.trusted(identity)?;
    let root = root(identity)?;
    let mut payloads: Vec<Payload> = trusted.iter().map(|one| payload(one, one.der == root.der)).collect();
    if order.holds_key() {
        payloads.push(Payload {
            kind: IDENTITY,
            name: order.entry_name(identity),
            file: "identity.p12",
            content: store::pkcs12(env, source, order)?.content.to_vec(),
            uuid: uuid(IDENTITY, &identity.certificate().der),
        });
    }
    let identifiers = payloads.iter().map(|payload| payload.uuid.as_str()).collect::<String>();
    let whole = uuid("Configuration", identifiers.as_bytes());
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let identifier = settings.word("identifier", is_word)?.map_or_else(|| format!("rootpage.{whole}"), str::to_owned);
    let shown =
        order.friendly_name.clone().unwrap_or_else(|| if order.holds_key() { identity.title() } else { title(root) });
    let profile = profile(&payloads, &identifier, &whole, &shown, settings.text("organisation")?);
    Ok(match order.holds_key() {
        true => Written::with_key(profile, "A profile for macOS and iOS with the root, the certificate and its key."),
        false => Written::new(profile, "A profile for macOS and iOS with the root."),
    })
}

fn payload(certificate: &Certificate, is_root: bool) -> Payload {
    let (kind, file) = if is_root { (ROOT, "root.cer") } else { (CERTIFICATE, "intermediate.cer") };
    let uuid = uuid(kind, &certificate.der);
    Payload { kind, name: title(certificate), file, content: certificate.der.clone(), uuid }
}

fn profile(payloads: &[Payload], identifier: &str, uuid: &str, shown: &str, organisation: Option<&str>) -> String {
    let payloads: String = payloads.iter().map(|payload| payload.xml(identifier)).collect();
    let organisation = organisation.map(|name| pair(1, "PayloadOrganization", name)).unwrap_or_default();
    [
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
        "<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n",
        "<plist version=\"1.0\">\n<dict>\n\t<key>PayloadContent</key>\n\t<array>\n",
        &payloads,
        "\t</array>\n",
        &pair(1, "PayloadDisplayName", shown),
        &pair(1, "PayloadIdentifier", identifier),
        &organisation,
        &pair(1, "PayloadType", "Configuration"),
        &pair(1, "PayloadUUID", uuid),
        "\t<key>PayloadVersion</key>\n\t<integer>1</integer>\n</dict>\n</plist>\n",
    ]
    .concat()
}

impl Payload {
    fn xml(&self, identifier: &str) -> String {
        [
            "\t\t<dict>\n",
            &pair(3, "PayloadCertificateFileName", self.file),
            &format!("\t\t\t<key>PayloadContent</key>\n\t\t\t<data>\n{}\t\t\t</data>\n", data(&self.content)),
            &pair(3, "PayloadDisplayName", &self.name),
            &pair(3, "PayloadIdentifier", &format!("{identifier}.{}", self.uuid)),
            &pair(3, "PayloadType", self.kind),
            &pair(3, "PayloadUUID", &self.uuid),
            "\t\t\t<key>PayloadVersion</key>\n\t\t\t<integer>1</integer>\n\t\t</dict>\n",
        ]
        .concat()
    }
}

fn pair(depth: usize, key: &str, value: &str) -> String {
    let tabs = "\t".repeat(depth);
    format!("{tabs}<key>{key}</key>\n{tabs}<string>{}</string>\n", escaped(value))
}

fn escaped(text: &str) -> String {
    let escape = |c: char| match c {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        // XML 1.0 has no way to write these
        c if c.is_control() => " ".to_owned(),
        c => c.to_string(),
    };
    text.chars().map(escape).collect()
}

fn data(content: &[u8]) -> String {
    let base64: Vec<char> = Base64::encode_string(content).chars().collect();
    base64.chunks(LINE).map(|line| format!("\t\t\t{}\n", line.iter().collect::<String>())).collect()
}

/// A UUID of version 8 (RFC 9562, section 5.8): the first octets of a SHA-256.
fn uuid(kind: &str, content: &[u8]) -> String {
    let hash = digest::sha256(&[kind.as_bytes(), &[0], content].concat());
    let number = hash.iter().take(16).fold(0u128, |number, octet| number << 8 | u128::from(*octet));
    let versioned = number & !(0xf << 76) & !(0x3 << 62) | 0x8 << 76 | 0x2 << 62;
    let digits = format!("{versioned:032X}");
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
}

/// The payloads of a profile: what each is, and its content.
pub(super) fn payloads(profile: &str) -> Vec<(String, Vec<u8>)> {
    let payload = |dict: &str| {
        let data = between(dict, "<data>", "</data>")?;
        let base64: String = data.split_whitespace().collect();
        let (_, rest) = dict.split_once("<key>PayloadType</key>")?;
        Some((between(rest, "<string>", "</string>")?.to_owned(), Base64::decode_vec(&base64).ok()?))
    };
    profile.split("<dict>").filter_map(payload).collect()
}

fn between<'a>(text: &'a str, begin: &str, end: &str) -> Option<&'a str> {
    text.split_once(begin)?.1.split_once(end).map(|(content, _)| content)
}
