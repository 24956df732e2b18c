//! Is what an authority publishes where its certificates say, complete, the same each time, and nothing but what is public?
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_in_result,
    clippy::unwrap_used,
    reason = "tests may"
)]

#[path = "support/desk.rs"]
mod desk;
#[path = "support/store.rs"]
mod store;

use std::collections::BTreeMap;

use base64ct::Encoding;
use desk::Desk;
use rootpage::bundle::pkcs7;
use rootpage::error::Code;
use rootpage::key::KeyKind;
use rootpage::openssl::archive::Archive;
use rootpage::parse;
use rootpage::session::view::{PublicationView, PublishedView};
use rootpage::session::{
    Act, ConfigurationRequest, CreateRequest, Csr, IssueCrl, IssueCrlSeries, IssueOptions, Publish, Question,
    RenewAuthority, ReplaceAuthority, Revoke, SettingsRequest, View,
};

const ROOT: &str = "CN=Sample Root,O=The Sample Company,C=US";
type Files = BTreeMap<String, Vec<u8>>;

fn settings(publication: PublicationView) -> SettingsRequest {
    SettingsRequest {
        configuration: None,
        publication,
        beyond_issuer: "truncate".to_owned(),
        serials: "random".to_owned(),
        unique_subject: false,
        crl_seconds: 2_678_400,
    }
}

fn urls(all: &[&str]) -> Vec<String> {
    all.iter().map(|url| (*url).to_owned()).collect()
}

fn usual() -> PublicationView {
    PublicationView {
        crl: urls(&["http://ca.sample.com/pki/rootca.crl"]),
        issuer: urls(&["http://ca.sample.com/pki/cacert.crt"]),
        ..PublicationView::default()
    }
}

impl Desk {
    fn configure(&mut self, authority: &str, settings: SettingsRequest) {
        self.act(Act::Configure { authority: authority.to_owned(), settings }).unwrap();
    }

    fn publish(&mut self, authority: &str, certificates: &str) -> PublishedView {
        let act = Publish {
            authority: authority.to_owned(),
            certificates: Some(certificates.to_owned()),
            ..Publish::default()
        };
        self.published(Act::Publish(act))
    }

    fn published(&mut self, act: Act) -> PublishedView {
        let View::Published(view) = self.act(act).unwrap() else { panic!("another view") };
        *view
    }

    fn code(&mut self, publish: Publish) -> Code {
        self.act(Act::Publish(publish)).unwrap_err().code()
    }

    fn list(&mut self, authority: &str) {
        self.act(Act::IssueCrl(IssueCrl::days(authority, 31))).unwrap();
    }

    fn serial_of(&mut self, authority: &str, name: &str) -> String {
        let csr = self.foreign_request(&format!("CN={name}"), &[&format!("dns:{name}")]);
        self.issue(authority, &csr).certificate.entry.serial
    }

    fn revoke(&mut self, authority: &str, serial: &str, reason: &str) {
        let act = Revoke {
            authority: authority.to_owned(),
            serial: Some(serial.to_owned()),
            reason: reason.to_owned(),
            ..Revoke::default()
        };
        self.act(Act::Revoke(act)).unwrap();
    }
}

/// A root that says where it publishes, with a certificate and a list.
fn scene() -> (Desk, String, String) {
    let mut desk = Desk::new();
    let ca = desk.create_authority(ROOT, 3650).id;
    desk.configure(&ca, settings(usual()));
    let serial = desk.serial_of(&ca, "mail.sample.com");
    desk.list(&ca);
    (desk, ca, serial)
}

fn unpacked(view: &PublishedView) -> Files {
    Archive::read(view.zip.as_ref().unwrap()).unwrap().files
}

/// The public files alone, by their paths from the root of the host.
fn public(view: &PublishedView) -> Files {
    let files = unpacked(view).into_iter();
    files.filter_map(|(path, bytes)| Some((path.strip_prefix("public/")?.to_owned(), bytes))).collect()
}

fn text(files: &Files, path: &str) -> String {
    String::from_utf8(files.get(path).unwrap_or_else(|| panic!("{path} in {:?}", files.keys())).clone()).unwrap()
}

fn codes(view: &PublishedView) -> Vec<&str> {
    view.findings.iter().map(|finding| finding.code).collect()
}

fn says(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|window| window == word.as_bytes())
}

