//! Where a serialized Java object ends (Java Object Serialization Specification, chapter 6): a JCEKS holds its symmetric keys as
//! such, and nothing says how long they are. Nothing of an object is made use of.

use super::Reader;
use crate::error::{Code, Error, Result};

const MAGIC: [u8; 4] = [0xac, 0xed, 0, 5];
/// The handle of the first thing that may be referred to.
const FIRST_HANDLE: u32 = 0x7e_0000;
/// How deep objects may lie in each other: the sealed key of a store has three levels.
const MAX_DEPTH: usize = 16;

/// The flags of a class (section 6.4.2).
const WRITE_METHOD: u8 = 1;
const SERIALIZABLE: u8 = 2;

/// Reads over one object.
pub(super) fn skip(reader: &mut Reader<'_>) -> Result<()> {
    let at = reader.at;
    if reader.take(4)? != MAGIC {
        return Err(malformed(at, "no Java object where a symmetric key should be"));
    }
    Stream { reader, handles: Vec::new() }.content(0)
}

struct Stream<'r, 'a> {
    reader: &'r mut Reader<'a>,
    /// What may be referred to, and the class where it is one.
    handles: Vec<Option<Class>>,
}

#[derive(Clone, Default)]
struct Class {
    name: String,
    flags: u8,
    /// The types of the fields by their letters.
    fields: Vec<u8>,
    parent: Option<usize>,
}

impl Stream<'_, '_> {
    fn byte(&mut self) -> Result<u8> {
        Ok(self.reader.take(1)?.iter().fold(0, |_, octet| *octet))
    }

    fn length(&mut self) -> Result<usize> {
        Ok(usize::try_from(self.reader.number()?).unwrap_or(usize::MAX))
    }

    /// Any element: `content` of the grammar.
    fn content(&mut self, depth: usize) -> Result<()> {
        let at = self.reader.at;
        let tag = self.byte()?;
        self.tagged(tag, at, depth)
    }

    fn tagged(&mut self, tag: u8, at: usize, depth: usize) -> Result<()> {
        if depth > MAX_DEPTH {
            return Err(Error::new(Code::DerDepth).at(at).found("Java objects in Java objects"));
        }
        match tag {
            0x70 => Ok(()),
            0x71 => self.reader.number().map(drop),
            0x72 => self.class_body(depth).map(drop),
            0x73 => self.object(depth),
            0x74 => {
                self.handles.push(None);
                self.reader.text().map(drop)
            }
            0x75 => self.array(depth),
            0x77 => {
                let length = self.byte()?;
                self.reader.take(usize::from(length)).map(drop)
            }
            0x7a => {
                let length = self.length()?;
                self.reader.take(length).map(drop)
            }
            other => Err(malformed(at, &format!("a Java object with the tag 0x{other:02x}"))),
        }
    }

    /// A class: described here, described before, or none.
    fn class(&mut self, depth: usize) -> Result<Option<usize>> {
        let at = self.reader.at;
        match self.byte()? {
            0x70 => Ok(None),
            0x71 => {
                let handle = self.reader.number()?.wrapping_sub(FIRST_HANDLE);
                Ok(usize::try_from(handle).ok())
            }
            0x72 if depth <= MAX_DEPTH => self.class_body(depth).map(Some),
            other => Err(malformed(at, &format!("a Java class with the tag 0x{other:02x}"))),
        }
    }

    fn class_body(&mut self, depth: usize) -> Result<usize> {
        let name = self.reader.text()?;
        self.reader.take(8)?;
        let handle = self.handles.len();
        self.handles.push(None);
        let flags = self.byte()?;
        let count = self.reader.take(2)?.iter().fold(0, |count, octet| count << 8 | u16::from(*octet));
        let fields = (0..count).map(|_| self.field(depth)).collect::<Result<_>>()?;
        self.annotation(depth)?;
        let parent = self.class(depth + 1)?;
        if let Some(place) = self.handles.get_mut(handle) {
            *place = Some(Class { name, flags, fields, parent });
        }
        Ok(handle)
    }

    fn field(&mut self, depth: usize) -> Result<u8> {
        let letter = self.byte()?;
        self.reader.text()?;
        if matches!(letter, b'L' | b'[') {
            self.content(depth + 1)?;
        }
        Ok(letter)
    }

    /// What a class or an object wrote of its own, up to its end.
    fn annotation(&mut self, depth: usize) -> Result<()> {
        loop {
            let at = self.reader.at;
            match self.byte()? {
                0x78 => return Ok(()),
                tag => self.tagged(tag, at, depth + 1)?,
            }
        }
    }

    fn described(&self, handle: Option<usize>) -> Result<Class> {
        let class = handle.and_then(|handle| self.handles.get(handle)).cloned().flatten();
        class.ok_or_else(|| malformed(self.reader.at, "a Java object of an unknown class"))
    }

    fn object(&mut self, depth: usize) -> Result<()> {
        let class = self.class(depth + 1)?;
        let mut classes = vec![self.described(class)?];
        while let Some(parent) = classes.last().and_then(|class| class.parent).filter(|_| classes.len() <= MAX_DEPTH) {
            classes.push(self.described(Some(parent))?);
        }
        self.handles.push(None);
        for class in classes.iter().rev() {
            if class.flags & SERIALIZABLE == 0 {
                return Err(malformed(self.reader.at, "a Java object that writes itself"));
            }
            class.fields.iter().try_for_each(|letter| self.value(*letter, depth))?;
            if class.flags & WRITE_METHOD != 0 {
                self.annotation(depth)?;
            }
        }
        Ok(())
    }

    fn array(&mut self, depth: usize) -> Result<()> {
        let class = self.class(depth + 1)?;
        let letter = self.described(class)?.name.as_bytes().get(1).copied().unwrap_or_default();
        self.handles.push(None);
        let length = self.length()?;
        match letter {
            b'B' => self.reader.take(length).map(drop),
            letter => (0..length).try_for_each(|_| self.value(letter, depth)),
        }
    }

    fn value(&mut self, letter: u8, depth: usize) -> Result<()> {
        let length = match letter {
            b'B' | b'Z' => 1,
            b'C' | b'S' => 2,
            b'F' | b'I' => 4,
            b'D' | b'J' => 8,
            b'L' | b'[' => return self.content(depth + 1),
            _ => return Err(malformed(self.reader.at, "a Java value of an unknown type")),
        };
        self.reader.take(length).map(drop)
    }
}

fn malformed(at: usize, found: &str) -> Error {
    Error::new(Code::DerMalformed).at(at).found(found)
}
