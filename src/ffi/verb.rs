//! The few shapes that verbs have: arguments read from documents, results with their receipts.

use std::ffi::c_char;
use std::sync::Mutex;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::error::{Error, Problem, Result, Slip};
use crate::ffi::call::Call;
use crate::ffi::cursor::Rows;
use crate::ffi::opaque::{sreg_buffer, sreg_cursor, sreg_doc, sreg_task};
use crate::model::{Id, Tree, document};
use crate::register::{Audited, Receipt, Stored, Task};

/// The longest key, password or passphrase, in bytes.
const SECRET_BYTES_MAX: usize = 1024;

impl Call {
    /// Reads a caller's document.
    ///
    /// # Errors
    ///
    /// As [`Call::with`]; [`Error::Invalid`] with the field.
    pub fn parsed<T: DeserializeOwned>(&self, doc: *const sreg_doc) -> Result<T> {
        document::parse(&Zeroizing::new(self.json(doc)?))
    }

    /// Reads a caller's document, which may be NULL.
    ///
    /// # Errors
    ///
    /// As [`Call::parsed`].
    pub fn parsed_or_default<T: DeserializeOwned + Default>(&self, doc: *const sreg_doc) -> Result<T> {
        if doc.is_null() { Ok(T::default()) } else { self.parsed(doc) }
    }

    /// Reads a caller's list of documents.
    ///
    /// # Errors
    ///
    /// As [`Call::parsed`]; the field begins with the item's number.
    pub fn parsed_list<T: DeserializeOwned>(&self, doc: *const sreg_doc) -> Result<Vec<T>> {
        let Value::Array(items) = document::value(&Zeroizing::new(self.json(doc)?))? else {
            return Err(Error::invalid("", Problem::WrongType));
        };
        let read = |(index, item): (usize, &Value)| {
            document::parse(&Zeroizing::new(document::write(item)))
                .map_err(|fault| fault.under(&format!("/{index}")))
        };
        items.iter().enumerate().map(read).collect()
    }

    /// Reads the version that the caller saw.
    ///
    /// # Errors
    ///
    /// [`Slip::Length`] if it is negative.
    pub fn version(&self, seen: i32) -> Result<u32> {
        u32::try_from(seen).map_err(|_| Error::Misused(Slip::Length))
    }

    /// Borrows a key's bytes.
    ///
    /// # Errors
    ///
    /// As [`Call::bytes`].
    pub fn key(&self, data: *const u8, len: i32) -> Result<&[u8]> {
        self.bytes(data, len, SECRET_BYTES_MAX)
    }

    /// Borrows a password or passphrase.
    ///
    /// # Errors
    ///
    /// As [`Call::bytes`]; [`Slip::NotUtf8`].
    pub fn secret(&self, data: *const u8, len: i32) -> Result<&str> {
        std::str::from_utf8(self.key(data, len)?).map_err(|_| Error::Misused(Slip::NotUtf8))
    }

    /// Does a verb that makes a record, and gives its id.
    ///
    /// # Errors
    ///
    /// As [`Call::held`] and the verb.
    pub fn give_id(
        &self,
        task: *const sreg_task,
        id: *mut c_char,
        receipt: *mut *mut sreg_doc,
        verb: impl FnOnce(&Task) -> Result<Audited<Id>>,
    ) -> Result<()> {
        let out = self.out_id(id)?;
        self.released(task, receipt, verb, |id| {
            out.give(id);
            Ok(())
        })
    }

    /// Does a verb that may make a record, and gives its id or an empty text.
    ///
    /// # Errors
    ///
    /// As [`Call::held`] and the verb.
    pub fn give_id_if_any(
        &self,
        task: *const sreg_task,
        id: *mut c_char,
        receipt: *mut *mut sreg_doc,
        verb: impl FnOnce(&Task) -> Result<Audited<Option<Id>>>,
    ) -> Result<()> {
        let out = self.out_id(id)?;
        self.released(task, receipt, verb, |id| {
            if let Some(id) = id {
                out.give(id);
            }
            Ok(())
        })
    }

    /// Does a verb that gives a secret text, as a buffer that is wiped when it is freed.
    ///
    /// # Errors
    ///
    /// As [`Call::held`] and the verb.
    pub fn give_bytes(
        &self,
        task: *const sreg_task,
        buffer: *mut *mut sreg_buffer,
        receipt: *mut *mut sreg_doc,
        verb: impl FnOnce(&Task) -> Result<Audited<Zeroizing<String>>>,
    ) -> Result<()> {
        self.give_raw(task, buffer, receipt, |task| {
            Ok(verb(task)?.map(|text| Zeroizing::new(text.as_bytes().to_vec())))
        })
    }