// ---------------------------------------------------------------- is everything where the addresses say?

#[test]
fn the_files_are_where_the_certificates_say() {
    let (mut desk, ca, serial) = scene();
    let view = desk.publish(&ca, "serial");
    let files = public(&view);
    let paths: Vec<&str> = files.keys().map(String::as_str).collect();
    let of_certificate = ["cer", "html", "pem"].map(|suffix| format!("pki/certificates/{serial}.{suffix}"));
    let mut expected = vec![
        "pki/.htaccess",
        "pki/cacert.crt",
        "pki/cacert.p7c",
        "pki/cacert.pem",
        "pki/certificates/index.html",
        "pki/fingerprints.txt",
        "pki/index.html",
        "pki/rootca.crl",
        "pki/rootca.crl.pem",
        "pki/web.config",
    ];
    expected.extend(of_certificate.iter().map(String::as_str));
    expected.sort_unstable();
    assert_eq!(paths, expected);
    assert_eq!((view.page.as_str(), codes(&view)), ("pki/index.html", vec![]));

    let root = parse::certificate_der(&files["pki/cacert.crt"]).unwrap();
    assert_eq!(root.subject.common_name().unwrap(), "Sample Root");
    assert_eq!(parse::sniff(&files["pki/cacert.pem"]).unwrap().objects[0].der.to_vec(), root.der);
    assert_eq!(pkcs7::read(&files["pki/cacert.p7c"]).unwrap().certificates, [root.der]);
    let list = parse::crl_der(&files["pki/rootca.crl"]).unwrap();
    assert!(text(&files, "pki/rootca.crl.pem").starts_with("-----BEGIN X509 CRL-----"));
    let fingerprints = text(&files, "pki/fingerprints.txt");
    assert!(fingerprints.contains("SHA-256        ") && fingerprints.contains("SHA-1          "), "{fingerprints}");

    let file = |path: &str| view.files.iter().find(|file| file.path == path).unwrap();
    let crl = file("pki/rootca.crl");
    assert_eq!((crl.size, crl.media_type, crl.change), (list.der.len(), "application/pkix-crl", "new"));
    assert_eq!(crl.urls, ["http://ca.sample.com/pki/rootca.crl"]);
    assert_eq!(file("pki/cacert.crt").urls, ["http://ca.sample.com/pki/cacert.crt"]);
    assert_eq!(file("pki/cacert.crt").media_type, "application/x-x509-ca-cert");
    assert!(file("pki/cacert.pem").urls.is_empty());
    let all = unpacked(&view);
    for beside in ["README.txt", "servers/apache.conf", "servers/nginx.conf"] {
        assert!(all.contains_key(beside), "{beside} goes with the folder and is not in it");
    }
    assert!(text(&all, "README.txt").contains("http://ca.sample.com/pki/rootca.crl\n      public/pki/rootca.crl"));
    assert_eq!(view.beside.len(), 3);
}

