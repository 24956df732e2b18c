//! Every way in which Rootpage can say no: one table of stable codes, and the facts that go with them.
//!
//! The table is the source of the JavaScript class (`www/api/codes.ts`), of `docs/errors.md` and of the
//! page's sentences; `tests/error_table.rs` keeps the three in step. A code is a promise: it is never
//! renamed and never given another meaning.

use std::fmt;

macro_rules! codes {
    ($( $(#[$doc:meta])* $variant:ident = $code:literal, $what:literal, $remedy:literal; )*) => {
        /// A stable code: the level that refused, and what was wrong.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code {
            $( #[doc = $what] $variant, )*
        }

        impl Code {
            /// Every code there is, in the order of the levels.
            pub const ALL: &'static [Self] = &[ $( Self::$variant, )* ];

            /// The code as it stands in documents and in JavaScript: `parse/der-truncated`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $code, )* }
            }

            /// What happened, as one sentence.
            #[must_use]
            pub const fn what(self) -> &'static str {
                match self { $( Self::$variant => $what, )* }
            }

            /// What to do about it, as one sentence.
            #[must_use]
            pub const fn remedy(self) -> &'static str {
                match self { $( Self::$variant => $remedy, )* }
            }
        }
    };
}

codes! {
    // model: a value that cannot be
    NameSyntax = "model/name-syntax", "The name is not written as a distinguished name.", "Write it as CN=mail.sample.com,O=The Sample Company,C=US.";
    NameAttributeUnknown = "model/name-attribute-unknown", "The name has an attribute type that is not known.", "Use CN, O, OU, C, ST, L, emailAddress, another name of RFC 4519, or a dotted object identifier.";
    NameAttributeEmpty = "model/name-attribute-empty", "An attribute of the name has no value.", "Fill it in, or leave the attribute out.";
    NameAttributeTooLong = "model/name-attribute-too-long", "An attribute of the name is longer than its upper bound (RFC 5280, appendix A).", "Shorten it.";
    NameAttributeCharset = "model/name-attribute-charset", "An attribute of the name has characters that its type does not allow (RFC 5280, appendix A).", "Take the characters named out.";
    CountrySyntax = "model/country-syntax", "A country is two letters (ISO 3166).", "Write US, DE, JP…";
    DnsNameSyntax = "model/dns-name-syntax", "The text is not a DNS name.", "Write letters, digits and hyphens between dots; write an international name in its xn-- form; a wildcard is the whole leftmost label.";
    EmailSyntax = "model/email-syntax", "The text is not an e-mail address.", "Write it as postmaster@sample.com, in ASCII.";
    UriSyntax = "model/uri-syntax", "The text is not an absolute URI.", "Write it with its scheme: http://sample.com/ca.crl.";
    IpAddressSyntax = "model/ip-address-syntax", "The text is not an IP address.", "Write 192.0.2.1 or 2001:db8::1.";
    OidSyntax = "model/oid-syntax", "The text is not an object identifier.", "Write numbers between dots, such as 1.3.6.1.5.5.7.3.1.";
    GeneralNameSyntax = "model/general-name-syntax", "The text is not a subject alternative name.", "Write dns:, email:, ip:, uri:, dirname: or rid: before the value.";
    SerialSyntax = "model/serial-syntax", "The serial number is not a positive number of at most 20 octets (RFC 5280, section 4.1.2.2).", "Write it in hexadecimal, as certificates show it.";
    TimeSyntax = "model/time-syntax", "The text is not a time.", "Write it as 2026-11-20T12:00:00Z.";
    TimeRange = "model/time-range", "The time cannot be written in a certificate (years 1950 to 9999).", "Choose a time in that range.";
    ValidityOrder = "model/validity-order", "The end of the validity is not after its beginning.", "Choose an end that is later than the beginning.";
    ReasonUnknown = "model/reason-unknown", "The revocation reason is not one of RFC 5280, section 5.3.1.", "Use unspecified, keyCompromise, cACompromise, affiliationChanged, superseded, cessationOfOperation, certificateHold, privilegeWithdrawn or aACompromise.";

    // key: private and public keys
    KeyAlgorithmUnsupported = "key/algorithm-unsupported", "The key's algorithm is not supported.", "Use RSA, ECDSA on P-256, P-384 or P-521, or Ed25519.";
    KeyEncoding = "key/encoding", "The key cannot be read.", "Export it again as PKCS#8, PKCS#1 or SEC1 in PEM or DER.";
    KeyEncryptionUnsupported = "key/encryption-unsupported", "The key is encrypted in a way that is not supported.", "Convert it with `openssl pkcs8 -topk8 -v2 aes-256-cbc`.";
    KeyPassphraseMissing = "key/passphrase-missing", "The key is encrypted and no passphrase was given.", "Give the key's passphrase.";
    KeyPassphraseWrong = "key/passphrase-wrong", "The passphrase does not open the key.", "Try again; upper and lower case count.";
    KeyDerivationTooCostly = "key/derivation-too-costly", "The key's file asks for more passphrase work than is accepted.", "Encrypt it again with fewer iterations, in the program that made it.";
    KeyInconsistent = "key/inconsistent", "The parts of the private key do not belong together.", "Take the key from a copy that is whole.";
    KeySize = "key/size", "The key's size is not one that is made here.", "Choose RSA with 2048, 3072 or 4096 bits.";

    // parse: bytes from outside
    InputEmpty = "parse/empty", "There is nothing in it.", "Choose a file that has something in it, or paste the text.";
    InputTooLarge = "parse/too-large", "It is larger than a request or certificate can be.", "Choose the request itself; a request is a few kilobytes.";
    InputUnrecognised = "parse/unrecognised", "It is neither PEM, nor DER, nor base64 of DER.", "Choose the file that the server's program called a certificate request (certreq.txt, req.pem, server.csr).";
    PemTruncated = "parse/pem-truncated", "The PEM block begins and does not end.", "Copy it again, from -----BEGIN to the end of the line -----END.";
    PemBody = "parse/pem-body", "The PEM block holds something that is not base64.", "Copy it again; no character may be lost or added.";
    PemLabelUnexpected = "parse/pem-label-unexpected", "The PEM block is not what is asked for here.", "Choose the file with the block that is named.";
    PrivateKeyInstead = "parse/private-key-instead", "This is a private key, and a private key is not to be handed in for signing.", "Paste the request that was made with it (req.pem). If the key was sent to you by mail or chat, whoever sent it should make a new one.";
    DerTruncated = "parse/der-truncated", "The encoding ends before its length says.", "Take the file again from where it was made; a part of it is missing.";
    DerTrailing = "parse/der-trailing", "There are bytes behind the end of the encoding.", "Take the file again from where it was made.";
    DerMalformed = "parse/der-malformed", "The encoding is broken.", "Take the file again from where it was made; it was changed on its way, at or before the byte named.";
    DerDepth = "parse/der-depth", "The encoding is nested deeper than anything real.", "Do not use this file.";
    RequestVersion = "parse/request-version", "The request's version is not v1 (RFC 2986, section 4.1).", "Make the request again with another program.";
    RequestSignature = "parse/request-signature", "The request's own signature does not fit: it was changed, or made with another key.", "Ask for a new request; do not sign this one.";
    RequestSignatureAlgorithm = "parse/request-signature-algorithm", "The request is signed with an algorithm that is not known.", "Make the request again with SHA-256 and RSA, ECDSA or Ed25519.";
    ExtensionDuplicate = "parse/extension-duplicate", "An extension stands there twice (RFC 5280, section 4.2).", "Ask for a new request.";
    ExtensionMalformed = "parse/extension-malformed", "The content of an extension cannot be read.", "Ask for a new request, without this extension or with a right one.";

    // policy: what may be issued
    PolicyViolations = "policy/violations", "The request was refused by the rules named.", "Mend each of them, or ask for a new request.";
    PolicyKeyRefused = "policy/key-refused", "The request's key is not safe.", "Ask for a new request with a new key.";
    PolicyNameMissing = "policy/name-missing", "There is neither a name in the subject nor a subject alternative name for this profile.", "Add the name that clients will use.";
    PolicyNameRefused = "policy/name-refused", "A name that was asked for cannot be issued for this profile.", "Take it out, or choose another profile.";
    PolicyValidityTooLong = "policy/validity-too-long", "The certificate would outlive its issuer.", "Choose fewer days.";
    PolicyValidityRange = "policy/validity-range", "The number of days is not possible.", "Choose at least 1 day and at most 36500.";
    PolicyIssuerExpired = "policy/issuer-expired", "The authority's own certificate is not valid now.", "Check this computer's clock; if it is right, make a new authority.";
    PolicyPathLength = "policy/path-length", "The authority may not have another authority under it (path length).", "Sign it with an authority that allows one.";
    PolicyNamePolicy = "policy/name-policy", "The name does not fit the authority's policy of names.", "Ask for a new request with the field named, or choose the subject or another policy here.";
    PolicyExtensionUndecided = "policy/extension-undecided", "The profile asks who decides about an extension.", "Answer for the extension named: the profile, the request, or both.";
    PolicyExtensionRefused = "policy/extension-refused", "The profile refuses an extension that is asked for.", "Ask for a new request without it, or change the rule in the authority's configuration.";
    PolicySubjectTaken = "policy/subject-taken", "Another certificate that is valid has the same subject, and the authority allows one at a time.", "Supersede the other one in the same act, or revoke it first.";
    PolicyUsageConflict = "policy/usage-conflict", "The request asks for a use that the profile does not give.", "Choose the profile that gives it, or sign without it.";

    PolicyNameConstraints = "policy/name-constraints", "A name lies outside what the issuer may certify (its nameConstraints, RFC 5280, section 4.2.1.10).", "Take the name out, or sign with an authority that may certify it.";
    PolicyIssuerNotAuthority = "policy/issuer-not-authority", "The signing certificate is not that of an authority (basicConstraints CA:TRUE and keyCertSign).", "Sign with an authority's certificate and key.";
    PolicyProfileUnknown = "policy/profile-unknown", "The profile is not one that Rootpage knows.", "Use server, client, server-client, email, code-signing or intermediate-ca.";

    // encode: values made into DER
    EncodeValue = "encode/value", "A value cannot be written in DER as its type asks.", "Take out the characters or the value named.";
    EncodeAlgorithm = "encode/algorithm", "Nothing is signed with this algorithm.", "Sign with RSA or ECDSA and SHA-256 or better, or with Ed25519.";

    // authority: the ledger
    SerialUnknown = "authority/serial-unknown", "There is no certificate with this serial number in the authority.", "Look the serial number up in the list.";
    AlreadyRevoked = "authority/already-revoked", "The certificate is revoked already.", "Nothing is left to do; create a CRL so that others know.";
    NotHeld = "authority/not-held", "The certificate is not on hold.", "Only a certificate revoked with the reason certificateHold can be released.";
    CrlNumberExhausted = "authority/crl-number-exhausted", "The CRL number cannot grow any further.", "Make a new authority.";
    ClockBackwards = "authority/clock-backwards", "This computer's clock is earlier than the authority's last act.", "Set the clock right, then try again. If it is right, it ran ahead at the last act, and the journal says when that was: wait until then, or restore a backup from before it.";
    InvalidityDate = "authority/invalidity-date", "The key cannot have become unsafe later than the revocation.", "Choose a moment that is past, or leave it out.";
    CrlDays = "authority/crl-days", "The dates of a CRL cannot be so.", "Choose at least one second and at most 3650 days until the next one, and no date before the newest list or revocation.";
    CrlBaseMissing = "authority/crl-base-missing", "There is no complete CRL that a delta CRL could build on.", "Create a complete CRL first, of all certificates.";
    NotIssuedHere = "authority/not-issued-here", "The certificate was not signed by this authority.", "Choose the authority that stands in it as the issuer.";
    RetireDate = "authority/retire-date", "A certificate cannot be superseded at that date.", "Choose a date that is to come and does not lie behind the certificate's end.";
    AuthorityInUse = "authority/in-use", "Certificates that the authority has signed are still valid, and the vault holds its key.", "Archive it: it leaves the lists, and its certificates can be revoked as before.";
    AddressMissing = "authority/address-missing", "The settings of the authority have no address to say.", "Say in the settings where its CRLs are published.";
    CrlSignMissing = "authority/crl-sign-missing", "The authority's certificate does not allow it to sign CRLs (keyUsage cRLSign).", "Make the CRL with an authority whose certificate allows it.";
    SerialCollision = "authority/serial-collision", "This computer's random numbers repeat themselves; nothing was issued.", "Restart the browser and try again; if it happens again, do not trust this computer.";
    LedgerInconsistent = "authority/ledger-inconsistent", "The ledger contradicts itself, or the act does not fit to it.", "Something outside Rootpage changed it: restore from a backup.";
    SignatureSelfCheck = "authority/signature-self-check", "What was signed did not verify with the authority's own key; nothing was issued.", "Restart the browser and try again; if it happens again, do not trust this computer.";
    KeyMismatch = "authority/key-mismatch", "The private key does not belong to the certificate.", "Choose the key that the certificate was made with.";
    KeyOffline = "authority/key-offline", "The authority's private key is not in this vault.", "Bring the key, or sign where it is kept.";

    // openssl: the files of `openssl ca`
    ConfigSyntax = "openssl/config-syntax", "A line of the configuration cannot be read.", "Mend the line named; it stands in the file at the place before the colon.";
    ConfigVariable = "openssl/config-variable", "A variable of the configuration has no value.", "Set it above the line named, or give the environment that the configuration asks for.";
    ConfigRecursive = "openssl/config-recursive", "The configuration goes round in a circle.", "Take out the line that leads back.";
    ConfigTooLarge = "openssl/config-too-large", "The configuration is larger than a configuration can be.", "Choose openssl.cnf itself; it is a few kilobytes.";
    ConfigSectionMissing = "openssl/config-section-missing", "The configuration names a section that it does not have.", "Add the section, or mend its name in the line named.";
    ConfigValue = "openssl/config-value", "A value of the configuration is not one that it can have.", "Mend the value in the line named.";
    ConfigExtensionUnknown = "openssl/config-extension-unknown", "The configuration has an extension that is not known.", "Use a name of x509v3_config(5), or a dotted identifier with DER: or ASN1: before the value.";
    ConfigExtensionContext = "openssl/config-extension-context", "The extension needs a certificate, a name or a key that is not there.", "Use it where the certificate that it copies from is known.";
    IndexRow = "openssl/index-row", "A row of index.txt cannot be read.", "Mend the row named, or let the index be made anew from the certificates.";
    IndexTooLarge = "openssl/index-too-large", "The index is larger than an index can be.", "Choose index.txt itself.";
    SerialFile = "openssl/serial-file", "The file does not hold a number in hexadecimal.", "Write the next number into it, with an even count of digits.";
    DirectoryPath = "openssl/directory-path", "A path leads out of the directory.", "Do not use this archive: it was made to write elsewhere.";
    DirectoryTooLarge = "openssl/directory-too-large", "The directory is larger than one of `openssl ca` can be.", "Choose the directory of one authority only.";
    DirectoryCertificateMissing = "openssl/directory-certificate-missing", "The directory has no certificate of an authority.", "Add cacert.pem, or the file that the configuration names.";
    DirectoryKnown = "openssl/directory-known", "The directory's authority is in the vault already.", "Merge the directory into that authority.";
    DirectoryOfAnother = "openssl/directory-of-another", "The directory is that of another authority.", "Take it in as an authority of its own.";
    ArchiveFormat = "openssl/archive-format", "The archive cannot be read.", "Make it again as zip, tar or tar.gz.";

    // bundle: files for programs
    BundlePasswordMissing = "bundle/password-missing", "The file is to hold a private key, and there is no password for it.", "Give a password, or say that the key is to be in it unencrypted; a keystore needs a password in any case.";
    BundleKeyMissing = "bundle/key-missing", "The file is to hold a private key, and the key is not here.", "Bring the private key that the certificate was made with.";
    BundleRootMissing = "bundle/root-missing", "The chain does not lead up to a root.", "Bring the certificates of the issuers that are missing.";
    BundleCrlMissing = "bundle/crl-missing", "There is no CRL yet.", "Create a CRL first.";
    BundleFormatUnfit = "bundle/format-unfit", "What is asked for cannot be written in this format.", "Choose another format, or leave out what it cannot hold.";
    BundleCheckFailed = "bundle/check-failed", "The file was opened again and was not as it should be; nothing was given out.", "Try again; if it happens again, report it.";
    BackupRecoveryMissing = "bundle/recovery-missing", "The backup has no part that a recovery key opens.", "Open it with the passphrase that it was taken under; a backup that is taken now opens with the recovery key too.";

    // bundle: what is published
    PublicationConflict = "bundle/path-conflict", "Two addresses ask for different files under one path.", "Change one of them in the settings; what valid certificates say stays, so renew those first.";

    // vault: the sealed state
    PassphraseWrong = "vault/wrong-passphrase", "The passphrase is wrong, or the vault's header was changed.", "Try again; upper and lower case count. If it is forgotten, recovery words or shares open the vault; if it is surely right, restore from a backup.";
    PassphraseTooShort = "vault/passphrase-too-short", "The passphrase is too short to protect an authority's key.", "Use at least 8 characters; five random words are better.";
    VaultFormat = "vault/format", "This is not a Rootpage vault.", "Choose another place, or restore from a backup.";
    VaultTooNew = "vault/too-new", "The vault was written by a newer Rootpage.", "Open it with that version or a later one; nothing was changed.";
    VaultKdfRange = "vault/kdf-range", "The vault's key derivation parameters are outside what is accepted.", "The header was changed from outside: restore from a backup.";
    VaultMemory = "vault/memory", "There is not enough memory to derive the vault's key.", "Close other pages and programs, then try again.";
    VaultRecordMissing = "vault/record-missing", "A record of the vault is gone.", "Something outside Rootpage removed it: open the vault for reading, then restore from a backup.";
    VaultRecordTampered = "vault/record-tampered", "A record of the vault was changed from outside.", "Open the vault for reading, then restore from a backup.";
    VaultRecordUnexpected = "vault/record-unexpected", "There is a record in the vault that Rootpage did not write.", "Something outside Rootpage added it: open the vault for reading, then restore from a backup.";
    VaultDamaged = "vault/damaged", "Something in the vault is not as it should be: it can be read, and nothing is signed or changed.", "Take out what you need, then restore from a backup.";
    RecoveryWordUnknown = "vault/recovery-word-unknown", "A word is none of those that a recovery paper is written in.", "Look at the paper again; the first four letters of a word suffice.";
    RecoveryWordsCount = "vault/recovery-words-count", "There are too many words, or too few.", "Type all words of the paper, in their order.";
    RecoveryWordsWrong = "vault/recovery-words-wrong", "The words do not fit together: one was mistyped, or two were exchanged.", "Compare what is named with the paper.";
    RecoveryOfAnother = "vault/recovery-of-another", "The words are those of another vault.", "Take the paper on which this vault's identifier stands.";
    RecoverySharesFew = "vault/recovery-shares-few", "There are too few shares.", "Bring as many as are needed; fewer say nothing about the key.";
    RecoverySharesMixed = "vault/recovery-shares-mixed", "The shares were not made together.", "Bring shares on which the same set stands.";
    RecoveryShareTwice = "vault/recovery-share-twice", "A share stands there twice.", "Bring another one in its place.";
    RecoverySharesRange = "vault/recovery-shares-range", "A key cannot be shared so.", "Choose 2 to 16 shares, and how many of them are needed: at least 2.";
    VaultPassphraseMissing = "vault/passphrase-missing", "This asks for the vault's passphrase again.", "Give it: whoever finds the vault open must not be able to do this.";
    PassphraseUnset = "vault/passphrase-unset", "The vault was opened with its recovery key, and has no passphrase that is known.", "Set a new passphrase first.";
    VaultLocked = "vault/locked", "The vault is locked.", "Unlock it with its passphrase.";
    VaultReader = "vault/reader", "Another tab writes in this vault; this one only reads.", "Take over the writing here, or do it in the other tab.";
    VaultBusy = "vault/busy", "An act is not finished yet.", "Wait until it is done.";
    AuthorityUnknown = "vault/authority-unknown", "There is no such authority in the vault.", "Choose one from the list.";
    RequestUnknown = "vault/request-unknown", "There is no such request in the vault.", "Choose one from the list.";
    KeyUnknown = "vault/key-unknown", "The vault does not hold the private key of this certificate.", "The key is where the request was made.";

    // backup: what lies beside the vault
    BackupDue = "backup/due", "Nothing is issued before a backup is taken: there were as many acts without one as the vault allows.", "Take a backup and keep it elsewhere, or change the limit in the settings; revoking and CRLs go on.";
    BackupOlder = "backup/older", "The backup is older than the vault, which has all that is in it.", "Keep the vault as it is; to look at the backup, restore it into an empty place.";

    // store: where the sealed records are kept (raised by www/api)
    StoreStale = "store/stale", "The vault was changed in another tab.", "The newest state has been read; look at it and do the act again.";
    StoreUnavailable = "store/unavailable", "The browser gives no place to store the vault.", "Leave private browsing, or allow this page to store data.";
    StoreFailed = "store/failed", "The browser did not store the change.", "Free some disk space or restart the browser, then try again. An act that this stopped was not done: nothing was issued.";
    StoreQuota = "store/quota", "The browser's storage is full.", "Free some disk space or remove other sites' data, then try again. An act that this stopped was not done: nothing was issued.";
    StoreBlocked = "store/blocked", "Another tab keeps the vault open with an older Rootpage.", "Close the other tabs with Rootpage, then try again.";
    StoreExists = "store/exists", "There is a vault in this place already.", "Unlock it, or choose another name.";
    StoreAbsent = "store/absent", "There is no vault in this place.", "Create one, or choose the place where it is.";
    StoreLost = "store/lost", "There was a vault in this place and it is gone: the browser deleted it.", "Open another copy of it, or restore from a backup. Creating a new vault does not bring the old one back.";
    StoreDisk = "store/disk", "The disk did not take what was to be stored: it is full, or it fails.", "Free some disk space, then try again; an act that this stopped was not done. If it fails again, take a backup to another disk.";
    StoreTaken = "store/taken", "The browser took the storage away while the vault was in use: site data was cleared, or the browser is shutting down.", "Reload the page. If the vault is gone then, it comes back from a copy or from a backup.";
    StoreRolledBack = "store/rolled-back", "A later revision of this vault was here once: it was put back to an earlier one.", "Look whether another copy has the later one. What was issued in between is missing here: the backups and the files handed out tell what.";
    CopyOther = "store/copy-other", "This place holds a copy of another vault; it was left as it is.", "Choose another place, or say that it may be written over.";
    CopyDiverged = "store/copy-diverged", "This copy has gone another way than the vault: each has changes that the other lacks. It was left as it is.", "Open it by itself and see what it has; then say that it may be written over.";
    CopyTorn = "store/copy-torn", "The last change in this copy is not complete; the copy is that of the revision before.", "Nothing need be done: it is made complete with the next change.";
    CopyDamaged = "store/copy-damaged", "This copy is not as it was written: a part of it was changed or is missing.", "It is written anew once the vault is open from another place; a chosen file of which nothing can be read, once you say so. If it is the only one, what it still has can be used.";
    CopyLate = "store/copy-late", "This place did not answer in time; the change is stored in the others.", "Nothing need be done: it gets the change when it answers. If it never does, remove it or choose another.";
    CopyPermission = "store/copy-permission", "The browser wants to be asked again before it writes to the chosen file.", "Press the button beside it.";
    CopyGone = "store/copy-gone", "The chosen file is not there any more: it was moved or deleted.", "Choose it where it is now, or choose a new one.";

    // session: the calls themselves
    CallUnknown = "session/call-unknown", "The call is not one that Rootpage knows, or has a field that it does not know.", "Compare it with the types of the package.";
    RandomMissing = "session/random-missing", "This browser has no source of secure random numbers.", "Use a current browser; without such a source nothing is made.";
    Cancelled = "session/cancelled", "The act was cancelled.", "Start it again when you like; nothing was changed.";
    Crashed = "session/crashed", "The core stopped; the vault was locked and nothing half done was stored.", "Unlock the vault and try again. If it happens again, report it.";
}

