//! A Secret of the type kubernetes.io/tls, and a ConfigMap or Secret with the root, as YAML for `kubectl apply -f`.

use std::fmt::Write;

use base64ct::{Base64, Encoding};

use super::pem::certificates;
use super::settings::Settings;
use super::{Format, Order, Source, Written, root};
use crate::bundle::{Identity, title};
use crate::env::Env;
use crate::error::Result;

/// The longest name of an object (RFC 1123).
const MAX_NAME: usize = 253;

pub(super) fn write(_: &mut dyn Env, source: Source<'_>, order: &Order) -> Result<Written> {
    let identity = source.identity;
    match order.format {
        Format::Kubernetes => {
            let settings = Settings::new(order.format, &order.settings, &["name", "namespace"])?;
            let key = source.key()?.to_pem()?;
            let path = certificates(order.path(identity));
            let ca = identity.root().map(|root| certificates([root]));
            let head = head("Secret", &settings, &identity.title())?;
            let mut yaml = format!("{head}type: kubernetes.io/tls\ndata:\n");
            for (name, content) in [("ca.crt", ca.as_deref()), ("tls.crt", Some(&path)), ("tls.key", Some(&key))] {
                content.into_iter().for_each(|content| put(&mut yaml, name, content));
            }
            Ok(Written::with_key(yaml, "A Secret with key, certificate and chain, and the root beside."))
        }
        _ => trust(identity, order),
    }
}

fn trust(identity: &Identity, order: &Order) -> Result<Written> {
    let settings = Settings::new(order.format, &order.settings, &["name", "namespace", "kind"])?;
    let kind = settings.choice("kind", &["ConfigMap", "Secret"])?;
    let trusted = certificates(order.trusted(identity)?);
    let mut yaml = head(kind, &settings, &title(root(identity)?))?;
    if kind == "Secret" {
        yaml.push_str("type: Opaque\ndata:\n");
        put(&mut yaml, "ca.crt", &trusted);
    } else {
        yaml.push_str("data:\n  ca.crt: |\n");
        trusted.lines().for_each(|line| yaml.extend(["    ", line, "\n"]));
    }
    Ok(Written::new(yaml, format!("A {kind} with the root.")))
}

fn put(yaml: &mut String, name: &str, content: &str) {
    // writing into a String cannot fail
    let _ = writeln!(yaml, "  {name}: {}", Base64::encode_string(content.as_bytes()));
}

/// The names stand in quotation marks: `123` and `true` would be no names without.
fn head(kind: &str, settings: &Settings<'_>, title: &str) -> Result<String> {
    let name = match settings.word("name", is_name)? {
        Some(name) if is_whole(name) => name.to_owned(),
        Some(name) => return Err(settings.refused("name", name)),
        None => named_after(title),
    };
    let namespace = match settings.word("namespace", is_name)? {
        Some(name) if is_whole(name) => format!("  namespace: \"{name}\"\n"),
        Some(name) => return Err(settings.refused("namespace", name)),
        None => String::new(),
    };
    Ok(format!("apiVersion: v1\nkind: {kind}\nmetadata:\n  name: \"{name}\"\n{namespace}"))
}

/// The characters of a DNS subdomain name as Kubernetes takes it.
fn is_name(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.')
}

fn is_whole(name: &str) -> bool {
    let is_end = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    name.len() <= MAX_NAME && is_end(name.chars().next()) && is_end(name.chars().last())
}

/// `*.Sample.com` becomes `sample.com`.
fn named_after(title: &str) -> String {
    let lower = title.to_ascii_lowercase();
    let name: String = lower.chars().map(|c| if is_name(c) { c } else { '-' }).take(MAX_NAME).collect();
    let name = name.trim_matches(['-', '.']);
    if name.is_empty() { "certificate".to_owned() } else { name.to_owned() }
}

/// The content of a name: base64 of a Secret, or the indented text of a ConfigMap.
pub(super) fn entry(yaml: &str, name: &str) -> Option<Vec<u8>> {
    let line = yaml.lines().position(|line| line.trim_start().starts_with(&format!("{name}:")))?;
    let mut lines = yaml.lines().skip(line);
    let (_, value) = lines.next()?.split_once(": ")?;
    if value == "|" {
        let text = lines.map_while(|line| line.strip_prefix("    ")).map(|line| format!("{line}\n"));
        return Some(text.collect::<String>().into_bytes());
    }
    Base64::decode_vec(value).ok()
}