#[test]
fn each_address_leads_to_its_path() {
    let publication = PublicationView {
        crl: urls(&[
            "http://a.sample.com/crl/root.crl",
            "http://b.sample.com:8080/Root%20CA",
            "ldap://c.sample.com/cn=Root?certificateRevocationList",
            "https://d.sample.com/get.crl?id=1",
        ]),
        delta: urls(&["http://a.sample.com/crl/root+.crl"]),
        issuer: urls(&[
            "http://a.sample.com/ca/root.der",
            "http://a.sample.com/ca/root.p7c",
            "http://a.sample.com/ca/../root.crt",
            "http://a.sample.com/ca/",
            "http://a.sample.com/ca/root.pem",
            "http://a.sample.com/ca/root.cer",
        ]),
        ocsp: urls(&["http://ocsp.sample.com/"]),
    };
    let mut desk = Desk::new();
    let ca = desk.create_authority(ROOT, 3650).id;
    desk.configure(&ca, settings(publication));
    desk.list(&ca);
    let delta = IssueCrl { delta: true, ..IssueCrl::days(&ca, 1) };
    desk.act(Act::IssueCrl(delta)).unwrap();
    let view = desk.publish(&ca, "none");
    let pointed: Vec<_> = view
        .files
        .iter()
        .flat_map(|file| file.urls.iter().map(move |url| (url.as_str(), file.path.as_str(), file.media_type)))
        .collect();
    assert_eq!(
        pointed,
        [
            ("http://b.sample.com:8080/Root%20CA", "Root CA", "application/pkix-crl"),
            ("http://a.sample.com/ca/root.cer", "ca/root.cer", "application/pkix-cert"),
            ("http://a.sample.com/ca/root.der", "ca/root.der", "application/x-x509-ca-cert"),
            ("http://a.sample.com/ca/root.p7c", "ca/root.p7c", "application/pkcs7-mime"),
            ("http://a.sample.com/ca/root.pem", "ca/root.pem", "application/x-x509-ca-cert"),
            ("http://a.sample.com/crl/root+.crl", "crl/root+.crl", "application/pkix-crl"),
            ("http://a.sample.com/crl/root.crl", "crl/root.crl", "application/pkix-crl"),
            ("https://d.sample.com/get.crl?id=1", "get.crl", "application/pkix-crl"),
        ]
    );
    let files = public(&view);
    assert_eq!(files["ca/root.pem"], files["ca/root.der"], "an address gets DER, whatever it ends with");
    assert!(text(&files, "ca/root-2.pem").starts_with("-----BEGIN CERTIFICATE-----"));
    assert!(
        parse::crl_der(&files["crl/root+.crl"]).unwrap().number() > parse::crl_der(&files["Root CA"]).unwrap().number()
    );
    let mut said = codes(&view);
    said.sort_unstable();
    said.dedup();
    assert_eq!(
        said,
        [
            "publish/ocsp",
            "publish/url-folder",
            "publish/url-https",
            "publish/url-not-static",
            "publish/url-query",
            "publish/url-suffix",
            "publish/url-unsafe",
        ]
    );
    assert!(
        text(&unpacked(&view), "README.txt").contains("-extended_crl -use_deltas"),
        "OpenSSL would take the delta for all"
    );
    let apache = text(&unpacked(&view), "servers/apache.conf");
    assert!(apache.contains("<FilesMatch \"^Root CA$\">\n        ForceType application/pkix-crl"), "{apache}");
}

#[test]
fn certificates_that_are_valid_say_it_though_the_settings_say_other_by_now() {
    let (mut desk, ca, _) = scene();
    let moved = PublicationView {
        crl: urls(&["http://new.sample.com/pki/new.crl"]),
        issuer: urls(&["http://new.sample.com/pki/new.crt"]),
        ..PublicationView::default()
    };
    desk.configure(&ca, settings(moved));
    let view = desk.publish(&ca, "none");
    let files = public(&view);
    assert_eq!(files["pki/rootca.crl"], files["pki/new.crl"]);
    assert_eq!(files["pki/cacert.crt"], files["pki/new.crt"]);
    desk.clock.forward(400 * 86_400);
    let later = desk.publish(&ca, "none");
    assert!(!public(&later).contains_key("pki/rootca.crl"), "the certificate has expired, and nobody asks any more");
    assert!(later.removed.contains(&"pki/rootca.crl".to_owned()));
}

#[test]
fn without_addresses_the_names_are_the_usual_ones_and_it_is_said() {
    let mut desk = Desk::new();
    let ca = desk.create_authority(ROOT, 3650).id;
    desk.serial_of(&ca, "mail.sample.com");
    desk.list(&ca);
    let view = desk.publish(&ca, "none");
    let files = public(&view);
    for path in ["cacert.crt", "cacert.pem", "cacert.p7c", "rootca.crl", "rootca.crl.pem", "index.html"] {
        assert!(files.contains_key(path), "{path}");
    }
    assert_eq!(codes(&view), ["publish/no-addresses"]);
    assert!(view.findings[0].text.contains("Settings"), "how to set them is said");
}

