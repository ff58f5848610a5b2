//! The register's rulebook: behaviour through the public API, one file for each thing it does.

mod audit_forms;
mod audit_vectors;
mod c_client;
mod casework;
mod deadline_vectors;
mod header;
mod identifiers;
mod packaging;
mod panicking;
mod passwords;
mod permissions;
mod restrictions;
mod screening_dev;
mod signing_in;
mod support;
