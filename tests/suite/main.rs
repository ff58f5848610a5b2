//! The register's rulebook: behaviour through the public API, one file for each thing it does.

mod screening_dev;
mod support;
