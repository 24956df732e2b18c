//! BER made into DER, as far as PKCS #7 and PKCS #12 need it: NSS, old Windows and Java write lengths that are not
//! known beforehand, and strings in pieces (X.690, sections 8.1.3.6 and 8.7.3). Nothing else is mended, so what is
//! signed inside keeps its bytes.

use crate::error::{Code, Error, Result};

/// How deep elements may lie in each other.
const MAX_DEPTH: usize = 64;
/// An OCTET STRING, and one in pieces.
const OCTET_STRING: u8 = 0x04;
const OCTET_STRING_PIECES: u8 = 0x24;
const SEQUENCE: u8 = 0x30;
/// `[0]`, in whose implicit form encrypted content stands, in one piece or several.
const CONTEXT_0: u8 = 0x80;
const CONSTRUCTED: u8 = 0x20;

/// The same in DER. What is DER already comes back as it was.
///
/// # Errors
/// [`Code::DerTruncated`], [`Code::DerMalformed`], [`Code::DerDepth`] with the byte.
pub fn to_der(input: &[u8]) -> Result<Vec<u8>> {
    let mut reader = Reader { input, at: 0 };
    let mut out = Vec::with_capacity(input.len());
    reader.element(&mut out, None, 0)?;
    match reader.at == input.len() {
        true => Ok(out),
        false => Err(Error::new(Code::DerTrailing).at(reader.at)),
    }
}

struct Reader<'a> {
    input: &'a [u8],
    at: usize,
}

/// A length: in octets, or up to the end-of-contents mark.
enum Length {
    Known(usize),
    Open,
}

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Result<u8> {
        let byte = self.input.get(self.at).copied().ok_or_else(|| Error::new(Code::DerTruncated).at(self.at))?;
        self.at += 1;
        Ok(byte)
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8]> {
        let end = self.at.checked_add(length).filter(|end| *end <= self.input.len());
        let end = end.ok_or_else(|| Error::new(Code::DerTruncated).at(self.at))?;
        let taken = self.input.get(self.at..end).unwrap_or_default();
        self.at = end;
        Ok(taken)
    }

    /// The octets of the tag.
    fn tag(&mut self) -> Result<&'a [u8]> {
        let start = self.at;
        if self.byte()? & 0x1f == 0x1f {
            while self.byte()? & 0x80 != 0 {}
        }
        Ok(self.input.get(start..self.at).unwrap_or_default())
    }

    fn length(&mut self) -> Result<Length> {
        let at = self.at;
        match self.byte()? {
            0x80 => Ok(Length::Open),
            short @ 0..0x80 => Ok(Length::Known(usize::from(short))),
            long => {
                let octets = self.take(usize::from(long & 0x7f))?;
                let length = octets.iter().try_fold(0usize, |sum, octet| {
                    sum.checked_mul(256).and_then(|sum| sum.checked_add(usize::from(*octet)))
                });
                length.map(Length::Known).ok_or_else(|| Error::new(Code::DerMalformed).at(at))
            }
        }
    }

    fn ends_here(&self) -> bool {
        self.input.get(self.at..self.at + 2) == Some(&[0, 0])
    }

    /// One element, written in DER; its first octet. `before` is that of the element in front of it.
    fn element(&mut self, out: &mut Vec<u8>, before: Option<u8>, depth: usize) -> Result<u8> {
        if depth > MAX_DEPTH {
            return Err(Error::new(Code::DerDepth).at(self.at));
        }
        let tag = self.tag()?;
        let first = tag.first().copied().unwrap_or_default();
        let length = self.length()?;
        if first & CONSTRUCTED == 0 {
            let Length::Known(length) = length else { return Err(Error::new(Code::DerMalformed).at(self.at)) };
            put(out, tag, self.take(length)?);
            return Ok(first);
        }
        let mut content = Vec::new();
        self.content(&length, depth, &mut content)?;
        // behind an algorithm it is the encrypted content, implicit and in pieces; behind a type it is explicit
        let is_encrypted = first == CONTEXT_0 | CONSTRUCTED && before == Some(SEQUENCE);
        match first {
            OCTET_STRING_PIECES => put(out, &[OCTET_STRING], &joined(&content).unwrap_or(content)),
            _ if is_encrypted => match joined(&content) {
                Some(whole) => put(out, &[CONTEXT_0], &whole),
                None => put(out, tag, &content),
            },
            _ => put(out, tag, &content),
        }
        Ok(first)
    }

    fn content(&mut self, length: &Length, depth: usize, out: &mut Vec<u8>) -> Result<()> {
        let mut before = None;
        match length {
            Length::Known(length) => {
                let end = self.at.checked_add(*length).filter(|end| *end <= self.input.len());
                let end = end.ok_or_else(|| Error::new(Code::DerTruncated).at(self.at))?;
                while self.at < end {
                    before = Some(self.element(out, before, depth + 1)?);
                }
                if self.at > end { Err(Error::new(Code::DerMalformed).at(end)) } else { Ok(()) }
            }
            Length::Open => {
                while !self.ends_here() {
                    before = Some(self.element(out, before, depth + 1)?);
                }
                self.take(2).map(drop)
            }
        }
    }
}

