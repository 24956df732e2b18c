//! The boundary to JavaScript: values are converted, and nothing is decided. What crosses is written down in
//! `www/api/types.ts`; every refusal is a real `Error` with `name`, `code`, `message`, and the facts beside it.

#![allow(clippy::missing_errors_doc, reason = "every refusal is thrown as it is; docs/errors.md has them all")]

mod env;
mod recovery;
mod value;

use std::collections::BTreeMap;

use wasm_bindgen::prelude::*;
use zeroize::Zeroize;

use crate::error::Result;
use crate::key;
use crate::openssl::config::Beside;
use crate::session::view::{BackupReportView, DamageView, KdfView};
use crate::session::{self, Act, FileRequest, Question, Secret};
use crate::vault::{KdfParams, VaultSettingsRecord};
use env::BrowserEnv;
use value::{Fallible, from_js, passphrase, records, to_js};

/// Lets a bug say where it is before the trap ends the worker. What was being worked on is not said: it may be secret.
#[wasm_bindgen(start)]
pub fn tell_of_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
        gloo::console::error!(format!("Rootpage's core stopped at {place}"));
    }));
}

/// One open vault. It never leaves the worker.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Session(session::Session<BrowserEnv>);

impl Drop for Session {
    fn drop(&mut self) {
        clear_stack();
    }
}

/// What the calls before have left behind on the stack: it has room for a mebibyte, of which this takes half.
#[inline(never)]
fn clear_stack() {
    let mut left = [0_u8; 512 << 10];
    left.zeroize();
    std::hint::black_box(&left);
}

#[wasm_bindgen]
impl Session {
    /// A new vault; `takeCommit` says what the store must do.
    pub fn create(phrase: &js_sys::JsString, kdf: JsValue, backup_limit: JsValue) -> Fallible<Self> {
        let limit = match backup_limit.is_undefined() {
            true => Some(VaultSettingsRecord::BACKUP_LIMIT),
            false => from_js(backup_limit)?,
        };
        let kdf: Option<KdfView> = from_js(kdf)?;
        let create = || {
            let kdf = kdf.map_or(Ok(KdfParams::DEFAULT), KdfView::params)?;
            session::Session::create(BrowserEnv::new()?, &passphrase(phrase), kdf, limit)
        };
        Ok(Self(create().map_err(value::error)?))
    }

    /// Opens a vault whose hot records are handed over.
    pub fn open(stored: js_sys::Array, phrase: &js_sys::JsString) -> Fallible<Self> {
        let stored = records(&stored)?;
        let open = || session::Session::open(BrowserEnv::new()?, &stored.borrowed(), &passphrase(phrase));
        Ok(Self(open().map_err(value::error)?))
    }

    /// Opens what is authentic in a vault, whatever happened to the rest: it can be asked, and no act is done in it.
    #[wasm_bindgen(js_name = openDamaged)]
    pub fn open_damaged(stored: js_sys::Array, phrase: &js_sys::JsString) -> Fallible<Self> {
        let stored = records(&stored)?;
        let open = || session::Session::open_damaged(BrowserEnv::new()?, &stored.borrowed(), &passphrase(phrase));
        Ok(Self(open().map_err(value::error)?))
    }

    /// Whether this is the passphrase of the vault.
    #[wasm_bindgen(js_name = checkPassphrase)]
    pub fn check_passphrase(&self, phrase: &js_sys::JsString) -> Fallible<()> {
        self.0.check_passphrase(&passphrase(phrase)).map_err(value::error)
    }

    /// The keys of all cold records that something refers to.
    #[wasm_bindgen(js_name = coldKeys)]
    pub fn cold_keys(&self) -> Fallible<JsValue> {
        to_js(&self.0.cold_keys())
    }

    /// What is not as it should be among the cold records with these keys; those that are there are handed over.
    #[wasm_bindgen(js_name = checkCold)]
    pub fn check_cold(&self, keys: JsValue, stored: js_sys::Array) -> Fallible<JsValue> {
        let damages = self.0.check_cold_part(&from_js::<Vec<String>>(keys)?, &records(&stored)?.borrowed());
        to_js(&damages.iter().map(DamageView::from).collect::<Vec<_>>())
    }

    /// A backup of all records, every one of which is handed over.
    pub fn backup(&mut self, phrase: &js_sys::JsString, stored: js_sys::Array) -> Fallible<JsValue> {
        let stored = records(&stored)?;
        to_js(&self.0.backup(&passphrase(phrase), &stored.borrowed()).map_err(value::error)?)
    }

    /// How a backup stands to this vault, whose hot records are handed over.
    #[wasm_bindgen(js_name = verifyBackup)]
    pub fn verify_backup(&self, file: &[u8], phrase: &js_sys::JsString, hot: js_sys::Array) -> Fallible<JsValue> {
        let hot = records(&hot)?;
        let report = self.0.verify_backup(file, &passphrase(phrase), &hot.borrowed()).map_err(value::error)?;
        to_js(&BackupReportView::from(report))
    }

