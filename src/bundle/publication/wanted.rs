//! What the addresses of the settings and of the certificates ask for.

use std::collections::BTreeSet;

use super::address::{self, FilePath, Unservable};
use super::{Entry, Publication};
use crate::model::{Certificate, DistributionPoint, ExtensionValue, GeneralName, Oid};
use crate::parse;

/// freshestCRL (RFC 5280, section 4.2.1.15), whose content is that of cRLDistributionPoints.
const FRESHEST_CRL: &str = "2.5.29.46";
const CRL_DISTRIBUTION_POINTS: &str = "2.5.29.31";
/// id-ad-ocsp and id-ad-caIssuers (RFC 5280, section 4.2.2.1).
const OCSP: &str = "1.3.6.1.5.5.7.48.1";
const CA_ISSUERS: &str = "1.3.6.1.5.5.7.48.2";

/// What is to be found under an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// The complete CRL.
    Crl,
    /// The delta CRL.
    Delta,
    /// The authority's certificate.
    Certificate,
}

/// What was asked for, each once, in the order of the settings and then of the ledger.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    places: Vec<(Part, FilePath, String)>,
    /// The addresses that a static folder does not serve.
    pub(super) unservable: Vec<(String, Unservable)>,
    /// The OCSP responders.
    pub(super) responders: BTreeSet<String>,
    /// How many distribution points have more than addresses (cRLIssuer, reasons, a name relative to the issuer's).
    pub(super) other_points: usize,
    /// How many valid certificates do not say where the CRL is.
    pub(super) silent: usize,
    /// The addresses of the authority's own certificate: they are its issuer's.
    pub(super) above: BTreeSet<String>,
    home: String,
}

impl Wanted {
    pub(super) fn of(publication: &Publication<'_>) -> Self {
        let mut wanted = Self::default();
        let said = &publication.addresses;
        for (part, urls) in [(Part::Crl, said.crl), (Part::Delta, said.delta), (Part::Certificate, said.issuer)] {
            urls.iter().for_each(|url| wanted.add(part, url));
        }
        wanted.responders.extend(said.ocsp.iter().cloned());
        for entry in publication.entries {
            if let Entry::Whole(row, certificate) = entry
                && row.not_after >= publication.now
            {
                wanted.read(certificate);
            }
        }
        let mut own = Self::default();
        own.read(publication.certificate);
        let own_urls = own.places.into_iter().map(|(_, _, url)| url);
        wanted.above = own_urls.chain(own.unservable.into_iter().map(|(url, _)| url)).collect();
        wanted.home = wanted.common_folder();
        wanted
    }

    /// The files, each with the address that asks for it.
    pub(super) fn places(&self) -> impl Iterator<Item = (Part, &str, &str)> {
        self.places.iter().map(|(part, path, url)| (*part, path.as_str(), url.as_str()))
    }

    /// The path of the first address that asks for a part.
    pub(super) fn first(&self, part: Part) -> Option<&str> {
        self.places().find(|(known, ..)| *known == part).map(|(_, path, _)| path)
    }

    /// The folder that everything lies in, with a slash behind it: the page goes there, and into no other's place.
    pub(super) fn home(&self) -> &str {
        &self.home
    }

    /// The path of the authority's certificate without its suffix; the how-to's `cacert` where nothing points to it.
    pub(super) fn stem(&self) -> String {
        let usual = || format!("{}cacert", self.home);
        self.first(Part::Certificate).map_or_else(usual, |path| match super::suffix_of(path) {
            Some(suffix) => path.strip_suffix(suffix).unwrap_or(path).trim_end_matches('.').to_owned(),
            None => path.to_owned(),
        })
    }

    fn add(&mut self, part: Part, url: &str) {
        if self.places.iter().any(|(known, _, there)| *known == part && there == url)
            || self.unservable.iter().any(|(there, _)| there == url)
        {
            return;
        }
        match address::path_of(url) {
            Ok(path) => self.places.push((part, path, url.to_owned())),
            Err(why) => self.unservable.push((url.to_owned(), why)),
        }
    }

