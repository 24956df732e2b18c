//! Does the session of the second how-to give the same fields in OpenSSL 3 and in Rootpage, from the same files?
//!
//! "Creating and Using SSL Certificates" of 2000, its configuration as printed: a root, a request, a certificate, the same subject again,
//! a revocation, the request signed anew.

#![allow(
    clippy::unwrap_in_result,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

#[path = "support/desk.rs"]
mod desk;
#[path = "support/directory.rs"]
mod directory;
#[path = "support/openssl.rs"]
mod openssl;
#[path = "support/store.rs"]
mod store;

use std::process::Command;

use desk::Desk;
use directory::desk_of_today;
use openssl::{Ca, HOWTO, PASSPHRASE};
use rootpage::error::Code;
use rootpage::model::Certificate;
use rootpage::openssl::directory::Files;
use rootpage::parse;
use rootpage::session::{Act, IssueCrl, Revoke, View};

/// Both at one directory: OpenSSL in a copy of it, Rootpage at a desk.
struct Both {
    theirs: Ca,
    desk: Desk,
    id: String,
}

impl Both {
    fn sign(&mut self) -> (Certificate, Certificate) {
        self.theirs.ca(&["-out", "cert.pem", "-infiles", "req.pem"]);
        let issued = self.desk.issue(&self.id, self.theirs.text("req.pem").as_bytes());
        let ours = issued.certificate.certificate.unwrap().der;
        (read(self.theirs.text("cert.pem").as_bytes()), read(&ours))
    }

    /// The index of both, without the times of the acts; those were checked.
    fn compare_index(&mut self) {
        let ours = self.desk.index(&self.id);
        let without_times = |text: &str| -> Vec<String> {
            let line = |line: &str| {
                let columns: Vec<&str> = line.split('\t').collect();
                let reason = columns[2].split_once(',').map_or("", |(_, reason)| reason);
                let is_revoked = !columns[2].is_empty();
                format!("{} {is_revoked} {reason} {} {} {}", columns[0], columns[3], columns[4], columns[5])
            };
            text.lines().map(line).collect()
        };
        assert_eq!(without_times(&ours.index), without_times(&self.theirs.text("index.txt")));
        assert_eq!(ours.serial, self.theirs.text("serial"));
        assert_eq!(ours.attributes, self.theirs.text("index.txt.attr"));
    }
}

fn read(bytes: &[u8]) -> Certificate {
    parse::certificate_der(&parse::sniff(bytes).unwrap().objects[0].der).unwrap()
}

/// The same fields. What is other is meant to be: OpenSSL signs with MD5 and makes version 1, since the configuration asks for that, and it
/// does not begin a few minutes ago nor end a second early.
fn compare(theirs: &Certificate, ours: &Certificate) {
    assert_eq!(ours.serial, theirs.serial);
    assert_eq!((&ours.issuer, &ours.subject), (&theirs.issuer, &theirs.subject));
    assert_eq!(ours.spki, theirs.spki);
    let seconds =
        |certificate: &Certificate| certificate.validity.not_after().unix() - certificate.validity.not_before().unix();
    assert!((seconds(theirs) - seconds(ours)).abs() <= 301, "{} days", seconds(ours) / 86_400);
    assert_eq!((theirs.version, ours.version), (1, 3));
}

#[test]
fn the_session_of_the_how_to_gives_the_same_fields() {
    let theirs = Ca::how_to("howto-session");
    let mut desk = desk_of_today();
    let files: Files = theirs.files().into_iter().filter(|(path, _)| path != "key.pem").collect();
    let imported = desk.import(&files).unwrap();
    let codes: Vec<_> = imported.findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["authority-weak-digest"], "the root is signed with MD5, as the configuration asks");
    let mut both = Both { theirs, desk, id: imported.authority.id };

    let (first, ours) = both.sign();
    compare(&first, &ours);
    both.compare_index();

    // "You cannot issue two certificates with the same Common Name"
    let refused = Command::new("openssl")
        .args(["ca", "-batch", "-config", "openssl.cnf", "-passin", &format!("pass:{PASSPHRASE}"), "-in", "req.pem"])
        .current_dir(&both.theirs.directory)
        .output()
        .unwrap();
    assert!(!refused.status.success());
    let request = both.theirs.text("req.pem");
    let error = both.desk.act(desk::issue(&both.id, request.as_bytes())).unwrap_err();
    assert_eq!(rootpage::session::violations(&error)[0].code, Code::PolicySubjectTaken.as_str());
    both.compare_index();

    // "To revoke a certificate", then the same request again
    both.theirs.ca(&["-revoke", "newcerts/01.pem"]);
    let revoke = Revoke {
        authority: both.id.clone(),
        serial: Some("01".into()),
        reason: "unspecified".into(),
        ..Revoke::default()
    };
    both.desk.act(Act::Revoke(revoke)).unwrap();
    both.compare_index();
    let (second, ours) = both.sign();
    compare(&second, &ours);
    both.compare_index();

    // the lists of both say the same, though the configuration knows nothing of lists
    both.theirs.ca(&["-gencrl", "-crldays", "30", "-out", "crl.pem"]);
    let View::Crl(Some(crl)) = both.desk.act(Act::IssueCrl(IssueCrl::days(both.id.as_str(), 30))).unwrap() else {
        panic!("no list")
    };
    let theirs = parse::crl_der(&parse::sniff(both.theirs.text("crl.pem").as_bytes()).unwrap().objects[0].der).unwrap();
    let ours = parse::crl_der(&crl.der).unwrap();
    let serials = |list: &rootpage::model::CertificateList| {
        list.revoked.iter().map(|one| (one.serial.clone(), one.reason)).collect::<Vec<_>>()
    };
    assert_eq!((serials(&ours), &ours.issuer), (serials(&theirs), &theirs.issuer));

    // and OpenSSL goes on with what Rootpage gives back
    let exported = both.desk.export_directory(&both.id);
    let next = Ca::empty("howto-session-next");
    next.write_all(&exported);
    assert_eq!(next.text("openssl.cnf"), HOWTO);
    next.ca(&["-revoke", "newcerts/02.pem", "-crl_reason", "superseded"]);
    next.ca(&["-out", "cert.pem", "-infiles", "req.pem"]);
    assert_eq!(read(next.text("cert.pem").as_bytes()).serial.to_string(), "03");
}
