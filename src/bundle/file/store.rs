//! Keystores and truststores: PKCS #12 and JKS.

use super::{Format, Order, Source, Written, count};
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
    let trusted = order.trusted(source.identity)?;
    let about = format!("A truststore with {}.", count(trusted.len(), "certificate"));
    let names: Vec<String> = names(order, &trusted);
    let named = trusted.iter().zip(names);
    let file = match order.format {
        Format::JksTruststore => {
            if order.password().is_empty() {
                return Err(Error::new(Code::BundlePasswordMissing).field("password").found(order.format.as_str()));
            }
            let created = java::created(env.now());
            let entry = |(certificate, alias): (&&Certificate, String)| java::Entry {
                alias: alias.to_lowercase(),
                created,
                value: java::Value::Trusted(certificate.der.clone()),
            };
            java::write(env, &named.map(entry).collect::<Vec<_>>(), order.password())?
        }
        _ => {
            let entry = |(certificate, name)| pfx::Certificate {
                friendly_name: Some(name),
                trusted: true,
                ..bare(certificate)
            };
            let contents = pfx::Contents {
                certificates: named.map(|(one, name)| entry((*one, name))).collect(),
                ..pfx::Contents::default()
            };
            pfx::write(env, &contents, order.password(), order.strength)?
        }
    };
    Ok(Written::new(file, about))
}

/// What each entry is called: the name that was asked for is that of the first, and no two are called the same.
fn names(order: &Order, trusted: &[&Certificate]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (at, certificate) in trusted.iter().enumerate() {
        let asked = order.friendly_name.clone().filter(|name| at == 0 && !name.is_empty());
        let name = asked.unwrap_or_else(|| title(certificate));
        let name = free(&name, |other| names.iter().any(|known| known.to_lowercase() == other.to_lowercase()));
        names.push(name);
    }
    names
}

/// The name itself, or with a number behind it where it is taken.
pub(super) fn free(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2u32..).map(|number| format!("{name} ({number})"));
    std::iter::once(name.to_owned()).chain(numbered).find(|name| !is_taken(name)).unwrap_or_default()
}
