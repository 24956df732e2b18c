//! A QR code (ISO/IEC 18004), for whoever would rather hold a camera to the paper than type.

use qrcodegen::{QrCodeEcc, QrSegment};
use zeroize::Zeroizing;

use crate::error::{Code, Error, Result};

/// The squares of a QR code, without the quiet zone around it.
#[derive(Clone, PartialEq, Eq)]
pub struct QrCode {
    /// How many squares a side has.
    pub size: u8,
    /// Row by row from the top, `1` a dark square.
    pub modules: Zeroizing<String>,
}

impl QrCode {
    /// The code of capitals and spaces, of which up to a quarter may be lost.
    ///
    /// # Errors
    /// [`Code::BundleFormatUnfit`] for a text that a code cannot hold.
    pub fn of(text: &str) -> Result<Self> {
        if !QrSegment::is_alphanumeric(text) {
            return Err(unfit());
        }
        let code = qrcodegen::QrCode::encode_segments(&[QrSegment::make_alphanumeric(text)], QrCodeEcc::Quartile);
        let code = code.map_err(|_| unfit())?;
        let size = u8::try_from(code.size()).map_err(|_| unfit())?;
        let mut modules = Zeroizing::new(String::with_capacity(usize::from(size) * usize::from(size)));
        for y in 0..code.size() {
            modules.extend((0..code.size()).map(|x| if code.get_module(x, y) { '1' } else { '0' }));
        }
        Ok(Self { size, modules })
    }
}

impl std::fmt::Debug for QrCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("QrCode").field("size", &self.size).finish_non_exhaustive()
    }
}

fn unfit() -> Error {
    Error::new(Code::BundleFormatUnfit).field("qr")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bytes of a code that nothing was lost of, in the order in which ISO/IEC 18004 (section 7.7.3) lays them: from the lower
    /// right, two columns wide, up and down, past what is no data.
    struct Reading<'a> {
        size: usize,
        modules: &'a [u8],
    }

    impl Reading<'_> {
        fn is_dark(&self, x: usize, y: usize) -> bool {
            self.modules[y * self.size + x] == b'1'
        }

        fn is_data(&self, x: usize, y: usize) -> bool {
            let (size, version) = (self.size, (self.size - 17) / 4);
            let (left, right, top, bottom) = (x < 9, x >= size - 8, y < 9, y >= size - 8);
            let in_finder = left && (top || bottom) || right && top;
            let in_version = version >= 7 && ((x < 6 && y >= size - 11) || (y < 6 && x >= size - 11));
            let count = version / 7 + 2;
            // table E.1: even steps from the far side, the first at 6
            let step = if version == 1 { 1 } else { (version * 4 + count * 2 + 1) / (count * 2 - 2) * 2 };
            let centre = |at: usize| if at == 0 { 6 } else { size - 7 - (count - 1 - at) * step };
            let near = |at: usize, place: usize| centre(at).abs_diff(place) <= 2;
            let corners = [(0, 0), (0, count - 1), (count - 1, 0)];
            let in_alignment = version > 1
                && (0..count).any(|a| (0..count).any(|b| !corners.contains(&(a, b)) && near(a, x) && near(b, y)));
            !(in_finder || in_version || in_alignment || x == 6 || y == 6)
        }

        fn mask(&self) -> usize {
            // the three bits of the format information beside the upper left finder, under their own mask 101
            let bits = [(2, 8), (3, 8), (4, 8)].map(|(x, y)| usize::from(self.is_dark(x, y)));
            (bits[0] << 2 | bits[1] << 1 | bits[2]) ^ 0b101
        }

        fn is_masked(mask: usize, x: usize, y: usize) -> bool {
            match mask {
                0 => (x + y).is_multiple_of(2),
                1 => y.is_multiple_of(2),
                2 => x.is_multiple_of(3),
                3 => (x + y).is_multiple_of(3),
                4 => (x / 3 + y / 2).is_multiple_of(2),
                5 => x * y % 2 + x * y % 3 == 0,
                6 => (x * y % 2 + x * y % 3).is_multiple_of(2),
                _ => ((x + y) % 2 + x * y % 3).is_multiple_of(2),
            }
        }

        fn codewords(&self) -> Vec<u8> {
            let (mask, mut bits) = (self.mask(), Vec::new());
            let columns = (0..self.size).rev().filter(|x| *x != 6).collect::<Vec<_>>();
            for (turn, pair) in columns.chunks(2).enumerate() {
                for step in 0..self.size {
                    let y = if turn % 2 == 0 { self.size - 1 - step } else { step };
                    let data = pair.iter().filter(|x| self.is_data(**x, y));
                    bits.extend(data.map(|x| self.is_dark(*x, y) ^ Self::is_masked(mask, *x, y)));
                }
            }
            let byte = |bits: &[bool]| bits.iter().fold(0, |byte, bit| byte << 1 | u8::from(*bit));
            bits.chunks_exact(8).map(byte).collect()
        }

        /// The text, of a code whose data is in blocks of these lengths (table 9).
        fn text(&self, blocks: &[usize]) -> String {
            let codewords = self.codewords();
            let mut taken = codewords.iter();
            let mut data = vec![Vec::new(); blocks.len()];
            for at in 0..*blocks.iter().max().unwrap() {
                let long_enough = blocks.iter().enumerate().filter(|(_, length)| at < **length);
                long_enough.for_each(|(block, _)| data[block].push(*taken.next().unwrap()));
            }
            let mut bits =
                data.concat().into_iter().flat_map(|byte| (0..8).rev().map(move |bit| usize::from(byte >> bit & 1)));
            let mut number = |count: usize| (0..count).fold(0, |number, _| number << 1 | bits.next().unwrap());
            assert_eq!(number(4), 0b0010, "alphanumeric");
            let length = number(if self.size < 57 { 9 } else { 11 });
            let letters = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
            let mut text = String::new();
            for _ in 0..length / 2 {
                let pair = number(11);
                text.extend([pair / 45, pair % 45].map(|letter| char::from(letters[letter])));
            }
            text.extend((length % 2 == 1).then(|| char::from(letters[number(6)])));
            text
        }
    }

    /// Versions 1, 7 and 12 at the level Q: their blocks are those of table 9.
    #[test]
    fn a_code_says_what_was_put_into_it() {
        let (long, longer) = ("ZOO ABANDON ".repeat(10), "ABANDON ZOO MORE ENERGY ABOUT ".repeat(9) + "ZEBRA ZERO");
        let v7 = [14, 14, 15, 15, 15, 15];
        let v12 = [20, 20, 20, 20, 21, 21, 21, 21, 21, 21];
        for (text, size, blocks) in [("ABANDON ZOO", 21, &[13][..]), (&long, 45, &v7), (&longer, 65, &v12)] {
            let code = QrCode::of(text).unwrap();
            assert_eq!(usize::from(code.size), size, "{}", text.len());
            assert_eq!(code.modules.len(), size * size);
            assert_eq!(Reading { size, modules: code.modules.as_bytes() }.text(blocks), text);
        }
    }

    #[test]
    fn what_a_code_cannot_hold_is_refused() {
        for text in ["small letters", &"A".repeat(5000)] {
            assert_eq!(QrCode::of(text).unwrap_err().code(), Code::BundleFormatUnfit);
        }
    }
}
