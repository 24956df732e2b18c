//! Bytes as words of BIP-39's English list, eleven bits a word, with a check that fills up the last ones; and the words read again
//! as a person types them. What does not fit is named by its place, and never quoted: it may be half a secret.

use std::fmt;

use bip39::Language;
use zeroize::Zeroizing;

use super::share::MOST_SHARES;
use crate::error::{Code, Error, Result};
use crate::key::digest;

/// What the check is the hash of, before the body.
const CONTEXT: &[u8; 17] = b"rootpage/recovery";
/// How many letters tell the words of the list from each other.
const TELLING_LETTERS: usize = 4;
/// The bits of a word.
const WORD_BITS: u32 = 11;
/// How many words the list has.
const WORDS: u16 = 1 << WORD_BITS;
/// The letters of the longest one, and a space.
const LONGEST_WORD: usize = 9;

/// What the words hold. How many they are says which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The whole key.
    Key,
    /// A share of it.
    Share,
}

impl Form {
    /// The four bits that the body begins with.
    pub const fn number(self) -> u8 {
        match self {
            Self::Key => 1,
            Self::Share => 2,
        }
    }

    /// The bytes of the body.
    pub const fn length(self) -> usize {
        match self {
            Self::Key => 35,
            Self::Share => 44,
        }
    }

    /// How many words there are; what their bits have beyond the body is the check: 28 bits and 44.
    pub const fn count(self) -> usize {
        match self {
            Self::Key => 28,
            Self::Share => 36,
        }
    }
}

/// The words of one paper, by their numbers in the list: they are the secret, so their memory is cleared when they are dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Words(Zeroizing<Vec<u16>>);

impl Words {
    /// The words in their order.
    pub fn iter(&self) -> impl Iterator<Item = &'static str> {
        let list = Language::English.word_list();
        self.0.iter().filter_map(|number| list.get(usize::from(*number)).copied())
    }

    /// The words with a space between.
    #[must_use]
    pub fn text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(LONGEST_WORD * self.0.len()));
        for word in self.iter() {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(word);
        }
        text
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Words([elided])")
    }
}

/// The words of a body.
pub fn write(form: Form, body: &[u8]) -> Words {
    Words(numbers(form, body))
}

/// Reads the words of one key, or of one or more shares: the form and the body of each.
///
/// # Errors
/// [`Code::RecoveryWordUnknown`], [`Code::RecoveryWordsCount`], [`Code::RecoveryWordsWrong`].
pub fn read(text: &str) -> Result<Vec<(Form, Zeroizing<Vec<u8>>)>> {
    let typed: Vec<&str> = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    if typed.len() > usize::from(MOST_SHARES) * Form::Share.count() {
        return Err(count_error(typed.len()));
    }
    let mut numbers = Zeroizing::new(Vec::with_capacity(typed.len()));
    for (at, word) in typed.iter().enumerate() {
        numbers.push(find(word).ok_or_else(|| unknown(at, word))?);
    }
    let form = match typed.len() {
        count if count == Form::Key.count() => Form::Key,
        count if count > 0 && count % Form::Share.count() == 0 => Form::Share,
        count => return Err(count_error(count)),
    };
    let papers: Vec<_> = numbers.chunks(form.count()).collect();
    let share = |at: usize| if papers.len() > 1 { format!("share {}, ", at + 1) } else { String::new() };
    let read = |(at, numbers): (usize, &&[u16])| match body_of(form, numbers) {
        Some(body) => Ok((form, body)),
        None => Err(wrong(form, numbers, &share(at))),
    };
    papers.iter().enumerate().map(read).collect()
}

/// The hash from which the check of a body is taken.
pub fn check(body: &[u8]) -> [u8; 32] {
    let mut hashed = Zeroizing::new(Vec::with_capacity(CONTEXT.len() + body.len()));
    hashed.extend(CONTEXT);
    hashed.extend(body);
    digest::sha256(&hashed)
}

/// The numbers of the words of a body: it, and as many bits of its check as fill them up.
fn numbers(form: Form, body: &[u8]) -> Zeroizing<Vec<u16>> {
    let bytes = body.iter().copied().chain(check(body)).map(u16::from);
    regroup(bytes, 8, WORD_BITS, form.count())
}

/// The body of the words with these numbers, where its check is theirs.
fn body_of(form: Form, words: &[u16]) -> Option<Zeroizing<Vec<u8>>> {
    let bytes = regroup(words.iter().copied(), WORD_BITS, 8, form.length());
    let mut body = Zeroizing::new(Vec::with_capacity(form.length()));
    body.extend(bytes.iter().filter_map(|byte| u8::try_from(*byte).ok()));
    (*numbers(form, &body) == *words).then_some(body)
}

