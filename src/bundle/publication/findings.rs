//! What the owner of an authority should know of a publication.

use super::address::{Unservable, has_query};
use super::wanted::{Part, Wanted};
use super::{Entry, Finding, Publication, Scope, has_suffix, is_pkcs7};
use crate::authority::Revocation;
use crate::key::Severity;
use crate::model::{CertificateList, RevocationReason, SerialNumber};

/// All findings, the gravest first.
pub(super) fn all(publication: &Publication<'_>, wanted: &Wanted) -> Vec<Finding> {
    let mut findings = Vec::new();
    lists(publication, wanted, &mut findings);
    addresses(publication, wanted, &mut findings);
    places(wanted, &mut findings);
    privacy(publication, &mut findings);
    findings.sort_by_key(|finding| finding.severity != Severity::Warn);
    findings
}

fn finding(severity: Severity, code: &'static str, text: impl Into<String>) -> Finding {
    Finding { code, severity, text: text.into() }
}

fn warn(code: &'static str, text: impl Into<String>) -> Finding {
    finding(Severity::Warn, code, text)
}

fn note(code: &'static str, text: impl Into<String>) -> Finding {
    finding(Severity::Note, code, text)
}

/// Whether the lists say what is so, and still hold.
fn lists(publication: &Publication<'_>, wanted: &Wanted, findings: &mut Vec<Finding>) {
    match publication.crl {
        None => findings.push(warn(
            "publish/crl-missing",
            "There is no complete CRL: whoever checks for revocation finds nothing, and many programs then refuse every certificate. Create one, then publish again.",
        )),
        Some(crl) => list("the CRL", "publish/crl-stale", "publish/crl-not-yet", crl, publication, findings),
    }
    match publication.delta {
        Some(delta) => list("the delta CRL", "publish/delta-stale", "publish/delta-not-yet", delta, publication, findings),
        None => findings.extend(wanted.first(Part::Delta).map(|path| {
            let text = format!("Certificates point to {path} for a delta CRL, and there is none that is newer than the complete one: the file is left out.");
            warn("publish/delta-missing", text)
        })),
    }
    let unpublished = unpublished(publication);
    if publication.crl.is_some() && unpublished > 0 {
        let text = format!(
            "{} revoked since the CRL was made, and it does not say so. Create a new one, then publish again.",
            certificates(unpublished)
        );
        findings.push(warn("publish/crl-behind", text));
    }
    if let Some(last) = publication.ahead.last() {
        let count = publication.ahead.len();
        let text = format!(
            "{count} more lists were signed ahead, the last from {}: they lie in ahead/, each to be copied over the public folder at its date.",
            last.this_update
        );
        findings.push(note("publish/lists-ahead", text));
    }
}

fn list(
    what: &str,
    stale: &'static str,
    early: &'static str,
    crl: &CertificateList,
    publication: &Publication<'_>,
    findings: &mut Vec<Finding>,
) {
    match crl.next_update {
        Some(next) if next < publication.now => {
            let text = format!("The date of {what} is over since {next}: programs refuse it, and many then refuse every certificate. Create a new one, then publish again.");
            findings.push(warn(stale, text));
        }
        None => findings.push(warn(stale, format!("It is not said when {what} is to be followed by the next: programs go by it as they like (RFC 5280, section 5.1.2.5, asks for the date)."))),
        Some(_) => {}
    }
    if crl.this_update > publication.now {
        findings.push(warn(early, format!("Nobody takes {what} before its date, {}.", crl.this_update)));
    }
}

/// How many certificates that have not expired are revoked, and not by the lists that are published.
fn unpublished(publication: &Publication<'_>) -> usize {
    let listed = |serial: &SerialNumber| {
        let says = |list: &CertificateList| {
            list.revoked
                .iter()
                .any(|entry| entry.serial == *serial && entry.reason != Some(RevocationReason::RemoveFromCrl))
        };
        publication.crl.is_some_and(says) || publication.delta.is_some_and(says)
    };
    let is_missing = |entry: &&Entry<'_>| {
        let (revocation, not_after): (Option<&Revocation>, _) = match entry {
            Entry::Whole(row, _) => (row.revocation.as_ref(), row.not_after),
            Entry::Bare(row) => (row.revocation.as_ref(), row.not_after),
        };
        revocation.is_some() && not_after >= publication.now && !listed(entry.serial())
    };
    publication.entries.iter().filter(is_missing).count()
}