#[test]
fn what_else_there_is_of_an_authority_is_there() {
    let mut desk = Desk::new();
    let root = desk.create_authority(ROOT, 3650).id;
    let key = desk.key(KeyKind::P256);
    let below = rootpage::session::CreateAuthority {
        subject: "CN=Sample Servers".to_owned(),
        days: 365,
        issuer: Some(root.clone()),
        ..Default::default()
    };
    let View::Authority(below) = desk.act_with(Act::CreateAuthority(below), Some(key)).unwrap() else { panic!() };
    let files = public(&desk.publish(&below.id, "none"));
    let chain = text(&files, "cacert-chain.pem");
    assert_eq!(chain.matches("BEGIN CERTIFICATE").count(), 2);
    assert!(files.contains_key("sample-root.crt") && files.contains_key("sample-root.pem"));
    assert_eq!(pkcs7::read(&files["cacert.p7c"]).unwrap().certificates.len(), 2);

    desk.clock.forward(86_400);
    desk.act(Act::RenewAuthority(RenewAuthority { authority: root.clone(), days: 3650 })).unwrap();
    let key = desk.key(KeyKind::P256);
    let act = ReplaceAuthority { authority: root.clone(), days: 3650, ..Default::default() };
    let View::Authority(successor) = desk.act_with(Act::ReplaceAuthority(act), Some(key)).unwrap() else { panic!() };
    let old = desk.publish(&root, "none");
    let abouts: Vec<&str> = old.files.iter().map(|file| file.about.as_str()).collect();
    assert!(abouts.contains(&"an earlier certificate of the authority, in DER"), "{abouts:?}");
    assert!(
        abouts.contains(&"a certificate of the authority by another issuer, in DER") || successor.succeeds.is_some()
    );
    let own = parse::certificate_der(&public(&old)["cacert.crt"]).unwrap();
    let bag = pkcs7::read(&public(&old)["cacert.p7c"]).unwrap().certificates;
    let of_key = bag.iter().filter(|der| parse::certificate_der(der).unwrap().spki == own.spki).count();
    assert_eq!(of_key, 3, "the one of now, the one before, and the one that its successor signed");
    let new = public(&desk.publish(&successor.id, "none"));
    assert_eq!(pkcs7::read(&new["cacert.p7c"]).unwrap().certificates.len(), 2, "its own, and the one of the old key");
}

#[test]
fn lists_that_were_signed_ahead_wait_for_their_dates_beside_the_folder() {
    let (mut desk, ca, serial) = scene();
    desk.revoke(&ca, &serial, "superseded");
    let series = IssueCrlSeries { authority: ca.clone(), count: 3, days: Some(30), ..IssueCrlSeries::default() };
    let View::CrlSeries(series) = desk.act(Act::IssueCrlSeries(series)).unwrap() else { panic!() };
    let view = desk.publish(&ca, "serial");
    let all = unpacked(&view);
    assert_eq!(all["public/pki/rootca.crl"], series.lists[0].der.as_slice());
    assert_eq!(all["ahead/2026-12-17T120000Z/pki/rootca.crl"], series.lists[1].der.as_slice());
    assert_eq!(all["ahead/2027-01-13T120000Z/pki/rootca.crl"], series.lists[2].der.as_slice());
    let swap = &view.ahead[1];
    assert_eq!(swap.from, "2027-01-13T12:00:00Z");
    assert_eq!(swap.files, ["pki/index.html", "pki/rootca.crl", "pki/rootca.crl.pem"], "and nothing that stays");
    assert!(
        text(&all, "README.txt").contains("From 2027-01-13T12:00:00Z on:\n  ahead/2027-01-13T120000Z/pki/index.html")
    );
    assert!(text(&all, "ahead/2027-01-13T120000Z/pki/index.html").contains("2027-02-12 12:00 UTC"));
    assert_eq!(codes(&view), ["publish/lists-ahead"]);
    desk.clock.forward(27 * 86_400);
    let later = desk.publish(&ca, "serial");
    assert_eq!(public(&later)["pki/rootca.crl"], series.lists[1].der.as_slice(), "the one of the day");
    assert_eq!(later.ahead.len(), 1);
}

#[test]
fn two_addresses_that_want_other_files_under_one_path_are_refused() {
    for (crl, issuer) in
        [("http://a/ca", "http://b/ca"), ("http://a/ca", "http://a/ca/root.crt"), ("http://a/CA", "http://a/ca")]
    {
        let (mut desk, ca, _) = scene();
        let publication = PublicationView { crl: urls(&[crl]), issuer: urls(&[issuer]), ..PublicationView::default() };
        desk.configure(&ca, settings(publication));
        let act = Publish { authority: ca, ..Publish::default() };
        let error = desk.act(Act::Publish(act)).unwrap_err();
        assert_eq!(error.code(), Code::PublicationConflict);
        assert!(error.found_text().unwrap().contains(issuer), "{error}");
    }
    let (mut desk, ca, _) = scene();
    let own = PublicationView { crl: urls(&["http://a/pki/index.html"]), ..usual() };
    desk.configure(&ca, settings(own));
    assert_eq!(
        desk.code(Publish { authority: ca, ..Publish::default() }),
        Code::PublicationConflict,
        "nor in the place of the page"
    );
}

