//! Do authorities below others, renewed ones and those with a new key hold, for OpenSSL and for rustls-webpki?
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_in_result,
    clippy::unwrap_used,
    reason = "tests may"
)]

#[path = "support/desk.rs"]
mod desk;
#[path = "support/scratch.rs"]
mod scratch;
#[path = "support/store.rs"]
mod store;

use std::time::Duration;

use desk::{Desk, NOON, PASSPHRASE, issue};
use rootpage::error::{Code, Error};
use rootpage::key::{KeyKind, PrivateKey, Signer};
use rootpage::parse;
use rootpage::session::view::{AuthorityView, CertificateEntryView, CertificatesView, ExpiryView, IssuedView};
use rootpage::session::{
    Act, AdoptAuthority, CreateAuthority, DetachKey, IssueCrl, KeyOwner, Question, RenewAuthority, ReplaceAuthority,
    Revoke, Secret, View,
};
use rustls_pki_types::{CertificateDer, UnixTime};
use scratch::Scratch;
use serde_bytes::ByteBuf;
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert};

const ROOT: &str = "CN=Sample Root,O=The Sample Company,C=US";
const DAY: i64 = 86_400;

impl Desk {
    fn authority_of(&mut self, act: Act, kind: Option<KeyKind>) -> Result<AuthorityView, Error> {
        let key = kind.map(|kind| self.key(kind));
        match self.act_with(act, key)? {
            View::Authority(view) => Ok(view),
            other => panic!("{other:?}"),
        }
    }

    fn below(&mut self, issuer: &str, act: CreateAuthority) -> Result<AuthorityView, Error> {
        let act = CreateAuthority { issuer: Some(issuer.to_owned()), ..act };
        self.authority_of(Act::CreateAuthority(act), Some(KeyKind::P256))
    }

    fn view(&mut self, id: &str) -> AuthorityView {
        match self.ask(&Question::Authority { authority: id.to_owned() }).unwrap() {
            View::Authority(view) => view,
            other => panic!("{other:?}"),
        }
    }

    fn leaf(&mut self, authority: &str, host: &str) -> Result<IssuedView, Error> {
        let csr = self.foreign_request(&format!("CN={host}"), &[]);
        match self.act(issue(authority, &csr))? {
            View::Issued(view) => Ok(view),
            other => panic!("{other:?}"),
        }
    }

    fn certificates(&mut self, id: &str) -> CertificatesView {
        let question = Question::Certificates {
            authority: id.to_owned(),
            status: None,
            query: None,
            archived: None,
            offset: None,
            limit: None,
        };
        match self.ask(&question).unwrap() {
            View::Certificates(view) => view,
            other => panic!("{other:?}"),
        }
    }

    fn certificate(&mut self, id: &str, serial: &str) -> CertificateEntryView {
        let question = Question::Certificate { authority: id.to_owned(), serial: serial.to_owned() };
        match self.ask(&question).unwrap() {
            View::Certificate(view) => view,
            other => panic!("{other:?}"),
        }
    }

    fn expiry(&mut self, id: &str) -> ExpiryView {
        match self.ask(&Question::Expiry { authority: id.to_owned() }).unwrap() {
            View::Expiry(view) => view,
            other => panic!("{other:?}"),
        }
    }

    fn everything(&mut self) -> View {
        self.ask(&Question::Vault {}).unwrap()
    }
}

fn renew(id: &str, days: u32) -> Act {
    Act::RenewAuthority(RenewAuthority { authority: id.to_owned(), days })
}

fn code<T: std::fmt::Debug>(result: Result<T, Error>) -> Code {
    result.expect_err("it is refused").code()
}

fn pem_of(issued: &IssuedView) -> String {
    issued.certificate.certificate.as_ref().unwrap().pem.clone()
}

/// What OpenSSL says of a leaf with this root and these others.
fn verify(scratch: &Scratch, root: &str, others: &str, leaf: &str, at: i64) -> Result<(), String> {
    for (name, content) in [("root.pem", root), ("others.pem", others), ("leaf.pem", leaf)] {
        scratch.write(name, content);
    }
    let untrusted = if others.is_empty() { "" } else { "-untrusted others.pem" };
    let (is_content, said) =
        scratch.openssl(&format!("verify -x509_strict -attime {at} -CAfile root.pem {untrusted} leaf.pem"));
    if is_content { Ok(()) } else { Err(said) }
}