/// One rule that refused, within [`Code::PolicyViolations`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The rule's own code.
    pub code: Code,
    /// The field that it is about: `subject.CN`, `extension.keyUsage`, `key`.
    pub field: String,
    /// What was found, in words.
    pub found: String,
}

/// A refusal: the code, and where and what it is about.
///
/// No secret is ever part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    code: Code,
    field: Option<String>,
    offset: Option<usize>,
    found: Option<String>,
    allowed: Option<String>,
    violations: Vec<Violation>,
}

impl Error {
    /// A refusal with this code and no further facts.
    #[must_use]
    pub const fn new(code: Code) -> Self {
        Self { code, field: None, offset: None, found: None, allowed: None, violations: Vec::new() }
    }

    /// The refusal of a request by one or more rules.
    #[must_use]
    pub fn violations(violations: Vec<Violation>) -> Self {
        let mut error = Self::new(Code::PolicyViolations);
        error.violations = violations;
        error
    }

    /// Says which field it is about: `subject.CN`, `extension.subjectAltName`.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// Says at which byte of the input, counted from 0.
    #[must_use]
    pub const fn at(mut self, offset: usize) -> Self {
        self.offset = Some(offset);
        self
    }

    /// Says what was found there.
    #[must_use]
    pub fn found(mut self, found: impl Into<String>) -> Self {
        self.found = Some(found.into());
        self
    }