// ---------------------------------------------------------------- is a list that is missing or stale said?

#[test]
fn a_list_that_is_missing_stale_or_behind_is_said() {
    let mut desk = Desk::new();
    let ca = desk.create_authority(ROOT, 3650).id;
    desk.configure(&ca, settings(PublicationView { delta: urls(&["http://ca.sample.com/pki/delta.crl"]), ..usual() }));
    let serial = desk.serial_of(&ca, "mail.sample.com");
    assert_eq!(codes(&desk.publish(&ca, "none")), ["publish/crl-missing", "publish/delta-missing"]);
    desk.list(&ca);
    desk.revoke(&ca, &serial, "keyCompromise");
    assert_eq!(codes(&desk.publish(&ca, "none")), ["publish/delta-missing", "publish/crl-behind"]);
    desk.act(Act::IssueCrl(IssueCrl { delta: true, ..IssueCrl::days(&ca, 1) })).unwrap();
    assert_eq!(codes(&desk.publish(&ca, "none")), Vec::<&str>::new(), "the delta says it");
    desk.clock.forward(2 * 86_400);
    assert_eq!(codes(&desk.publish(&ca, "none")), ["publish/delta-stale"]);
    desk.clock.forward(40 * 86_400);
    assert_eq!(codes(&desk.publish(&ca, "none")), ["publish/crl-stale", "publish/delta-stale"]);
    let early = IssueCrl { last_update: Some("2027-02-01T00:00:00Z".to_owned()), ..IssueCrl::days(&ca, 31) };
    desk.act(Act::IssueCrl(early)).unwrap();
    assert_eq!(codes(&desk.publish(&ca, "none")), ["publish/crl-not-yet", "publish/delta-missing"]);
}

// ---------------------------------------------------------------- is nothing in it but what is public?

/// An authority with a profile, a policy, a request and files of its own, of which nobody outside knows.
fn secretive() -> (Desk, String, [String; 2], Vec<Vec<u8>>) {
    let mut desk = Desk::new();
    let ca = desk.create_authority(ROOT, 3650).id;
    let configuration = "[ca]\ndefault_ca = secret_ca\n[secret_ca]\nx509_extensions = secret_profile\npolicy = secret_policy\n\
         default_days = 30\n[secret_policy]\ncommonName = supplied\n[secret_profile]\nbasicConstraints = CA:FALSE\n";
    let configuration = ConfigurationRequest {
        path: "secret.cnf".to_owned(),
        text: configuration.to_owned(),
        includes: BTreeMap::new(),
        environment: BTreeMap::new(),
    };
    desk.configure(&ca, SettingsRequest { configuration: Some(configuration), ..settings(usual()) });
    let key = desk.key(KeyKind::P256);
    let pkcs8 = key.to_pkcs8().unwrap().to_vec();
    let act = Act::CreateRequest {
        authority: Some(ca.clone()),
        subject: "CN=mail.sample.com".to_owned(),
        san: urls(&["dns:mail.sample.com"]),
        profile: None,
    };
    let View::Request(request) = desk.act_with(act, Some(key)).unwrap() else { panic!() };
    let options = IssueOptions { profile: Some("secret_profile".to_owned()), ..IssueOptions::default() };
    let act = Act::Issue { authority: ca.clone(), csr: Csr::Stored { request: request.id.clone() }, options };
    let View::Issued(issued) = desk.act(act).unwrap() else { panic!() };
    let waiting = CreateRequest { subject: "CN=waiting.sample.com".to_owned(), san: Vec::new(), profile: None };
    let act =
        Act::CreateRequest { authority: Some(ca.clone()), subject: waiting.subject, san: waiting.san, profile: None };
    let key = desk.key(KeyKind::P256);
    desk.act_with(act, Some(key)).unwrap();
    let gone = desk.serial_of(&ca, "gone.sample.com");
    desk.revoke(&ca, &gone, "keyCompromise");
    desk.list(&ca);
    let words = ["secret", "waiting", "PRIVATE", "REQUEST", &ca, &request.id];
    let mut private: Vec<Vec<u8>> = words.map(|word| word.as_bytes().to_vec()).to_vec();
    // the key itself, behind the heads of PKCS #8 and SEC 1
    private.push(pkcs8[36..68].to_vec());
    (desk, ca, [issued.certificate.entry.serial, gone], private)
}