/// What rustls-webpki says.
fn webpki_verify(root: &[u8], others: &[&[u8]], leaf: &[u8]) -> Result<(), webpki::Error> {
    let root = CertificateDer::from(root);
    let anchors = [anchor_from_trusted_cert(&root)?];
    let others: Vec<_> = others.iter().map(|der| CertificateDer::from(*der)).collect();
    let leaf = CertificateDer::from(leaf);
    let at = UnixTime::since_unix_epoch(Duration::from_secs(u64::try_from(NOON + 600).unwrap()));
    let algorithms = webpki::ALL_VERIFICATION_ALGS;
    let usage = KeyUsage::server_auth();
    EndEntityCert::try_from(&leaf)?.verify_for_usage(algorithms, &anchors, &others, at, usage, None, None).map(drop)
}

// ---------------------------------------------------------------- authorities below others

/// A root and three authorities below each other, the first of them bound to names.
fn four_deep(desk: &mut Desk) -> [AuthorityView; 4] {
    let root = desk.create_authority(ROOT, 3650);
    let first = CreateAuthority {
        path_length: Some(2),
        permitted: vec!["dns:sample.com".to_owned()],
        excluded: vec!["dns:secret.sample.com".to_owned()],
        ..CreateAuthority::root("CN=First,O=The Sample Company,C=US", 3000)
    };
    let first = desk.below(&root.id, first).unwrap();
    let second =
        CreateAuthority { path_length: Some(1), ..CreateAuthority::root("CN=Second,O=The Sample Company,C=US", 2000) };
    let second = desk.below(&first.id, second).unwrap();
    let third = desk.below(&second.id, CreateAuthority::root("CN=Third,O=The Sample Company,C=US", 1000)).unwrap();
    [root, first, second, third]
}

#[test]
fn a_path_of_four_holds_and_the_constraints_of_its_first_bind_its_last() {
    let (mut desk, scratch) = (Desk::new(), Scratch::new("deep"));
    let [root, first, second, third] = four_deep(&mut desk);
    assert_eq!(third.issuer.as_deref(), Some(second.id.as_str()));
    let above: Vec<_> = third.chain.iter().map(|link| link.authority.clone().unwrap()).collect();
    assert_eq!(above, [second.id.clone(), first.id.clone(), root.id.clone()]);
    assert_eq!(desk.certificates(&first.id).entries[0].title, "Second", "a line of the issuer's ledger");

    let csr = desk.foreign_request("O=The Sample Company,C=US", &["dns:www.sample.com"]);
    let issued = desk.issue(&third.id, &csr);
    let root_pem = &root.certificate.pem;
    assert_eq!(verify(&scratch, root_pem, &issued.certificate.chain_pem, &pem_of(&issued), NOON), Ok(()));
    let others = [&third, &second, &first].map(|authority| authority.certificate.der.to_vec());
    let others: Vec<&[u8]> = others.iter().map(Vec::as_slice).collect();
    let leaf = issued.certificate.certificate.unwrap().der;
    assert_eq!(webpki_verify(&root.certificate.der, &others, &leaf), Ok(()));

    for (host, tree) in [("www.another.example", "dns:sample.com"), ("a.secret.sample.com", "dns:secret.sample.com")] {
        let csr = desk.foreign_request("O=The Sample Company,C=US", &[&format!("dns:{host}")]);
        let refused = desk.act(issue(&third.id, &csr)).unwrap_err();
        let violation = &refused.violated()[0];
        assert_eq!(violation.code, Code::PolicyNameConstraints);
        assert!(violation.found.contains(host) && violation.found.contains(tree), "{}", violation.found);
    }
    let deeper = desk.below(&third.id, CreateAuthority::root("CN=Fourth,O=The Sample Company,C=US", 100)).unwrap_err();
    assert_eq!(deeper.violated()[0].code, Code::PolicyPathLength);
    let before = desk.everything();
    assert_eq!(desk.reopened().everything(), before);
}

#[test]
fn an_authority_that_is_bound_to_a_name_has_only_those_below_it() {
    let (mut desk, scratch) = (Desk::new(), Scratch::new("bound"));
    let root = desk.create_authority("CN=Above", 3650);
    let bound = CreateAuthority {
        path_length: Some(1),
        permitted: vec!["dirname:O=The Sample Company,C=US".to_owned()],
        ..CreateAuthority::root("CN=Bound,O=The Sample Company,C=US", 1000)
    };
    let bound = desk.below(&root.id, bound).unwrap();
    let stranger = desk.below(&bound.id, CreateAuthority::root("CN=Stranger,O=Another,C=US", 100)).unwrap_err();
    assert_eq!(stranger.violated()[0].code, Code::PolicyNameConstraints);
    let below = desk.below(&bound.id, CreateAuthority::root("CN=Below,O=The Sample Company,C=US", 100)).unwrap();
    let csr = desk.foreign_request("CN=a.sample.com,O=The Sample Company,C=US", &[]);
    let View::Issued(leaf) = desk.act(issue(&below.id, &csr)).unwrap() else { panic!() };
    assert_eq!(verify(&scratch, &root.certificate.pem, &leaf.certificate.chain_pem, &pem_of(&leaf), NOON), Ok(()));
}

