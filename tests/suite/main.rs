//! The register's rulebook: behaviour through the public API, one file for each thing it does.

mod audit_forms;
mod audit_vectors;
mod deadline_vectors;
mod identifiers;
mod passwords;
mod support;
