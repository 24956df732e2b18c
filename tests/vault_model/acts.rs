//! Every act there is, as one that can be done in the world as it is: what is missing for it is made first.

use rootpage::authority::Authority;
use rootpage::env::Env;
use rootpage::key::PrivateKey;
use rootpage::model::Name;
use rootpage::parse;
use rootpage::session::view::{AuthorityView, EntryView, KdfView, PublicationView, StoredRequestView};
use rootpage::session::{
    Act, BroughtDirectory, CreateAuthority, CreateRequest, Csr, DeleteAuthority, DetachKey, DirectoryInput, IssueCrl,
    IssueCrlSeries, IssueOptions, Publish, Question, RenewAuthority, ReplaceAuthority, Revoke, Secret, SettingsRequest,
    Supersede, View, create_request,
};
use serde_bytes::ByteBuf;

use crate::world::World;

/// The acts, with those that have more than one side told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    CreateRoot,
    CreateIntermediate,
    CreateRequest,
    CreateRequestElsewhere,
    Issue,
    IssueStored,
    IssueMany,
    Renew,
    Revoke,
    RevokeUnknown,
    Hold,
    Release,
    Supersede,
    Retire,
    IssueCrl,
    IssueDelta,
    IssueCrlSeries,
    RenewAuthority,
    ReplaceAuthority,
    Configure,
    Import,
    Merge,
    DetachKey,
    AttachKey,
    Publish,
    ChangePassphrase,
    Strengthen,
    RecordBackup,
    SetBackupLimit,
    Archive,
    ArchiveCertificate,
    DeleteAuthority,
}

impl Kind {
    pub const ALL: [Self; 32] = [
        Self::CreateRoot,
        Self::CreateIntermediate,
        Self::CreateRequest,
        Self::CreateRequestElsewhere,
        Self::Issue,
        Self::IssueStored,
        Self::IssueMany,
        Self::Renew,
        Self::Revoke,
        Self::RevokeUnknown,
        Self::Hold,
        Self::Release,
        Self::Supersede,
        Self::Retire,
        Self::IssueCrl,
        Self::IssueDelta,
        Self::IssueCrlSeries,
        Self::RenewAuthority,
        Self::ReplaceAuthority,
        Self::Configure,
        Self::Import,
        Self::Merge,
        Self::DetachKey,
        Self::AttachKey,
        Self::Publish,
        Self::ChangePassphrase,
        Self::Strengthen,
        Self::RecordBackup,
        Self::SetBackupLimit,
        Self::Archive,
        Self::ArchiveCertificate,
        Self::DeleteAuthority,
    ];
}

/// An act of this kind that can be done, and the key that goes with it. The seat still holds what it held, unless
/// something had to be made first.
pub fn propose(world: &mut World, kind: Kind, seat: usize) -> (Act, Option<PrivateKey>) {
    let mark = world.roll(1_000_000);
    match kind {
        Kind::CreateRoot => {
            (Act::CreateAuthority(CreateAuthority::root(format!("CN=Root {mark}"), 3650)), Some(world.key()))
        }
        Kind::CreateIntermediate => {
            let issuer = signing_root(world, seat).id;
            let subject = format!("CN=Below {mark}");
            let act = CreateAuthority { subject, days: 1000, issuer: Some(issuer), ..CreateAuthority::default() };
            (Act::CreateAuthority(act), Some(world.key()))
        }
        Kind::CreateRequest | Kind::CreateRequestElsewhere => {
            let beside = (kind == Kind::CreateRequest).then(|| signing(world, seat).id);
            let (subject, san) = (format!("CN=host{mark}.sample.com"), vec![]);
            (Act::CreateRequest { authority: beside, subject, san, profile: None }, Some(world.key()))
        }
        Kind::Issue => {
            let authority = signing(world, seat).id;
            (Act::Issue { authority, csr: foreign(world), options: options() }, None)
        }
        Kind::IssueStored => {
            let (authority, request) = request(world, seat);
            (Act::Issue { authority, csr: Csr::Stored { request: request.id }, options: options() }, None)
        }
        Kind::IssueMany => {
            let authority = signing(world, seat).id;
            let csrs = vec![foreign(world), Csr::Bytes(ByteBuf::from(b"no request".to_vec())), foreign(world)];
            (Act::IssueMany { authority, csrs, options: options() }, None)
        }
        Kind::Renew => {
            let (authority, entry) = valid(world, seat);
            let renews = Some(entry.serial.clone());
            let options = IssueOptions { renews, ..options() };
            (Act::Issue { authority, csr: Csr::Renew { renew: entry.serial }, options }, None)
        }
        Kind::ReplaceAuthority => {
            let authority = signing_root(world, seat).id;
            let act = ReplaceAuthority { authority, days: 3650, ..ReplaceAuthority::default() };
            (Act::ReplaceAuthority(act), Some(world.key()))
        }
        Kind::AttachKey => attach(world, seat),
        _ => (without_key(world, kind, seat, mark), None),
    }
}