#[test]
fn an_authority_below_another_stands_in_both_ledgers_or_in_none() {
    let mut desk = Desk::new();
    let root = desk.create_authority(ROOT, 3650);
    let before = desk.everything();
    let act = CreateAuthority { issuer: Some(root.id.clone()), ..CreateAuthority::root("CN=Below", 100) };
    let key = desk.key(KeyKind::P256);
    let commit = desk.prepare(Act::CreateAuthority(act.clone()), Some(key)).unwrap();
    desk.session.abandon();
    assert_eq!(desk.everything(), before);
    assert_eq!(desk.reopened().everything(), before);
    desk.store.commit(&commit).unwrap();
    let mut stored = desk.reopened();
    let View::Vault(vault) = stored.everything() else { panic!() };
    let counts: Vec<_> = vault.authorities.iter().map(|view| view.counts.valid).collect();
    assert_eq!((vault.authorities.len(), counts.iter().sum::<usize>()), (2, 1));
    for wrong in [
        CreateAuthority { path_length: Some(0), issuer: None, ..act.clone() },
        CreateAuthority { permitted: vec!["dns:a.bc".to_owned()], issuer: None, ..act.clone() },
    ] {
        assert_eq!(code(stored.authority_of(Act::CreateAuthority(wrong), Some(KeyKind::P256))), Code::CallUnknown);
    }
    let wrong = CreateAuthority { permitted: vec!["sample.com".to_owned()], ..act };
    assert_eq!(code(stored.authority_of(Act::CreateAuthority(wrong), Some(KeyKind::P256))), Code::GeneralNameSyntax);
}

// ---------------------------------------------------------------- the same key, a new certificate

#[test]
fn a_renewed_root_verifies_what_the_former_one_signed_and_the_other_way_round() {
    let (mut desk, scratch) = (Desk::new(), Scratch::new("renewed"));
    let root = desk.create_authority(ROOT, 800);
    let before = desk.leaf(&root.id, "before.sample.com").unwrap();
    desk.clock.forward(600);
    let renewed = desk.authority_of(renew(&root.id, 3650), None).unwrap();
    let after = desk.leaf(&root.id, "after.sample.com").unwrap();
    assert_eq!((&renewed.id, &renewed.certificate.subject), (&root.id, &root.certificate.subject));
    assert_ne!(renewed.certificate.serial, root.certificate.serial);
    assert!(renewed.certificate.not_after > root.certificate.not_after);
    assert_eq!(renewed.former, std::slice::from_ref(&root.certificate));
    for leaf in [&before, &after] {
        for certificate in [&root.certificate, &renewed.certificate] {
            assert_eq!(verify(&scratch, &certificate.pem, "", &pem_of(leaf), NOON + 600), Ok(()));
            let leaf = &leaf.certificate.certificate.as_ref().unwrap().der;
            assert_eq!(webpki_verify(&certificate.der, &[], leaf), Ok(()));
        }
    }
    let View::Crl(Some(crl)) = desk.act(Act::IssueCrl(IssueCrl::days(&root.id, 31))).unwrap() else { panic!() };
    scratch.write("list.pem", &crl.pem);
    for certificate in [&root.certificate, &renewed.certificate] {
        scratch.write("root.pem", &certificate.pem);
        assert!(scratch.run("crl -in list.pem -noout -CAfile root.pem").contains("verify OK"));
    }
    assert_eq!(desk.reopened().view(&root.id), desk.view(&root.id));
}

