// Written by tests/error_table.rs from the table in src/error.rs: run it with UPDATE=1 after a change there.

/** Every code there is: what happened, and what to do about it. */
export const CODES = {
  "model/name-syntax": {
    what: "The name is not written as a distinguished name.",
    remedy: "Write it as CN=mail.sample.com,O=The Sample Company,C=US.",
  },
  "model/name-attribute-unknown": {
    what: "The name has an attribute type that is not known.",
    remedy: "Use CN, O, OU, C, ST, L, emailAddress, another name of RFC 4519, or a dotted object identifier.",
  },
  "model/name-attribute-empty": {
    what: "An attribute of the name has no value.",
    remedy: "Fill it in, or leave the attribute out.",
  },
  "model/name-attribute-too-long": {
    what: "An attribute of the name is longer than its upper bound (RFC 5280, appendix A).",
    remedy: "Shorten it.",
  },
  "model/name-attribute-charset": {
    what: "An attribute of the name has characters that its type does not allow (RFC 5280, appendix A).",
    remedy: "Take the characters named out.",
  },
  "model/country-syntax": {
    what: "A country is two letters (ISO 3166).",
    remedy: "Write US, DE, JP…",
  },
  "model/dns-name-syntax": {
    what: "The text is not a DNS name.",
    remedy: "Write letters, digits and hyphens between dots; write an international name in its xn-- form; a wildcard is the whole leftmost label.",
  },
  "model/email-syntax": {
    what: "The text is not an e-mail address.",
    remedy: "Write it as postmaster@sample.com, in ASCII.",
  },
  "model/uri-syntax": {
    what: "The text is not an absolute URI.",
    remedy: "Write it with its scheme: http://sample.com/ca.crl.",
  },
  "model/ip-address-syntax": {
    what: "The text is not an IP address.",
    remedy: "Write 192.0.2.1 or 2001:db8::1.",
  },
  "model/oid-syntax": {
    what: "The text is not an object identifier.",
    remedy: "Write numbers between dots, such as 1.3.6.1.5.5.7.3.1.",
  },
  "model/general-name-syntax": {
    what: "The text is not a subject alternative name.",
    remedy: "Write dns:, email:, ip:, uri:, dirname: or rid: before the value.",
  },
  "model/serial-syntax": {
    what: "The serial number is not a positive number of at most 20 octets (RFC 5280, section 4.1.2.2).",
    remedy: "Write it in hexadecimal, as certificates show it.",
  },
  "model/time-syntax": {
    what: "The text is not a time.",
    remedy: "Write it as 2026-11-20T12:00:00Z.",
  },
  "model/time-range": {
    what: "The time cannot be written in a certificate (years 1950 to 9999).",
    remedy: "Choose a time in that range.",
  },
  "model/validity-order": {
    what: "The end of the validity is not after its beginning.",
    remedy: "Choose an end that is later than the beginning.",
  },
  "model/reason-unknown": {
    what: "The revocation reason is not one of RFC 5280, section 5.3.1.",
    remedy: "Use unspecified, keyCompromise, cACompromise, affiliationChanged, superseded, cessationOfOperation, certificateHold, privilegeWithdrawn or aACompromise.",
  },
  "key/algorithm-unsupported": {
    what: "The key's algorithm is not supported.",
    remedy: "Use RSA, ECDSA on P-256, P-384 or P-521, or Ed25519.",
  },
  "key/encoding": {
    what: "The key cannot be read.",
    remedy: "Export it again as PKCS#8, PKCS#1 or SEC1 in PEM or DER.",
  },
  "key/encryption-unsupported": {
    what: "The key is encrypted in a way that is not supported.",
    remedy: "Convert it with `openssl pkcs8 -topk8 -v2 aes-256-cbc`.",
  },
  "key/passphrase-missing": {
    what: "The key is encrypted and no passphrase was given.",
    remedy: "Give the key's passphrase.",
  },
  "key/passphrase-wrong": {
    what: "The passphrase does not open the key.",
    remedy: "Try again; upper and lower case count.",
  },
  "key/derivation-too-costly": {
    what: "The key's file asks for more passphrase work than is accepted.",
    remedy: "Encrypt it again with fewer iterations, in the program that made it.",
  },
  "key/inconsistent": {
    what: "The parts of the private key do not belong together.",
    remedy: "Take the key from a copy that is whole.",
  },
  "key/size": {
    what: "The key's size is not one that is made here.",
    remedy: "Choose RSA with 2048, 3072 or 4096 bits.",
  },
  "parse/empty": {
    what: "There is nothing in it.",
    remedy: "Choose a file that has something in it, or paste the text.",
  },
  "parse/too-large": {
    what: "It is larger than a request or certificate can be.",
    remedy: "Choose the request itself; a request is a few kilobytes.",
  },
  "parse/unrecognised": {
    what: "It is neither PEM, nor DER, nor base64 of DER.",
    remedy: "Choose the file that the server's program called a certificate request (certreq.txt, req.pem, server.csr).",
  },
  "parse/pem-truncated": {
    what: "The PEM block begins and does not end.",
    remedy: "Copy it again, from -----BEGIN to the end of the line -----END.",
  },
  "parse/pem-body": {
    what: "The PEM block holds something that is not base64.",
    remedy: "Copy it again; no character may be lost or added.",
  },
  "parse/pem-label-unexpected": {
    what: "The PEM block is not what is asked for here.",
    remedy: "Choose the file with the block that is named.",
  },
  "parse/private-key-instead": {
    what: "This is a private key, and a private key is not to be handed in for signing.",
    remedy: "Paste the request that was made with it (req.pem). If the key was sent to you by mail or chat, whoever sent it should make a new one.",
  },
  "parse/der-truncated": {
    what: "The encoding ends before its length says.",
    remedy: "Take the file again from where it was made; a part of it is missing.",
  },
  "parse/der-trailing": {
    what: "There are bytes behind the end of the encoding.",
    remedy: "Take the file again from where it was made.",
  },
  "parse/der-malformed": {
    what: "The encoding is broken.",
    remedy: "Take the file again from where it was made; it was changed on its way, at or before the byte named.",
  },
  "parse/der-depth": {
    what: "The encoding is nested deeper than anything real.",
    remedy: "Do not use this file.",
  },
  "parse/request-version": {
    what: "The request's version is not v1 (RFC 2986, section 4.1).",
    remedy: "Make the request again with another program.",
  },
  "parse/request-signature": {
    what: "The request's own signature does not fit: it was changed, or made with another key.",
    remedy: "Ask for a new request; do not sign this one.",
  },
  "parse/request-signature-algorithm": {
    what: "The request is signed with an algorithm that is not known.",
    remedy: "Make the request again with SHA-256 and RSA, ECDSA or Ed25519.",
  },
  "parse/extension-duplicate": {
    what: "An extension stands there twice (RFC 5280, section 4.2).",
    remedy: "Ask for a new request.",
  },
  "parse/extension-malformed": {
    what: "The content of an extension cannot be read.",
    remedy: "Ask for a new request, without this extension or with a right one.",
  },
  "policy/violations": {
    what: "The request was refused by the rules named.",
    remedy: "Mend each of them, or ask for a new request.",
  },
  "policy/key-refused": {
    what: "The request's key is not safe.",
    remedy: "Ask for a new request with a new key.",
  },
  "policy/name-missing": {
    what: "There is neither a name in the subject nor a subject alternative name for this profile.",
    remedy: "Add the name that clients will use.",
  },
  "policy/name-refused": {
    what: "A name that was asked for cannot be issued for this profile.",
    remedy: "Take it out, or choose another profile.",
  },
  "policy/validity-too-long": {
    what: "The certificate would outlive its issuer.",
    remedy: "Choose fewer days.",
  },
  "policy/validity-range": {
    what: "The number of days is not possible.",
    remedy: "Choose at least 1 day and at most 36500.",
  },
  "policy/issuer-expired": {
    what: "The authority's own certificate is not valid now.",
    remedy: "Check this computer's clock; if it is right, make a new authority.",
  },
  "policy/path-length": {
    what: "The authority may not have another authority under it (path length).",
    remedy: "Sign it with an authority that allows one.",
  },
  "policy/name-policy": {
    what: "The name does not fit the authority's policy of names.",
    remedy: "Ask for a new request with the field named, or choose the subject or another policy here.",
  },
  "policy/extension-undecided": {
    what: "The profile asks who decides about an extension.",
    remedy: "Answer for the extension named: the profile, the request, or both.",
  },
  "policy/extension-refused": {
    what: "The profile refuses an extension that is asked for.",
    remedy: "Ask for a new request without it, or change the rule in the authority's configuration.",
  },
  "policy/subject-taken": {
    what: "Another certificate that is valid has the same subject, and the authority allows one at a time.",
    remedy: "Supersede the other one in the same act, or revoke it first.",
  },
  "policy/usage-conflict": {
    what: "The request asks for a use that the profile does not give.",
    remedy: "Choose the profile that gives it, or sign without it.",
  },
  "policy/name-constraints": {
    what: "A name lies outside what the issuer may certify (its nameConstraints, RFC 5280, section 4.2.1.10).",
    remedy: "Take the name out, or sign with an authority that may certify it.",
  },
  "policy/issuer-not-authority": {
    what: "The signing certificate is not that of an authority (basicConstraints CA:TRUE and keyCertSign).",
    remedy: "Sign with an authority's certificate and key.",
  },
  "policy/profile-unknown": {
    what: "The profile is not one that Rootpage knows.",
    remedy: "Use server, client, server-client, email, code-signing or intermediate-ca.",
  },
  "encode/value": {
    what: "A value cannot be written in DER as its type asks.",
    remedy: "Take out the characters or the value named.",
  },
  "encode/algorithm": {
    what: "Nothing is signed with this algorithm.",
    remedy: "Sign with RSA or ECDSA and SHA-256 or better, or with Ed25519.",
  },
  "authority/serial-unknown": {
    what: "There is no certificate with this serial number in the authority.",
    remedy: "Look the serial number up in the list.",
  },
  "authority/already-revoked": {
    what: "The certificate is revoked already.",
    remedy: "Nothing is left to do; create a CRL so that others know.",
  },
  "authority/not-held": {
    what: "The certificate is not on hold.",
    remedy: "Only a certificate revoked with the reason certificateHold can be released.",
  },
  "authority/crl-number-exhausted": {
    what: "The CRL number cannot grow any further.",
    remedy: "Make a new authority.",
  },
  "authority/clock-backwards": {
    what: "This computer's clock is earlier than the authority's last act.",
    remedy: "Set the clock right, then try again. If it is right, it ran ahead at the last act, and the journal says when that was: wait until then, or restore a backup from before it.",
  },
  "authority/invalidity-date": {
    what: "The key cannot have become unsafe later than the revocation.",
    remedy: "Choose a moment that is past, or leave it out.",
  },
  "authority/crl-days": {
    what: "The dates of a CRL cannot be so.",
    remedy: "Choose at least one second and at most 3650 days until the next one, and no date before the newest list or revocation.",
  },
  "authority/crl-base-missing": {
    what: "There is no complete CRL that a delta CRL could build on.",
    remedy: "Create a complete CRL first, of all certificates.",
  },
  "authority/not-issued-here": {
    what: "The certificate was not signed by this authority.",
    remedy: "Choose the authority that stands in it as the issuer.",
  },
  "authority/retire-date": {
    what: "A certificate cannot be superseded at that date.",
    remedy: "Choose a date that is to come and does not lie behind the certificate's end.",
  },
  "authority/in-use": {
    what: "Certificates that the authority has signed are still valid, and the vault holds its key.",
    remedy: "Archive it: it leaves the lists, and its certificates can be revoked as before.",
  },
  "authority/address-missing": {
    what: "The settings of the authority have no address to say.",
    remedy: "Say in the settings where its CRLs are published.",
  },
  "authority/crl-sign-missing": {
    what: "The authority's certificate does not allow it to sign CRLs (keyUsage cRLSign).",
    remedy: "Make the CRL with an authority whose certificate allows it.",
  },
  "authority/serial-collision": {
    what: "This computer's random numbers repeat themselves; nothing was issued.",
    remedy: "Restart the browser and try again; if it happens again, do not trust this computer.",
  },
  "authority/ledger-inconsistent": {
    what: "The ledger contradicts itself, or the act does not fit to it.",
    remedy: "Something outside Rootpage changed it: restore from a backup.",
  },
  "authority/signature-self-check": {
    what: "What was signed did not verify with the authority's own key; nothing was issued.",
    remedy: "Restart the browser and try again; if it happens again, do not trust this computer.",
  },
  "authority/key-mismatch": {
    what: "The private key does not belong to the certificate.",
    remedy: "Choose the key that the certificate was made with.",
  },
  "authority/key-offline": {
    what: "The authority's private key is not in this vault.",
    remedy: "Bring the key, or sign where it is kept.",
  },
  "openssl/config-syntax": {
    what: "A line of the configuration cannot be read.",
    remedy: "Mend the line named; it stands in the file at the place before the colon.",
  },
  "openssl/config-variable": {
    what: "A variable of the configuration has no value.",
    remedy: "Set it above the line named, or give the environment that the configuration asks for.",
  },
  "openssl/config-recursive": {
    what: "The configuration goes round in a circle.",
    remedy: "Take out the line that leads back.",
  },
  "openssl/config-too-large": {
    what: "The configuration is larger than a configuration can be.",
    remedy: "Choose openssl.cnf itself; it is a few kilobytes.",
  },
  "openssl/config-section-missing": {
    what: "The configuration names a section that it does not have.",
    remedy: "Add the section, or mend its name in the line named.",
  },
  "openssl/config-value": {
    what: "A value of the configuration is not one that it can have.",
    remedy: "Mend the value in the line named.",
  },
  "openssl/config-extension-unknown": {
    what: "The configuration has an extension that is not known.",
    remedy: "Use a name of x509v3_config(5), or a dotted identifier with DER: or ASN1: before the value.",
  },
  "openssl/config-extension-context": {
    what: "The extension needs a certificate, a name or a key that is not there.",
    remedy: "Use it where the certificate that it copies from is known.",
  },
  "openssl/index-row": {
    what: "A row of index.txt cannot be read.",
    remedy: "Mend the row named, or let the index be made anew from the certificates.",
  },
  "openssl/index-too-large": {
    what: "The index is larger than an index can be.",
    remedy: "Choose index.txt itself.",
  },
  "openssl/serial-file": {
    what: "The file does not hold a number in hexadecimal.",
    remedy: "Write the next number into it, with an even count of digits.",
  },
  "openssl/directory-path": {
    what: "A path leads out of the directory.",
    remedy: "Do not use this archive: it was made to write elsewhere.",
  },
  "openssl/directory-too-large": {
    what: "The directory is larger than one of `openssl ca` can be.",
    remedy: "Choose the directory of one authority only.",
  },
  "openssl/directory-certificate-missing": {
    what: "The directory has no certificate of an authority.",
    remedy: "Add cacert.pem, or the file that the configuration names.",
  },
  "openssl/directory-known": {
    what: "The directory's authority is in the vault already.",
    remedy: "Merge the directory into that authority.",
  },
  "openssl/directory-of-another": {
    what: "The directory is that of another authority.",
    remedy: "Take it in as an authority of its own.",
  },
  "openssl/archive-format": {
    what: "The archive cannot be read.",
    remedy: "Make it again as zip, tar or tar.gz.",
  },
  "bundle/password-missing": {
    what: "The file is to hold a private key, and there is no password for it.",
    remedy: "Give a password, or say that the key is to be in it unencrypted; a keystore needs a password in any case.",
  },
  "bundle/key-missing": {
    what: "The file is to hold a private key, and the key is not here.",
    remedy: "Bring the private key that the certificate was made with.",
  },
  "bundle/root-missing": {
    what: "The chain does not lead up to a root.",
    remedy: "Bring the certificates of the issuers that are missing.",
  },
  "bundle/crl-missing": {
    what: "There is no CRL yet.",
    remedy: "Create a CRL first.",
  },
  "bundle/format-unfit": {
    what: "What is asked for cannot be written in this format.",
    remedy: "Choose another format, or leave out what it cannot hold.",
  },
  "bundle/check-failed": {
    what: "The file was opened again and was not as it should be; nothing was given out.",
    remedy: "Try again; if it happens again, report it.",
  },
  "bundle/recovery-missing": {
    what: "The backup has no part that a recovery key opens.",
    remedy: "Open it with the passphrase that it was taken under; a backup that is taken now opens with the recovery key too.",
  },
  "bundle/path-conflict": {
    what: "Two addresses ask for different files under one path.",
    remedy: "Change one of them in the settings; what valid certificates say stays, so renew those first.",
  },
  "vault/wrong-passphrase": {
    what: "The passphrase is wrong, or the vault's header was changed.",
    remedy: "Try again; upper and lower case count. If it is forgotten, recovery words or shares open the vault; if it is surely right, restore from a backup.",
  },
  "vault/passphrase-too-short": {
    what: "The passphrase is too short to protect an authority's key.",
    remedy: "Use at least 8 characters; five random words are better.",
  },
  "vault/format": {
    what: "This is not a Rootpage vault.",
    remedy: "Choose another place, or restore from a backup.",
  },
  "vault/too-new": {
    what: "The vault was written by a newer Rootpage.",
    remedy: "Open it with that version or a later one; nothing was changed.",
  },
  "vault/kdf-range": {
    what: "The vault's key derivation parameters are outside what is accepted.",
    remedy: "The header was changed from outside: restore from a backup.",
  },
  "vault/memory": {
    what: "There is not enough memory to derive the vault's key.",
    remedy: "Close other pages and programs, then try again.",
  },
  "vault/record-missing": {
    what: "A record of the vault is gone.",
    remedy: "Something outside Rootpage removed it: open the vault for reading, then restore from a backup.",
  },
  "vault/record-tampered": {
    what: "A record of the vault was changed from outside.",
    remedy: "Open the vault for reading, then restore from a backup.",
  },
  "vault/record-unexpected": {
    what: "There is a record in the vault that Rootpage did not write.",
    remedy: "Something outside Rootpage added it: open the vault for reading, then restore from a backup.",
  },
  "vault/damaged": {
    what: "Something in the vault is not as it should be: it can be read, and nothing is signed or changed.",
    remedy: "Take out what you need, then restore from a backup.",
  },
  "vault/recovery-word-unknown": {
    what: "A word is none of those that a recovery paper is written in.",
    remedy: "Look at the paper again; the first four letters of a word suffice.",
  },
  "vault/recovery-words-count": {
    what: "There are too many words, or too few.",
    remedy: "Type all words of the paper, in their order.",
  },
  "vault/recovery-words-wrong": {
    what: "The words do not fit together: one was mistyped, or two were exchanged.",
    remedy: "Compare what is named with the paper.",
  },
  "vault/recovery-of-another": {
    what: "The words are those of another vault.",
    remedy: "Take the paper on which this vault's identifier stands.",
  },
  "vault/recovery-shares-few": {
    what: "There are too few shares.",
    remedy: "Bring as many as are needed; fewer say nothing about the key.",
  },
  "vault/recovery-shares-mixed": {
    what: "The shares were not made together.",
    remedy: "Bring shares on which the same set stands.",
  },
  "vault/recovery-share-twice": {
    what: "A share stands there twice.",
    remedy: "Bring another one in its place.",
  },
  "vault/recovery-shares-range": {
    what: "A key cannot be shared so.",
    remedy: "Choose 2 to 16 shares, and how many of them are needed: at least 2.",
  },
  "vault/passphrase-missing": {
    what: "This asks for the vault's passphrase again.",
    remedy: "Give it: whoever finds the vault open must not be able to do this.",
  },
  "vault/passphrase-unset": {
    what: "The vault was opened with its recovery key, and has no passphrase that is known.",
    remedy: "Set a new passphrase first.",
  },
  "vault/locked": {
    what: "The vault is locked.",
    remedy: "Unlock it with its passphrase.",
  },
  "vault/reader": {
    what: "Another tab writes in this vault; this one only reads.",
    remedy: "Take over the writing here, or do it in the other tab.",
  },
  "vault/busy": {
    what: "An act is not finished yet.",
    remedy: "Wait until it is done.",
  },
  "vault/authority-unknown": {
    what: "There is no such authority in the vault.",
    remedy: "Choose one from the list.",
  },
  "vault/request-unknown": {
    what: "There is no such request in the vault.",
    remedy: "Choose one from the list.",
  },
  "vault/key-unknown": {
    what: "The vault does not hold the private key of this certificate.",
    remedy: "The key is where the request was made.",
  },
  "backup/due": {
    what: "Nothing is issued before a backup is taken: there were as many acts without one as the vault allows.",
    remedy: "Take a backup and keep it elsewhere, or change the limit in the settings; revoking and CRLs go on.",
  },
  "backup/older": {
    what: "The backup is older than the vault, which has all that is in it.",
    remedy: "Keep the vault as it is; to look at the backup, restore it into an empty place.",
  },
  "store/stale": {
    what: "The vault was changed in another tab.",
    remedy: "The newest state has been read; look at it and do the act again.",
  },
  "store/unavailable": {
    what: "The browser gives no place to store the vault.",
    remedy: "Leave private browsing, or allow this page to store data.",
  },
  "store/failed": {
    what: "The browser did not store the change.",
    remedy: "Free some disk space or restart the browser, then try again. An act that this stopped was not done: nothing was issued.",
  },
  "store/quota": {
    what: "The browser's storage is full.",
    remedy: "Free some disk space or remove other sites' data, then try again. An act that this stopped was not done: nothing was issued.",
  },
  "store/blocked": {
    what: "Another tab keeps the vault open with an older Rootpage.",
    remedy: "Close the other tabs with Rootpage, then try again.",
  },
  "store/exists": {
    what: "There is a vault in this place already.",
    remedy: "Unlock it, or choose another name.",
  },
  "store/absent": {
    what: "There is no vault in this place.",
    remedy: "Create one, or choose the place where it is.",
  },
  "store/lost": {
    what: "There was a vault in this place and it is gone: the browser deleted it.",
    remedy: "Open another copy of it, or restore from a backup. Creating a new vault does not bring the old one back.",
  },
  "store/disk": {
    what: "The disk did not take what was to be stored: it is full, or it fails.",
    remedy: "Free some disk space, then try again; an act that this stopped was not done. If it fails again, take a backup to another disk.",
  },
  "store/taken": {
    what: "The browser took the storage away while the vault was in use: site data was cleared, or the browser is shutting down.",
    remedy: "Reload the page. If the vault is gone then, it comes back from a copy or from a backup.",
  },
  "store/rolled-back": {
    what: "A later revision of this vault was here once: it was put back to an earlier one.",
    remedy: "Look whether another copy has the later one. What was issued in between is missing here: the backups and the files handed out tell what.",
  },
  "store/copy-other": {
    what: "This place holds a copy of another vault; it was left as it is.",
    remedy: "Choose another place, or say that it may be written over.",
  },
  "store/copy-diverged": {
    what: "This copy has gone another way than the vault: each has changes that the other lacks. It was left as it is.",
    remedy: "Open it by itself and see what it has; then say that it may be written over.",
  },
  "store/copy-torn": {
    what: "The last change in this copy is not complete; the copy is that of the revision before.",
    remedy: "Nothing need be done: it is made complete with the next change.",
  },
  "store/copy-damaged": {
    what: "This copy is not as it was written: a part of it was changed or is missing.",
    remedy: "It is written anew once the vault is open from another place; a chosen file of which nothing can be read, once you say so. If it is the only one, what it still has can be used.",
  },
  "store/copy-late": {
    what: "This place did not answer in time; the change is stored in the others.",
    remedy: "Nothing need be done: it gets the change when it answers. If it never does, remove it or choose another.",
  },
  "store/copy-permission": {
    what: "The browser wants to be asked again before it writes to the chosen file.",
    remedy: "Press the button beside it.",
  },
  "store/copy-gone": {
    what: "The chosen file is not there any more: it was moved or deleted.",
    remedy: "Choose it where it is now, or choose a new one.",
  },
  "session/call-unknown": {
    what: "The call is not one that Rootpage knows, or has a field that it does not know.",
    remedy: "Compare it with the types of the package.",
  },
  "session/random-missing": {
    what: "This browser has no source of secure random numbers.",
    remedy: "Use a current browser; without such a source nothing is made.",
  },
  "session/cancelled": {
    what: "The act was cancelled.",
    remedy: "Start it again when you like; nothing was changed.",
  },
  "session/crashed": {
    what: "The core stopped; the vault was locked and nothing half done was stored.",
    remedy: "Unlock the vault and try again. If it happens again, report it.",
  },
} as const
