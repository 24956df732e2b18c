//! Addresses in certificates, and the file of a static folder that is served under each.
//!
//! A client asks `http://host/path` for the path (RFC 9110, section 4.2.1), so a file under that path is what it gets, from whatever host the
//! folder is served. The path is somebody else's text: what could lead out of the folder, or cannot be a file, is not made one.

use std::fmt;

/// A path below the folder: its parts joined by `/`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FilePath(String);

/// Why no file of a static folder is served under an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unservable {
    /// It is not fetched by HTTP: `ldap:`, `ftp:`, `file:`.
    Scheme,
    /// It names a folder and no file in it.
    Folder,
    /// Its path leads elsewhere, or is none that every file system takes.
    Path,
}

/// What a file system may take for something else: Windows forbids these, and a colon names a drive or a stream there.
const FORBIDDEN: [char; 8] = ['\\', ':', '*', '?', '"', '<', '>', '|'];
/// The most bytes of a part, as file systems have it.
const MAX_PART: usize = 200;

impl FilePath {
    /// The path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folder that it lies in, with a slash behind it; empty for the top one.
    #[must_use]
    pub fn folder(&self) -> &str {
        self.0.rfind('/').and_then(|at| self.0.get(..=at)).unwrap_or_default()
    }
}

impl fmt::Display for FilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The file that is served under an address, from the root of its host.
///
/// # Errors
/// Why there is none.
pub fn path_of(url: &str) -> Result<FilePath, Unservable> {
    let (scheme, rest) = url.split_once("://").ok_or(Unservable::Scheme)?;
    if !["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return Err(Unservable::Scheme);
    }
    let rest = rest.split('#').next().unwrap_or_default();
    // a server of files gives the same one whatever is asked about it
    let rest = rest.split('?').next().unwrap_or_default();
    let path = rest.split_once('/').map(|(_, path)| path).ok_or(Unservable::Folder)?;
    if path.is_empty() || path.ends_with('/') {
        return Err(Unservable::Folder);
    }
    let parts = path.split('/').filter(|part| !part.is_empty()).map(part);
    Ok(FilePath(parts.collect::<Option<Vec<_>>>().ok_or(Unservable::Path)?.join("/")))
}

/// Whether an address asks a question that no file answers.
pub fn has_query(url: &str) -> bool {
    url.split('#').next().is_some_and(|before| before.contains('?'))
}

/// A part of the path, decoded (RFC 3986, section 2.1), where it is the name of a file or a folder.
fn part(text: &str) -> Option<String> {
    let decoded = String::from_utf8(decoded(text)?).ok()?;
    let is_name = !decoded.is_empty()
        && decoded.len() <= MAX_PART
        && !decoded.ends_with(['.', ' '])
        && !decoded.starts_with(' ')
        && !decoded.chars().any(|c| c.is_control() || c == '/' || FORBIDDEN.contains(&c));
    is_name.then_some(decoded)
}

fn decoded(text: &str) -> Option<Vec<u8>> {
    let mut bytes = text.bytes();
    let mut all = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        all.push(match byte {
            b'%' => digit(bytes.next()?)? << 4 | digit(bytes.next()?)?,
            byte => byte,
        });
    }
    Some(all)
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// A path within an address: what is not unreserved or a slash is percent-encoded (RFC 3986, section 2.3).
pub fn encoded(path: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    path.bytes()
        .map(|byte| match is_plain(byte) {
            true => char::from(byte).to_string(),
            false => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_to_the_file_of_its_path() {
        for (url, path) in [
            ("http://ca.sample.com/rootca.crl", "rootca.crl"),
            ("HTTP://CA.sample.com:8080/pki/Root%20CA.crl", "pki/Root CA.crl"),
            ("https://ca.sample.com/a/b/c.crt#part", "a/b/c.crt"),
            ("http://ca.sample.com/get?crl=1", "get"),
            ("http://[2001:db8::1]/ca.crl", "ca.crl"),
            ("http://ca.sample.com//pki//ca.crl", "pki/ca.crl"),
            ("http://ca.sample.com/%C3%BCber.crl", "über.crl"),
            ("http://ca.sample.com/.well-known/ca.crl", ".well-known/ca.crl"),
            ("http://user@ca.sample.com/ca.crl", "ca.crl"),
        ] {
            assert_eq!(path_of(url).map(|path| path.0), Ok(path.to_owned()), "{url}");
        }
    }

    #[test]
    fn what_leads_elsewhere_or_is_no_file_is_none() {
        for (url, why) in [
            ("ldap://ldap.sample.com/cn=Root?certificateRevocationList", Unservable::Scheme),
            ("ldap:///cn=Root", Unservable::Scheme),
            ("ftp://ca.sample.com/ca.crl", Unservable::Scheme),
            ("file:///etc/passwd", Unservable::Scheme),
            ("urn:uuid:f81d4fae", Unservable::Scheme),
            ("http://ca.sample.com", Unservable::Folder),
            ("http://ca.sample.com/", Unservable::Folder),
            ("http://ca.sample.com/pki/", Unservable::Folder),
            ("http://ca.sample.com?crl", Unservable::Folder),
            ("http://ca.sample.com/../etc/passwd", Unservable::Path),
            ("http://ca.sample.com/a/%2e%2e/%2E./b", Unservable::Path),
            ("http://ca.sample.com/a%2fb", Unservable::Path),
            ("http://ca.sample.com/..%5c..%5cb", Unservable::Path),
            ("http://ca.sample.com/C:/b", Unservable::Path),
            ("http://ca.sample.com/a%00b", Unservable::Path),
            ("http://ca.sample.com/a%0ab", Unservable::Path),
            ("http://ca.sample.com/%ff", Unservable::Path),
            ("http://ca.sample.com/%4", Unservable::Path),
            ("http://ca.sample.com/./a", Unservable::Path),
            ("http://ca.sample.com/a.", Unservable::Path),
            ("http://ca.sample.com/%20a", Unservable::Path),
        ] {
            assert_eq!(path_of(url), Err(why), "{url}");
        }
        assert_eq!(path_of(&format!("http://ca.sample.com/{}", "a".repeat(201))), Err(Unservable::Path));
    }

    #[test]
    fn a_path_is_encoded_as_it_is_read() {
        for path in ["pki/Root CA.crl", "über.crl", "a%2fb", "a/b~c_d-e.f"] {
            let url = format!("http://ca.sample.com/{}", encoded(path));
            assert_eq!(path_of(&url).map(|path| path.0), Ok(path.to_owned()));
        }
        assert_eq!(encoded("Root CA.crl"), "Root%20CA.crl");
    }

    #[test]
    fn a_folder_ends_with_a_slash() {
        for (url, folder) in [("http://h/a.crl", ""), ("http://h/a/b.crl", "a/"), ("http://h/a/b/c.crl", "a/b/")] {
            assert_eq!(path_of(url).unwrap().folder(), folder);
        }
    }
}