    /// Reads the newest hot records again, where another tab has committed.
    pub fn refresh(&mut self, stored: js_sys::Array) -> Fallible<()> {
        let stored = records(&stored)?;
        self.0.refresh(&stored.borrowed()).map_err(value::error)
    }

    /// How many commits there were before the newest one.
    pub fn revision(&self) -> Fallible<JsValue> {
        to_js(&self.0.revision())
    }

    /// The keys of the cold records that must be handed over with this act or question.
    pub fn needs(&self, about: JsValue) -> Fallible<JsValue> {
        let keys = if value::is_act(&about) {
            self.0.act_needs(&from_js::<Act>(about)?)
        } else {
            self.0.question_needs(&from_js::<Question>(about)?)
        };
        to_js(&keys.map_err(value::error)?)
    }

    /// Signs and seals. Nothing is released.
    pub fn prepare(&mut self, act: JsValue, key: Option<KeyHandle>, cold: js_sys::Array) -> Fallible<()> {
        let (act, cold) = (value::act(act)?, records(&cold)?);
        self.0.prepare(act, key.map(|key| key.0), &cold.borrowed()).map_err(value::error)
    }

    /// What the store must do, as one atomic transaction.
    #[wasm_bindgen(js_name = takeCommit)]
    pub fn take_commit(&mut self) -> Fallible<JsValue> {
        value::commit(self.0.take_commit().map_err(value::error)?)
    }

    /// After the store has committed: the act's answer.
    pub fn confirm(&mut self) -> Fallible<JsValue> {
        to_js(&self.0.confirm().map_err(value::error)?)
    }

    /// After the store has refused: everything is as it was.
    pub fn abandon(&mut self) {
        self.0.abandon();
    }

    /// Answers a question.
    pub fn ask(&mut self, question: JsValue, cold: js_sys::Array) -> Fallible<JsValue> {
        let (question, cold) = (value::question(question)?, records(&cold)?);
        to_js(&self.0.ask(&question, &cold.borrowed()).map_err(value::error)?)
    }
}

/// A backup that was opened.
#[wasm_bindgen]
#[derive(Debug)]
pub struct OpenedBackup(session::OpenedBackup);

#[wasm_bindgen]
impl OpenedBackup {
    /// The revision of the vault in it.
    #[wasm_bindgen(getter)]
    pub fn revision(&self) -> Fallible<JsValue> {
        to_js(&self.0.revision())
    }

    /// The identifier of the vault in it.
    #[must_use]
    #[wasm_bindgen(getter)]
    pub fn vault(&self) -> String {
        self.0.vault()
    }

    /// When the vault in it was made.
    #[wasm_bindgen(getter)]
    pub fn created(&self) -> Fallible<String> {
        self.0.created().map_err(value::error)
    }

    /// The sealed records as `[key, bytes][]`.
    #[wasm_bindgen(getter)]
    pub fn records(&self) -> Fallible<JsValue> {
        value::pairs(self.0.records().iter().map(|(key, sealed)| (key.as_str(), sealed.as_slice())))
    }

    /// The folder of each authority, with its title.
    #[wasm_bindgen(getter)]
    pub fn authorities(&self) -> Fallible<JsValue> {
        to_js(&self.0.folders)
    }

    /// The files of an authority's directory as `[path, bytes][]`.
    pub fn directory(&self, folder: &str) -> Fallible<JsValue> {
        let files = self.0.directory(folder).map_err(value::error)?;
        value::pairs(files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())))
    }
}

/// Opens a backup, and the vault in it.
#[wasm_bindgen(js_name = openBackup)]
pub fn open_backup(file: &[u8], phrase: &js_sys::JsString) -> Fallible<OpenedBackup> {
    session::OpenedBackup::open(file, &passphrase(phrase)).map(OpenedBackup).map_err(value::error)
}

/// The parameters of a derivation that takes about half a second on this device.
#[wasm_bindgen(js_name = calibrateKdf)]
pub fn calibrate_kdf() -> Fallible<JsValue> {
    let calibrated = env::clock().and_then(|mut clock| KdfParams::calibrate(&mut clock));
    to_js(&KdfView::from(calibrated.map_err(value::error)?))
}

/// The making of a key, one small step at a time.
#[wasm_bindgen]
#[derive(Debug)]
pub struct KeySearch {
    search: key::KeySearch,
    env: BrowserEnv,
}

#[wasm_bindgen]
impl KeySearch {
    /// A search for a key of this kind.
    #[wasm_bindgen(constructor)]
    pub fn new(kind: &str) -> Fallible<Self> {
        let search = || Ok(Self { search: key::KeySearch::new(key::KeyKind::parse(kind)?), env: BrowserEnv::new()? });
        search().map_err(value::error)
    }

    /// Some milliseconds of work; the key, once it is found.
    pub fn step(&mut self) -> Fallible<Option<KeyHandle>> {
        let found = self.search.step(&mut self.env).map_err(value::error)?;
        Ok(found.map(KeyHandle))
    }

