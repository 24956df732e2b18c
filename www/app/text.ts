/** The page's sentences. Those for error codes come with the package's table. */
import type { BuiltInProfile, KeyKind, Profile, ProfileView, RevocationReason } from '../api/index.js'
import type { SubjectField } from './words.js'

/** The prompts of `openssl req`, which people know. */
export const SUBJECT_LABELS: Record<SubjectField, string> = {
  CN: 'Common Name (hostname, IP, or your name)',
  O: 'Organization Name (company)',
  OU: 'Organizational Unit Name (department, division)',
  emailAddress: 'Email Address',
  L: 'Locality Name (city, district)',
  ST: 'State or Province Name (full name)',
  C: 'Country Name (2 letter code)',
}

const SUBJECT_NAMES: Record<string, string> = {
  CN: 'Common Name',
  O: 'Organization',
  OU: 'Organizational Unit',
  emailAddress: 'Email Address',
  L: 'Locality',
  ST: 'State or Province',
  C: 'Country',
  DC: 'Domain Component',
  serialNumber: 'Serial Number',
}

export function attributeTitle(type: string): string {
  return SUBJECT_NAMES[type] ?? type
}

const FIELD_TITLES: Record<string, string> = {
  subject: 'Subject',
  key: 'Public key',
  validity: 'Validity',
  signature: 'Signature',
  serial: 'Serial number',
  issuer: 'Issuer',
  basicConstraints: 'Basic Constraints',
  keyUsage: 'Key Usage',
  extendedKeyUsage: 'Extended Key Usage',
  extKeyUsage: 'Extended Key Usage',
  subjectAltName: 'Subject Alternative Name',
  subjectKeyIdentifier: 'Subject Key Identifier',
  authorityKeyIdentifier: 'Authority Key Identifier',
  crlDistributionPoints: 'CRL Distribution Points',
  authorityInfoAccess: 'Authority Information Access',
  certificatePolicies: 'Certificate Policies',
  nameConstraints: 'Name Constraints',
  challengePassword: 'Challenge Password',
  unstructuredName: 'Unstructured Name',
}

/** `subject.CN` → `Common Name`, `extension.keyUsage` → `Key Usage`, `extension.1.2.3` → `1.2.3` */
export function fieldTitle(field: string): string {
  const [, group, name] = /^(subject|extension|attribute)\.(.+)$/.exec(field) ?? []
  if (group === 'subject' && name) return attributeTitle(name)
  const key = name ?? field
  return FIELD_TITLES[key] ?? key
}

export const PROFILES: Record<BuiltInProfile, { label: string; about: string }> = {
  server: { label: 'Server', about: 'Web, mail and other servers with TLS.' },
  client: { label: 'Client', about: 'A person or a program that proves itself to a server.' },
  'server-client': { label: 'Server and client', about: 'Servers that also call each other.' },
  email: { label: 'E-mail', about: 'Signing and encrypting mail (S/MIME).' },
  'code-signing': { label: 'Code signing', about: 'Signing programs and scripts.' },
  'intermediate-ca': { label: 'Intermediate authority', about: 'An authority of its own, below this one.' },
}

/** What a certificate is for, in words: as the authority's own profile has it, or as the section is called. */
export function profileTitle(profile: Profile | undefined, profiles: readonly ProfileView[]): string {
  if (profile === undefined) return 'Unknown use'
  return profiles.find(({ name }) => name === profile)?.title ?? builtIn(profile)?.label ?? profile
}

export function profileAbout(profile: Profile, profiles: readonly ProfileView[]): string {
  return profiles.find(({ name }) => name === profile)?.about ?? builtIn(profile)?.about ?? ''
}

function builtIn(profile: Profile): { label: string; about: string } | undefined {
  return (PROFILES as Partial<Record<string, { label: string; about: string }>>)[profile]
}

export function profileChoices(profiles: readonly ProfileView[]) {
  return profiles.map(({ name, title, builtIn }) => ({ value: name, label: builtIn || title === name ? title : `${title} [${name}]` }))
}

