//! Files for programs: requests read into orders, and what was made of them into views. The same for a certificate of the
//! ledger and for what was brought from elsewhere.

use std::collections::BTreeSet;

use serde_bytes::ByteBuf;
use zeroize::Zeroizing;

use super::call::FileRequest;
use super::shape;
use super::view::{BundleView, CheckView, FindingView, MadeFileView};
use crate::bundle::file::{self, Finding, Format, Made, Order, Source};
use crate::bundle::pkcs12::Strength;
use crate::env::Env;
use crate::error::{Code, Error, Result};
use crate::openssl::archive;
use crate::openssl::directory::{Files, safe_path};

/// Makes every file, or none.
///
/// # Errors
/// What [`file::make`] says, with the name of the file; [`Code::CallUnknown`] for a name or word that cannot be.
pub fn made(env: &mut dyn Env, source: Source<'_>, requests: &[FileRequest]) -> Result<BundleView> {
    let orders = orders(requests)?;
    let mut view = BundleView { files: Vec::new(), checks: Vec::new(), findings: Vec::new(), zip: None };
    for (request, order) in requests.iter().zip(&orders) {
        let made = file::make(env, source, order).map_err(|error| in_file(error, request))?;
        put(&mut view, request, order, made);
    }
    if view.files.len() > 1 {
        let files: Files = view.files.iter().map(|file| (file.name.clone(), file.content.to_vec())).collect();
        let is_secret = |name: &str| view.files.iter().any(|file| file.name == name && file.secret);
        view.zip = Some(archive::zip_private(&files, is_secret)?.into());
    }
    Ok(view)
}

/// Whether a file of these holds a private key.
pub fn hold_keys(requests: &[FileRequest]) -> Result<bool> {
    Ok(orders(requests)?.iter().any(Order::holds_key))
}

fn orders(requests: &[FileRequest]) -> Result<Vec<Order>> {
    let mut names = BTreeSet::new();
    let order = |request: &FileRequest| {
        let is_plain = safe_path(&request.name).is_ok_and(|path| path == request.name && !path.contains('/'));
        match is_plain && names.insert(request.name.clone()) {
            true => order(request),
            false => Err(unknown("name", &request.name)),
        }
    };
    requests.iter().map(order).collect()
}

fn order(request: &FileRequest) -> Result<Order> {
    let strength = match request.compatibility.as_deref() {
        None | Some("modern") => Strength::Modern,
        Some("compatible") => Strength::Compatible,
        Some(other) => return Err(unknown("compatibility", other)),
    };
    Ok(Order {
        format: Format::parse(&request.format)?,
        password: request.password.as_ref().map(|password| Zeroizing::new(password.as_str().to_owned())),
        plain: request.plain,
        strength,
        friendly_name: request.friendly_name.clone(),
        chain: request.chain,
        root: request.root,
        existing: request.existing.as_ref().map(|store| store.to_vec()),
        settings: request.settings.clone(),
    })
}

fn unknown(field: &str, found: &str) -> Error {
    Error::new(Code::CallUnknown).field(field).found(found)
}

/// Says which file it is about, where nothing more exact is said.
fn in_file(error: Error, request: &FileRequest) -> Error {
    if error.field_name().is_some() { error } else { error.field(&request.name) }
}

fn put(view: &mut BundleView, request: &FileRequest, order: &Order, made: Made) {
    let check = |what: String| CheckView { file: request.name.clone(), what };
    view.checks.extend(made.checks.into_iter().map(check));
    let findings = made.findings.into_iter().map(finding);
    // what is to be known of the certificate is the same for each of its files
    let new: Vec<FindingView> = findings.filter(|finding| !view.findings.contains(finding)).collect();
    view.findings.extend(new);
    let text = || String::from_utf8_lossy(&made.content).into_owned();
    view.files.push(MadeFileView {
        name: request.name.clone(),
        format: order.format.as_str(),
        media_type: order.format.media_type(),
        text: order.format.is_text().then(text),
        content: ByteBuf::from(made.content.to_vec()),
        secret: made.secret,
        encrypted: made.encrypted,
        about: made.about,
    });
}

fn finding(finding: Finding) -> FindingView {
    FindingView { code: finding.code, severity: shape::severity(finding.severity), text: finding.text }
}