    /// How far it is.
    pub fn progress(&self) -> Fallible<JsValue> {
        let (fraction, tested) = self.search.progress();
        to_js(&value::Progress { fraction, tested })
    }
}

/// A private key in the worker's memory.
#[wasm_bindgen]
#[derive(Debug)]
pub struct KeyHandle(key::PrivateKey);

#[wasm_bindgen]
impl KeyHandle {
    /// Reads a private key in whatever form.
    pub fn parse(input: &[u8], phrase: Option<String>) -> Fallible<Self> {
        let phrase = phrase.map(zeroize::Zeroizing::new);
        key::PrivateKey::parse(input, phrase.as_ref().map(|phrase| phrase.as_str())).map(Self).map_err(value::error)
    }

    /// `p-256`, or what it is in words where its kind is not made here.
    pub fn kind(&self) -> Fallible<String> {
        let view = session::key_view(&self.0).map_err(value::error)?;
        Ok(view.kind.map_or(view.label, str::to_owned))
    }

    /// The public half in PEM.
    #[must_use]
    #[wasm_bindgen(js_name = publicKeyPem)]
    pub fn public_key_pem(&self) -> String {
        session::public_key_pem(&self.0)
    }

    /// PKCS#8 in PEM, encrypted where there is a password.
    #[wasm_bindgen(js_name = exportPem)]
    pub fn export_pem(&self, password: Option<String>) -> Fallible<String> {
        let password = password.map(zeroize::Zeroizing::new);
        let export = || -> Result<String> {
            let password = password.as_ref().map(|password| password.as_str());
            session::key_pem(&mut BrowserEnv::new()?, &self.0, password)
        };
        export().map_err(value::error)
    }

    /// PKCS#8 in DER, not encrypted.
    #[wasm_bindgen(js_name = exportPkcs8)]
    pub fn export_pkcs8(&self) -> Fallible<js_sys::Uint8Array> {
        let pkcs8 = self.0.to_pkcs8().map_err(value::error)?;
        Ok(js_sys::Uint8Array::from(pkcs8.as_slice()))
    }
}

/// Names and explains whatever it is given: files as `[name, bytes][]`, and the passwords that may open them.
#[wasm_bindgen]
pub fn inspect(files: js_sys::Array, passwords: JsValue) -> Fallible<JsValue> {
    let (files, passwords) = (value::named(&files)?, from_js::<Vec<Secret>>(passwords)?);
    to_js(&session::inspect(&files.borrowed(), &passwords).map_err(value::error)?)
}

/// Files for programs, made of an identity of what was brought.
#[wasm_bindgen]
pub fn convert(files: js_sys::Array, passwords: JsValue, identity: usize, requests: JsValue) -> Fallible<JsValue> {
    let (files, passwords) = (value::named(&files)?, from_js::<Vec<Secret>>(passwords)?);
    let requests: Vec<FileRequest> = from_js(requests)?;
    let convert = || session::convert(&mut BrowserEnv::new()?, &files.borrowed(), &passwords, identity, &requests);
    to_js(&convert().map_err(value::error)?)
}

/// What a request says.
#[wasm_bindgen(js_name = readRequest)]
pub fn read_request(input: &[u8]) -> Fallible<JsValue> {
    to_js(&session::read_request(input).map_err(value::error)?)
}

/// A configuration explained line by line; `includes` has the text of each file that it includes, by its path, and `environment` the
/// variables behind `$ENV::`.
#[wasm_bindgen(js_name = explainConfiguration)]
pub fn explain_configuration(text: &str, includes: JsValue, environment: JsValue) -> Fallible<JsValue> {
    let map = |given: JsValue| if given.is_undefined() { Ok(BTreeMap::new()) } else { from_js(given) };
    let beside = Beside { files: map(includes)?, environment: map(environment)? };
    to_js(&session::explain_configuration(text, &beside).map_err(value::error)?)
}

/// A request for a key at hand.
#[wasm_bindgen(js_name = createRequest)]
pub fn create_request(key: &KeyHandle, request: JsValue) -> Fallible<JsValue> {
    let request = from_js(request)?;
    let create = || session::create_request(&mut BrowserEnv::new()?, &key.0, &request);
    to_js(&create().map_err(value::error)?)
}

/// Takes a distinguished name apart, or says what is wrong with it.
#[wasm_bindgen(js_name = checkName)]
pub fn check_name(subject: &str) -> Fallible<JsValue> {
    to_js(&session::check_name(subject).map_err(value::error)?)
}

/// The subject alternative name as it will be issued, or what is wrong with it.
#[wasm_bindgen(js_name = checkSan)]
pub fn check_san(name: &str) -> Fallible<String> {
    session::check_san(name).map_err(value::error)
}

/// Every attribute type that names may have.
#[wasm_bindgen(js_name = nameAttributes)]
pub fn name_attributes() -> Fallible<JsValue> {
    to_js(&session::name_attributes())
}