/// Cuts bits that come in groups of one size into so many groups of another, the most significant bit first.
fn regroup(groups: impl Iterator<Item = u16>, from: u32, to: u32, count: usize) -> Zeroizing<Vec<u16>> {
    let mut regrouped = Zeroizing::new(Vec::with_capacity(count));
    let (mut pending, mut bits) = (0_u32, 0);
    for group in groups {
        pending = pending << from | u32::from(group);
        bits += from;
        while bits >= to && regrouped.len() < count {
            bits -= to;
            regrouped.push(u16::try_from(pending >> bits).unwrap_or_default());
            pending &= (1 << bits) - 1;
        }
        if regrouped.len() == count {
            break;
        }
    }
    regrouped
}

/// The number of a word of the list, of which the first four letters suffice.
fn find(word: &str) -> Option<u16> {
    let word = Zeroizing::new(word.to_lowercase());
    let begins = |other: &&str| other.starts_with(word.as_str());
    Language::English.find_word(&word).or_else(|| {
        let list = Language::English.word_list();
        let mut matching = list.iter().filter(|_| word.len() >= TELLING_LETTERS).filter(|other| begins(other));
        matching.next().and_then(|only| Language::English.find_word(only))
    })
}

// ---------------------------------------------------------------- what is said of words that cannot be read

pub fn other_count(found: impl Into<String>) -> Error {
    let allowed = format!("{} words of a key, or {} of a share", Form::Key.count(), Form::Share.count());
    Error::new(Code::RecoveryWordsCount).field("words").found(found).allowed(allowed)
}

fn count_error(count: usize) -> Error {
    other_count(if count == 1 { "1 word".to_owned() } else { format!("{count} words") })
}

fn unknown(at: usize, word: &str) -> Error {
    let error = Error::new(Code::RecoveryWordUnknown).field(format!("word {}", at + 1));
    let near = near(word);
    if near.is_empty() { error } else { error.allowed(near.join(", ")) }
}

/// The words of the list that are most like this one; none where none is.
fn near(word: &str) -> Vec<&'static str> {
    let word: Vec<char> = word.to_lowercase().chars().take(16).collect();
    let list = Language::English.word_list().iter();
    let mut near: Vec<_> = list.map(|other| (distance(&word, other), *other)).filter(|(far, _)| *far <= 2).collect();
    near.sort();
    let least = near.first().map_or(0, |(far, _)| *far);
    near.into_iter().take_while(|(far, _)| *far == least).map(|(_, word)| word).take(5).collect()
}

