//! Keystores and truststores: PKCS #12 and JKS.

use super::{Finding, Format, Order, Source, Written, count};
use crate::bundle::truststore::{self, Trusted};
use crate::bundle::{jks as java, pkcs12 as pfx, title};
use crate::env::Env;
use crate::error::{Code, Error, Result};
use crate::key::digest;
use crate::model::Certificate;

pub(super) fn pkcs12(env: &mut dyn Env, source: Source<'_>, order: &Order) -> Result<Written> {
    let identity = source.identity;
    let certificate = identity.certificate();
    let name = order.entry_name(identity);
    let local_key_id = digest::sha1(&certificate.der).to_vec();
    let own = pfx::Certificate {
        der: certificate.der.clone(),
        friendly_name: Some(name.clone()),
        local_key_id: Some(local_key_id.clone()),
        trusted: false,
    };
    let above = order.above(identity);
    let contents = pfx::Contents {
        keys: vec![pfx::Key {
            pkcs8: source.key()?.to_pkcs8()?,
            friendly_name: Some(name),
            local_key_id: Some(local_key_id),
        }],
        certificates: std::iter::once(own).chain(above.iter().map(|one| bare(one))).collect(),
        crls: Vec::new(),
    };
    let file = pfx::write(env, &contents, order.password(), order.strength)?;
    Ok(Written::with_key(file, store_about(above.len())))
}

fn store_about(above: usize) -> String {
    match above {
        0 => "Key and certificate in a keystore.".to_owned(),
        above => format!("Key, certificate and {} above it in a keystore.", count(above, "certificate")),
    }
}

fn bare(certificate: &Certificate) -> pfx::Certificate {
    pfx::Certificate { der: certificate.der.clone(), friendly_name: None, local_key_id: None, trusted: false }
}

pub(super) fn jks(env: &mut dyn Env, source: Source<'_>, order: &Order) -> Result<Written> {
    let path = order.path(source.identity);
    let entry = java::Entry {
        alias: order.entry_name(source.identity).to_lowercase(),
        created: java::created(env.now()),
        value: java::Value::Key {
            pkcs8: source.key()?.to_pkcs8()?,
            chain: path.iter().map(|certificate| certificate.der.clone()).collect(),
        },
    };
    let file = java::write(env, &[entry], order.password())?;
    Ok(Written::with_key(file, store_about(path.len().saturating_sub(1))))
}

pub(super) fn truststore(env: &mut dyn Env, source: Source<'_>, order: &Order) -> Result<Written> {
    let trusted = named(source, order)?;
    if let Some(existing) = &order.existing {
        return added(env, order, existing, &trusted);
    }
    let file = match (order.format, order.password().is_empty()) {
        (Format::JksTruststore, true) => {
            return Err(Error::new(Code::BundlePasswordMissing).field("password").found(order.format.as_str()));
        }
        (Format::JksTruststore, false) => {
            let created = java::created(env.now());
            let entry = |one: &Trusted| java::Entry {
                alias: one.name.to_lowercase(),
                created,
                value: java::Value::Trusted(one.der.clone()),
            };
            java::write(env, &trusted.iter().map(entry).collect::<Vec<_>>(), order.password())?
        }
        (_, is_open) => {
            let certificates: Vec<_> = trusted.iter().map(entry).collect();
            match is_open {
                true => pfx::write_open(&certificates)?,
                false => {
                    let contents = pfx::Contents { certificates, ..pfx::Contents::default() };
                    pfx::write(env, &contents, order.password(), order.strength)?
                }
            }
        }
    };
    Ok(Written::new(file, format!("A truststore with {}.", count(trusted.len(), "certificate"))))
}

fn entry(one: &Trusted) -> pfx::Certificate {
    pfx::Certificate { der: one.der.clone(), friendly_name: Some(one.name.clone()), local_key_id: None, trusted: true }
}

/// The truststore of somebody else with the certificates in it.
fn added(env: &mut dyn Env, order: &Order, existing: &[u8], trusted: &[Trusted]) -> Result<Written> {
    let password = order.password.as_ref().map(|password| password.as_str());
    let added = truststore::add(env, existing, password, trusted)?;
    let quoted = |entry: &truststore::AddedEntry| format!("“{}”", entry.name);
    let (there, new): (Vec<_>, Vec<_>) = added.entries.iter().partition(|entry| entry.was_there);
    let new_names = new.iter().map(|entry| quoted(entry)).collect::<Vec<_>>().join(", ");
    let about = match new.is_empty() {
        true => format!("The {} as it was: there was nothing to add.", added.kind),
        false => format!("The {} with {new_names} added; what was in it is as it was.", added.kind),
    };
    let mut written = Written::new(added.store, about);
    written.findings.extend(there.iter().map(|entry| {
        Finding::note(
            "truststore/known",
            format!("It trusts the certificate already, as {}: it was not added again.", quoted(entry)),
        )
    }));
    written.findings.extend(new.iter().filter(|entry| entry.is_renamed).map(|entry| {
        let text = format!("The name was taken by another entry: the certificate is in it as {}.", quoted(entry));
        Finding::note("truststore/renamed", text)
    }));
    let is_pkcs12 = added.kind == "PKCS #12";
    if is_pkcs12 != (order.format == Format::Pkcs12Truststore) {
        let text = format!("The truststore is {} and stays so, whatever the file is called.", added.kind);
        written.findings.push(Finding::note("truststore/other-format", text));
    }
    Ok(written)
}

/// What is to be trusted under which name: the one that was asked for is that of the first, and no two are called the same.
fn named(source: Source<'_>, order: &Order) -> Result<Vec<Trusted>> {
    let mut all: Vec<Trusted> = Vec::new();
    for certificate in order.trusted(source.identity)? {
        let asked = order.friendly_name.clone().filter(|name| all.is_empty() && !name.is_empty());
        let name = asked.unwrap_or_else(|| title(certificate));
        let is_taken = |name: &str| all.iter().any(|known| known.name.to_lowercase() == name.to_lowercase());
        let name = truststore::free(&name, is_taken);
        all.push(Trusted { name, der: certificate.der.clone() });
    }
    Ok(all)
}
