//! Makes the JavaScript beside a compiled core, as `wasm-bindgen` does; `Cargo.lock` ties its version to the core's.

use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut paths = std::env::args().skip(1);
    let (Some(wasm), Some(folder)) = (paths.next(), paths.next()) else {
        return Err("Usage: bindgen core.wasm folder".into());
    };
    let mut bindgen = Bindgen::new();
    bindgen.input_path(wasm).web(true)?.typescript(true);
    bindgen.remove_name_section(true).remove_producers_section(true);
    Ok(bindgen.generate(folder)?)
}
