//! A root, an intermediate and leaves with keys of three kinds, made by OpenSSL in a folder of the test's own, and programs that
//! are run there.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use rootpage::bundle::Identity;
use rootpage::bundle::file::{IssuerList, Made, Order, Source, make};
use rootpage::env::FixedEnv;
use rootpage::error::Result;
use rootpage::key::PrivateKey;
use rootpage::model::{Certificate, CertificateList, Time};
use rootpage::parse;

pub const PASSWORD: &str = "a password of tests";

/// The kinds of keys, each the name of its files: `rsa.pem`, `rsa.key`.
pub const KINDS: [&str; 3] = ["rsa", "p256", "ed25519"];

const AUTHORITY: &str =
    "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n";
const LEAF: &str =
    "basicConstraints=CA:FALSE\nsubjectAltName=DNS:mail.sample.com\nextendedKeyUsage=serverAuth,clientAuth\n";

pub struct Scene {
    pub folder: PathBuf,
    pub crl: CertificateList,
}

impl Scene {
    pub fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("rootpage-files-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let place = Place { folder: &folder };
        place.put("ca.ext", AUTHORITY.as_bytes());
        place.put("leaf.ext", LEAF.as_bytes());
        place.put("index.txt", b"");
        place.put("ca.cnf", b"[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\ncrlnumber=crlnumber\ndefault_md=sha256\n");
        place.put("crlnumber", b"01\n");
        place.ran(&key("root", "EC -pkeyopt ec_paramgen_curve:P-256"));
        place.ran("openssl req -new -key root.key -subj '/CN=Sample Root/O=The Sample Company' -out root.csr");
        place.ran("openssl x509 -req -in root.csr -signkey root.key -days 30 -extfile ca.ext -out root.pem");
        place.ran(&key("middle", "RSA -pkeyopt rsa_keygen_bits:2048"));
        place.ran(&issued("middle", "Sample Intermediate", "root", "ca.ext"));
        for (kind, algorithm) in
            KINDS.iter().zip(["RSA -pkeyopt rsa_keygen_bits:2048", "EC -pkeyopt ec_paramgen_curve:P-256", "ED25519"])
        {
            place.ran(&key(kind, algorithm));
            place.ran(&issued(kind, "mail.sample.com", "middle", "leaf.ext"));
        }
        place.ran("openssl ca -config ca.cnf -gencrl -keyfile middle.key -cert middle.pem -crldays 30 -out crl.pem");
        place.ran("openssl crl -in crl.pem -outform DER -out crl.der; cat middle.pem root.pem > chain.pem");
        let crl = parse::crl_der(&std::fs::read(folder.join("crl.der")).unwrap()).unwrap();
        Self { folder, crl }
    }

    fn place(&self) -> Place<'_> {
        Place { folder: &self.folder }
    }

    pub fn put(&self, name: &str, bytes: &[u8]) {
        self.place().put(name, bytes);
    }

    pub fn file(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.folder.join(name)).unwrap()
    }

    pub fn certificate(&self, name: &str) -> Certificate {
        let der = parse::sniff(&self.file(&format!("{name}.pem"))).unwrap().objects.remove(0).der;
        parse::certificate_der(&der).unwrap()
    }

    pub fn identity(&self, kind: &str) -> Identity {
        let key = PrivateKey::parse(&self.file(&format!("{kind}.key")), None).unwrap();
        let (middle, root) = (self.certificate("middle"), self.certificate("root"));
        Identity::new(Some(key), self.certificate(kind), &[&root, &middle]).unwrap()
    }

    /// The list of the issuer.
    pub fn lists(&self) -> Vec<IssuerList> {
        vec![IssuerList { issuer: "Sample Intermediate".to_owned(), crl: Some(self.crl.clone()) }]
    }

    /// Makes a file of a kind of key.
    pub fn make(&self, kind: &str, order: &Order) -> Result<Made> {
        let identity = self.identity(kind);
        make(&mut env(), Source { identity: &identity, lists: &self.lists() }, order)
    }

    /// Runs a line of the shell with a password in `$PASS` and the name of the kind in `$KIND`: what it said.
    pub fn try_run(&self, line: &str, password: &str, kind: &str) -> std::result::Result<String, String> {
        self.place().try_run(line, &[("PASS", password), ("KIND", kind)].into())
    }

    #[track_caller]
    pub fn run(&self, line: &str) -> String {
        self.try_run(line, PASSWORD, "").unwrap_or_else(|said| panic!("{line}: {said}"))
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

pub fn env() -> FixedEnv {
    FixedEnv::new(Time::parse("2026-11-20T12:00:00Z").unwrap(), 3)
}

struct Place<'a> {
    folder: &'a PathBuf,
}

impl Place<'_> {
    fn put(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.folder.join(name), bytes).unwrap();
    }

    fn try_run(&self, line: &str, variables: &BTreeMap<&str, &str>) -> std::result::Result<String, String> {
        let mut shell = Command::new("bash");
        shell.args(["-o", "pipefail", "-c", line]).current_dir(self.folder);
        let output = shell.envs(variables).env("LC_ALL", "C.UTF-8").output().unwrap();
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        if output.status.success() { Ok(said) } else { Err(said) }
    }

    #[track_caller]
    fn ran(&self, line: &str) {
        self.try_run(line, &BTreeMap::new()).unwrap_or_else(|said| panic!("{line}: {said}"));
    }
}

fn key(name: &str, algorithm: &str) -> String {
    format!("openssl genpkey -algorithm {algorithm} -out {name}.key")
}

fn issued(name: &str, common_name: &str, issuer: &str, extensions: &str) -> String {
    format!(
        "openssl req -new -key {name}.key -subj '/CN={common_name}/O=The Sample Company' -out {name}.csr && \
         openssl x509 -req -in {name}.csr -CA {issuer}.pem -CAkey {issuer}.key -CAcreateserial -days 30 -extfile {extensions} -out {name}.pem"
    )
}
