//! How each program reads a file of ours (`ours`, password `$PASS`, key of the kind `$KIND`), and how it writes one of its own.

use rootpage::bundle::file::Format;

/// The programs, in the order of the table.
pub const PROGRAMS: [&str; 5] = ["OpenSSL 3", "OpenSSL 3 -legacy", "GnuTLS", "NSS", "Java"];

/// The line that reads, and fails where it does not find what it should; nothing where the program has no such format.
pub fn reads(program: &str, format: Format) -> Option<String> {
    let line = match program {
        "OpenSSL 3" => openssl(format)?,
        "OpenSSL 3 -legacy" => match format {
            Format::Pkcs12 => {
                same_key("openssl pkcs12 -legacy -in ours -passin env:PASS -nocerts -noenc | openssl pkey -pubout")
            }
            Format::Pkcs12Truststore => {
                "openssl pkcs12 -legacy -in ours -passin env:PASS -nokeys | grep -q 'BEGIN CERTIFICATE'".into()
            }
            _ => return None,
        },
        "GnuTLS" => gnutls(format)?,
        "NSS" => nss(format)?,
        "Java" => java(format)?,
        _ => return None,
    };
    Some(line)
}

/// Compares a public key with that of the certificate.
fn same_key(public_key: &str) -> String {
    format!("test \"$({public_key})\" = \"$(openssl x509 -in $KIND.pem -noout -pubkey)\"")
}

fn openssl(format: Format) -> Option<String> {
    let subject =
        |options: &str, name: &str| format!("openssl x509 -in ours {options} -noout -subject | grep -q '{name}'");
    let key = || same_key("openssl pkey -in ours -passin env:PASS -pubout");
    let path = "openssl verify -CAfile root.pem -untrusted ours ours";
    Some(match format {
        Format::Certificate | Format::CertificateText => subject("", "mail.sample.com"),
        Format::CertificateDer => subject("-inform DER", "mail.sample.com"),
        Format::Chain => "openssl verify -CAfile root.pem -untrusted ours $KIND.pem".into(),
        Format::Fullchain => path.into(),
        Format::Root | Format::RootText => "openssl verify -CAfile ours middle.pem".into(),
        Format::RootDer => subject("-inform DER", "Sample Root"),
        Format::Pkcs7 => certificates("openssl pkcs7 -in ours -inform DER -print_certs"),
        Format::Pkcs7Pem => certificates("openssl pkcs7 -in ours -print_certs"),
        Format::Key | Format::KeyDer | Format::KeyTraditional => key(),
        Format::KeyCertificate | Format::CertificateKey => format!("{} && {path}", key()),
        Format::Pkcs12 => format!(
            "{} && openssl pkcs12 -in ours -passin env:PASS -nokeys | grep -c 'BEGIN CERTIFICATE' | grep -qx 2",
            same_key("openssl pkcs12 -in ours -passin env:PASS -nocerts -noenc | openssl pkey -pubout")
        ),
        Format::Pkcs12Truststore => {
            "openssl pkcs12 -in ours -passin env:PASS -nokeys | openssl verify -CAfile /dev/stdin middle.pem".into()
        }
        Format::Crl => "openssl crl -in ours -noout -CAfile middle.pem".into(),
        Format::CrlDer => "openssl crl -in ours -inform DER -noout -CAfile middle.pem".into(),
        Format::Openvpn => format!(
            "sed -n '/<ca>/,/<.ca>/p' ours > ca.inline && sed -n '/<cert>/,/<.cert>/p' ours > cert.inline && \
             openssl verify -CAfile ca.inline cert.inline && {}",
            same_key("sed -n '/<key>/,/<.key>/p' ours | openssl pkey -passin env:PASS -pubout")
        ),
        Format::Kubernetes => format!(
            "grep tls.crt ours | cut -d' ' -f4 | base64 -d > ours.crt && openssl verify -CAfile root.pem -untrusted ours.crt ours.crt && {}",
            same_key("grep tls.key ours | cut -d' ' -f4 | base64 -d | openssl pkey -pubout")
        ),
        Format::KubernetesCa => "sed 's/^    //' ours > ours.crt && openssl verify -CAfile ours.crt middle.pem".into(),
        Format::Mobileconfig | Format::Jks | Format::JksTruststore => return None,
    })
}

fn certificates(printed: &str) -> String {
    format!("{printed} | grep -c 'BEGIN CERTIFICATE' | grep -qx 3")
}