fn without_key(world: &mut World, kind: Kind, seat: usize, mark: usize) -> Act {
    match kind {
        Kind::Revoke | Kind::Hold => {
            let (authority, entry) = valid(world, seat);
            let reason = if kind == Kind::Hold { "certificateHold" } else { "keyCompromise" }.to_owned();
            Act::Revoke(Revoke { authority, serial: Some(entry.serial), reason, ..Revoke::default() })
        }
        Kind::RevokeUnknown => {
            let (authority, reason) = (signing(world, seat).id, "superseded".to_owned());
            let serial = Some(format!("7F{mark:08}"));
            Act::Revoke(Revoke { authority, serial, reason, record: true, ..Revoke::default() })
        }
        Kind::Release => {
            let (authority, entry) = held(world, seat);
            Act::Release { authority, serial: entry.serial }
        }
        Kind::Supersede | Kind::Retire => {
            let (authority, entry) = valid(world, seat);
            let date = world.clock.now().plus_seconds(86_400).to_string();
            let on = (kind == Kind::Retire).then_some(Some(date));
            Act::Supersede(Supersede { authority, serial: entry.serial, on })
        }
        Kind::IssueCrl => Act::IssueCrl(IssueCrl::days(signing(world, seat).id, 7)),
        Kind::IssueDelta => {
            let authority = with_list(world, seat);
            Act::IssueCrl(IssueCrl { delta: true, ..IssueCrl::days(authority, 1) })
        }
        Kind::IssueCrlSeries => {
            let authority = signing(world, seat).id;
            Act::IssueCrlSeries(IssueCrlSeries { authority, count: 2, days: Some(3), ..IssueCrlSeries::default() })
        }
        Kind::RenewAuthority => {
            let (authority, days) = (signing_root(world, seat).id, 3650);
            Act::RenewAuthority(RenewAuthority { authority, days })
        }
        Kind::Configure => configure(world, seat),
        Kind::Import => import(world, mark),
        Kind::Merge => merge(world, seat, mark),
        Kind::DetachKey => {
            // one stays, with which the world goes on
            world.plainly(Kind::CreateRoot, seat);
            let passphrase = Secret::from(world.passphrase().to_owned());
            Act::DetachKey(DetachKey { authority: signing(world, seat).id, passphrase })
        }
        Kind::ChangePassphrase => {
            let current = Secret::from(world.passphrase().to_owned());
            Act::ChangePassphrase { current, passphrase: Secret::from(format!("passphrase number {mark}")) }
        }
        Kind::Publish => {
            let certificates = Some(if world.roll(2) == 0 { "search" } else { "serial" }.to_owned());
            Act::Publish(Publish { authority: signing(world, seat).id, certificates, ..Publish::default() })
        }
        Kind::Strengthen => {
            let passphrase = Secret::from(world.passphrase().to_owned());
            Act::Strengthen { passphrase, kdf: KdfView { memory_kib: world.more_memory(), passes: 2, lanes: 1 } }
        }
        Kind::RecordBackup => {
            let revision = world.revision(seat);
            Act::RecordBackup { revision, sha256: format!("{mark:064x}") }
        }
        Kind::SetBackupLimit => {
            let acts = (world.roll(2) == 0).then(|| 1_000_000 + u32::try_from(mark).unwrap());
            Act::SetBackupLimit { acts }
        }
        Kind::Archive => {
            let authority = signing(world, seat);
            Act::Archive { archived: !authority.archived, authority: authority.id, serial: None }
        }
        Kind::ArchiveCertificate => {
            let (authority, entry) = valid(world, seat);
            Act::Archive { authority, archived: !entry.archived, serial: Some(entry.serial) }
        }
        Kind::DeleteAuthority => {
            let passphrase = Some(Secret::from(world.passphrase().to_owned()));
            Act::DeleteAuthority(DeleteAuthority { authority: without_certificates(world, seat), passphrase })
        }
        other => panic!("{other:?}"),
    }
}

