//! The register's rulebook: behaviour through the public API, one file for each thing it does.

mod audit_forms;
mod audit_vectors;
mod c_client;
mod casework;
mod deadline_vectors;
mod documents;
mod header;
mod identifiers;
mod opening;
mod packaging;
mod panicking;
mod passwords;
mod screening_dev;
mod support;
mod tampering;
mod versions;
