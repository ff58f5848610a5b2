//! Tells the linker what the shared library is called and how it is hardened. Writes no file.

use std::env;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let target = env::var("TARGET").expect("cargo sets TARGET");
    println!("cargo:rustc-env=SREG_TARGET={target}");
    if env::var("CARGO_CFG_TARGET_OS").as_deref() != Ok("linux") {
        return;
    }
    // cargo-c sets the name itself.
    if env::var_os("CARGO_FEATURE_CAPI").is_none() {
        link("-soname,libstalking_register.so.1");
    }
    // The library leaves thread-locals behind that run when a thread ends: it must not be unloaded.
    link("-z,nodelete");
    link("-z,now");
    link("-z,relro");
    // Our calls of our own names cannot be taken over by the host's.
    link("-Bsymbolic");
    // A sanitizer's runtime is in the program, not in the library.
    if env::var_os("CARGO_CFG_SANITIZE").is_none() {
        link("-z,defs");
    }
}

fn link(argument: &str) {
    println!("cargo:rustc-cdylib-link-arg=-Wl,{argument}");
}