/// An authority that has signed nothing; one stays, with which the world goes on.
fn without_certificates(world: &mut World, seat: usize) -> String {
    world.plainly(Kind::CreateRoot, seat);
    let counts = |view: &AuthorityView| view.counts.valid + view.counts.expired + view.counts.revoked;
    let all: Vec<_> = world.authorities(seat).into_iter().filter(|view| counts(view) == 0).collect();
    let last = all.last().unwrap();
    world.pick(&all[..all.len() - 1]).map_or_else(|| last.id.clone(), |view| view.id)
}

// ---------------------------------------------------------------- what there is

fn signing(world: &mut World, seat: usize) -> AuthorityView {
    let all: Vec<_> = world.authorities(seat).into_iter().filter(|authority| authority.has_key).collect();
    world.pick(&all).unwrap()
}

fn signing_root(world: &mut World, seat: usize) -> AuthorityView {
    let is_root = |view: &AuthorityView| view.certificate.subject == view.certificate.issuer;
    let all: Vec<_> = world.authorities(seat).into_iter().filter(|view| view.has_key && is_root(view)).collect();
    world.pick(&all).unwrap()
}

fn entries(world: &mut World, seat: usize, wanted: impl Fn(&EntryView) -> bool) -> Vec<(String, EntryView)> {
    let mut found = Vec::new();
    for authority in world.authorities(seat) {
        let question = Question::Certificates {
            authority: authority.id.clone(),
            status: None,
            query: None,
            archived: Some("with".to_owned()),
            offset: None,
            limit: Some(1000),
        };
        let View::Certificates(view) = world.ask(seat, &question) else { panic!("another view") };
        let entries = view.entries.into_iter().filter(|entry| authority.has_key && wanted(entry));
        found.extend(entries.map(|entry| (authority.id.clone(), entry)));
    }
    found
}

/// A certificate of an end entity that is valid.
fn valid(world: &mut World, seat: usize) -> (String, EntryView) {
    let is_free = |entry: &EntryView| {
        let is_leaf = entry.profile.as_deref() == Some("server");
        entry.status == "valid" && is_leaf && entry.renewed_by.is_none() && entry.retires.is_none()
    };
    let found = entries(world, seat, is_free);
    if let Some(found) = world.pick(&found) {
        return found;
    }
    world.plainly(Kind::Issue, seat);
    let found = entries(world, seat, is_free);
    world.pick(&found).unwrap()
}

fn held(world: &mut World, seat: usize) -> (String, EntryView) {
    let is_held = |entry: &EntryView| entry.revoked.as_ref().is_some_and(|revoked| revoked.reason == "certificateHold");
    let found = entries(world, seat, is_held);
    if let Some(found) = world.pick(&found) {
        return found;
    }
    world.plainly(Kind::Hold, seat);
    let found = entries(world, seat, is_held);
    world.pick(&found).unwrap()
}

fn request(world: &mut World, seat: usize) -> (String, StoredRequestView) {
    let mut found = Vec::new();
    for authority in world.authorities(seat).into_iter().filter(|authority| authority.has_key) {
        let question = Question::Requests { authority: Some(authority.id.clone()) };
        let View::Requests(requests) = world.ask(seat, &question) else { panic!("another view") };
        found.extend(requests.into_iter().map(|request| (authority.id.clone(), request)));
    }
    if let Some(found) = world.pick(&found) {
        return found;
    }
    world.plainly(Kind::CreateRequest, seat);
    request(world, seat)
}

/// An authority with a complete list on which a delta builds.
fn with_list(world: &mut World, seat: usize) -> String {
    let all = world.authorities(seat);
    let all: Vec<_> =
        all.iter().filter(|view| view.has_key && view.crl.is_some()).map(|view| view.id.clone()).collect();
    if let Some(authority) = world.pick(&all) {
        return authority;
    }
    world.plainly(Kind::IssueCrl, seat);
    with_list(world, seat)
}