export const KEYS: Record<KeyKind, { label: string; about: string }> = {
  'p-256': { label: 'ECDSA P-256', about: 'Small, fast, and accepted everywhere. The right choice for most.' },
  'p-384': { label: 'ECDSA P-384', about: 'A larger margin; accepted by browsers and systems alike.' },
  'p-521': { label: 'ECDSA P-521', about: 'Chromium and others refuse it in a chain.' },
  'rsa-2048': { label: 'RSA 2048', about: 'For old devices that know no elliptic curves.' },
  'rsa-3072': { label: 'RSA 3072', about: 'RSA with a margin; takes some seconds to make.' },
  'rsa-4096': { label: 'RSA 4096', about: 'The largest RSA; making it can take a minute.' },
  ed25519: { label: 'Ed25519', about: 'Modern, but browsers refuse it: for SSH-like and in-house uses.' },
}

/** The kinds that an authority is offered; P-521 is refused by too many clients to be one. */
export const AUTHORITY_KEYS: readonly KeyKind[] = ['p-256', 'p-384', 'ed25519', 'rsa-2048', 'rsa-3072', 'rsa-4096']
export const REQUEST_KEYS: readonly KeyKind[] = ['p-256', 'p-384', 'p-521', 'ed25519', 'rsa-2048', 'rsa-3072', 'rsa-4096']

export function keyChoices(kinds: readonly KeyKind[]) {
  return kinds.map(value => ({ value, label: KEYS[value].label }))
}

/** RFC 5280, section 5.3.1, in words. */
export const REASONS: Record<RevocationReason, { label: string; about: string }> = {
  unspecified: { label: 'No reason given', about: 'The list will only say that it is revoked.' },
  keyCompromise: { label: 'Its private key may be known to others', about: 'Stolen, lost, mailed around, or on a machine that was broken into.' },
  superseded: { label: 'It was replaced by a newer one', about: 'Nothing is wrong with the key.' },
  cessationOfOperation: { label: 'It is no longer needed', about: 'The server or service was switched off.' },
  affiliationChanged: { label: 'Names in it are no longer right', about: 'The person left, or the organisation was renamed.' },
  privilegeWithdrawn: { label: 'The right to it was withdrawn', about: 'Its holder may no longer have what it vouches for.' },
  certificateHold: { label: 'On hold for now', about: 'The only one that can be taken back.' },
  cACompromise: { label: 'The key of the authority below may be known', about: 'For certificates of intermediate authorities.' },
  aACompromise: { label: 'An attribute authority may be compromised', about: 'For attribute certificates; rare.' },
}

/** The holdInstruction of RFC 3280, by object identifier; RFC 5280 no longer has it, `openssl ca -crl_hold` does. */
export const HOLD_INSTRUCTIONS = [
  { value: '', label: 'Nothing is said' },
  { value: '1.2.840.10040.2.1', label: 'Nothing (holdInstructionNone)' },
  { value: '1.2.840.10040.2.2', label: 'Call the issuer (holdInstructionCallIssuer)' },
  { value: '1.2.840.10040.2.3', label: 'Refuse it (holdInstructionReject)' },
] as const

export const REASON_CHOICES = (Object.keys(REASONS) as RevocationReason[]).map(value => ({ value, ...REASONS[value] }))

export const LOCKED = {
  asked: 'The vault is locked.',
  idle: 'Nobody was here for a while, so the vault locked itself.',
  hidden: 'This page was out of sight for a while, so the vault locked itself.',
  left: 'You went to another page, so the vault locked itself.',
} as const

/** What was done, as the journal has it. A core that is newer may know a deed more. */
export const DEEDS: Partial<Record<string, string>> = {
  'create-vault': 'The vault was made',
  'create-authority': 'An authority was made',
  'create-request': 'A key and a request were made',
  issue: 'A certificate was issued',
  revoke: 'A certificate was revoked',
  release: 'A certificate was released from hold',
  'issue-crl': 'A revocation list was signed',
  'change-passphrase': 'The passphrase was changed',
  'import-authority': 'An authority was taken in from a directory',
  'merge-authority': 'A directory was merged',
  'adopt-authority': 'An authority was taken in',
  'renew-authority': 'An authority’s own certificate was renewed',
  'replace-authority': 'An authority was replaced',
  configure: 'Settings were changed',
  'attach-key': 'The key was brought',
  'detach-key': 'The key was taken out',
  retire: 'A certificate is to be superseded',
  publish: 'The public folder was put together',
  strengthen: 'Guessing was made costlier',
  'record-backup': 'A backup was taken',
  archive: 'Archived',
  unarchive: 'Brought back from the archive',
  'delete-authority': 'An authority was deleted',
  'make-recovery': 'Recovery words were made',
  'reset-passphrase': 'A new passphrase was set with the recovery words',
  'set-backup-limit': 'How often a backup is due was changed',
}

