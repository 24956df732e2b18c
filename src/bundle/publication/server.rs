//! What a web server must know of the folder, in the words of Apache, nginx and IIS, and where the folder goes.
//!
//! Clients go by the address and mostly not by the media type; browsers and some mail programs do go by it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::shelf::Shelf;
use super::wanted::Wanted;
use super::{PublicFile, Publication, Scope, Swap, media, suffix_of};
use crate::error::Result;

/// The media types by suffix.
const TYPES: [(&str, &str); 6] = [
    ("crt", media::AUTHORITY),
    ("cer", media::CERTIFICATE),
    ("crl", media::CRL),
    ("p7c", media::PKCS7),
    ("p7b", media::PKCS7),
    ("pem", media::PEM),
];
/// What every server knows; nginx forgets it where it is told other types.
const KNOWN: [(&str, &str); 2] = [("html", media::HTML), ("txt", media::TEXT)];
/// Where the snippets say that the public folder lies.
const ROOT: &str = "/var/www/ca";

/// How long whoever passes a list on may keep it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cache {
    /// In seconds.
    pub(super) seconds: i64,
}

/// Puts the files beside the page in which servers look for such rules by themselves.
pub(super) fn put_rules(shelf: &mut Shelf, home: &str, cache: Cache) -> Result<()> {
    let rules = Rules::of(shelf.files(), cache);
    let apache = PublicFile::new(rules.htaccess(), media::TEXT, "the media types, for Apache");
    let iis = PublicFile::new(rules.web_config(home), media::TEXT, "the media types, for IIS");
    shelf.put(&format!("{home}.htaccess"), apache)?;
    shelf.put(&format!("{home}web.config"), iis)
}

/// What goes with the folder and is not public.
pub(super) fn beside(
    publication: &Publication<'_>,
    wanted: &Wanted,
    files: &BTreeMap<String, PublicFile>,
    swaps: &[Swap],
    cache: Cache,
) -> BTreeMap<String, Vec<u8>> {
    let rules = Rules::of(files, cache);
    let all = [
        ("README.txt", readme(publication, wanted, files, swaps)),
        ("servers/apache.conf", rules.apache(wanted.home())),
        ("servers/nginx.conf", rules.nginx(wanted.home())),
    ];
    all.into_iter().map(|(path, text)| (path.to_owned(), text.into_bytes())).collect()
}

/// What is to be said of the files.
struct Rules<'a> {
    /// The paths whose type does not follow from their suffix.
    exceptions: Vec<(&'a str, &'static str)>,
    /// The lists in DER.
    lists: Vec<&'a str>,
    seconds: i64,
}

impl<'a> Rules<'a> {
    fn of(files: &'a BTreeMap<String, PublicFile>, cache: Cache) -> Self {
        let by_suffix = |path: &str| {
            let suffix = suffix_of(path).unwrap_or_default();
            TYPES.iter().chain(&KNOWN).find(|(known, _)| known.eq_ignore_ascii_case(suffix)).map(|(_, media)| *media)
        };
        let is_rule = |path: &str| path.ends_with(".htaccess") || path.ends_with("web.config");
        let exceptions = files
            .iter()
            .filter(|(path, file)| !is_rule(path) && by_suffix(path) != Some(file.media_type))
            .map(|(path, file)| (path.as_str(), file.media_type))
            .collect();
        let lists = files.iter().filter(|(_, file)| file.media_type == media::CRL).map(|(path, _)| path.as_str());
        Self { exceptions, lists: lists.collect(), seconds: cache.seconds }
    }

    fn caching(&self) -> String {
        format!("max-age={}, must-revalidate", self.seconds)
    }

    /// The rules for Apache, each line moved in so far.
    fn apache_lines(&self, indent: &str) -> String {
        let mut text = String::new();
        for (suffix, media) in TYPES {
            let _ = writeln!(text, "{indent}AddType {media} .{suffix}");
        }
        for (path, media) in &self.exceptions {
            let _ = writeln!(
                text,
                "{indent}<FilesMatch \"{}\">\n{indent}    ForceType {media}\n{indent}</FilesMatch>",
                pattern(path)
            );
        }
        let _ = writeln!(text, "{indent}# a list that is issued early, after a key was stolen, has to be seen soon");
        let _ = writeln!(text, "{indent}<IfModule mod_headers.c>");
        for path in &self.lists {
            let rule = format!("Header set Cache-Control \"{}\"", self.caching());
            let _ = writeln!(
                text,
                "{indent}    <FilesMatch \"{}\">\n{indent}        {rule}\n{indent}    </FilesMatch>",
                pattern(path)
            );
        }
        let _ = writeln!(text, "{indent}</IfModule>");
        text
    }