/// Whether certificates say where the files are.
fn addresses(publication: &Publication<'_>, wanted: &Wanted, findings: &mut Vec<Finding>) {
    let how = "Set the addresses under Configuration (Settings, publication): certificates that are issued from then on say them.";
    let [crl, issuer] = [Part::Crl, Part::Certificate].map(|part| wanted.first(part).is_some());
    match (crl, issuer) {
        (false, false) => findings.push(warn(
            "publish/no-addresses",
            format!("No certificate of this authority says where its CRL or its own certificate is: nobody finds these files by itself. {how}"),
        )),
        (false, true) => findings.push(warn(
            "publish/no-crl-address",
            format!("No certificate of this authority says where its CRL is: nobody finds it by itself. {how}"),
        )),
        (true, false) => findings.push(note(
            "publish/no-issuer-address",
            format!("No certificate of this authority says where its own certificate is: servers must send it along. {how}"),
        )),
        (true, true) => {}
    }
    if wanted.silent > 0 && crl {
        let text = format!(
            "{} not say where the CRL is: issued before the addresses were set, or with a profile that has none.",
            do_not(wanted.silent)
        );
        findings.push(note("publish/certificates-without-address", text));
    }
    if !publication.certificate.is_self_issued() && !wanted.above.is_empty() {
        let urls = wanted.above.iter().cloned().collect::<Vec<_>>().join(", ");
        let text = format!("The certificate of this authority points to {urls}: those are for its issuer to publish.");
        findings.push(note("publish/issuer-elsewhere", text));
    }
}

/// What is unusual about the addresses.
fn places(wanted: &Wanted, findings: &mut Vec<Finding>) {
    for (url, why) in &wanted.unservable {
        findings.push(match why {
            Unservable::Scheme => warn(
                "publish/url-not-static",
                format!("{url} is not served from a folder: put the file there by other means."),
            ),
            Unservable::Folder => {
                warn("publish/url-folder", format!("{url} names a folder and no file: nothing can be put there."))
            }
            Unservable::Path => warn(
                "publish/url-unsafe",
                format!("{url} has a path that leads elsewhere or is no name of a file: nothing is put there."),
            ),
        });
    }
    for url in &wanted.responders {
        findings.push(note(
            "publish/ocsp",
            format!("{url} is an OCSP responder, which is a program and no file: the folder does not answer for it."),
        ));
    }
    if wanted.other_points > 0 {
        let text = "A distribution point has more than addresses (another issuer of the CRL, reasons): what it asks for is not made here.";
        findings.push(warn("publish/point-other", text));
    }
    for (part, path, url) in wanted.places() {
        findings.extend(place(part, path, url));
    }
}

fn place(part: Part, path: &str, url: &str) -> Vec<Finding> {
    let is_usual = match part {
        Part::Crl | Part::Delta => has_suffix(path, "crl"),
        Part::Certificate => is_pkcs7(path) || ["crt", "cer", "der"].iter().any(|suffix| has_suffix(path, suffix)),
    };
    let is_https = url.get(..6).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https:"));
    let all = [
        (has_suffix(path, "pem")).then(|| {
            note("publish/url-suffix", format!("{url} ends as PEM does, and DER is there: that is what programs want (RFC 5280, sections 4.2.1.13 and 4.2.2.1)."))
        }),
        (!is_usual && !has_suffix(path, "pem")).then(|| {
            note("publish/url-suffix", format!("{url} does not end as such files do: a server knows what it is by a rule of its own, which is among those given."))
        }),
        has_query(url).then(|| note("publish/url-query", format!("{url} asks a question: a folder gives {path} whatever is asked."))),
        is_https.then(|| {
            note("publish/url-https", format!("{url} is fetched by HTTPS, for which certificates are checked again: RFC 5280, section 8, advises http."))
        }),
    ];
    all.into_iter().flatten().collect()
}

/// What becomes known.
fn privacy(publication: &Publication<'_>, findings: &mut Vec<Finding>) {
    match publication.scope {
        Scope::Search if !publication.entries.is_empty() => findings.push(note(
            "publish/names-public",
            "Everybody can read the names in all certificates: those of hosts and persons within too.",
        )),
        Scope::Serial if publication.counted => findings.push(warn(
            "publish/serials-guessable",
            "The serial numbers are counted: whoever tries one after the other finds every certificate.",
        )),
        Scope::None | Scope::Serial | Scope::Search => {}
    }
}

fn certificates(count: usize) -> String {
    if count == 1 { "1 certificate was".to_owned() } else { format!("{count} certificates were") }
}

fn do_not(count: usize) -> String {
    if count == 1 { "1 valid certificate does".to_owned() } else { format!("{count} valid certificates do") }
}