export const TEXT = {
  lookLead: 'Certificates, chains, keys, requests, lists, PKCS #12, PKCS #7, Java keystores: whatever it is, it is read in this page and goes nowhere.',
  lookHint: 'One, or many at once: a key, its certificate and its chain find each other.',
  lockedAbout: 'Each password is tried on everything. What it opens stays open until it is put away.',
  opensNothing: 'This password opens none of it. Upper and lower case count.',
  keyElsewhere: 'Its private key is not in this vault',
  keyMissing: 'Its private key is not among what was brought',
  keyNotNeeded: 'These are the files without it: it stays where the request was made.',
  keyNeeded: 'A file of this kind holds the key: it cannot be made without it.',
  keyDrop: 'Add the file that has the key above, and it is in these files too.',
  plainKeyOfServer: 'A server starts by itself, and nobody is there to type a password: so it reads a plain key. Keep it readable for its owner alone (mode 0600), carry it there by a safe way, and leave no copy in the downloads.',
  importLead: 'The directory in which openssl ca or easy-rsa works, whole: the certificate and its key, index.txt, newcerts, requests, lists, openssl.cnf. It is looked at first; nothing is taken in before you say so.',
  importHint: 'A zip, tar or tar.gz of it, or the folder itself. Nothing leaves this page.',
  certificateOnly: 'The authority is here with its certificate only: it can be looked at, and its ledger kept, but nothing is signed until its key is brought.',
  elsewhereLead: 'An authority whose certificate another one signs. Make its key and its request here, have the request signed, and come back with the certificate.',
  publishAbout: 'A folder of plain files for any web server: the certificate and the CRLs where the certificates say that they are, and a page that finds a certificate and says whether it is valid. Publish again whenever there is a new CRL.',
  exportAbout: 'A zip in which openssl ca goes on where the vault stands: index.txt, serial, crlnumber, newcerts, requests, openssl.cnf, and the private key, encrypted.',
  exportPassphrase: 'openssl ca asks for it as “PEM pass phrase”.',
  twoAtOnce: 'Work in one place at a time. If both went on, take the directory in again: it is merged.',
  firstRun: 'An authority’s private key signs for everything you will ever issue. It is kept in this browser, sealed with a passphrase, and never leaves this page.',
  passphrase: 'Long is better than complicated: five random words, or more.',
  lost: 'There was a vault in this place, and the browser no longer has it. That happens when site data is cleared, when the disk is full, or when the browser was killed while it was writing.',
  lostWhat: 'Certificates that you issued stay valid; what is gone is the means to issue more, to revoke, and to create revocation lists. A backup brings it back.',
  lostLeft: 'The newest copy that is whole is opened, and the lost one is made again from it.',
  lostPaper: 'It opens with the passphrase of the day on which it was taken, or with recovery words or shares on paper.',
  lostNoBackup: 'Look for files called rootpage-….pem first, on other disks and machines too. Without one there is nothing to go back to: paper alone opens nothing.',
  unavailable: 'Rootpage keeps its vault in the browser’s storage, and this browser does not give any. In private windows it often does not, or forgets everything with the window; in others a setting for site data may forbid it. Open this page in a window that is not private, or allow it to keep data.',
  blocked: 'A tab with an older version of this page holds the vault open, and does not let go of it. Close that tab, or lock the vault in it; then try again. The vault itself is as it was.',
  noRoom: 'The disk is full, or this browser gives the page no more room. Make room on the disk, or clear the data of other sites; then try again. What is stored of the vault is as it was.',
  failed: 'The browser’s storage gave an error. Often it is another program that holds the profile, or a disk that fails: try again, then close the browser and open it again.',
  tooNew: 'A newer version of this page has opened the vault and written it anew. Open it with that version, or a later one; this one leaves it untouched.',
  subjectAbout: 'Only the common name is needed; the rest tells people who look at the certificate whose it is.',
  commonNameAuthority: 'How people will recognise the authority, for example Sample Root.',
  commonNameRequest: 'For a server: the name by which clients call it.',
  sanHint: 'Names, IP or e-mail addresses; paste as many as you like, with commas or spaces between them.',
  dropHint: 'PEM, DER or bare base64; certreq.txt from IIS, req.pem, server.csr. Text around it does no harm.',
  plainKey: 'Anyone who gets the file can be this server or person. It is neither encrypted nor can it be called back.',
  keyPassword: 'The file is encrypted with it (PKCS#8, AES-256). OpenSSL asks for it as “PEM pass phrase”.',
  noCrl: 'A revocation list (CRL) tells clients which certificates not to trust any more. Publish it where they look, and make a new one before it runs out.',
  storageFirefox: 'In Firefox a vault belongs to the exact path of this file: if the file is moved or renamed, the page will find no vault. Put a newer version in the same place.',
  storageChromium: 'In Chromium every local page shares one place: another local page could delete the sealed records, but not read or change them unnoticed.',
  storageSite: 'The vault belongs to this address in this browser profile. Clearing the site’s data deletes it.',
  backupLead: 'A browser’s storage is no safe place for the only copy. A backup is one encrypted file with everything in it: Rootpage restores it, and OpenSSL opens it without Rootpage.',
  backupAbout: 'One file with the whole vault, encrypted with its passphrase. Keep it on another disk than this one.',
  backupPassphrase: 'The backup is encrypted with it too. Whoever opens the backup later needs the passphrase of today, or the recovery words.',
  backupReady: 'Press Download, and look that the file arrives. From then on it counts as your last backup.',
  backupTaken: 'The backup is recorded. See that the file has arrived, and put it on another disk or machine.',
  backupWhy: 'The browser may lose its storage at any time; only a backup brings the vault back.',
  backupStopped: 'Nothing is signed any more until a backup is taken. Revoking and revocation lists go on.',
  backupFileAbout: 'Every backup can be tried before it is needed: it is opened in this page, everything in it is checked, and it is compared with the vault.',
  backupDropHint: 'A file like rootpage-2026-11-21-r42.pem. It is read in this page and goes nowhere.',
  backupItsPassphrase: 'The one that the vault had when the backup was taken.',
  backupWrongPassphrase: 'This passphrase does not open the backup. It is the one of the day on which it was taken; upper and lower case count.',
  restoreAgain: 'Of this vault, as it is now.',
  backupOlder: 'The vault has everything that the backup has. Putting the backup in its place would make it forget the rest, so that is refused. The backup stays good for the day on which the vault is lost.',
  backupWithout: 'With OpenSSL 3.0 or later and tar, which come with most systems. The first command asks for the passphrase.',
  backupUnpacked: 'For each authority there is a directory in which openssl ca goes on. backup.tar.gz is not encrypted any more: work where nobody else reads, and delete it afterwards.',
  backupLimit: 'What is issued and not backed up cannot be revoked after a loss. So signing waits for a backup after a number of changes; revoking and revocation lists never do.',
  backupUnlimited: 'Then Rootpage asks for backups, and goes on signing without them.',
  paperAbout: 'Recovery words on paper, or shares for several people, open the vault and its backups without the passphrase.',
  paperLead: 'Words that open the vault when its passphrase is forgotten, or when the person who knows it is gone. They stay good when the passphrase changes.',
  paperDanger: 'What is printed opens everything. Use a printer that you trust, by cable rather than over a network, and do not save the sheet as a file.',
  paperPrint: 'Each sheet is a page. The QR code holds the same words. Nothing of it is kept here: when you leave this screen, it is gone.',
  paperTry: 'The sheets are hidden now. Type these words off the paper, to see that it can be read and is complete.',
  paperDoneKit: 'Keep the sheet in a safe, and not beside a backup. Anything that was made on the way to it, such as a file or a photograph, should be deleted.',
  paperDoneShares: 'Give each sheet to its keeper, and keep no two of them together. Anything that was made on the way, such as a file or a photograph, should be deleted.',
  forgotten: 'Nobody can reset a passphrase. But words on paper open the vault too: the recovery kit, or enough shares of it.',
  forgottenNeither: 'A backup opens with the same words, or with the passphrase of the day on which it was taken.',
  recoveryTyping: 'Row by row, as they stand there: 28 words on a recovery kit, 36 on a share. Capitals and the numbers between do not matter, and four letters of a word are enough.',
  newPassphrase: 'The paper has opened the vault. Before anything else, it gets a passphrase that you know. The old one does not open it any more; the paper stays good.',
  restoreLead: 'A backup brings the whole vault back: authorities with their keys, all certificates, all lists. Drop the file anywhere, or choose it.',
  restoreWhat: 'The vault is written into this browser, as it was when the backup was taken. What was issued later is not in it: look in older messages and on your servers for certificates that it does not know, and revoke them by their numbers where needed.',
  restoreOccupied: 'It is not written over unopened. Unlock it: the backup is then compared with it, and you decide.',
} as const