    /// Takes in what a certificate says.
    fn read(&mut self, certificate: &Certificate) {
        let mut says_crl = false;
        for extension in &certificate.extensions {
            match &extension.value {
                ExtensionValue::CrlDistributionPoints(points) => {
                    says_crl = true;
                    self.add_points(Part::Crl, points);
                }
                ExtensionValue::AuthorityInfoAccess(all) => {
                    all.iter().for_each(|access| self.add_access(&access.method, &access.location));
                }
                ExtensionValue::Other { oid, der } if oid.to_string() == FRESHEST_CRL => {
                    self.add_points(Part::Delta, &freshest(der));
                }
                _ => {}
            }
        }
        self.silent += usize::from(!says_crl);
    }

    fn add_points(&mut self, part: Part, points: &[DistributionPoint]) {
        for point in points {
            match point.other {
                Some(_) => self.other_points += 1,
                None => point.full_name.iter().for_each(|name| self.add_name(part, name)),
            }
        }
    }

    fn add_name(&mut self, part: Part, name: &GeneralName) {
        match name {
            GeneralName::Uri(url) => self.add(part, url),
            other => self.add(part, &other.to_string()),
        }
    }

    fn add_access(&mut self, method: &Oid, location: &GeneralName) {
        match (method.to_string().as_str(), location) {
            (CA_ISSUERS, name) => self.add_name(Part::Certificate, name),
            (OCSP, GeneralName::Uri(url)) => drop(self.responders.insert(url.clone())),
            _ => {}
        }
    }

    /// The deepest folder in which all of the files lie.
    fn common_folder(&self) -> String {
        let mut folders = self.places.iter().map(|(_, path, _)| path.folder());
        let first = folders.next().unwrap_or_default().to_owned();
        folders.fold(first, |common, folder| {
            let parts = common.split_inclusive('/').zip(folder.split_inclusive('/'));
            parts.take_while(|(one, other)| one == other).map(|(part, _)| part).collect()
        })
    }
}

/// The points of freshestCRL; none where it cannot be read, which is for whoever made the certificate to mend.
fn freshest(der: &[u8]) -> Vec<DistributionPoint> {
    let points = Oid::parse(CRL_DISTRIBUTION_POINTS).and_then(|oid| parse::extension_value_der(oid, der));
    match points {
        Ok(ExtensionValue::CrlDistributionPoints(points)) => points,
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(all: &[(Part, &str)]) -> Wanted {
        let mut wanted = Wanted::default();
        all.iter().for_each(|(part, url)| wanted.add(*part, url));
        wanted.home = wanted.common_folder();
        wanted
    }

    #[test]
    fn the_page_goes_where_everything_lies() {
        for (urls, home) in [
            (&[][..], ""),
            (&["http://h/a.crl"], ""),
            (&["http://h/pki/a.crl"], "pki/"),
            (&["http://h/pki/a.crl", "http://other/pki/a.crt"], "pki/"),
            (&["http://h/pki/crl/a.crl", "http://h/pki/certs/a.crt"], "pki/"),
            (&["http://h/pki/a.crl", "http://h/pkix/a.crt"], ""),
            (&["http://h/pki/a.crl", "ldap://h/cn=a"], "pki/"),
        ] {
            let all: Vec<_> = urls.iter().map(|url| (Part::Crl, *url)).collect();
            assert_eq!(wanted(&all).home(), home, "{urls:?}");
        }
    }

    #[test]
    fn an_address_counts_once_for_each_part() {
        let wanted = wanted(&[
            (Part::Crl, "http://h/a"),
            (Part::Crl, "http://h/a"),
            (Part::Delta, "http://h/a"),
            (Part::Crl, "ldap://h/a"),
            (Part::Crl, "ldap://h/a"),
        ]);
        assert_eq!(
            wanted.places().collect::<Vec<_>>(),
            [(Part::Crl, "a", "http://h/a"), (Part::Delta, "a", "http://h/a")]
        );
        assert_eq!(wanted.unservable, [("ldap://h/a".to_owned(), Unservable::Scheme)]);
    }

    #[test]
    fn the_stem_is_that_of_the_address() {
        assert_eq!(wanted(&[]).stem(), "cacert");
        assert_eq!(wanted(&[(Part::Crl, "http://h/p/a.crl")]).stem(), "p/cacert");
        assert_eq!(wanted(&[(Part::Certificate, "http://h/p/my.ca.crt")]).stem(), "p/my.ca");
        assert_eq!(wanted(&[(Part::Certificate, "http://h/p/ca")]).stem(), "p/ca");
    }
}
