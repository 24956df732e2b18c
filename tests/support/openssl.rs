//! A directory of `openssl ca`, made and used by OpenSSL itself.

#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

use rootpage::model::Time;
use rootpage::openssl::configuration::Made;
use rootpage::openssl::directory::{ConfigurationFiles, Files, Layout};

/// What the authority's key is encrypted with.
pub const PASSPHRASE: &str = "a passphrase of tests";

/// The configuration of the second how-to, as printed, and the names of its session.
pub const HOWTO: &str = include_str!("../vectors/openssl/howto.cnf");
const ROOT: &str = "/O=The Sample Company/L=Metropolis/ST=New York/C=US/CN=Sample Root";
const MAIL: &str = "/O=The Sample Company/OU=Mail Server/emailAddress=postmaster@sample.com/L=Metropolis/ST=New York/C=US/CN=mail.sample.com";

/// A directory that goes away when the test is over.
pub struct Ca {
    /// Where it is.
    pub directory: PathBuf,
}

impl Ca {
    /// An empty directory.
    pub fn empty(name: &str) -> Self {
        let directory = std::env::temp_dir().join(format!("rootpage-openssl-ca-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&directory);
        std::fs::create_dir_all(&directory).unwrap();
        let ca = Self { directory };
        ca.run(&["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "leaf.key"]);
        ca
    }

    /// An authority on P-256 with an empty index.
    pub fn new(name: &str) -> Self {
        let directory = std::env::temp_dir().join(format!("rootpage-openssl-ca-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&directory);
        std::fs::create_dir_all(directory.join("newcerts")).unwrap();
        std::fs::create_dir_all(directory.join("private")).unwrap();
        let ca = Self { directory };
        ca.write("openssl.cnf", default_configuration().text);
        ca.write("root.cnf", "[req]\ndistinguished_name = dn\nprompt = no\nx509_extensions = x\n[dn]\nC = US\nO = The Sample Company\nCN = Sample Root\n\
[x]\nbasicConstraints = critical,CA:TRUE\nkeyUsage = critical,keyCertSign,cRLSign\nsubjectKeyIdentifier = hash\n");
        for (file, text) in
            [("index.txt", ""), ("index.txt.attr", "unique_subject = no\n"), ("serial", "01\n"), ("crlnumber", "01\n")]
        {
            ca.write(file, text);
        }
        ca.run(&[
            "genpkey",
            "-algorithm",
            "EC",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-aes-256-cbc",
            "-pass",
            &pass(),
            "-out",
            "private/cakey.pem",
        ]);
        ca.run(&[
            "req",
            "-x509",
            "-config",
            "root.cnf",
            "-key",
            "private/cakey.pem",
            "-passin",
            &pass(),
            "-days",
            "3650",
            "-out",
            "cacert.pem",
        ]);
        std::fs::remove_file(ca.directory.join("root.cnf")).unwrap();
        ca.run(&["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "leaf.key"]);
        ca
    }

    /// The directory of the second how-to after "Creating a Certificate Signing Request", with keys that are safe today.
    pub fn how_to(name: &str) -> Self {
        let ca = Self::empty(name);
        for folder in ["newcerts", "private"] {
            std::fs::create_dir_all(ca.directory.join(folder)).unwrap();
        }
        for (path, text) in [("openssl.cnf", HOWTO), ("serial", "01\n"), ("index.txt", "")] {
            ca.write(path, text);
        }
        let pass = pass();
        ca.run(&[
            "req",
            "-new",
            "-x509",
            "-extensions",
            "v3_ca",
            "-newkey",
            "rsa:2048",
            "-passout",
            &pass,
            "-keyout",
            "private/cakey.pem",
            "-out",
            "cacert.pem",
            "-days",
            "3650",
            "-config",
            "./openssl.cnf",
            "-subj",
            ROOT,
        ]);
        ca.run(&[
            "req",
            "-new",
            "-nodes",
            "-newkey",
            "rsa:2048",
            "-keyout",
            "key.pem",
            "-out",
            "req.pem",
            "-config",
            "./openssl.cnf",
            "-subj",
            MAIL,
        ]);
        ca
    }

    /// A copy of the whole directory, which goes its own way from here.
    pub fn fork(&self, name: &str) -> Self {
        let directory = std::env::temp_dir().join(format!("rootpage-openssl-ca-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&directory);
        let other = Self { directory };
        let mut files = Files::new();
        collect(&self.directory, "", &mut files);
        files.iter().for_each(|(path, bytes)| other.write(path, bytes));
        other
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.directory.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub fn text(&self, path: &str) -> String {
        std::fs::read_to_string(self.directory.join(path)).unwrap()
    }

    /// `openssl …` in the directory; what it prints.
    pub fn run(&self, arguments: &[&str]) -> String {
        let output = Command::new("openssl")
            .args(arguments)
            .current_dir(&self.directory)
            .output()
            .expect("openssl must be installed");
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "openssl {arguments:?}: {error}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// `openssl ca …` with the configuration and the passphrase.
    pub fn ca(&self, arguments: &[&str]) -> String {
        let pass = pass();
        let mut all = vec!["ca", "-batch", "-config", "openssl.cnf", "-passin", &pass];
        all.extend(arguments);
        self.run(&all)
    }

    /// A request for the subject, in `request<number>.pem`.
    pub fn request(&self, subject: &str, number: usize) -> String {
        let file = format!("request{number}.pem");
        self.write("r.cnf", "[req]\ndistinguished_name = dn\n[dn]\n");
        self.run(&[
            "req",
            "-new",
            "-config",
            "r.cnf",
            "-key",
            "leaf.key",
            "-utf8",
            "-multivalue-rdn",
            "-subj",
            subject,
            "-addext",
            "subjectAltName=DNS:host.sample.com",
            "-out",
            &file,
        ]);
        std::fs::remove_file(self.directory.join("r.cnf")).unwrap();
        file
    }

    /// Signs a request for the subject, the name as it is.
    pub fn sign_subject(&self, subject: &str, number: usize) {
        let request = self.request(subject, number);
        self.ca(&["-notext", "-preserveDN", "-in", &request, "-out", "out.pem"]);
    }

    /// Another private key, without a passphrase.
    pub fn plain_key(&self) -> Vec<u8> {
        std::fs::read(self.directory.join("leaf.key")).unwrap()
    }

    /// Every file that belongs to the authority.
    pub fn files(&self) -> Files {
        let mut files = Files::new();
        collect(&self.directory, "", &mut files);
        files.retain(|path, _| !path.ends_with(".old") && path != "out.pem" && path != "leaf.key");
        files
    }
}

impl Drop for Ca {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

/// The configuration that Rootpage makes for an authority with counted serial numbers.
pub fn default_configuration() -> ConfigurationFiles {
    let layout = Layout::of(std::iter::empty(), None, None);
    let made = Made {
        layout: &layout,
        random_serials: false,
        unique_subject: false,
        crl_seconds: 31 * 24 * 3600,
        crl: &[],
        delta: &[],
        issuer: &[],
        ocsp: &[],
    };
    ConfigurationFiles {
        path: "openssl.cnf".to_owned(),
        text: made.text(),
        includes: Default::default(),
        environment: Default::default(),
    }
}

/// What the clock of this computer says, which is that of `openssl` too.
pub fn now() -> Time {
    let output = Command::new("date").args(["-u", "+%s"]).output().unwrap();
    Time::from_unix(String::from_utf8(output.stdout).unwrap().trim().parse().unwrap()).unwrap()
}

fn pass() -> String {
    format!("pass:{PASSPHRASE}")
}

fn collect(directory: &Path, prefix: &str, files: &mut Files) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        match entry.file_type().unwrap().is_dir() {
            true => collect(&entry.path(), &format!("{name}/"), files),
            false => {
                files.insert(name, std::fs::read(entry.path()).unwrap());
            }
        }
    }
}