/// The contents of OCTET STRINGs one behind the other; nothing where there is something else among them.
fn joined(content: &[u8]) -> Option<Vec<u8>> {
    let mut reader = Reader { input: content, at: 0 };
    let mut whole = Vec::with_capacity(content.len());
    while reader.at < content.len() {
        if reader.byte().ok()? != OCTET_STRING {
            return None;
        }
        let Length::Known(length) = reader.length().ok()? else { return None };
        whole.extend_from_slice(reader.take(length).ok()?);
    }
    Some(whole)
}

fn put(out: &mut Vec<u8>, tag: &[u8], content: &[u8]) {
    out.extend_from_slice(tag);
    match u8::try_from(content.len()) {
        Ok(short @ 0..0x80) => out.push(short),
        _ => {
            let octets: Vec<u8> = content.len().to_be_bytes().into_iter().skip_while(|octet| *octet == 0).collect();
            out.push(0x80 | u8::try_from(octets.len()).unwrap_or(0x7f));
            out.extend_from_slice(&octets);
        }
    }
    out.extend_from_slice(content);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn der_comes_back_as_it_was() {
        let long = [&[0x30, 0x81, 0x82, 0x04, 0x80][..], &[0; 0x80]].concat();
        let long = [&long[..4], &[0x81], &long[4..]].concat();
        let long = [&[0x30, 0x81, 0x83][..], &long[3..]].concat();
        for der in [
            vec![0x30, 0x00],
            vec![0x30, 0x03, 0x02, 0x01, 0x05],
            vec![0xa0, 0x03, 0x04, 0x01, 0x05],
            vec![0x30, 0x07, 0x06, 0x01, 0x2a, 0xa0, 0x02, 0x04, 0x00],
            vec![0x9f, 0x81, 0x01, 0x01, 0xff],
            long,
        ] {
            assert_eq!(to_der(&der).unwrap(), der);
        }
    }

    #[test]
    fn open_lengths_and_pieces_become_one() {
        let cases: [(&[u8], &[u8]); 5] = [
            (&[0x30, 0x80, 0x02, 0x01, 0x05, 0, 0], &[0x30, 0x03, 0x02, 0x01, 0x05]),
            (&[0x24, 0x80, 0x04, 0x01, 1, 0x04, 0x02, 2, 3, 0, 0], &[0x04, 0x03, 1, 2, 3]),
            (&[0x24, 0x06, 0x04, 0x01, 1, 0x04, 0x01, 2], &[0x04, 0x02, 1, 2]),
            (
                &[0x30, 0x80, 0x30, 0, 0xa0, 0x80, 0x04, 0x01, 1, 0x04, 0x01, 2, 0, 0, 0, 0],
                &[0x30, 0x06, 0x30, 0, 0x80, 0x02, 1, 2],
            ),
            (
                &[0x30, 0x80, 0x06, 0x01, 0x2a, 0xa0, 0x80, 0x04, 0x01, 1, 0, 0, 0, 0],
                &[0x30, 0x08, 0x06, 0x01, 0x2a, 0xa0, 0x03, 0x04, 0x01, 1],
            ),
        ];
        for (ber, der) in cases {
            assert_eq!(to_der(ber).unwrap(), der, "{ber:02x?}");
        }
    }

    #[test]
    fn what_is_broken_is_refused_with_its_place() {
        let deep = [0x30, 0x80].repeat(100);
        let cases: [(&[u8], Code); 7] = [
            (&[], Code::DerTruncated),
            (&[0x30], Code::DerTruncated),
            (&[0x30, 0x05, 0x02], Code::DerTruncated),
            (&[0x30, 0x80, 0x02, 0x01], Code::DerTruncated),
            (&[0x04, 0x80, 0, 0], Code::DerMalformed),
            (&[0x30, 0x00, 0x00], Code::DerTrailing),
            (&deep, Code::DerDepth),
        ];
        for (ber, code) in cases {
            assert_eq!(to_der(ber).unwrap_err().code(), code, "{ber:02x?}");
        }
    }
}
