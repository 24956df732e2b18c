//! Questions that need no vault: what is this, is this a name, and a request for a key at hand.

use serde_bytes::ByteBuf;

use super::call::{CreateRequest, Secret};
use super::shape;
use super::view::{
    ChainLinkView, ContainerView, CreatedRequestView, FindingView, IdentityView, InspectView, KeyView,
    NameAttributeView, NameView, ObjectView, PrivateKeyView, RequestView, ViolationView,
};
use crate::authority;
use crate::bundle::{
    self,
    material::{Container, Content, EmptyPassword, Key, Match, Material, Object},
};
use crate::encode::RequestContent;
use crate::env::Env;
use crate::error::{Code, Error, Result};
use crate::key::{PrivateKey, Signer};
use crate::model::{
    AttributeType, BasicConstraints, Certificate, CertificationRequest, Extension, ExtensionValue, GeneralName, Name,
};
use crate::openssl::{self, request::spkac_text};
use crate::parse::{self, ObjectKind};
use crate::policy::Profile;

/// Names and explains whatever it is given: files, each with its name where it has one, and the passwords that may open them. A
/// private key is named and not shown.
///
/// # Errors
/// Those of [`Material::read`]; where there are several things, one that cannot be read has its problem beside it.
pub fn inspect(files: &[(&str, &[u8])], passwords: &[Secret]) -> Result<InspectView> {
    let passwords: Vec<&str> = passwords.iter().map(Secret::as_str).collect();
    let (mut material, texts) = material(files, &passwords)?;
    let mut repairs = std::mem::take(&mut material.repairs);
    let mut all: Vec<(usize, ObjectView)> = Vec::new();
    for (file, (request, repaired)) in texts {
        repairs.extend(repaired);
        let request = Some(shape::request(&request, Vec::new())?);
        let view = ObjectView { request, ..shape::object(ObjectKind::Spkac) };
        all.push((file, ObjectView { file: named(files, file), ..view }));
    }
    let explain = |object: &Object| Ok((object.file, explained(object, files)?));
    all.extend(material.objects.iter().map(explain).collect::<Result<Vec<_>>>()?);
    all.sort_by_key(|(file, _)| *file);
    let mut objects = all.into_iter().map(|(_, object)| object);
    let first = objects.next().ok_or(Error::new(Code::InputEmpty))?;
    Ok(InspectView {
        first,
        repairs,
        others: objects.collect(),
        identities: material.identities().iter().map(|found| identity(found, files)).collect::<Result<_>>()?,
        locked: material.locked(),
        findings: material.lonely_keys().into_iter().map(lonely).collect(),
    })
}

type SpkacText = (usize, (CertificationRequest, Vec<String>));

/// The files that `openssl ca -spkac` takes, with their numbers, and everything else.
fn material(files: &[(&str, &[u8])], passwords: &[&str]) -> Result<(Material, Vec<SpkacText>)> {
    let is_text = |content: &[u8]| spkac_text(content).is_some();
    let (texts, others): (Vec<usize>, Vec<usize>) =
        (0..files.len()).partition(|at| files.get(*at).is_some_and(|(_, content)| is_text(content)));
    let read = |at: &usize| {
        let content = files.get(*at).map_or(&[][..], |(_, content)| content);
        openssl::request::read(content).map(|read| (*at, read))
    };
    let texts = texts.iter().map(read).collect::<Result<Vec<_>>>()?;
    if others.is_empty() && !texts.is_empty() {
        return Ok((Material::default(), texts));
    }
    let chosen: Vec<(&str, &[u8])> = others.iter().filter_map(|at| files.get(*at)).copied().collect();
    let mut material = Material::read(&chosen, passwords)?;
    material.renumber(&others);
    Ok((material, texts))
}

fn named(files: &[(&str, &[u8])], file: usize) -> Option<String> {
    files.get(file).filter(|(name, _)| !name.is_empty()).map(|(name, _)| (*name).to_owned())
}

fn explained(object: &Object, files: &[(&str, &[u8])]) -> Result<ObjectView> {
    let mut view = ObjectView {
        file: named(files, object.file),
        alias: object.alias.clone(),
        trusted: object.trusted,
        problem: object.problem.as_ref().map(shape::problem),
        ..shape::object(object.kind)
    };
    match &object.content {
        Content::Request(request) => view.request = Some(shape::request(request, Vec::new())?),
        Content::Spkac(der) => {
            let (request, _) = openssl::request::read(der)?;
            view.request = Some(shape::request(&request, Vec::new())?);
        }
        Content::Certificate(certificate) => view.certificate = Some(shape::certificate(certificate)?),
        Content::Crl(crl) => view.crl = Some(shape::crl(crl)),
        Content::PublicKey(spki) => view.key = shape::key(spki).ok(),
        Content::PrivateKey(key) => view.private_key = Some(private_key(key)?),
        Content::Container(container) => view.container = Some(contained(object.kind, container, files)?),
        Content::Nothing => {}
    }
    Ok(view)
}

fn private_key(key: &Key) -> Result<PrivateKeyView> {
    Ok(PrivateKeyView {
        form: key.form,
        encryption: key.encryption.clone(),
        opened: key.key.is_some(),
        key: key.key.as_ref().map(key_view).transpose()?,
    })
}

fn contained(kind: ObjectKind, container: &Container, files: &[(&str, &[u8])]) -> Result<ContainerView> {
    Ok(ContainerView {
        format: shape::object(kind).kind,
        protection: container.protection.clone(),
        opened: container.opened,
        empty_password: container.empty_password.map(|form| match form {
            EmptyPassword::Empty => "empty",
            EmptyPassword::Absent => "absent",
        }),
        contents: container.contents.iter().map(|object| explained(object, files)).collect::<Result<_>>()?,
    })
}

fn identity(found: &Match<'_>, files: &[(&str, &[u8])]) -> Result<IdentityView> {
    let link = |above: &&Certificate| ChainLinkView {
        title: bundle::title(above),
        subject: above.subject.to_string(),
        not_after: above.validity.not_after().to_string(),
        authority: None,
    };
    Ok(IdentityView {
        certificate: shape::certificate(found.certificate)?,
        has_key: found.key.is_some(),
        chain: found.chain.iter().map(link).collect(),
        complete: found.is_complete(),
        is_authority: found.certificate.is_authority(),
        files: found.files.iter().filter_map(|file| named(files, *file)).collect(),
    })
}

/// That a key's certificate is missing.
fn lonely(key: &PrivateKey) -> FindingView {
    let text = format!("The certificate of a private key ({}) is not among what was brought.", key.public().label());
    FindingView { code: "key-without-certificate", severity: "note", text }
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