#[test]
fn nothing_that_is_not_public_is_in_the_folder() {
    for scope in ["none", "serial", "search"] {
        let (mut desk, ca, _, private) = secretive();
        let keys: Vec<String> = desk.store.records.keys().cloned().collect();
        let view = desk.publish(&ca, scope);
        for (path, bytes) in public(&view) {
            let ids = keys.iter().filter_map(|key| key.split_once('/')).map(|(_, id)| id.as_bytes());
            for word in private.iter().map(Vec::as_slice).chain(ids) {
                let is_there = |text: &[u8]| text.windows(word.len()).any(|window| window == word);
                assert!(
                    !is_there(&bytes) && !is_there(path.as_bytes()),
                    "{path} says {}",
                    String::from_utf8_lossy(word)
                );
            }
        }
    }
}

#[test]
fn only_what_was_chosen_is_in_the_folder() {
    let (mut desk, ca, serials, _) = secretive();
    let name = "mail.sample.com";
    let none = public(&desk.publish(&ca, "none"));
    assert!(none.values().all(|bytes| !says(bytes, name)), "no name of a certificate at all");
    assert!(none.keys().all(|path| !path.contains("certificates/")));

    let by_serial = public(&desk.publish(&ca, "serial"));
    for (path, bytes) in &by_serial {
        let is_of_it = path.starts_with(&format!("pki/certificates/{}.", serials[0]));
        assert!(is_of_it || !says(bytes, name), "{path} says a name");
        assert!(is_of_it || !says(bytes, &serials[0]), "{path} says a serial number");
        let is_of_other = path.starts_with(&format!("pki/certificates/{}.", serials[1]));
        assert!(is_of_other || !says(bytes, &serials[1]), "{path} says a serial number");
    }
    let page = text(&by_serial, &format!("pki/certificates/{}.html", serials[0]));
    assert!(page.contains("DNS") || page.contains(name), "{page}");

    let all = public(&desk.publish(&ca, "search"));
    let index = text(&all, "pki/index.html");
    assert!(serials.iter().all(|serial| index.contains(serial)) && index.contains(name));
    assert!(index.contains("\"r\":\"2026-11-20T12:00:00Z\""), "the date of the revocation is in the list");
}

#[test]
fn counted_numbers_can_be_guessed_and_it_is_said() {
    let (mut desk, ca, _) = scene();
    desk.configure(&ca, SettingsRequest { serials: "sequential".to_owned(), ..settings(usual()) });
    assert_eq!(codes(&desk.publish(&ca, "serial")), ["publish/serials-guessable"]);
    assert_eq!(codes(&desk.publish(&ca, "search")), ["publish/names-public"]);
    assert_eq!(codes(&desk.publish(&ca, "none")), Vec::<&str>::new());
}

#[test]
fn what_is_said_of_a_certificate_is_what_the_list_says() {
    let (mut desk, ca, serial) = scene();
    let act = Revoke {
        authority: ca.clone(),
        serial: Some(serial.clone()),
        reason: "keyCompromise".to_owned(),
        invalidity_date: Some("2026-11-20T11:30:00Z".to_owned()),
        ..Revoke::default()
    };
    desk.act(Act::Revoke(act)).unwrap();
    let bare = Revoke {
        authority: ca.clone(),
        serial: Some("0A".to_owned()),
        reason: "certificateHold".to_owned(),
        record: true,
        ..Revoke::default()
    };
    desk.act(Act::Revoke(bare)).unwrap();
    desk.list(&ca);
    let files = public(&desk.publish(&ca, "search"));
    let page = text(&files, &format!("pki/certificates/{serial}.html"));
    assert!(
        page.contains("Revoked since 2026-11-20 12:00 UTC: its private key is known to another (keyCompromise). The key is suspected since 2026-11-20 11:30 UTC."),
        "{page}"
    );
    let held = text(&files, "pki/certificates/0A.html");
    assert!(held.contains("On hold since 2026-11-20 12:00 UTC") && held.contains("not kept here"), "{held}");
    assert!(!files.contains_key("pki/certificates/0A.cer"));
    assert!(text(&files, "pki/index.html").contains("{\"s\":\"0A\",\"t\":\"0A\",\"n\":[]"));
}

