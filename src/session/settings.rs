//! An authority's settings: checked before they are kept, and made into what signing goes by.

use super::call::{ConfigurationRequest, SettingsRequest};
use super::directory::{files_of, record_of};
use super::view::{ProfileView, ProfilesView};
use crate::encode::extension_value_der;
use crate::error::{Code, Error, Result};
use crate::model::{AccessDescription, DistributionPoint, Extension, ExtensionValue, GeneralName, Oid};
use crate::openssl::config::Beside;
use crate::openssl::directory::ConfigurationFiles;
use crate::openssl::profiles::{Configuration, SectionProfile};
use crate::policy::{BeyondIssuer, Profile};
use crate::vault::{ConfigurationRecord, SettingsRecord};

/// The longest time until the next CRL: ten years.
const MAX_CRL_SECONDS: u64 = 3650 * 86_400;
/// id-ad-ocsp and id-ad-caIssuers (RFC 5280, section 4.2.2.1), and freshestCRL (section 4.2.1.15).
const OCSP: &str = "1.3.6.1.5.5.7.48.1";
const CA_ISSUERS: &str = "1.3.6.1.5.5.7.48.2";
const FRESHEST_CRL: &str = "2.5.29.46";

/// The configuration that an authority has, read.
///
/// # Errors
/// What is wrong with it, with the place.
pub fn configuration(settings: &SettingsRecord) -> Result<Option<Configuration>> {
    let read = |record: &ConfigurationRecord| {
        let ConfigurationFiles { path, text, includes, environment } = files_of(record);
        Configuration::parse(&path, &text, &Beside { files: includes, environment })
    };
    settings.configuration.as_ref().map(read).transpose()
}

/// What becomes of a certificate that would outlive its issuer.
pub fn beyond_issuer(settings: &SettingsRecord) -> BeyondIssuer {
    BeyondIssuer::parse(super::ledger::beyond_issuer(settings.beyond_issuer)).unwrap_or_default()
}

/// The extensions that every certificate gets: where the CRLs, the issuer's certificate and its responder are.
///
/// # Errors
/// The codes of the addresses.
pub fn publication(settings: &SettingsRecord) -> Result<Vec<Extension>> {
    let points = ExtensionValue::CrlDistributionPoints(points(&settings.crl_urls)?);
    let delta = ExtensionValue::CrlDistributionPoints(points_of_delta(settings)?);
    let freshest = ExtensionValue::Other { oid: Oid::parse(FRESHEST_CRL)?, der: extension_value_der(&delta)? };
    let access = accesses(OCSP, &settings.ocsp_urls)?.into_iter().chain(accesses(CA_ISSUERS, &settings.issuer_urls)?);
    let access: Vec<AccessDescription> = access.collect();
    let made = [
        (!settings.crl_urls.is_empty()).then_some(points),
        (!settings.delta_urls.is_empty()).then_some(freshest),
        (!access.is_empty()).then_some(ExtensionValue::AuthorityInfoAccess(access)),
    ];
    Ok(made.into_iter().flatten().map(|value| Extension { critical: false, value }).collect())
}

fn points_of_delta(settings: &SettingsRecord) -> Result<Vec<DistributionPoint>> {
    points(&settings.delta_urls)
}

/// A point for each address, as OpenSSL writes `URI:a,URI:b`.
fn points(urls: &[String]) -> Result<Vec<DistributionPoint>> {
    let point = |url: &String| Ok(DistributionPoint { full_name: vec![uri(url)?], other: None });
    urls.iter().map(point).collect()
}

fn accesses(method: &str, urls: &[String]) -> Result<Vec<AccessDescription>> {
    let method = Oid::parse(method)?;
    urls.iter().map(|url| Ok(AccessDescription { method, location: uri(url)? })).collect()
}

fn uri(url: &str) -> Result<GeneralName> {
    GeneralName::parse(&format!("uri:{url}"))
}

