//! Questions that need no vault: what is this, is this a name, and a request for a key at hand.

use serde_bytes::ByteBuf;

use super::call::{CreateRequest, Secret};
use super::shape;
use super::view::{
    CreatedRequestView, InspectView, KeyView, NameAttributeView, NameView, ObjectView, RequestView, ViolationView,
};
use crate::authority;
use crate::bundle;
use crate::encode::RequestContent;
use crate::env::Env;
use crate::error::{Code, Error, Result};
use crate::key::{PrivateKey, Signer};
use crate::model::{AttributeType, BasicConstraints, Extension, ExtensionValue, GeneralName, Name};
use crate::openssl::{self, request::spkac_text};
use crate::parse::{self, Object, ObjectKind};
use crate::policy::Profile;

/// Names and explains whatever it is given: files, each with its name where it has one. A private key is named and not shown.
///
/// # Errors
/// The codes of [`parse`]; where there are several things, one that cannot be read has its problem beside it.
pub fn inspect(files: &[(&str, &[u8])], _passwords: &[Secret]) -> Result<InspectView> {
    let (mut all, mut repairs) = (Vec::new(), Vec::new());
    for (name, content) in files {
        let objects = match in_file(content, &mut repairs, files.len() == 1) {
            Err(error) if files.len() > 1 => {
                vec![ObjectView { problem: Some(shape::problem(&error)), ..shape::object(ObjectKind::Other) }]
            }
            objects => objects?,
        };
        let file = (!name.is_empty()).then(|| (*name).to_owned());
        all.extend(objects.into_iter().map(|object| ObjectView { file: file.clone(), ..object }));
    }
    let mut objects = all.into_iter();
    let first = objects.next().ok_or(Error::new(Code::InputEmpty))?;
    Ok(InspectView { first, repairs, others: objects.collect(), identities: Vec::new(), locked: 0 })
}

fn in_file(content: &[u8], repairs: &mut Vec<String>, alone: bool) -> Result<Vec<ObjectView>> {
    if spkac_text(content).is_some() {
        return inspect_spkac(content, repairs);
    }
    let sniffed = parse::sniff(content)?;
    let alone = alone && sniffed.objects.len() == 1;
    repairs.extend(sniffed.repairs);
    let explain = |object: &Object| match explained(object) {
        Err(error) if !alone => Ok(ObjectView { problem: Some(shape::problem(&error)), ..shape::object(object.kind) }),
        answer => answer,
    };
    sniffed.objects.iter().map(explain).collect()
}

/// The file that `openssl ca -spkac` takes.
fn inspect_spkac(input: &[u8], repairs: &mut Vec<String>) -> Result<Vec<ObjectView>> {
    let (request, repaired) = openssl::request::read(input)?;
    repairs.extend(repaired);
    let request = Some(shape::request(&request, Vec::new())?);
    Ok(vec![ObjectView { request, ..shape::object(ObjectKind::Spkac) }])
}

fn explained(object: &Object) -> Result<ObjectView> {
    let mut view = shape::object(object.kind);
    match object.kind {
        ObjectKind::Request => {
            view.request = Some(shape::request(&parse::request_der(&object.der)?, Vec::new())?);
        }
        ObjectKind::Spkac => {
            let (request, _) = openssl::request::read(&object.der)?;
            view.request = Some(shape::request(&request, Vec::new())?);
        }
        ObjectKind::Certificate => view.certificate = Some(shape::certificate(&parse::certificate_der(&object.der)?)?),
        ObjectKind::Crl => view.crl = Some(shape::crl(&parse::crl_der(&object.der)?)),
        ObjectKind::PublicKey => view.key = shape::key(&object.der).ok(),
        _ => {}
    }
    Ok(view)
}

/// What a request says, in whatever wrapping it came. A signature that does not fit is said and no error here.
///
/// # Errors
/// The codes of [`openssl::request::read`].
pub fn read_request(input: &[u8]) -> Result<RequestView> {
    let (request, repairs) = openssl::request::read(input)?;
    shape::request(&request, repairs)
}