#[test]
fn names_cannot_write_into_the_page() {
    let (mut desk, ca, _) = scene();
    let csr = desk.foreign_request(r#"CN=\</script\>\<b\>&\"'"#, &["dns:mail.sample.com"]);
    desk.issue(&ca, &csr);
    let act = Publish {
        authority: ca,
        certificates: Some("search".to_owned()),
        title: Some("<i>Title</i>".to_owned()),
        contact: Some("javascript:alert(1)".to_owned()),
    };
    for (path, bytes) in public(&desk.published(Act::Publish(act))).iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = String::from_utf8(bytes.clone()).unwrap();
        assert!(!html.contains("<b>") && !html.contains("<i>"), "{path}");
        let open = html.matches("<script").count();
        assert_eq!(html.matches("</script>").count(), open, "{path}");
        assert!(!html.contains("href=\"javascript"), "{path}");
        assert!(html.contains("&lt;i&gt;Title&lt;/i&gt;"), "{path}");
    }
}

/// The policy that each page has lets its own script and style run, and nothing else.
#[test]
fn each_page_lets_its_own_script_run_and_loads_nothing() {
    let (mut desk, ca, _) = scene();
    for (path, bytes) in public(&desk.publish(&ca, "search")).iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = String::from_utf8(bytes.clone()).unwrap();
        for (tag, directive) in [("script", "script-src"), ("style", "style-src")] {
            let begin = format!("<{tag}>");
            let content = html.split(&begin).nth(1).unwrap().split(&format!("</{tag}>")).next().unwrap();
            let hash = base64ct::Base64::encode_string(&rootpage::key::digest::sha256(content.as_bytes()));
            assert!(html.contains(&format!("{directive} 'sha256-{hash}'")), "{path}: {tag}");
        }
        assert!(html.contains("default-src 'none'") && !html.contains("src=\"") && !html.contains("@import"), "{path}");
    }
}

// ---------------------------------------------------------------- is it the same each time, and is what changed said?

#[test]
fn the_same_ledger_gives_the_same_bytes() {
    let zip = || {
        let (mut desk, ca, _) = scene();
        desk.publish(&ca, "search").zip.unwrap()
    };
    assert_eq!(zip(), zip());
    let (mut desk, ca, _) = scene();
    let first = desk.publish(&ca, "search");
    desk.clock.forward(3_600);
    let second = desk.reopened().publish(&ca, "search");
    assert_eq!(first.zip, second.zip, "the time of day is not in it");
}

#[test]
fn what_changed_since_the_last_time_is_said() {
    let (mut desk, ca, serial) = scene();
    let changes = |view: &PublishedView| {
        let of = |change: &str| {
            view.files.iter().filter(|file| file.change == change).map(|file| file.path.clone()).collect::<Vec<_>>()
        };
        (of("new"), of("changed"), view.removed.clone())
    };
    let first = desk.publish(&ca, "serial");
    assert_eq!((first.since.clone(), changes(&first).0.len()), (None, first.files.len()));
    desk.clock.forward(60);
    let mut desk = desk.reopened();
    let same = desk.publish(&ca, "serial");
    assert_eq!(changes(&same), (vec![], vec![], vec![]), "nothing changed");
    assert_eq!(same.since.as_deref(), Some("2026-11-20T12:00:00Z"));
    assert!(same.files.iter().all(|file| file.since.as_deref() == Some("2026-11-20T12:00:00Z")));

    desk.clock.forward(60);
    let other = desk.serial_of(&ca, "www.sample.com");
    desk.revoke(&ca, &serial, "superseded");
    desk.list(&ca);
    let act = Question::Publication(Publish { authority: ca.clone(), ..Publish::default() });
    let View::Published(asked) = desk.ask(&act).unwrap() else { panic!() };
    let told = desk.publish(&ca, "serial");
    assert_eq!((&asked.files, &asked.zip), (&told.files, &None), "what would be public is what then is");
    let (new, changed, removed) = changes(&told);
    assert_eq!(new, ["cer", "html", "pem"].map(|suffix| format!("pki/certificates/{other}.{suffix}")));
    let page = format!("pki/certificates/{serial}.html");
    assert_eq!(changed, [page.as_str(), "pki/index.html", "pki/rootca.crl", "pki/rootca.crl.pem"]);
    assert_eq!((removed, told.since.as_deref()), (vec![], Some("2026-11-20T12:01:00Z")));

    let less = desk.publish(&ca, "none");
    assert_eq!(less.removed.len(), 7, "two certificates and the page in place of a list: {:?}", less.removed);
    let View::Authority(view) = desk.reopened().ask(&Question::Authority { authority: ca }).unwrap() else { panic!() };
    let last = view.published.unwrap();
    assert_eq!((last.at.as_str(), last.certificates), ("2026-11-20T12:02:00Z", "none"));
    assert_eq!(last.files, u64::try_from(less.files.len()).unwrap());
    let manifests = desk.store.records.keys().filter(|key| key.starts_with("cold/")).count();
    assert_eq!(manifests, 2 + 2 + 1, "two certificates, two lists, and one manifest: the ones before are gone");
}