/// Settings as they are kept.
///
/// # Errors
/// What is wrong with them: the codes of the configuration and of addresses, each with its place, [`Code::CrlDays`], and
/// [`Code::CallUnknown`] for a word that is none.
pub fn checked(request: SettingsRequest) -> Result<SettingsRecord> {
    let beyond = BeyondIssuer::parse(&request.beyond_issuer);
    let words = || BeyondIssuer::ALL.map(BeyondIssuer::as_str).join(", ");
    let beyond = beyond.ok_or_else(|| unknown("beyondIssuer", &request.beyond_issuer, &words()))?;
    let place = BeyondIssuer::ALL.iter().position(|known| *known == beyond);
    let sequential = match request.serials.as_str() {
        "sequential" => true,
        "random" => false,
        other => return Err(unknown("serials", other, "random, sequential")),
    };
    if !(1..=MAX_CRL_SECONDS).contains(&request.crl_seconds) {
        let found = format!("{} seconds", request.crl_seconds);
        return Err(Error::new(Code::CrlDays).field("crlSeconds").found(found));
    }
    let settings = SettingsRecord {
        configuration: request.configuration.map(record),
        crl_urls: urls("publication.crl", request.publication.crl)?,
        issuer_urls: urls("publication.issuer", request.publication.issuer)?,
        ocsp_urls: urls("publication.ocsp", request.publication.ocsp)?,
        delta_urls: urls("publication.delta", request.publication.delta)?,
        beyond_issuer: place.and_then(|place| u8::try_from(place).ok()).unwrap_or_default(),
        sequential,
        unique_subject: request.unique_subject,
        crl_seconds: request.crl_seconds,
    };
    if let Some(configuration) = configuration(&settings)? {
        configuration.default_profile().map(|name| configuration.profile(name)).transpose()?;
    }
    Ok(settings)
}

fn record(request: ConfigurationRequest) -> ConfigurationRecord {
    let ConfigurationRequest { path, text, includes, environment } = request;
    record_of(ConfigurationFiles { path, text, includes, environment })
}

fn unknown(field: &str, found: &str, allowed: &str) -> Error {
    Error::new(Code::CallUnknown).field(field).found(found).allowed(allowed)
}

/// The addresses, each with its place in the list where it is refused.
fn urls(field: &str, urls: Vec<String>) -> Result<Vec<String>> {
    for (at, url) in urls.iter().enumerate() {
        uri(url).map_err(|error| error.field(format!("{field}.{at}")))?;
    }
    Ok(urls)
}

/// The profiles and policies that an authority can sign by.
pub fn profiles(settings: &SettingsRecord) -> ProfilesView {
    // one that cannot be read any more is shown by its settings, and refuses where it is to be signed by
    let configuration = configuration(settings).ok().flatten();
    profiles_of(configuration.as_ref())
}

/// The sections of a configuration, and the built-in profiles of which no section has the name.
pub fn profiles_of(configuration: Option<&Configuration>) -> ProfilesView {
    let sections = configuration.map(|found| found.profiles.as_slice()).unwrap_or_default();
    let is_free = |profile: &Profile| !sections.iter().any(|section| section.name == profile.as_str());
    let days = |profile: Profile| configuration.map_or(profile.default_days(), |known| known.usual_days(profile));
    let built_in = Profile::ALL.into_iter().filter(is_free).map(|profile| built_in(profile, days(profile)));
    let default = configuration.and_then(Configuration::default_profile);
    ProfilesView {
        profiles: sections.iter().map(section).chain(built_in).collect(),
        default_profile: default.unwrap_or_else(|| Profile::Server.as_str()).to_owned(),
        policies: configuration.map(policies).unwrap_or_default(),
        default_policy: configuration.and_then(Configuration::default_policy).map(str::to_owned),
    }
}

fn policies(configuration: &Configuration) -> Vec<String> {
    configuration.policies.iter().map(|policy| policy.section.clone()).collect()
}

fn section(profile: &SectionProfile) -> ProfileView {
    ProfileView {
        name: profile.name.clone(),
        title: profile.name.clone(),
        about: profile.about.clone(),
        days: profile.days,
        built_in: false,
        is_authority: profile.base.is_authority(),
    }
}

fn built_in(profile: Profile, days: u32) -> ProfileView {
    let (title, about) = match profile {
        Profile::Server => ("Server", "A server that TLS clients connect to."),
        Profile::Client => ("Client", "A person or machine that connects to a TLS server."),
        Profile::ServerClient => ("Server and client", "A machine that is both."),
        Profile::Email => ("E-mail", "A person who signs and receives S/MIME mail."),
        Profile::CodeSigning => ("Code signing", "Someone who signs programs."),
        Profile::IntermediateCa => ("Intermediate authority", "An authority below this one."),
    };
    ProfileView {
        name: profile.as_str().to_owned(),
        title: title.to_owned(),
        about: about.to_owned(),
        days,
        built_in: true,
        is_authority: profile.is_authority(),
    }
}