    fn htaccess(&self) -> String {
        let about = "# For Apache, where AllowOverride has FileInfo: the media types of what an authority publishes.";
        format!("{about}\n{}", self.apache_lines(""))
    }

    fn apache(&self, home: &str) -> String {
        let place = match home.strip_suffix('/') {
            Some(folder) => format!("Alias \"/{folder}\" \"{ROOT}/{folder}\"\n"),
            None => format!("DocumentRoot \"{ROOT}\"\n"),
        };
        let about = format!(
            "# For Apache, within the <VirtualHost> of port 80; the public folder lies in {ROOT}.\n# Serve it by plain http, and do not redirect to https: whoever fetches a CRL is just checking a certificate.\n"
        );
        let options =
            "    Require all granted\n    AllowOverride None\n    Options -Indexes\n    DirectoryIndex index.html\n";
        format!("{about}{place}<Directory \"{ROOT}\">\n{options}{}</Directory>\n", self.apache_lines("    "))
    }

    fn nginx(&self, home: &str) -> String {
        let mut text = format!(
            "# For nginx, within the server {{ }} of port 80; the public folder lies in {ROOT}.\n# Serve it by plain http, and do not redirect to https: whoever fetches a CRL is just checking a certificate.\n"
        );
        let _ = writeln!(
            text,
            "location \"/{home}\" {{\n    root \"{ROOT}\";\n    index index.html;\n    autoindex off;\n    types {{"
        );
        for (suffix, media) in KNOWN.iter().chain(&TYPES) {
            let _ = writeln!(text, "        {media} {suffix};");
        }
        let _ = writeln!(text, "    }}\n}}");
        let other = |path: &&str| !self.exceptions.iter().any(|(known, _)| known == path);
        let exact = self
            .exceptions
            .iter()
            .copied()
            .chain(self.lists.iter().copied().filter(other).map(|path| (path, media::CRL)));
        for (path, media) in exact {
            let caching = match media == media::CRL {
                true => format!("    add_header Cache-Control \"{}\";\n", self.caching()),
                false => String::new(),
            };
            let _ = writeln!(
                text,
                "location = \"/{path}\" {{\n    root \"{ROOT}\";\n    types {{ }}\n    default_type {media};\n{caching}}}"
            );
        }
        text
    }

    fn web_config(&self, home: &str) -> String {
        let mut types: BTreeMap<String, &str> =
            TYPES.iter().map(|(suffix, media)| (format!(".{suffix}"), *media)).collect();
        for (path, media) in &self.exceptions {
            // a name without a suffix is "." for IIS
            types.entry(format!(".{}", suffix_of(path).unwrap_or_default())).or_insert(*media);
        }
        let mut text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- For IIS: the media types of what an authority publishes. -->\n<configuration>\n  <system.webServer>\n    <directoryBrowse enabled=\"false\" />\n".to_owned();
        if self.lists.iter().chain(self.exceptions.iter().map(|(path, _)| path)).any(|path| path.contains('+')) {
            // the names of delta CRLs in the manner of Windows have a plus
            text.push_str("    <security><requestFiltering allowDoubleEscaping=\"true\" /></security>\n");
        }
        text.push_str("    <staticContent>\n");
        for (suffix, media) in types {
            let suffix = escaped(&suffix);
            let _ = writeln!(
                text,
                "      <remove fileExtension=\"{suffix}\" />\n      <mimeMap fileExtension=\"{suffix}\" mimeType=\"{media}\" />"
            );
        }
        text.push_str("    </staticContent>\n  </system.webServer>\n");
        for path in &self.lists {
            let (relative, age) = (escaped(path.strip_prefix(home).unwrap_or(path)), clock(self.seconds));
            let _ = writeln!(
                text,
                "  <location path=\"{relative}\">\n    <system.webServer><staticContent><clientCache cacheControlMode=\"UseMaxAge\" cacheControlMaxAge=\"{age}\" /></staticContent></system.webServer>\n  </location>"
            );
        }
        text.push_str("</configuration>\n");
        text
    }
}

