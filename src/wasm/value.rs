//! Values on their way in and out: bytes as `Uint8Array`, errors as `Error`, everything else as plain objects.

use js_sys::{Array, JsString, Reflect, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_bytes::{ByteBuf, Bytes};
use wasm_bindgen::{JsCast, JsValue};
use zeroize::Zeroizing;

use crate::error::{Code, Error};
use crate::session::{Act, Question, Secret};
use crate::vault::{Commit, SealedRecords};

/// What the exported functions return: the error is a JavaScript one.
pub type Fallible<T> = Result<T, JsValue>;

/// How far a search is.
#[derive(Serialize)]
pub struct Progress {
    pub fraction: f64,
    pub tested: u32,
}

/// Sealed records by key, as the store hands them over.
pub struct Records(Vec<(String, Vec<u8>)>);

impl Records {
    pub fn borrowed(&self) -> SealedRecords<'_> {
        self.0.iter().map(|(key, value)| (key.as_str(), value.as_slice())).collect()
    }
}

/// Reads `[key, Uint8Array][]`.
pub fn records(array: &Array) -> Fallible<Records> {
    array
        .iter()
        .map(|pair| record(&pair).ok_or_else(|| error(unknown("a record that is no [key, bytes]"))))
        .collect::<Fallible<_>>()
        .map(Records)
}

fn record(pair: &JsValue) -> Option<(String, Vec<u8>)> {
    let pair = pair.dyn_ref::<Array>()?;
    Some((pair.get(0).as_string()?, pair.get(1).dyn_ref::<Uint8Array>()?.to_vec()))
}

/// Files with their names, which need not differ.
pub struct Files(Vec<(String, Vec<u8>)>);

impl Files {
    pub fn borrowed(&self) -> Vec<(&str, &[u8])> {
        self.0.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect()
    }
}

/// Reads `[name, Uint8Array][]`.
pub fn named(array: &Array) -> Fallible<Files> {
    records(array).map(|Records(files)| Files(files))
}

/// The passphrase in Normalization Form C: the same keys give the same passphrase on every system.
pub fn passphrase(text: &JsString) -> Zeroizing<String> {
    Zeroizing::new(String::from(text.normalize("NFC")))
}

/// Reads an act; a passphrase of the vault in it takes the form of those that [`passphrase`] reads.
pub fn act(value: JsValue) -> Fallible<Act> {
    let mut act: Act = from_js(value)?;
    act.vault_passphrases().into_iter().for_each(make_normal);
    Ok(act)
}

/// Reads a question in the same way.
pub fn question(value: JsValue) -> Fallible<Question> {
    let mut question: Question = from_js(value)?;
    question.vault_passphrase().map(make_normal);
    Ok(question)
}

fn make_normal(secret: &mut Secret) {
    *secret = Secret::from(String::from(JsString::from(secret.as_str()).normalize("NFC")));
}

/// Whether the call is an act and not a question.
pub fn is_act(about: &JsValue) -> bool {
    Reflect::has(about, &JsValue::from_str("act")).unwrap_or(false)
}

/// Reads an act, a question, or what goes with one.
pub fn from_js<T: DeserializeOwned>(value: JsValue) -> Fallible<T> {
    serde_wasm_bindgen::from_value(value).map_err(|cause| error(unknown(&without_values(&cause.to_string()))))
}

/// What a call's shape was refused for. A message that quotes a value is left out: the value may be a passphrase.
fn without_values(message: &str) -> String {
    let message = message.strip_prefix("Error: ").unwrap_or(message);
    let named = ["unknown field", "missing field", "unknown variant"].iter().any(|start| message.starts_with(start));
    if named { message.to_owned() } else { "a value of another type".to_owned() }
}

fn unknown(found: &str) -> Error {
    Error::new(Code::CallUnknown).found(found)
}

/// Structs become plain objects, bytes `Uint8Array`; an answer that is nothing becomes null, a field that is not there is left out.
pub fn to_js<T: Serialize + ?Sized>(value: &T) -> Fallible<JsValue> {
    let serializer =
        serde_wasm_bindgen::Serializer::new().serialize_maps_as_objects(true).serialize_missing_as_null(true);
    value.serialize(&serializer).map_err(JsValue::from)
}

/// Names and bytes as `[name, Uint8Array][]`.
pub fn pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Fallible<JsValue> {
    to_js(&pairs.into_iter().map(|(name, bytes)| (name, Bytes::new(bytes))).collect::<Vec<_>>())
}

/// What the store is asked to do.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CommitView {
    expected_revision: i64,
    revision: u64,
    put: Vec<(String, ByteBuf)>,
    remove: Vec<String>,
}

pub fn commit(commit: Commit) -> Fallible<JsValue> {
    let put = commit.put.into_iter().map(|(key, value)| (key, ByteBuf::from(value))).collect();
    to_js(&CommitView {
        expected_revision: commit.expected_revision,
        revision: commit.revision,
        put,
        remove: commit.remove,
    })
}

#[derive(Serialize)]
struct Details<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    allowed: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    violations: Vec<crate::session::view::ViolationView>,
}

/// A real `Error`: `name`, `code`, `message`, and `field`, `offset`, `details` where there are any.
pub fn error(error: Error) -> JsValue {
    let thrown = js_sys::Error::new(&error.to_string());
    thrown.set_name("RootpageError");
    let details = Details {
        found: error.found_text(),
        allowed: error.allowed_text(),
        violations: crate::session::violations(&error),
    };
    set(&thrown, "code", &JsValue::from_str(error.code().as_str()));
    if let Some(field) = error.field_name() {
        set(&thrown, "field", &JsValue::from_str(field));
    }
    if let Some(offset) = error.offset().and_then(|offset| u32::try_from(offset).ok()) {
        set(&thrown, "offset", &JsValue::from(offset));
    }
    if let Ok(details) = to_js(&details) {
        set(&thrown, "details", &details);
    }
    thrown.into()
}

fn set(target: &js_sys::Error, key: &str, value: &JsValue) {
    // A fresh Error takes every property.
    let _ = Reflect::set(target, &JsValue::from_str(key), value);
}