/// How many letters are to be changed, added, taken out or exchanged with the next one to make one word of the other.
fn distance(word: &[char], other: &str) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=word.len()).collect();
    let mut last = None;
    for (step, letter) in other.chars().enumerate() {
        let mut next = vec![step + 1];
        for (at, own) in word.iter().enumerate() {
            let cell = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(usize::MAX - 1);
            let changed = cell(&row, at) + usize::from(*own != letter);
            let mut least = changed.min(cell(&row, at + 1) + 1).min(cell(&next, at) + 1);
            if let Some(previous) = at.checked_sub(1)
                && last == Some(*own)
                && word.get(previous) == Some(&letter)
            {
                least = least.min(cell(&before, previous) + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut row, next);
        last = Some(letter);
    }
    row.last().copied().unwrap_or_default()
}

/// Words of the list that do not fit together. Where a single other word in one place, or two places exchanged, would make them
/// fit, that place is named, and not the word.
fn wrong(form: Form, words: &[u16], paper: &str) -> Error {
    let error = Error::new(Code::RecoveryWordsWrong);
    if let Some((one, other)) = exchanged(form, words) {
        let places = format!("{paper}words {} and {}", one + 1, other + 1);
        return error.field(places).found("two words in each other's place");
    }
    if let Some(place) = misfit(form, words) {
        let found = "a word of the list that does not fit the others";
        return error.field(format!("{paper}word {}", place + 1)).found(found);
    }
    error.field(format!("{paper}words")).found("more than one word that does not fit")
}

/// The two places whose exchange makes the words fit.
fn exchanged(form: Form, words: &[u16]) -> Option<(usize, usize)> {
    let pairs = (0..words.len()).flat_map(|one| (one + 1..words.len()).map(move |other| (one, other)));
    let mut tried = Zeroizing::new(words.to_vec());
    for (one, other) in pairs {
        tried.swap(one, other);
        if body_of(form, &tried).is_some() {
            return Some((one, other));
        }
        tried.swap(one, other);
    }
    None
}

/// The place in which another word makes the words fit.
fn misfit(form: Form, words: &[u16]) -> Option<usize> {
    (0..words.len()).find(|place| {
        let mut tried = Zeroizing::new(words.to_vec());
        (0..WORDS).any(|number| {
            tried.iter_mut().skip(*place).take(1).for_each(|word| *word = number);
            body_of(form, &tried).is_some()
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::recovery::tests::key;
    use crate::key::recovery::{Paper, RecoveryKey};

    fn words() -> Vec<&'static str> {
        key().words().unwrap().iter().collect()
    }

    #[track_caller]
    fn refused(words: &[&str]) -> Error {
        RecoveryKey::read(&words.join(" ")).unwrap_err()
    }

    #[track_caller]
    fn is(error: &Error, code: Code, field: &str) {
        assert_eq!((error.code(), error.field_name()), (code, Some(field)), "{error}");
    }

    /// The list of BIP-39, as `sha256sum english.txt` of it says: a word a line.
    #[test]
    fn the_list_is_that_of_bip_39() {
        let list = Language::English.word_list();
        let text: String = list.iter().map(|word| format!("{word}\n")).collect();
        let hash = base16ct::lower::encode_string(&digest::sha256(text.as_bytes()));
        assert_eq!(hash, "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda");
        assert!(list.iter().all(|word| word.len() < LONGEST_WORD));
        let mut beginnings: Vec<_> = list.iter().map(|word| word.get(..TELLING_LETTERS).unwrap_or(word)).collect();
        beginnings.dedup();
        assert_eq!(beginnings.len(), list.len(), "four letters tell the words from each other");
    }

    #[test]
    fn bits_are_cut_into_words_and_back() {
        let cut = |bytes: &[u16]| regroup(bytes.iter().copied(), 8, 11, bytes.len() * 8 / 11).to_vec();
        assert_eq!(cut(&[0xff, 0xe0, 0x01, 0x00]), [0x7ff, 0]);
        assert_eq!(cut(&[0x00, 0x3f, 0xfc, 0x00]), [1, 0x7ff]);
        let back = regroup([1, 0x7ff].into_iter(), 11, 8, 2);
        assert_eq!(*back, [0x00, 0x3f]);
    }

    #[test]
    fn words_are_read_as_a_person_types_them() {
        let words = words();
        let numbered: String = words.iter().enumerate().map(|(at, word)| format!("{}. {word}\r\n", at + 1)).collect();
        let short: Vec<_> = words.iter().map(|word| word.get(..4).unwrap_or(word)).collect();
        for text in [words.join(" "), words.join("\t").to_uppercase(), words.join(", "), numbered, short.join(" ")] {
            assert_eq!(RecoveryKey::read(&text).unwrap(), key(), "{text}");
        }
    }

    #[test]
    fn a_word_that_is_not_in_the_list_is_named_with_those_that_are_like_it() {
        let mut words = words();
        for (typed, near) in
            [("abandn", Some("abandon")), ("aobve", Some("above")), ("xyzzyx", None), ("aban", Some(""))]
        {
            words[6] = typed;
            let error = refused(&words);
            match near {
                Some("") => is(&error, Code::RecoveryWordsWrong, "word 7"),
                _ => {
                    is(&error, Code::RecoveryWordUnknown, "word 7");
                    assert_eq!(error.allowed_text(), near);
                }
            }
            assert!(!error.to_string().contains(typed) || near == Some(""), "what was typed is not quoted: {error}");
        }
        for (one, other, far) in
            [("cat", "act", 1), ("abc", "cab", 2), ("able", "bale", 1), ("", "add", 3), ("add", "add", 0)]
        {
            assert_eq!(distance(&one.chars().collect::<Vec<_>>(), other), far, "{one} {other}");
        }
    }

    /// Every place, with a word of the list that is not the right one.
    #[test]
    fn a_wrong_word_is_named_by_its_place() {
        let right = words();
        for place in 0..right.len() {
            let mut words = right.clone();
            words[place] = if words[place] == "zoo" { "abandon" } else { "zoo" };
            is(&refused(&words), Code::RecoveryWordsWrong, &format!("word {}", place + 1));
        }
    }

    #[test]
    fn exchanged_words_are_named_by_their_places() {
        let right = words();
        for (one, other) in [(0, 1), (3, 4), (5, 27), (26, 27)] {
            let mut words = right.clone();
            words.swap(one, other);
            is(&refused(&words), Code::RecoveryWordsWrong, &format!("words {} and {}", one + 1, other + 1));
        }
    }

    #[test]
    fn several_wrong_words_are_noticed() {
        let right = words();
        for shift in 1..right.len() {
            let mut words = right.clone();
            words.rotate_left(shift);
            is(&refused(&words), Code::RecoveryWordsWrong, "words");
        }
    }

    #[test]
    fn too_few_and_too_many_words_are_counted() {
        let right = words();
        for count in [0, 1, 27, 29, 35, 37, 28 * 2, 36 * 16 + 1, 36 * 17] {
            let words: Vec<_> = right.iter().cycle().take(count).copied().collect();
            let error = refused(&words);
            is(&error, Code::RecoveryWordsCount, "words");
            assert_eq!(error.found_text().unwrap().split(' ').next().unwrap(), count.to_string());
        }
        let shares: Vec<_> = right.iter().cycle().take(72).copied().collect();
        is(&refused(&shares), Code::RecoveryWordsWrong, "share 1, words");
        assert!(matches!(Paper::read(&right.join(" ")), Ok(Paper::Key(_))));
    }

    /// Words made once by this program and read by `tests/vault_reader.py`, which was written from the document.
    #[test]
    fn the_form_does_not_change() {
        assert_eq!(words().join(" "), include_str!("../../../tests/vectors/recovery/key.txt").trim());
    }
}