/// Hours, minutes and seconds.
fn clock(seconds: i64) -> String {
    format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

/// The name of a file as a regular expression.
fn pattern(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let escape = |c: char| if c.is_ascii_punctuation() { format!("\\{c}") } else { c.to_string() };
    format!("^{}$", name.chars().map(escape).collect::<String>())
}

/// Text within XML and HTML.
pub(super) fn escaped(text: &str) -> String {
    let escape = |c: char| match c {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        '"' => "&quot;".to_owned(),
        '\'' => "&#39;".to_owned(),
        c => c.to_string(),
    };
    text.chars().map(escape).collect()
}

fn readme(
    publication: &Publication<'_>,
    wanted: &Wanted,
    files: &BTreeMap<String, PublicFile>,
    swaps: &[Swap],
) -> String {
    let home = wanted.home();
    let mut text = format!(
        "{}: what is to be published\n\npublic/   goes onto the web server, with the paths that it has: its files are served from the root of the host.\n          The page is public/{home}index.html. Everything in this folder is public, and nothing else here is meant to be.\nservers/  the media types, for the configuration of Apache and nginx. public/ has the same as .htaccess (Apache) and web.config (IIS).\n",
        publication.title
    );
    if !swaps.is_empty() {
        text.push_str("ahead/    the CRLs that were signed ahead: copy what is in each folder over public/ when its date has come.\n");
    }
    text.push_str("\nThe addresses in certificates, and the file of each:\n");
    let mut pointed = false;
    for (path, file) in files {
        for url in &file.urls {
            pointed = true;
            let _ = writeln!(text, "  {url}\n      public/{path}");
        }
    }
    if !pointed {
        text.push_str("  none: set them in the settings of the authority, and certificates that are issued from then on say them.\n");
    }
    for swap in swaps {
        let _ = writeln!(text, "\nFrom {} on:", swap.from);
        swap.files.keys().for_each(|path| {
            let _ = writeln!(text, "  ahead/{}/{path}", swap.folder());
        });
    }
    text.push_str("\nOnto a server, for instance:\n  rsync -rt --delay-updates public/ server:/var/www/ca/\nFiles of an earlier time that are no longer in public/ are named by Rootpage; remove them.\nServe the folder by plain http (port 80), and do not redirect it to https.\n\nThat it works:\n");
    let url = files.values().flat_map(|file| &file.urls).next();
    let url = url.map_or_else(|| format!("http://host/{home}index.html"), Clone::clone);
    let _ = writeln!(text, "  curl -sI {url}");
    // without the words for deltas OpenSSL takes a delta for a complete list, where it is the newer one
    let deltas = if publication.delta.is_some() { "-extended_crl -use_deltas " } else { "" };
    let _ = writeln!(text, "  openssl verify -crl_check -crl_download {deltas}-CAfile root.pem certificate.pem");
    if publication.scope == Scope::None {
        text.push_str("\nNo certificate that was issued is in the folder.\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(files: &[(&str, &'static str)]) -> (String, String, String) {
        let files = files.iter().map(|(path, media)| ((*path).to_owned(), PublicFile::new("x", media, "x"))).collect();
        let rules = Rules::of(&files, Cache { seconds: 3_600 });
        (rules.htaccess(), rules.nginx("pki/"), rules.web_config("pki/"))
    }

    #[test]
    fn the_lines_of_the_how_to_are_there() {
        let (apache, nginx, iis) = rules(&[("pki/ca.crt", media::AUTHORITY), ("pki/a+.crl", media::CRL)]);
        for (text, line) in [
            (&apache, "AddType application/x-x509-ca-cert .crt\n"),
            (&apache, "AddType application/pkix-crl .crl\n"),
            (&apache, "AddType application/pkcs7-mime .p7c\n"),
            (&apache, "AddType application/x-pem-file .pem\n"),
            (
                &apache,
                "<FilesMatch \"^a\\+\\.crl$\">\n        Header set Cache-Control \"max-age=3600, must-revalidate\"",
            ),
            (&nginx, "application/x-x509-ca-cert crt;"),
            (&nginx, "location = \"/pki/a+.crl\""),
            (&iis, "<mimeMap fileExtension=\".crl\" mimeType=\"application/pkix-crl\" />"),
            (&iis, "allowDoubleEscaping=\"true\""),
            (&iis, "<location path=\"a+.crl\">"),
            (&iis, "cacheControlMaxAge=\"01:00:00\""),
        ] {
            assert!(text.contains(line), "{line} in\n{text}");
        }
        assert!(!apache.contains("ForceType"));
    }

    #[test]
    fn a_file_without_a_suffix_has_a_rule_of_its_own() {
        let (apache, nginx, iis) = rules(&[("pki/crl", media::CRL), ("pki/ca.der", media::AUTHORITY)]);
        assert!(apache.contains("<FilesMatch \"^crl$\">\n    ForceType application/pkix-crl"), "{apache}");
        assert!(apache.contains("<FilesMatch \"^ca\\.der$\">\n    ForceType application/x-x509-ca-cert"), "{apache}");
        assert!(nginx.contains("location = \"/pki/crl\" {\n    root \"/var/www/ca\";\n    types { }\n    default_type application/pkix-crl;"), "{nginx}");
        assert!(iis.contains("<mimeMap fileExtension=\".\" mimeType=\"application/pkix-crl\" />"), "{iis}");
        assert!(iis.contains("<mimeMap fileExtension=\".der\""), "{iis}");
    }
}
