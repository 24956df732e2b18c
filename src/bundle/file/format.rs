//! The formats by name.

use crate::error::{Code, Error, Result};

macro_rules! formats {
    ($( $(#[$doc:meta])* $variant:ident = $name:literal, $media:expr; )*) => {
        /// How a file is written.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Format {
            $( $(#[$doc])* $variant, )*
        }

        impl Format {
            /// Every format, in the order of `www/api/types.ts`.
            pub const ALL: &'static [Self] = &[ $( Self::$variant, )* ];

            /// The word for it in `www/api/types.ts`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $name, )* }
            }

            /// Its media type.
            #[must_use]
            pub const fn media_type(self) -> &'static str {
                match self { $( Self::$variant => $media, )* }
            }
        }
    };
}

const PEM: &str = "application/x-pem-file";

formats! {
    /// The certificate in PEM (RFC 7468, section 5).
    Certificate = "certificate", PEM;
    /// The certificate in DER.
    CertificateDer = "certificate-der", "application/pkix-cert";
    /// OpenSSL's text of the certificate, and the certificate in PEM behind it.
    CertificateText = "certificate-text", PEM;
    /// Those above the certificate, nearest first.
    Chain = "chain", PEM;
    /// The certificate and those above it.
    Fullchain = "fullchain", PEM;
    /// The self-signed end of the chain in PEM.
    Root = "root", PEM;
    /// The same in DER.
    RootDer = "root-der", "application/pkix-cert";
    /// The same with OpenSSL's text before it.
    RootText = "root-text", PEM;
    /// PKCS #7 with certificate and chain in DER.
    Pkcs7 = "pkcs7", "application/x-pkcs7-certificates";
    /// The same in PEM.
    Pkcs7Pem = "pkcs7-pem", "application/x-pkcs7-certificates";
    /// The private key: PKCS #8 in PEM.
    Key = "key", PEM;
    /// The same in DER.
    KeyDer = "key-der", "application/pkcs8";
    /// The private key as PKCS #1 or SEC 1 in PEM.
    KeyTraditional = "key-traditional", PEM;
    /// Key, certificate, chain in one PEM.
    KeyCertificate = "key-certificate", PEM;
    /// Certificate, chain, key in one PEM.
    CertificateKey = "certificate-key", PEM;
    /// PKCS #12 with key, certificate and chain.
    Pkcs12 = "pkcs12", "application/x-pkcs12";
    /// A Java keystore with the same.
    Jks = "jks", "application/x-java-keystore";
    /// PKCS #12 with entries that are trusted.
    Pkcs12Truststore = "pkcs12-truststore", "application/x-pkcs12";
    /// A Java keystore with entries that are trusted.
    JksTruststore = "jks-truststore", "application/x-java-keystore";
    /// The newest complete CRL in PEM.
    Crl = "crl", PEM;
    /// The same in DER.
    CrlDer = "crl-der", "application/pkix-crl";
    /// A profile of OpenVPN with everything inline.
    Openvpn = "openvpn", "application/x-openvpn-profile";
    /// A profile of macOS and iOS.
    Mobileconfig = "mobileconfig", "application/x-apple-aspen-config";
    /// A Secret of Kubernetes with key and certificate.
    Kubernetes = "kubernetes", "application/yaml";
    /// A ConfigMap or Secret of Kubernetes with the root.
    KubernetesCa = "kubernetes-ca", "application/yaml";
}

impl Format {
    /// Reads what [`as_str`](Self::as_str) writes.
    ///
    /// # Errors
    /// [`Code::CallUnknown`].
    pub fn parse(text: &str) -> Result<Self> {
        let found = Self::ALL.iter().copied().find(|format| format.as_str() == text);
        found.ok_or_else(|| Error::new(Code::CallUnknown).field("format").found(text))
    }

    /// Whether a private key is always in it.
    #[must_use]
    pub const fn needs_key(self) -> bool {
        matches!(
            self,
            Self::Key
                | Self::KeyDer
                | Self::KeyTraditional
                | Self::KeyCertificate
                | Self::CertificateKey
                | Self::Pkcs12
                | Self::Jks
                | Self::Openvpn
                | Self::Kubernetes
        )
    }

    /// Whether it is made of trusted entries and can be added to.
    #[must_use]
    pub const fn is_truststore(self) -> bool {
        matches!(self, Self::Pkcs12Truststore | Self::JksTruststore)
    }

    /// Whether it is text.
    #[must_use]
    pub const fn is_text(self) -> bool {
        !matches!(
            self,
            Self::CertificateDer
                | Self::RootDer
                | Self::Pkcs7
                | Self::KeyDer
                | Self::Pkcs12
                | Self::Jks
                | Self::Pkcs12Truststore
                | Self::JksTruststore
                | Self::CrlDer
        )
    }

    /// Whether those between the certificate and the root are in it, unless it is said.
    pub(super) const fn has_chain(self) -> bool {
        !matches!(self, Self::Pkcs12Truststore | Self::JksTruststore | Self::KubernetesCa)
    }

    /// Whether the root is in it, unless it is said.
    pub(super) const fn has_root(self) -> bool {
        matches!(self, Self::Pkcs7 | Self::Pkcs7Pem)
    }
}
