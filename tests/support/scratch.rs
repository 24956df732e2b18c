//! A directory that is gone when the test ends, and OpenSSL in it.
#![allow(dead_code, reason = "each test file uses its own part")]

use std::path::PathBuf;
use std::process::Command;

use rootpage::bundle;

pub struct Scratch(PathBuf);

impl Scratch {
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("rootpage-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn path(&self) -> &std::path::Path {
        &self.0
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.0.join(name), content).unwrap();
    }

    pub fn certificate(&self, name: &str, der: &[u8]) {
        self.write(name, bundle::pem("CERTIFICATE", der));
    }

    pub fn crl(&self, name: &str, der: &[u8]) {
        self.write(name, bundle::pem("X509 CRL", der));
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.0.join(name)).unwrap()
    }

    /// Runs openssl with its arguments in one line: whether it was content, and all that it said.
    pub fn openssl(&self, arguments: &str) -> (bool, String) {
        let output = Command::new("openssl").args(arguments.split_whitespace()).current_dir(&self.0).output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8_lossy(&said).into_owned())
    }

    /// Runs openssl, which must be content.
    pub fn run(&self, arguments: &str) -> String {
        let (is_content, said) = self.openssl(arguments);
        assert!(is_content, "openssl {arguments}: {said}");
        said
    }

    /// Runs openssl, which must not be content and say this.
    pub fn refuses(&self, arguments: &str, why: &str) {
        let (is_content, said) = self.openssl(arguments);
        assert!(!is_content && said.contains(why), "openssl {arguments}: {said}");
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
