//! A profile of OpenVPN with everything inline: `client.ovpn`, or the configuration of a server (openvpn(8), “inline file
//! support”).

use super::pem::{certificates, key_pem};
use super::settings::Settings;
use super::{Order, Source, Written, root};
use crate::env::Env;
use crate::error::Result;

const PORT: &str = "1194";

pub(super) fn write(env: &mut dyn Env, source: Source<'_>, order: &Order) -> Result<Written> {
    let settings = Settings::new(order.format, &order.settings, &["remote", "port", "proto", "role"])?;
    let is_server = settings.choice("role", &["client", "server"])? == "server";
    let lines = if is_server { server(&settings)? } else { client(&settings)? };
    let identity = source.identity;
    // both ends find the way up from the other's certificate here; what is trusted is the root alone
    let authorities = certificates(identity.intermediates().iter().chain([root(identity)?]));
    let key = key_pem(env, source.key()?, order)?;
    let blocks =
        [block("ca", &authorities), block("cert", &certificates([identity.certificate()])), block("key", &key)];
    let about = if is_server {
        "The configuration of an OpenVPN server, with its certificate and key."
    } else {
        "A profile for OpenVPN clients, with certificate and key."
    };
    Ok(Written::with_key(lines + &blocks.concat(), about))
}

fn block(name: &str, content: &str) -> String {
    format!("<{name}>\n{content}</{name}>\n")
}

fn client(settings: &Settings<'_>) -> Result<String> {
    let remote =
        settings.word("remote", is_host)?.ok_or_else(|| settings.refused("remote", "no address of the server"))?;
    let (proto, port) = common(settings)?;
    Ok(format!(
        "client\ndev tun\nproto {proto}\nremote {remote} {port}\nresolv-retry infinite\nnobind\npersist-key\npersist-tun\n\
         remote-cert-tls server\ntls-version-min 1.2\nverb 3\n"
    ))
}

fn server(settings: &Settings<'_>) -> Result<String> {
    let (proto, port) = common(settings)?;
    Ok(format!(
        "port {port}\nproto {proto}\ndev tun\ndh none\ntopology subnet\nserver 10.8.0.0 255.255.255.0\nkeepalive 10 120\n\
         persist-key\npersist-tun\nremote-cert-tls client\ntls-version-min 1.2\nverb 3\n"
    ))
}

fn common<'a>(settings: &Settings<'a>) -> Result<(&'static str, &'a str)> {
    let proto = settings.choice("proto", &["udp", "tcp", "udp4", "udp6", "tcp4", "tcp6"])?;
    let port = settings.word("port", |c| c.is_ascii_digit())?.unwrap_or(PORT);
    match port.parse::<u16>() {
        Ok(1..) => Ok((proto, port)),
        _ => Err(settings.refused("port", port)),
    }
}

/// What host names and addresses are written with.
fn is_host(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':')
}

/// What stands inline under a name.
pub(super) fn inline<'a>(profile: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = profile.split_once(&format!("\n<{name}>\n"))?;
    rest.split_once(&format!("</{name}>\n")).map(|(content, _)| content)
}
