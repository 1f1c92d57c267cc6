//! The fields of a structure, taken one by one.

use std::vec;

use zeroize::Zeroizing;

use super::{DecodeError, Item, Tag, Value};

/// What is left of a structure's items. Fields that nobody takes are unknown ones, and tolerated.
#[derive(Clone, Debug)]
pub struct Fields {
    inside: Tag,
    /// The ones that were skipped on the way to a later one.
    passed: Vec<Item>,
    /// The ones after the last that was taken: fields mostly come in the order in which they are taken.
    coming: vec::IntoIter<Item>,
}

impl Fields {
    /// The fields of `item`.
    ///
    /// # Errors
    /// When it is not a structure.
    pub fn of(item: Item) -> Result<Self, DecodeError> {
        match item.value {
            Value::Structure(items) => Ok(Self {
                inside: item.tag,
                passed: Vec::new(),
                coming: items.into_iter(),
            }),
            _ => Err(DecodeError::WrongType(item.tag)),
        }
    }

    /// The fields of `item`, which has to have that tag.
    ///
    /// # Errors
    /// When it has another tag, or is not a structure.
    pub fn expect(tag: Tag, item: Item) -> Result<Self, DecodeError> {
        if item.tag == tag {
            Self::of(item)
        } else {
            Err(DecodeError::Unexpected {
                expected: tag,
                found: item.tag,
            })
        }
    }

    /// The fields that were not taken.
    #[must_use]
    pub fn rest(self) -> Vec<Item> {
        let mut items = self.passed;
        items.extend(self.coming);
        items
    }

    /// Copies of the fields that are none of the standard's.
    #[must_use]
    pub fn foreign(&self) -> Vec<Item> {
        let items = self.passed.iter().chain(self.coming.as_slice());
        items
            .filter(|item| item.tag.is_foreign())
            .cloned()
            .collect()
    }

    /// Whether a field of that tag is left.
    #[must_use]
    pub fn has(&self, tag: Tag) -> bool {
        let mut items = self.passed.iter().chain(self.coming.as_slice());
        items.any(|item| item.tag == tag)
    }

    /// The first field of that tag.
    pub fn item(&mut self, tag: Tag) -> Option<Item> {
        if let Some(position) = self.passed.iter().position(|item| item.tag == tag) {
            return Some(self.passed.remove(position));
        }
        let coming = self.coming.as_slice();
        let position = coming.iter().position(|item| item.tag == tag)?;
        self.passed.extend(self.coming.by_ref().take(position));
        self.coming.next()
    }

    /// All fields of that tag, in their order.
    pub fn all(&mut self, tag: Tag) -> Vec<Item> {
        let mut found: Vec<_> = self.passed.extract_if(.., |item| item.tag == tag).collect();
        for item in self.coming.by_ref() {
            let list = if item.tag == tag {
                &mut found
            } else {
                &mut self.passed
            };
            list.push(item);
        }
        found
    }

    /// The same, when nothing else is asked for any more.
    pub fn into_all(self, tag: Tag) -> impl Iterator<Item = Item> {
        let items = self.passed.into_iter().chain(self.coming);
        items.filter(move |item| item.tag == tag)
    }

    /// The error that a field is missing here.
    #[must_use]
    pub fn missing(&self, missing: Tag) -> DecodeError {
        DecodeError::Missing {
            missing,
            inside: self.inside,
        }
    }

    /// A field that has to be there.
    ///
    /// # Errors
    /// When it is not.
    pub fn required(&mut self, tag: Tag) -> Result<Item, DecodeError> {
        self.item(tag).ok_or_else(|| self.missing(tag))
    }

    /// A structure, when there is one of that tag.
    ///
    /// # Errors
    /// When the field is of another type.
    pub fn structure(&mut self, tag: Tag) -> Result<Option<Self>, DecodeError> {
        self.item(tag).map(Self::of).transpose()
    }

    /// A text, when there is one of that tag.
    ///
    /// # Errors
    /// When the field is of another type.
    pub fn text(&mut self, tag: Tag) -> Result<Option<String>, DecodeError> {
        self.typed(tag, |value| match value {
            Value::TextString(text) => Some(text),
            _ => None,
        })
    }

    /// Bytes, when there are some of that tag.
    ///
    /// # Errors
    /// When the field is of another type.
    pub fn bytes(&mut self, tag: Tag) -> Result<Option<Zeroizing<Vec<u8>>>, DecodeError> {
        self.typed(tag, |value| match value {
            Value::ByteString(bytes) => Some(bytes),
            _ => None,
        })
    }

    /// An enumeration, when there is one of that tag.
    ///
    /// # Errors
    /// When the field is of another type.
    pub fn enumeration<T>(
        &mut self,
        tag: Tag,
        from_code: impl FnOnce(u32) -> T,
    ) -> Result<Option<T>, DecodeError> {
        Ok(self
            .typed(tag, |value| value.as_enumeration())?
            .map(from_code))
    }

    /// A number, when there is one of that tag.
    ///
    /// # Errors
    /// When the field is of another type.
    pub fn integer(&mut self, tag: Tag) -> Result<Option<i32>, DecodeError> {
        self.typed(tag, |value| value.as_integer())
    }

    /// True or false, when there is one of that tag.
    ///
    /// # Errors
    /// When the field is of another type.
    pub fn boolean(&mut self, tag: Tag) -> Result<Option<bool>, DecodeError> {
        self.typed(tag, |value| match value {
            Value::Boolean(value) => Some(value),
            _ => None,
        })
    }

    /// A time in seconds since 1970 UTC, when there is one of that tag.
    ///
    /// # Errors
    /// When the field is of another type.
    pub fn date_time(&mut self, tag: Tag) -> Result<Option<i64>, DecodeError> {
        self.typed(tag, |value| value.as_date_time())
    }

    fn typed<T>(
        &mut self,
        tag: Tag,
        get: impl FnOnce(Value) -> Option<T>,
    ) -> Result<Option<T>, DecodeError> {
        match self.item(tag) {
            None => Ok(None),
            Some(item) => get(item.value).map(Some).ok_or(DecodeError::WrongType(tag)),
        }
    }
}