    /// Says what would be allowed.
    #[must_use]
    pub fn allowed(mut self, allowed: impl Into<String>) -> Self {
        self.allowed = Some(allowed.into());
        self
    }

    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> Code {
        self.code
    }

    /// The field that it is about.
    #[must_use]
    pub fn field_name(&self) -> Option<&str> {
        self.field.as_deref()
    }

    /// The byte of the input that it is about, counted from 0.
    #[must_use]
    pub const fn offset(&self) -> Option<usize> {
        self.offset
    }

    /// What was found there.
    #[must_use]
    pub fn found_text(&self) -> Option<&str> {
        self.found.as_deref()
    }

    /// What would be allowed.
    #[must_use]
    pub fn allowed_text(&self) -> Option<&str> {
        self.allowed.as_deref()
    }

    /// The rules that refused, where the code is [`Code::PolicyViolations`].
    #[must_use]
    pub fn violated(&self) -> &[Violation] {
        &self.violations
    }
}

impl From<Code> for Error {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.what())?;
        if let Some(field) = &self.field {
            write!(f, " Field: {field}.")?;
        }
        if let Some(offset) = self.offset {
            write!(f, " At byte {offset}.")?;
        }
        if let Some(found) = &self.found {
            write!(f, " Found: {found}.")?;
        }
        if let Some(allowed) = &self.allowed {
            write!(f, " Allowed: {allowed}.")?;
        }
        for violation in &self.violations {
            write!(f, " {}: {} Found: {}.", violation.field, violation.code.what(), violation.found)?;
        }
        write!(f, " {}", self.code.remedy())
    }
}

impl std::error::Error for Error {}

/// What the core's functions return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_kebab_words_below_a_level() {
        let mut seen = std::collections::BTreeSet::new();
        for code in Code::ALL {
            let (level, name) = code.as_str().split_once('/').unwrap();
            assert!(
                [
                    "model",
                    "key",
                    "parse",
                    "policy",
                    "encode",
                    "authority",
                    "openssl",
                    "bundle",
                    "vault",
                    "backup",
                    "store",
                    "session"
                ]
                .contains(&level)
            );
            assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{name}");
            assert!(seen.insert(code.as_str()), "{name} stands twice");
        }
    }

    #[test]
    fn a_refusal_says_what_where_and_what_to_do() {
        let error = Error::new(Code::DerMalformed).field("subject").at(37).found("tag 0x04");
        assert_eq!(
            error.to_string(),
            "The encoding is broken. Field: subject. At byte 37. Found: tag 0x04. Take the file again from where it was made; it was changed on its way, at or before the byte named."
        );
    }
}
