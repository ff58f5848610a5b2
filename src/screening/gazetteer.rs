//! The names of places and the words of streets, each once.

use std::collections::HashMap;

use zeroize::Zeroize;

use crate::error::Result;
use crate::screening::hashing::Seedless;
use crate::screening::packed::{Packer, Unpacker};

/// Texts by number. One that nobody names any more is forgotten.
#[derive(Default)]
pub(crate) struct Gazetteer {
    numbers: HashMap<Box<str>, u32, Seedless>,
    texts: Vec<(Box<str>, u32)>,
    free: Vec<u32>,
}

impl Gazetteer {
    /// Returns the number of a text, and counts one more use of it.
    pub(crate) fn enter(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            self.texts[*number as usize].1 += 1;
            return *number;
        }
        let number = self.free.pop().unwrap_or_else(|| {
            self.texts.push((Box::default(), 0));
            u32::try_from(self.texts.len() - 1).expect("a register has fewer than 2^32 places")
        });
        self.texts[number as usize] = (text.into(), 1);
        self.numbers.insert(text.into(), number);
        number
    }

    /// Takes back one use of a text.
    pub(crate) fn strike(&mut self, number: u32) {
        let (text, uses) = &mut self.texts[number as usize];
        let Some(left) = uses.checked_sub(1) else { return };
        *uses = left;
        if left == 0 {
            self.numbers.remove(text);
            text.zeroize();
            *text = Box::default();
            self.free.push(number);
        }
    }

    pub(crate) fn pack(&self, to: &mut Packer<'_>) -> Result<()> {
        to.count(self.texts.len())?;
        for (text, uses) in &self.texts {
            to.bytes(text.as_bytes())?;
            to.number(*uses)?;
        }
        to.numbers(&self.free)
    }

    pub(crate) fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        let texts = (0..from.count()?).map(|_| Some((from.text()?, from.number()?)));
        let texts: Vec<(Box<str>, u32)> = texts.collect::<Option<_>>()?;
        let free = from.numbers_below(texts.len())?;
        let used =
            (0..).zip(&texts).filter(|it| it.1.1 > 0).map(|(number, (text, _))| (text.clone(), number));
        Some(Self { numbers: used.collect(), free, texts })
    }

    /// Returns a text.
    pub(crate) fn text(&self, number: u32) -> &str {
        self.texts.get(number as usize).map_or("", |it| &it.0)
    }

    /// Returns the number of a text that is known.
    pub(crate) fn number(&self, text: &str) -> Option<u32> {
        self.numbers.get(text).copied()
    }

    /// Returns the number and text of each that is in use.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, &str)> {
        (0..).zip(&self.texts).filter(|it| it.1.1 > 0).map(|(number, (text, _))| (number, &**text))
    }
}

impl Drop for Gazetteer {
    fn drop(&mut self) {
        self.texts.iter_mut().for_each(|it| it.0.zeroize());
    }
}
