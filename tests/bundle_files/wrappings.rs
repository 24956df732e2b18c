//! Are the wrappings what their programs read, and can nothing be smuggled into them?

use rootpage::bundle::file::{Format, Order};
use rootpage::error::Code;

use crate::scene::{PASSWORD, Scene};
use crate::table::order;

fn with(order: Order, settings: &[(&str, &str)]) -> Order {
    let settings = settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Order { settings, ..order }
}

fn plain(format: Format) -> Order {
    Order { plain: true, ..Order::of(format) }
}

#[test]
fn a_profile_of_apple_is_a_property_list_with_its_payloads() {
    let scene = Scene::new("apple");
    let order = with(order(Format::Mobileconfig, PASSWORD), &[("organisation", "The <Sample> & Company")]);
    let order = Order { password: Some(PASSWORD.to_owned().into()), ..order };
    let made = scene.make("p256", &order).unwrap();
    assert!(made.secret && made.encrypted);
    scene.put("ours", &made.content);
    let script = "import plistlib, sys; p = plistlib.load(open('ours', 'rb')); print(p['PayloadOrganization'], p['PayloadType'], p['PayloadUUID']); \
                  [print(c['PayloadType'], c['PayloadUUID']) or open(c['PayloadCertificateFileName'], 'wb').write(c['PayloadContent']) for c in p['PayloadContent']]";
    let said = scene.run(&format!("python3 -c \"{script}\""));
    let types: Vec<_> = said.lines().skip(1).filter_map(|line| line.split(' ').next()).collect();
    assert!(said.starts_with("The <Sample> & Company Configuration "), "{said}");
    assert_eq!(types, ["com.apple.security.root", "com.apple.security.pkcs1", "com.apple.security.pkcs12"]);
    scene.run("openssl x509 -inform DER -in root.cer -out a.pem && cmp a.pem root.pem");
    scene.run("openssl pkcs12 -in identity.p12 -passin env:PASS -noenc -nocerts | openssl pkey -pubout | cmp - <(openssl pkey -in p256.key -pubout)");

    // the same certificates, the same identifiers: a device takes a new one for the old one
    let identifiers = |kind: &str| {
        let text = String::from_utf8(scene.make(kind, &order).unwrap().content.to_vec()).unwrap();
        text.lines().filter(|line| line.contains("-8")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(identifiers("p256"), identifiers("p256"));
    assert_ne!(identifiers("p256"), identifiers("rsa"));

    let trust = scene.make("p256", &Order::of(Format::Mobileconfig)).unwrap();
    let text = String::from_utf8(trust.content.to_vec()).unwrap();
    assert!(!trust.secret && !text.contains("pkcs12") && text.contains("com.apple.security.root"));
}

#[test]
fn a_profile_of_openvpn_has_its_lines_and_nothing_else() {
    let scene = Scene::new("openvpn");
    let text = |settings: &[(&str, &str)]| {
        let made = scene.make("p256", &with(plain(Format::Openvpn), settings)).unwrap();
        String::from_utf8(made.content.to_vec()).unwrap()
    };
    let client = text(&[("remote", "vpn.sample.com"), ("port", "443"), ("proto", "tcp")]);
    assert!(client.starts_with("client\n") && client.contains("\nremote vpn.sample.com 443\n"), "{client}");
    assert!(client.contains("\nproto tcp\n") && client.contains("\nremote-cert-tls server\n"), "{client}");
    let server = text(&[("role", "server")]);
    assert!(server.contains("\nremote-cert-tls client\n") && !server.contains("\nclient\n"), "{server}");
    let refused = |settings: &[(&str, &str)]| {
        let error = scene.make("p256", &with(plain(Format::Openvpn), settings)).unwrap_err();
        (error.code(), error.field_name().unwrap_or_default().to_owned())
    };
    for (settings, field) in [
        (&[][..], "settings.remote"),
        (&[("remote", "a\nscript-security 2")], "settings.remote"),
        (&[("remote", "a b")], "settings.remote"),
        (&[("remote", "a"), ("port", "0")], "settings.port"),
        (&[("remote", "a"), ("port", "65536")], "settings.port"),
        (&[("remote", "a"), ("proto", "udp\nup x")], "settings.proto"),
        (&[("remote", "a"), ("up", "x")], "settings.up"),
    ] {
        assert_eq!(refused(settings), (Code::BundleFormatUnfit, field.to_owned()), "{settings:?}");
    }
}

#[test]
fn a_secret_of_kubernetes_has_names_that_are_names() {
    let scene = Scene::new("kubernetes");
    let text = |order: Order| String::from_utf8(scene.make("p256", &order).unwrap().content.to_vec()).unwrap();
    let secret = text(with(plain(Format::Kubernetes), &[("name", "123"), ("namespace", "mail")]));
    assert!(secret.starts_with("apiVersion: v1\nkind: Secret\nmetadata:\n  name: \"123\"\n  namespace: \"mail\"\ntype: kubernetes.io/tls\ndata:\n  ca.crt: "));
    let map = text(Order::of(Format::KubernetesCa));
    assert!(
        map.contains("kind: ConfigMap") && map.contains("  name: \"sample-root\"\ndata:\n  ca.crt: |\n    -----BEGIN"),
        "{map}"
    );
    let opaque = text(with(Order::of(Format::KubernetesCa), &[("kind", "Secret")]));
    assert!(opaque.contains("type: Opaque\ndata:\n  ca.crt: LS0t"), "{opaque}");
    for name in ["Mail", "-mail", "mail-", "a b", "a\"\nb: c", &"a".repeat(254)] {
        let error = scene.make("p256", &with(plain(Format::Kubernetes), &[("name", name)])).unwrap_err();
        assert_eq!((error.code(), error.field_name()), (Code::BundleFormatUnfit, Some("settings.name")), "{name}");
    }
}
