//! The register's rulebook: behaviour through the public API, one file for each thing it does.

mod c_client;
mod header;
mod packaging;
mod panicking;
mod support;