/// Roots of other programs have key identifiers of another method, and point to their own serial number.
#[test]
fn a_root_that_openssl_made_is_renewed_with_its_key_identifier() {
    let (mut desk, scratch) = (Desk::new(), Scratch::new("foreign"));
    scratch.write(
        "a.cnf",
        "[req]\ndistinguished_name=dn\nx509_extensions=x\n[dn]\n[x]\nbasicConstraints=critical,CA:TRUE,pathlen:3\n\
         keyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=0102030405\n\
         authorityKeyIdentifier=keyid:always,issuer:always\nnsComment=old\n",
    );
    scratch.run("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out a.key");
    scratch.run("req -x509 -config a.cnf -key a.key -subj /CN=Old -days 400 -set_serial 7 -out a.pem");
    let key = PrivateKey::parse(&scratch.read("a.key"), None).unwrap();
    desk.clock.forward(2 * DAY);
    let certificate = ByteBuf::from(scratch.read("a.pem"));
    let act = Act::AdoptAuthority(AdoptAuthority { certificate: Some(certificate), ..AdoptAuthority::default() });
    let View::Authority(root) = desk.act_with(act, Some(key)).unwrap() else { panic!() };
    assert!(root.has_key);
    let leaf = desk.leaf(&root.id, "a.sample.com").unwrap();
    let renewed = desk.authority_of(renew(&root.id, 3650), None).unwrap();
    let text = &renewed.certificate.text;
    for said in ["01:02:03:04:05", "pathlen:3", "old"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(!text.contains("serial:"), "{text}");
    let at = NOON + 2 * DAY;
    assert_eq!(verify(&scratch, &renewed.certificate.pem, "", &pem_of(&leaf), at), Ok(()));
    assert_eq!(verify(&scratch, &root.certificate.pem, "", &pem_of(&leaf), at), Ok(()));

    // what points to the serial number of the former certificate goes on with that one alone
    scratch.write("p.cnf", "authorityKeyIdentifier=keyid,issuer:always\n");
    scratch.run("req -new -config a.cnf -key a.key -subj /CN=pinned -out p.csr");
    scratch.run("x509 -req -in p.csr -CA a.pem -CAkey a.key -extfile p.cnf -days 90 -set_serial 9 -out p.pem");
    let pinned = String::from_utf8(scratch.read("p.pem")).unwrap();
    for (certificate, is_found) in [(&root.certificate, true), (&renewed.certificate, false)] {
        scratch.write("root.pem", &certificate.pem);
        scratch.write("pinned.pem", &pinned);
        let (is_content, said) = scratch.openssl(&format!("verify -attime {at} -CAfile root.pem pinned.pem"));
        assert_eq!(is_content, is_found, "{said}");
    }
}

#[test]
fn a_renewed_authority_and_what_is_below_it_chain_over_its_new_certificate() {
    let (mut desk, scratch) = (Desk::new(), Scratch::new("middle"));
    let [root, first, _, third] = four_deep(&mut desk);
    let csr = desk.foreign_request("O=The Sample Company,C=US", &["dns:www.sample.com"]);
    let before = desk.issue(&third.id, &csr);
    desk.clock.forward(600);
    let renewed = desk.authority_of(renew(&first.id, 3500), None).unwrap();
    assert_eq!(renewed.former, std::slice::from_ref(&first.certificate));
    assert!(renewed.certificate.not_after > first.certificate.not_after);
    assert!(renewed.certificate.text.contains("pathlen:2"), "{}", renewed.certificate.text);
    assert!(renewed.certificate.text.contains("DNS:secret.sample.com"), "it is bound as before");
    let lines = desk.certificates(&root.id).entries;
    assert_eq!((lines.len(), lines[0].renews.as_ref()), (2, Some(&lines[1].serial)), "the root's ledger knows both");
    let after = desk.issue(&third.id, &csr);
    assert!(after.certificate.chain_pem.contains(&renewed.certificate.pem));
    for leaf in [&before, &after] {
        let at = NOON + 600;
        for chain in [&before.certificate.chain_pem, &after.certificate.chain_pem] {
            assert_eq!(verify(&scratch, &root.certificate.pem, chain, &pem_of(leaf), at), Ok(()));
        }
    }
    let beyond = desk.authority_of(renew(&first.id, 36_000), None).unwrap_err();
    assert_eq!(beyond.violated()[0].code, Code::PolicyValidityTooLong);
    assert_eq!(desk.reopened().everything(), desk.everything());
}

// ---------------------------------------------------------------- another key

#[test]
fn a_root_and_its_successor_certify_each_other() {
    for subject in [None, Some("CN=Sample Root G2,O=The Sample Company,C=US".to_owned())] {
        let (mut desk, scratch) = (Desk::new(), Scratch::new("crossed"));
        let old = desk.create_authority(ROOT, 800);
        let leaf_of_old = desk.leaf(&old.id, "old.sample.com").unwrap();
        desk.clock.forward(600);
        let act =
            ReplaceAuthority { authority: old.id.clone(), subject: subject.clone(), days: 3650, cross_days: None };
        let new = desk.authority_of(Act::ReplaceAuthority(act), Some(KeyKind::P384)).unwrap();
        assert_eq!(new.succeeds.as_deref(), Some(old.id.as_str()));
        assert_eq!(desk.view(&old.id).succeeded_by.as_deref(), Some(new.id.as_str()));
        let leaf_of_new = desk.leaf(&new.id, "new.sample.com").unwrap();
        let cross = |desk: &mut Desk, issuer: &str, subject: &str| {
            let all = desk.certificates(issuer).entries;
            let entry = all.into_iter().find(|entry| entry.subject == subject).unwrap();
            desk.certificate(issuer, &entry.serial).certificate.unwrap()
        };
        let new_with_old = cross(&mut desk, &old.id, &new.certificate.subject);
        let old_with_new = cross(&mut desk, &new.id, &old.certificate.subject);
        assert_eq!(new_with_old.not_after, old.certificate.not_after, "with the one that ends first");
        assert_eq!(old_with_new.not_after, old.certificate.not_after);
        assert_eq!(old_with_new.not_before, old.certificate.not_before, "RFC 4210, section 4.4.1");

        let at = NOON + 600;
        let (new_leaf, old_leaf) = (pem_of(&leaf_of_new), pem_of(&leaf_of_old));
        assert_eq!(verify(&scratch, &old.certificate.pem, &new_with_old.pem, &new_leaf, at), Ok(()));
        assert_eq!(verify(&scratch, &new.certificate.pem, &old_with_new.pem, &old_leaf, at), Ok(()));
        assert!(verify(&scratch, &old.certificate.pem, "", &new_leaf, at).is_err(), "not without it");
        assert!(verify(&scratch, &new.certificate.pem, "", &old_leaf, at).is_err());
        let der = |leaf: &IssuedView| leaf.certificate.certificate.as_ref().unwrap().der.to_vec();
        let forward = webpki_verify(&old.certificate.der, &[&new_with_old.der], &der(&leaf_of_new));
        let backward = webpki_verify(&new.certificate.der, &[&old_with_new.der], &der(&leaf_of_old));
        assert_eq!((forward, backward), (Ok(()), Ok(())));
        assert_eq!(desk.reopened().everything(), desk.everything());
    }
}

#[test]
fn cross_certificates_end_when_it_is_asked_for() {
    let mut desk = Desk::new();
    let old = desk.create_authority(ROOT, 800);
    let act = ReplaceAuthority { authority: old.id.clone(), subject: None, days: 3650, cross_days: Some(100) };
    let new = desk.authority_of(Act::ReplaceAuthority(act), Some(KeyKind::P256)).unwrap();
    for id in [&old.id, &new.id] {
        assert_eq!(desk.certificates(id).entries[0].not_after, "2027-02-28T12:00:00Z");
    }
}

/// The root of the second how-to: 1024 bits, and signed with MD5.
#[test]
fn a_root_that_is_too_weak_is_replaced_and_not_certified_again() {
    let (mut desk, scratch) = (Desk::new(), Scratch::new("weak"));
    scratch.write("a.cnf", "[req]\ndistinguished_name=dn\n[dn]\n[x]\nbasicConstraints=CA:TRUE\n");
    scratch.run("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -out a.key");
    scratch.run("req -x509 -md5 -config a.cnf -extensions x -key a.key -subj /CN=Weak -days 400 -out a.pem");
    desk.clock.forward(2 * DAY);
    let key = PrivateKey::parse(&scratch.read("a.key"), None).unwrap();
    let act = adopt(&String::from_utf8(scratch.read("a.pem")).unwrap(), None);
    let View::Authority(weak) = desk.act_with(act, Some(key)).unwrap() else { panic!() };
    assert_eq!(code(desk.act(renew(&weak.id, 100))), Code::PolicyKeyRefused);
    let act = ReplaceAuthority { authority: weak.id.clone(), days: 3650, ..ReplaceAuthority::default() };
    let new = desk.authority_of(Act::ReplaceAuthority(act), Some(KeyKind::P256)).unwrap();
    assert_eq!(desk.certificates(&weak.id).entries[0].title, "Weak", "the new key, certified by the old one");
    assert_eq!(desk.certificates(&new.id).total, 0, "the new one does not speak for the weak key");
    let leaf = desk.leaf(&new.id, "a.sample.com").unwrap();
    let serial = desk.certificates(&weak.id).entries[0].serial.clone();
    let crossed = desk.certificate(&weak.id, &serial).certificate.unwrap().pem;
    scratch.write("crossed.pem", crossed);
    scratch.write("leaf.pem", pem_of(&leaf));
    let at = NOON + 2 * DAY;
    scratch.run(&format!("verify -auth_level 0 -attime {at} -CAfile a.pem -untrusted crossed.pem leaf.pem"));
}

#[test]
fn an_authority_below_another_is_replaced_below_it() {
    let (mut desk, scratch) = (Desk::new(), Scratch::new("replaced"));
    let [root, first, ..] = four_deep(&mut desk);
    let act = ReplaceAuthority { authority: first.id.clone(), days: 1000, ..ReplaceAuthority::default() };
    let new = desk.authority_of(Act::ReplaceAuthority(act), Some(KeyKind::P256)).unwrap();
    assert_eq!((new.issuer.as_deref(), new.succeeds.as_deref()), (Some(root.id.as_str()), Some(first.id.as_str())));
    assert!(new.certificate.text.contains("pathlen:2") && new.certificate.text.contains("DNS:secret.sample.com"));
    assert_eq!(desk.certificates(&new.id).total, 0, "the issuer's certificate stands above both");
    let csr = desk.foreign_request("O=The Sample Company,C=US", &["dns:www.sample.com"]);
    let leaf = desk.issue(&new.id, &csr);
    assert_eq!(verify(&scratch, &root.certificate.pem, &leaf.certificate.chain_pem, &pem_of(&leaf), NOON), Ok(()));
}

// ---------------------------------------------------------------- signed elsewhere

/// A request made at one desk and signed at another: its answer, and the root above.
fn signed_elsewhere(desk: &mut Desk, days: u32) -> (String, IssuedView, AuthorityView) {
    let key = desk.key(KeyKind::P256);
    let act = Act::CreateRequest {
        authority: None,
        subject: "CN=Issuing,O=The Sample Company,C=US".to_owned(),
        san: Vec::new(),
        profile: Some("intermediate-ca".to_owned()),
    };
    let View::Request(request) = desk.act_with(act, Some(key)).unwrap() else { panic!() };
    let mut elsewhere = Desk::new();
    elsewhere.key(KeyKind::P256); // the first key would be the one of the request
    let root = elsewhere.create_authority("CN=Elsewhere", 3650);
    let Act::Issue { authority, csr, mut options } = issue(&root.id, request.pem.as_bytes()) else { panic!() };
    (options.profile, options.days) = (Some("intermediate-ca".to_owned()), Some(days));
    let View::Issued(issued) = elsewhere.act(Act::Issue { authority, csr, options }).unwrap() else { panic!() };
    (request.id, issued, root)
}

fn adopt(pem: &str, request: Option<&str>) -> Act {
    let certificate = ByteBuf::from(pem.as_bytes());
    Act::AdoptAuthority(AdoptAuthority {
        certificate: Some(certificate),
        request: request.map(str::to_owned),
        ..AdoptAuthority::default()
    })
}

#[test]
fn an_authority_that_was_signed_elsewhere_is_taken_in_for_its_request() {
    let (mut desk, scratch) = (Desk::new(), Scratch::new("elsewhere"));
    let (request, signed, root) = signed_elsewhere(&mut desk, 500);
    let both = format!("{}{}", signed.certificate.chain_pem, pem_of(&signed));
    let stranger = desk.create_authority("CN=Stranger", 30);
    assert_eq!(code(desk.act(adopt(&stranger.certificate.pem, Some(&request)))), Code::KeyMismatch);
    let adopted = desk.authority_of(adopt(&both, Some(&request)), None).unwrap();
    assert_eq!((adopted.has_key, adopted.issuer.as_deref()), (true, None));
    assert_eq!(adopted.chain.len(), 1, "its root came beside it");
    let View::Requests(left) = desk.ask(&Question::Requests { authority: None }).unwrap() else { panic!() };
    assert!(left.is_empty(), "the request has done its work");
    let mut desk = desk.reopened();
    let leaf = desk.leaf(&adopted.id, "a.sample.com").unwrap();
    assert_eq!(verify(&scratch, &root.certificate.pem, &leaf.certificate.chain_pem, &pem_of(&leaf), NOON), Ok(()));
    assert_eq!(code(desk.act(renew(&adopted.id, 10))), Code::AuthorityUnknown, "its issuer is not here");
    assert_eq!(code(desk.act(adopt(&both, None))), Code::LedgerInconsistent, "it is here already");
    let leaf = pem_of(&leaf);
    assert_eq!(code(desk.act(adopt(&leaf, None))), Code::PolicyIssuerNotAuthority);
    assert_eq!(code(desk.act(adopt(&leaf, Some(&request)))), Code::RequestUnknown);
}

/// The key that waits for its certificate can be taken out: it is nowhere else.
#[test]
fn the_key_of_a_request_for_elsewhere_goes_out_before_its_certificate_comes() {
    let mut desk = Desk::new();
    let (request, signed, _) = signed_elsewhere(&mut desk, 500);
    let of = |request: &str| KeyOwner::Request { request: request.to_owned() };
    let question = |of, password: Option<&str>| Question::ExportKey {
        authority: None,
        of,
        password: password.map(|text| Secret::from(text.to_owned())),
        passphrase: None,
    };
    let View::Key(key) = desk.ask(&question(of(&request), Some("a password"))).unwrap() else { panic!() };
    assert_eq!(key.key_cert_pem, None, "there is no certificate yet");
    let key = PrivateKey::parse(key.key_pem.as_bytes(), Some("a password")).unwrap();
    let certificate = parse::certificate_der(&signed.certificate.certificate.as_ref().unwrap().der).unwrap();
    assert_eq!(key.public_key().spki(), certificate.spki);
    let of_certificate = KeyOwner::Certificate { serial: "01".to_owned() };
    assert_eq!(code(desk.ask(&question(of_certificate, None))), Code::CallUnknown);
    desk.act(adopt(&pem_of(&signed), Some(&request))).unwrap();
    assert_eq!(code(desk.ask(&question(of(&request), None))), Code::RequestUnknown, "it is the authority's now");
}

#[test]
fn an_authority_without_its_key_keeps_its_ledger_and_signs_nothing() {
    let mut desk = Desk::new();
    let mut offline = Desk::new();
    let root = offline.create_authority(ROOT, 3650);
    let leaf = offline.leaf(&root.id, "a.sample.com").unwrap();
    let adopted = desk.authority_of(adopt(&root.certificate.pem, None), None).unwrap();
    assert!(!adopted.has_key);
    let csr = desk.foreign_request("CN=b.sample.com", &[]);
    assert_eq!(code(desk.act(issue(&adopted.id, &csr))), Code::KeyOffline);
    assert_eq!(code(desk.act(Act::IssueCrl(IssueCrl::days(&adopted.id, 1)))), Code::KeyOffline);
    assert_eq!(code(desk.act(renew(&adopted.id, 10))), Code::KeyOffline);
    let certificate = Some(ByteBuf::from(pem_of(&leaf)));
    let revoke =
        Revoke { authority: adopted.id.clone(), certificate, reason: "keyCompromise".to_owned(), ..Revoke::default() };
    desk.act(Act::Revoke(revoke)).unwrap();
    assert_eq!(desk.reopened().view(&adopted.id).counts.revoked, 1);
    let attach = || Act::AttachKey { authority: adopted.id.clone(), material: None };
    assert_eq!(code(desk.authority_of(attach(), Some(KeyKind::P256))), Code::KeyMismatch);
}

#[test]
fn a_key_leaves_the_vault_for_good_and_comes_back() {
    let (mut desk, scratch) = (Desk::new(), Scratch::new("key"));
    scratch.run("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out a.key");
    let key = || PrivateKey::parse(&scratch.read("a.key"), None).unwrap();
    let act = Act::CreateAuthority(CreateAuthority::root(ROOT, 3650));
    let View::Authority(root) = desk.act_with(act, Some(key())).unwrap() else { panic!() };
    let records = desk.store.records.len();
    let detach = |passphrase: &str| {
        let passphrase = Secret::from(passphrase.to_owned());
        Act::DetachKey(DetachKey { authority: root.id.clone(), passphrase })
    };
    let attach = || Act::AttachKey { authority: root.id.clone(), material: None };
    assert_eq!(code(desk.act(detach("another passphrase"))), Code::PassphraseWrong);
    assert_eq!(code(desk.act_with(attach(), Some(key()))), Code::LedgerInconsistent, "it is there");
    let View::Authority(without) = desk.act(detach(PASSPHRASE)).unwrap() else { panic!() };
    assert!(!without.has_key);
    assert_eq!(desk.store.records.len(), records - 1, "its record is gone");
    assert_eq!(code(desk.leaf(&root.id, "a.sample.com")), Code::KeyOffline);
    let mut desk = desk.reopened();
    assert_eq!(code(desk.act(detach(PASSPHRASE))), Code::KeyOffline);
    desk.act_with(attach(), Some(key())).unwrap();
    desk.reopened().leaf(&root.id, "a.sample.com").unwrap();
}

#[test]
fn the_key_of_a_request_that_became_an_authority_leaves_no_copy_behind() {
    let mut desk = Desk::new();
    let (request, signed, _) = signed_elsewhere(&mut desk, 500);
    let cold = |desk: &Desk| desk.store.records.keys().filter(|key| key.starts_with("cold/")).count();
    assert_eq!(cold(&desk), 1, "the key of the request");
    desk.act(adopt(&pem_of(&signed), Some(&request))).unwrap();
    assert_eq!(cold(&desk), 0);
}

#[test]
fn an_authority_renewed_elsewhere_takes_its_new_certificate() {
    let (mut desk, scratch) = (Desk::new(), Scratch::new("again"));
    scratch.write("a.cnf", "[req]\ndistinguished_name=dn\n[dn]\n[x]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n");
    for name in ["root", "a"] {
        scratch.run(&format!("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out {name}.key"));
    }
    scratch.run("req -x509 -config a.cnf -extensions x -key root.key -subj /CN=Elsewhere -days 900 -out root.pem");
    scratch.run("req -new -config a.cnf -key a.key -subj /CN=Below -out a.csr");
    for (serial, days) in [(1, 100), (2, 200)] {
        scratch.run(&format!(
            "x509 -req -in a.csr -CA root.pem -CAkey root.key -extfile a.cnf -extensions x -days {days} -set_serial {serial} -out a{serial}.pem"
        ));
    }
    desk.clock.forward(2 * DAY);
    let file = |name: &str| String::from_utf8(scratch.read(name)).unwrap();
    let key = PrivateKey::parse(file("a.key").as_bytes(), None).unwrap();
    let act = adopt(&(file("a1.pem") + &file("root.pem")), None);
    let View::Authority(first) = desk.act_with(act, Some(key)).unwrap() else { panic!() };
    let below = desk.below(&first.id, CreateAuthority::root("CN=Deeper", 50));
    assert!(below.is_ok(), "{below:?}");
    let second = desk.authority_of(adopt(&(file("a2.pem") + &file("root.pem")), None), None).unwrap();
    assert_eq!((&second.id, second.former.len(), second.has_key), (&first.id, 1, true));
    assert_eq!((second.certificate.serial.as_str(), second.chain.len()), ("02", 1));
    let deeper = desk.view(&below.unwrap().id);
    assert_eq!(deeper.chain[0].not_after, second.certificate.not_after);
}

// ---------------------------------------------------------------- what ends when

#[test]
fn what_outlives_its_chain_is_listed_and_what_is_to_be_done_is_said() {
    let mut desk = Desk::new();
    let old = desk.create_authority(ROOT, 800);
    let leaf = desk.leaf(&old.id, "a.sample.com").unwrap();
    let expiry = desk.expiry(&old.id);
    assert_eq!(expiry.chain[0].title, "Sample Root");
    assert!(expiry.outliving.is_empty());
    assert_eq!(expiry.last.as_deref(), Some(leaf.certificate.entry.not_after.as_str()));
    assert!(expiry.steps.iter().any(|step| !step.done && step.what.contains("Renew the authority")));

    let act = ReplaceAuthority { authority: old.id.clone(), days: 3650, ..ReplaceAuthority::default() };
    let new = desk.authority_of(Act::ReplaceAuthority(act), Some(KeyKind::P256)).unwrap();
    let expiry = desk.expiry(&old.id);
    let crossed: Vec<_> = [&old.id, &new.id].map(|id| desk.certificates(id).entries[0].serial.clone()).into();
    for serial in crossed {
        assert!(expiry.steps.iter().any(|step| step.what.contains(&serial)), "{serial} in {:?}", expiry.steps);
    }
    assert!(expiry.steps.is_sorted_by_key(|step| step.when.clone()));
    assert!(
        expiry.steps.iter().any(|step| step.done && step.what.contains("Renew the authority")),
        "it has a successor"
    );
    let last = desk.expiry(&old.id).steps;
    assert!(last.iter().any(|step| step.what.contains("make CRLs with its key until then") && !step.done));

    desk.clock.forward(801 * DAY);
    assert!(desk.expiry(&old.id).steps.iter().all(|step| step.done), "{:?}", desk.expiry(&old.id).steps);
}