    /// Does a verb that gives bytes, as a buffer that is wiped when it is freed.
    ///
    /// # Errors
    ///
    /// As [`Call::held`] and the verb.
    pub fn give_raw(
        &self,
        task: *const sreg_task,
        buffer: *mut *mut sreg_buffer,
        receipt: *mut *mut sreg_doc,
        verb: impl FnOnce(&Task) -> Result<Audited<Zeroizing<Vec<u8>>>>,
    ) -> Result<()> {
        let out = self.out(buffer)?;
        self.released(task, receipt, verb, |bytes| {
            out.give(bytes);
            Ok(())
        })
    }

    /// Does a verb that makes a record's next version, or a numbered thing, and gives the number.
    ///
    /// # Errors
    ///
    /// As [`Call::held`] and the verb.
    pub fn give_number(
        &self,
        task: *const sreg_task,
        number: *mut i32,
        receipt: *mut *mut sreg_doc,
        verb: impl FnOnce(&Task) -> Result<Audited<u32>>,
    ) -> Result<()> {
        let out = self.place(number)?;
        self.released(task, receipt, verb, |it| {
            out.put(i32::try_from(it).map_err(|_| Error::Misused(Slip::Length))?);
            Ok(())
        })
    }

    /// Does a verb that gives nothing but its receipt.
    ///
    /// # Errors
    ///
    /// As [`Call::held`] and the verb.
    pub fn do_only(
        &self,
        task: *const sreg_task,
        receipt: *mut *mut sreg_doc,
        verb: impl FnOnce(&Task) -> Result<Audited<()>>,
    ) -> Result<()> {
        self.released(task, receipt, verb, Ok)
    }

    /// Does a verb that gives a document.
    ///
    /// # Errors
    ///
    /// As [`Call::held`] and the verb.
    pub fn give_doc<T>(
        &self,
        task: *const sreg_task,
        doc: *mut *mut sreg_doc,
        receipt: *mut *mut sreg_doc,
        verb: impl FnOnce(&Task) -> Result<Audited<T>>,
        tell: impl FnOnce(&T) -> Value,
    ) -> Result<()> {
        let out = self.out(doc)?;
        self.released(task, receipt, verb, |it| {
            out.give(Mutex::new(Tree::of(tell(&it))));
            Ok(())
        })
    }

    /// Does a verb that gives a list, a row for each item.
    ///
    /// # Errors
    ///
    /// As [`Call::held`] and the verb.
    pub fn give_rows<T>(
        &self,
        task: *const sreg_task,
        rows: *mut *mut sreg_cursor,
        receipt: *mut *mut sreg_doc,
        verb: impl FnOnce(&Task) -> Result<Audited<Vec<T>>>,
        tell: impl Fn(&T) -> Value,
    ) -> Result<()> {
        let out = self.out(rows)?;
        self.released(task, receipt, verb, |items| {
            out.give(Rows::new(items.iter().map(tell).collect()));
            Ok(())
        })
    }

    /// Does a verb whose result the caller of this gives itself.
    ///
    /// # Errors
    ///
    /// As [`Call::held`], the verb and what gives.
    pub fn give_with<T>(
        &self,
        task: *const sreg_task,
        receipt: *mut *mut sreg_doc,
        verb: impl FnOnce(&Task) -> Result<Audited<T>>,
        give: impl FnOnce(T) -> Result<()>,
    ) -> Result<()> {
        self.released(task, receipt, verb, give)
    }

    fn released<T>(
        &self,
        task: *const sreg_task,
        receipt: *mut *mut sreg_doc,
        verb: impl FnOnce(&Task) -> Result<Audited<T>>,
        give: impl FnOnce(T) -> Result<()>,
    ) -> Result<()> {
        let receipt = self.out_if_wanted(receipt);
        let task = self.held(task)?;
        let audited = verb(task.task())?;
        let of = audited.receipt();
        give(audited.into_value())?;
        if let Some(out) = receipt {
            out.give(Mutex::new(Tree::of(told(of))));
        }
        Ok(())
    }
}

/// Tells a receipt as a document.
fn told(receipt: Receipt) -> Value {
    json!({ "seq": receipt.seq, "leaf": receipt.leaf.to_string(), "size": receipt.size })
}

/// Tells what serialises as a document.
pub fn plain<T: Serialize>(value: &T) -> Value {
    serde_json::to_value(value).expect("documents have text keys and no failing fields")
}

/// Tells a stored record as a document.
#[must_use]
pub fn record(stored: &Stored) -> Value {
    stored.to_json()
}
