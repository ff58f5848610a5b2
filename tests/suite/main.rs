//! The register's rulebook: behaviour through the public API, one file for each thing it does.

mod architecture;
mod audit_forms;
mod audit_vectors;
mod auditing;
mod c_client;
mod casework;
mod command_line;
mod deadline_vectors;
mod documents;
mod header;
mod identifiers;
mod law_citations;
mod opening;
mod packaging;
mod panicking;
mod passwords;
mod permissions;
mod properties;
mod restrictions;
mod screening_dev;
mod secrecy;
mod signing_in;
mod support;
mod tampering;
mod versions;