#[test]
fn what_is_not_said_is_as_it_was_the_last_time() {
    let (mut desk, ca, _) = scene();
    let said = |words: [Option<&str>; 3]| {
        let [certificates, title, contact] = words.map(|word| word.map(str::to_owned));
        Publish { authority: ca.clone(), certificates, title, contact }
    };
    let index = |desk: &mut Desk, act: Publish| text(&public(&desk.published(Act::Publish(act))), "pki/index.html");
    let first = index(&mut desk, said([None; 3]));
    assert!(first.contains("<h1>Sample Root</h1>") && first.contains("id=\"marks\"") && !first.contains("Contact"));
    let words = [Some("search"), Some("Our Certificates"), Some("ca@sample.com")];
    index(&mut desk, said(words));
    let again = index(&mut desk.reopened(), said([None; 3]));
    assert!(again.contains("<h1>Our Certificates</h1>") && again.contains("id=\"certificates\""));
    assert!(again.contains("<a href=\"mailto:ca@sample.com\">ca@sample.com</a>"));
    let back = index(&mut desk, said([Some("none"), Some(""), Some("")]));
    assert!(back.contains("<h1>Sample Root</h1>") && !back.contains("Contact") && !back.contains("<form"));
    assert_eq!(desk.code(said([Some("all"), None, None])), Code::CallUnknown);
    assert_eq!(desk.code(said([None, Some("a\nb"), None])), Code::NameAttributeCharset);
}

/// Commit, then release: what the store did not take is not remembered, and the journal has each time.
#[test]
fn nothing_is_given_out_before_it_is_stored() {
    let (mut desk, ca, _) = scene();
    let act = || Act::Publish(Publish { authority: ca.clone(), ..Publish::default() });
    desk.prepare(act(), None).unwrap();
    desk.session.abandon();
    assert!(desk.published(act()).since.is_none(), "the one that was abandoned does not count");
    let before = desk.store.clone();
    desk.published(act());
    let opened = |store: &store::MemoryStore| {
        let (vault, contents) = rootpage::vault::Vault::open(&store.hot(), desk::PASSPHRASE).unwrap();
        let pages = rootpage::vault::journal_pages(&contents);
        (vault.journal().count, pages.last().unwrap().1.entries.last().unwrap().clone())
    };
    let ((count, _), (next, entry)) = (opened(&before), opened(&desk.store));
    assert_eq!(
        (next, entry.deed, entry.detail.as_str()),
        (count + 1, rootpage::vault::Deed::Publish, "nothing changed")
    );
}

#[test]
fn a_manifest_that_is_another_is_noticed() {
    let (mut desk, ca, _) = scene();
    let act = || Publish { authority: ca.clone(), ..Publish::default() };
    let before: Vec<String> = desk.store.records.keys().cloned().collect();
    desk.published(Act::Publish(act()));
    let key = desk.store.records.keys().find(|key| key.starts_with("cold/") && !before.contains(key)).unwrap().clone();
    *desk.store.records.get_mut(&key).unwrap().last_mut().unwrap() ^= 1;
    assert_eq!(desk.code(act()), Code::VaultRecordTampered);
    desk.store.records.remove(&key);
    assert_eq!(desk.code(act()), Code::VaultRecordMissing);
}