fn gnutls(format: Format) -> Option<String> {
    let subject = |options: &str, name: &str| format!("certtool -i {options} --infile ours | grep -q '{name}'");
    let key = |options: &str| {
        same_key(&format!(
            "certtool --pubkey-info {options} --load-privkey ours --password \"$PASS\" --outder | openssl pkey -pubin -inform DER -pubout"
        ))
    };
    Some(match format {
        Format::Certificate | Format::CertificateText => subject("", "mail.sample.com"),
        Format::CertificateDer => subject("--inder", "mail.sample.com"),
        Format::Chain => "cat $KIND.pem ours root.pem | certtool --verify-chain".into(),
        Format::Fullchain => "cat ours root.pem | certtool --verify-chain".into(),
        Format::Root | Format::RootText => subject("", "Sample Root"),
        Format::RootDer => subject("--inder", "Sample Root"),
        Format::Pkcs7 => certificates("certtool --p7-info --inder --infile ours"),
        Format::Pkcs7Pem => certificates("certtool --p7-info --infile ours"),
        Format::Key | Format::KeyTraditional | Format::KeyCertificate | Format::CertificateKey => key(""),
        Format::KeyDer => key("--inder"),
        Format::Pkcs12 => {
            "certtool --p12-info --inder --infile ours --password \"$PASS\" | grep -c 'BEGIN CERTIFICATE' | grep -qx 2"
                .into()
        }
        Format::Pkcs12Truststore => {
            "certtool --p12-info --inder --infile ours --password \"$PASS\" | grep -q 'BEGIN CERTIFICATE'".into()
        }
        Format::Crl => "certtool --crl-info --infile ours | grep -q 'Sample Intermediate'".into(),
        Format::CrlDer => "certtool --crl-info --inder --infile ours | grep -q 'Sample Intermediate'".into(),
        _ => return None,
    })
}

/// Each line in a new database.
fn nss(format: Format) -> Option<String> {
    let added = |options: &str| {
        format!("certutil -A -n ours -t C,, -d sql:nss {options} -i ours && certutil -L -d sql:nss | grep -q ours")
    };
    let line = match format {
        Format::Certificate | Format::CertificateText | Format::Fullchain | Format::Root | Format::RootText => added("-a"),
        Format::CertificateDer | Format::RootDer => added(""),
        Format::Pkcs12 => {
            "pk12util -i ours -d sql:nss -W \"$PASS\" -K '' && certutil -K -d sql:nss | grep -q mail.sample.com".into()
        }
        Format::Pkcs12Truststore => "pk12util -i ours -d sql:nss -W \"$PASS\" -K '' && certutil -L -d sql:nss | grep -q 'Sample Root'".into(),
        Format::CrlDer => {
            "certutil -A -n middle -t C,, -d sql:nss -a -i middle.pem && crlutil -I -i ours -d sql:nss && crlutil -L -d sql:nss | grep -q middle".into()
        }
        _ => return None,
    };
    Some(format!("rm -rf nss && mkdir nss && certutil -N --empty-password -d sql:nss && {line}"))
}

fn java(format: Format) -> Option<String> {
    let list = |store: &str, what: &str| {
        format!("keytool -list -v -keystore ours -storetype {store} -storepass \"$PASS\" | grep -q '{what}'")
    };
    Some(match format {
        Format::Certificate | Format::CertificateDer | Format::CertificateText => {
            "keytool -printcert -file ours | grep -q mail.sample.com".into()
        }
        Format::Chain => "keytool -printcert -file ours | grep -q 'Sample Intermediate'".into(),
        Format::Fullchain => "keytool -printcert -file ours | grep -c '^Owner' | grep -qx 2".into(),
        Format::Root | Format::RootDer | Format::RootText => {
            "keytool -printcert -file ours | grep -q 'Sample Root'".into()
        }
        Format::Pkcs7 | Format::Pkcs7Pem => "keytool -printcert -file ours | grep -c '^Owner' | grep -qx 3".into(),
        Format::Pkcs12 => format!(
            "{} && keytool -certreq -alias mail.sample.com -keystore ours -storetype PKCS12 -storepass \"$PASS\"",
            list("PKCS12", "Certificate chain length: 2")
        ),
        Format::Jks => format!(
            "{} && keytool -certreq -alias mail.sample.com -keystore ours -storetype JKS -storepass \"$PASS\"",
            list("JKS", "Certificate chain length: 2")
        ),
        Format::Pkcs12Truststore => list("PKCS12", "trustedCertEntry"),
        Format::JksTruststore => list("JKS", "trustedCertEntry"),
        Format::Crl | Format::CrlDer => "keytool -printcrl -file ours | grep -q 'Sample Intermediate'".into(),
        _ => return None,
    })
}