/// A request for a key at hand.
///
/// # Errors
/// The codes of the names, and of signing.
pub fn create_request(env: &mut dyn Env, key: &PrivateKey, request: &CreateRequest) -> Result<CreatedRequestView> {
    let der = make_request(env, key, request)?;
    let request = parse::request_der(&der)?;
    Ok(CreatedRequestView {
        pem: bundle::pem(shape::REQUEST, &der),
        text: bundle::request_text(&request),
        der: ByteBuf::from(der),
    })
}

/// The DER of a request for a key.
pub(super) fn make_request(env: &mut dyn Env, key: &PrivateKey, request: &CreateRequest) -> Result<Vec<u8>> {
    let profile = request.profile.as_deref().map(Profile::parse).transpose()?;
    let content = RequestContent {
        subject: Name::parse(&request.subject)?,
        spki: key.public_key().spki().to_vec(),
        extensions: requested_extensions(general_names(&request.san)?, profile),
    };
    authority::make_request(env, &content, key)
}

/// What a request made here asks for: its names, and what the profile is for. Whoever signs decides what becomes of it.
fn requested_extensions(names: Vec<GeneralName>, profile: Option<Profile>) -> Vec<Extension> {
    let purposes = profile.map(Profile::purposes).unwrap_or_default();
    let is_authority = profile.is_some_and(Profile::is_authority);
    let constraints = ExtensionValue::BasicConstraints(BasicConstraints { ca: true, path_len: None });
    [
        is_authority.then_some(Extension { critical: true, value: constraints }),
        (!purposes.is_empty())
            .then_some(Extension { critical: false, value: ExtensionValue::ExtendedKeyUsage(purposes) }),
        (!names.is_empty()).then_some(Extension { critical: false, value: ExtensionValue::SubjectAltName(names) }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The names, each with its place in the list where it is refused: `san.0`.
pub(super) fn general_names(names: &[String]) -> Result<Vec<GeneralName>> {
    let parse =
        |(at, name): (usize, &String)| GeneralName::parse(name).map_err(|error| error.field(format!("san.{at}")));
    names.iter().enumerate().map(parse).collect()
}

/// Takes a distinguished name apart, or says what is wrong with it.
///
/// # Errors
/// The codes of [`Name::parse`].
pub fn check_name(subject: &str) -> Result<NameView> {
    Name::parse(subject).map(|name| NameView { parts: shape::name_parts(&name) })
}

/// The subject alternative name as it will be issued, or what is wrong with it.
///
/// # Errors
/// The codes of [`GeneralName::parse`].
pub fn check_san(name: &str) -> Result<String> {
    GeneralName::parse(name).map(|name| name.to_string())
}

/// Every attribute type that names may have.
#[must_use]
pub fn name_attributes() -> Vec<NameAttributeView> {
    let view = |attribute: &AttributeType| NameAttributeView {
        short: attribute.short,
        long: attribute.long,
        oid: attribute.oid,
        max: attribute.bounds.1,
    };
    AttributeType::ALL.iter().map(view).collect()
}

/// The public half of a key, in words.
///
/// # Errors
/// The codes of [`PublicKey::from_spki`](crate::key::PublicKey::from_spki).
pub fn key_view(key: &PrivateKey) -> Result<KeyView> {
    shape::key(key.public_key().spki())
}

/// The public half of a key in PEM (RFC 7468, section 13).
#[must_use]
pub fn public_key_pem(key: &PrivateKey) -> String {
    bundle::pem("PUBLIC KEY", key.public_key().spki())
}

/// A private key in PEM: encrypted PKCS#8 where there is a password, else plain.
///
/// # Errors
/// The codes of writing the key.
pub fn key_pem(env: &mut dyn Env, key: &PrivateKey, password: Option<&str>) -> Result<String> {
    match password {
        Some(password) => key.to_encrypted_pem(env, password),
        None => Ok(key.to_pem()?.as_str().to_owned()),
    }
}

/// The rules that an error names, in words.
#[must_use]
pub fn violations(error: &Error) -> Vec<ViolationView> {
    error.violated().iter().map(shape::violation).collect()
}
