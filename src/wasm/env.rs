//! The browser's clock and its source of random bytes.

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};

use crate::env::Env;
use crate::error::{Code, Error, Result};
use crate::model::Time;

/// `Date.now()` and `crypto.getRandomValues()`, which are the same in a browser, in a worker and in Node.
#[derive(Debug)]
pub struct BrowserEnv(());

impl BrowserEnv {
    /// Refuses where there is no source of random bytes, or another one than the browser's: nothing that is guessed may
    /// become a key.
    pub fn new() -> Result<Self> {
        if has_own_crypto() && getrandom::fill(&mut [0; 32]).is_ok() {
            Ok(Self(()))
        } else {
            Err(Error::new(Code::RandomMissing))
        }
    }
}

/// Whether `crypto` is the browser's. Libraries for old browsers put another in its place, with worse random bytes.
fn has_own_crypto() -> bool {
    Reflect::get(&js_sys::global(), &JsValue::from_str("crypto"))
        .is_ok_and(|crypto| crypto.is_instance_of::<web_sys::Crypto>())
}

/// `performance.now()`: milliseconds that only go forward.
pub fn clock() -> Result<impl FnMut() -> f64> {
    let performance = Reflect::get(&js_sys::global(), &JsValue::from_str("performance"));
    let performance = performance.and_then(JsCast::dyn_into::<web_sys::Performance>);
    let performance = performance.map_err(|_| Error::new(Code::CallUnknown).field("performance"))?;
    Ok(move || performance.now())
}

impl Env for BrowserEnv {
    fn now(&self) -> Time {
        let seconds = js_sys::Date::now() / 1000.0;
        // The range of the clock is far within that of i64; what a certificate cannot say becomes the nearest that it can.
        #[allow(clippy::as_conversions, reason = "the one way from f64, and it saturates")]
        let seconds = seconds as i64;
        Time::EARLIEST.plus_seconds(seconds.saturating_sub(Time::EARLIEST.unix()))
    }

    /// A source that failed after it had worked leaves no way on: the trap ends the worker, and nothing was released.
    fn fill(&mut self, out: &mut [u8]) {
        if getrandom::fill(out).is_err() {
            wasm_bindgen::throw_str("the browser's random source failed");
        }
    }
}