/// The line with which the program writes `theirs`; nothing where it does not write the format.
pub fn writes(program: &str, format: Format) -> Option<&'static str> {
    Some(match (program, format) {
        ("OpenSSL 3", Format::Certificate) => "openssl x509 -in $KIND.pem -out theirs",
        ("OpenSSL 3", Format::CertificateDer) => "openssl x509 -in $KIND.pem -outform DER -out theirs",
        ("OpenSSL 3", Format::CertificateText) => "openssl x509 -in $KIND.pem -text -out theirs",
        ("OpenSSL 3", Format::Pkcs7) => {
            "openssl crl2pkcs7 -nocrl -certfile $KIND.pem -certfile chain.pem -outform DER -out theirs"
        }
        ("OpenSSL 3", Format::Pkcs7Pem) => {
            "openssl crl2pkcs7 -nocrl -certfile $KIND.pem -certfile chain.pem -out theirs"
        }
        ("OpenSSL 3", Format::Key) => "openssl pkcs8 -topk8 -in $KIND.key -passout env:PASS -out theirs",
        ("OpenSSL 3", Format::KeyDer) => "openssl pkcs8 -topk8 -in $KIND.key -nocrypt -outform DER -out theirs",
        ("OpenSSL 3", Format::KeyTraditional) => {
            "openssl pkey -in $KIND.key -traditional -aes256 -passout env:PASS -out theirs"
        }
        ("OpenSSL 3", Format::Pkcs12) => {
            "openssl pkcs12 -export -inkey $KIND.key -in $KIND.pem -certfile chain.pem -passout env:PASS -out theirs"
        }
        ("OpenSSL 3 -legacy", Format::Pkcs12) => {
            "openssl pkcs12 -export -legacy -inkey $KIND.key -in $KIND.pem -certfile chain.pem -passout env:PASS -out theirs"
        }
        ("OpenSSL 3", Format::Crl) => "openssl crl -in crl.pem -out theirs",
        ("OpenSSL 3", Format::CrlDer) => "openssl crl -in crl.pem -outform DER -out theirs",
        ("GnuTLS", Format::Certificate) => "certtool -i --infile $KIND.pem --outfile theirs",
        ("GnuTLS", Format::CertificateDer) => "certtool -i --infile $KIND.pem --outder --outfile theirs",
        ("GnuTLS", Format::Pkcs7) => {
            "cat $KIND.pem chain.pem > all.pem && certtool --p7-generate --load-certificate all.pem --outder --outfile theirs"
        }
        ("GnuTLS", Format::Key) => "certtool -k --pkcs8 --infile $KIND.key --password \"$PASS\" --outfile theirs",
        ("GnuTLS", Format::Pkcs12) => {
            "certtool --to-p12 --load-privkey $KIND.key --load-certificate $KIND.pem --load-ca-certificate middle.pem --p12-name mail --password \"$PASS\" --outder --outfile theirs"
        }
        ("NSS", Format::Certificate) => {
            "rm -rf nss && mkdir nss && certutil -N --empty-password -d sql:nss && certutil -A -n it -t ,, -d sql:nss -a -i $KIND.pem && certutil -L -n it -a -d sql:nss > theirs"
        }
        ("NSS", Format::CertificateDer) => {
            "rm -rf nss && mkdir nss && certutil -N --empty-password -d sql:nss && certutil -A -n it -t ,, -d sql:nss -a -i $KIND.pem && certutil -L -n it -r -d sql:nss > theirs"
        }
        ("NSS", Format::Pkcs12) => {
            "rm -rf nss && mkdir nss && certutil -N --empty-password -d sql:nss && openssl pkcs12 -export -inkey $KIND.key -in $KIND.pem -certfile chain.pem -name mail -passout env:PASS -out in.p12 && pk12util -i in.p12 -d sql:nss -W \"$PASS\" -K '' && pk12util -o theirs -n mail -d sql:nss -W \"$PASS\" -K ''"
        }
        ("Java", Format::Certificate) => {
            "rm -f in.p12 theirs && openssl pkcs12 -export -inkey $KIND.key -in $KIND.pem -name mail -passout env:PASS -out in.p12 && keytool -exportcert -rfc -alias mail -keystore in.p12 -storepass \"$PASS\" -file theirs"
        }
        ("Java", Format::Pkcs12) => {
            "rm -f in.p12 theirs && openssl pkcs12 -export -inkey $KIND.key -in $KIND.pem -certfile chain.pem -name mail -passout env:PASS -out in.p12 && keytool -importkeystore -noprompt -srckeystore in.p12 -srcstorepass \"$PASS\" -destkeystore theirs -deststoretype PKCS12 -deststorepass \"$PASS\""
        }
        ("Java", Format::Jks) => {
            "rm -f in.p12 theirs && openssl pkcs12 -export -inkey $KIND.key -in $KIND.pem -certfile chain.pem -name mail -passout env:PASS -out in.p12 && keytool -importkeystore -noprompt -srckeystore in.p12 -srcstorepass \"$PASS\" -destkeystore theirs -deststoretype JKS -deststorepass \"$PASS\""
        }
        ("Java", Format::Pkcs12Truststore) => {
            "rm -f theirs && keytool -importcert -noprompt -alias root -file root.pem -keystore theirs -storetype PKCS12 -storepass \"$PASS\""
        }
        ("Java", Format::JksTruststore) => {
            "rm -f theirs && keytool -importcert -noprompt -alias root -file root.pem -keystore theirs -storetype JKS -storepass \"$PASS\""
        }
        _ => return None,
    })
}