fn options() -> IssueOptions {
    IssueOptions { profile: Some("server".to_owned()), days: Some(90), ..IssueOptions::default() }
}

/// A request that another program made.
fn foreign(world: &mut World) -> Csr {
    let (mark, key) = (world.roll(1_000_000), world.key());
    let subject = format!("CN=host{mark}.sample.com");
    let wanted = CreateRequest { subject, san: vec![format!("dns:host{mark}.sample.com")], profile: None };
    Csr::Bytes(ByteBuf::from(create_request(&mut world.clock, &key, &wanted).unwrap().der.into_vec()))
}

// ---------------------------------------------------------------- acts on authorities

fn attach(world: &mut World, seat: usize) -> (Act, Option<PrivateKey>) {
    let without: Vec<_> = world.authorities(seat).into_iter().filter(|authority| !authority.has_key).collect();
    let key_of = |world: &World, view: &AuthorityView| {
        world.key_of(&parse::certificate_der(&view.certificate.der).unwrap().spki).map(|key| (view.id.clone(), key))
    };
    match without.iter().find_map(|view| key_of(world, view)) {
        Some((authority, key)) => (Act::AttachKey { authority, material: None }, Some(key)),
        None => {
            world.plainly(Kind::DetachKey, seat);
            attach(world, seat)
        }
    }
}

fn configure(world: &mut World, seat: usize) -> Act {
    let urls = |path: &str| vec![format!("http://pki.sample.com/{path}")];
    let serials = if world.roll(2) == 0 { "sequential" } else { "random" };
    let publication = PublicationView {
        crl: urls("root.crl"),
        issuer: urls("root.cer"),
        ocsp: vec![],
        delta: if world.roll(2) == 0 { urls("delta.crl") } else { vec![] },
    };
    let settings = SettingsRequest {
        configuration: None,
        publication,
        beyond_issuer: "truncate".to_owned(),
        serials: serials.to_owned(),
        unique_subject: false,
        crl_seconds: 86_400,
    };
    Act::Configure { authority: signing(world, seat).id, settings }
}

fn directory(files: Vec<(String, Vec<u8>)>) -> DirectoryInput {
    DirectoryInput::Files { files: files.into_iter().map(|(path, bytes)| (path, ByteBuf::from(bytes))).collect() }
}

/// A directory of another authority, without its key, and with a line that has no certificate.
fn import(world: &mut World, mark: usize) -> Act {
    let key = world.key();
    let subject = Name::parse(&format!("CN=Imported {mark}")).unwrap();
    let authority = Authority::make_root(&mut world.clock, &subject, 3650, &key).unwrap();
    let pem = shown(&authority.certificate.der);
    let input = directory(vec![
        ("ca/cacert.pem".to_owned(), pem),
        ("ca/index.txt".to_owned(), line(mark)),
        ("ca/serial".to_owned(), b"01\n".to_vec()),
    ]);
    Act::ImportDirectory(BroughtDirectory { input, passphrase: None, environment: None })
}

/// A directory of an authority of the vault, in which somebody revoked a certificate that the vault does not know.
fn merge(world: &mut World, seat: usize, mark: usize) -> Act {
    let own = signing(world, seat);
    let input = directory(vec![
        ("ca/cacert.pem".to_owned(), own.certificate.pem.into_bytes()),
        ("ca/index.txt".to_owned(), line(mark)),
        ("ca/serial".to_owned(), b"01\n".to_vec()),
    ]);
    Act::MergeDirectory { authority: own.id, input }
}

fn line(mark: usize) -> Vec<u8> {
    format!("R\t361118120000Z\t261120120000Z,superseded\t5E{mark:08}\tunknown\t/CN=bare {mark}\n").into_bytes()
}

fn shown(der: &[u8]) -> Vec<u8> {
    use base64ct::{Base64, Encoding};
    let text = Base64::encode_string(der);
    let lines: Vec<_> = text.as_bytes().chunks(64).map(|line| String::from_utf8(line.to_vec()).unwrap()).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n")).into_bytes()
}
