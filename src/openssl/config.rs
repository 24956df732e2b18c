//! `openssl.cnf` as a language (config(5)): text made into sections of values, each of which still knows its line and column.
//!
//! Variables are replaced while the text is read, top to bottom, so a variable has the value that stands above its use.
//! What OpenSSL would read from the file system or the environment is given beside the text: see [`Beside`].

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use crate::error::{Code, Error, Result};

/// The most characters of one file: a hundred times what a real one has.
pub const MAX_TEXT: usize = 1 << 20;
/// The most characters of one value after its variables are replaced, as in OpenSSL.
pub const MAX_VALUE: usize = 1 << 16;
/// How deep files may include files.
const MAX_INCLUDES: usize = 16;
/// The most characters of all values together, so that variables cannot be doubled without end.
const MAX_TOTAL: usize = 8 << 20;
/// The section of what stands before the first `[`, and the one that is asked where another does not know a name.
const DEFAULT: &str = "default";

/// What OpenSSL would have read from elsewhere: files that are included, and the environment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// The text of each file that may be included, by its path.
    pub files: BTreeMap<String, String>,
    /// The variables behind `$ENV::`.
    pub environment: BTreeMap<String, String>,
}

/// Where something stands: file, line and column, both counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The file's name, as it was given.
    pub file: Arc<str>,
    /// The line, counted from 1.
    pub line: u32,
    /// The column in characters, counted from 1.
    pub column: u32,
}

/// `openssl.cnf:12:5`.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

impl Place {
    /// A refusal that says where it is.
    #[must_use]
    pub fn error(&self, code: Code) -> Error {
        Error::new(code).field(self.to_string())
    }
}

/// One `name = value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The name, as it stands there: `commonName`, `DNS.1`.
    pub name: String,
    /// The value with variables replaced, quotes and escapes taken off.
    pub value: String,
    /// Where the name begins.
    pub place: Place,
    /// Where the value begins.
    pub value_place: Place,
}

/// A section: the entries that count, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The name between the brackets.
    pub name: String,
    /// Where it first begins.
    pub place: Place,
    /// The entries; of two with the same name the later counts, and stands where the later stood.
    pub entries: Vec<Entry>,
}

impl Section {
    /// The entry with this name.
    #[must_use]
    pub fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.name == name)
    }
}

/// What one line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Statement {
    /// `[ name ]`.
    Section(String),
    /// `name = value`, in the section named.
    Value {
        /// The section that it belongs to.
        section: String,
        /// The entry itself.
        entry: Entry,
        /// Where the earlier entry stood that this one takes the place of.
        replaces: Option<Place>,
    },
    /// `.pragma = name:value`.
    Pragma {
        /// The word before the colon.
        name: String,
        /// The text behind it.
        value: String,
    },
    /// `.include = path`.
    Include {
        /// The path, with variables replaced.
        path: String,
        /// The files that were read for it; none where none was given, and OpenSSL too goes on without.
        files: Vec<String>,
    },
}

/// A statement and where it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Where it begins.
    pub place: Place,
    /// What it says.
    pub statement: Statement,
}

/// A configuration, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    lines: Vec<Line>,
    sections: Vec<Section>,
    environment: BTreeMap<String, String>,
}

impl Config {
    /// Reads a configuration. `name` is what places in it are called by, such as `openssl.cnf`.
    ///
    /// # Errors
    /// [`Code::ConfigTooLarge`], [`Code::ConfigSyntax`], [`Code::ConfigVariable`], [`Code::ConfigRecursive`], each with the place.
    pub fn parse(name: &str, text: &str, beside: &Beside) -> Result<Self> {
        let mut reader = Reader::new(name, beside);
        reader.file(name, text)?;
        Ok(Self { lines: reader.lines, sections: reader.sections, environment: beside.environment.clone() })
    }

    /// The variables of the environment that a configuration asks for and nobody gave, as far as it can be read.
    #[must_use]
    pub fn unset_variables(name: &str, text: &str, beside: &Beside) -> BTreeSet<String> {
        let mut reader = Reader { unset: Some(BTreeSet::new()), ..Reader::new(name, beside) };
        // what else is wrong with it is said by whoever reads it for its meaning
        let _ = reader.file(name, text);
        reader.unset.unwrap_or_default()
    }

    /// Every statement, in the order in which it was read.
    #[must_use]
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Every section, in the order in which each first appears.
    #[must_use]
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// The section with this name.
    #[must_use]
    pub fn section(&self, name: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.name == name)
    }

    /// The value that OpenSSL finds for a name in a section: the section's own, else that of the default section.
    #[must_use]
    pub fn value(&self, section: &str, name: &str) -> Option<&Entry> {
        let own = |section: &str| self.section(section).and_then(|section| section.entry(name));
        own(section).or_else(|| own(DEFAULT))
    }

    /// The value as text, [`value`](Self::value) and then the environment where the section is `ENV`.
    #[must_use]
    pub fn text(&self, section: &str, name: &str) -> Option<&str> {
        let environment = || match section {
            "ENV" => self.environment.get(name).map(String::as_str),
            _ => None,
        };
        self.value(section, name).map(|entry| entry.value.as_str()).or_else(environment)
    }
}

impl Config {
    /// The configuration written anew: every section with its values, variables replaced. It is read to the same effect.
    ///
    /// `change` may give another value in place of one; the section, the name and the value go into it.
    #[must_use]
    pub fn write(&self, change: impl Fn(&str, &Entry) -> Option<String>) -> String {
        let mut text = String::new();
        for section in &self.sections {
            if !(section.name == DEFAULT && section.entries.is_empty()) {
                text.push_str(&format!("[ {} ]\n", quoted(&section.name)));
            }
            for entry in &section.entries {
                let changed = change(&section.name, entry);
                let value = changed.as_deref().unwrap_or(&entry.value);
                text.push_str(&format!("{} = {}\n", entry.name, quoted(value)));
            }
            text.push('\n');
        }
        text
    }
}

/// Writes a value so that it is read back as it is: everything that means something is escaped, spaces at the ends are quoted.
#[must_use]
pub fn quoted(value: &str) -> String {
    let body = value.trim_matches(' ');
    if body.is_empty() {
        return if value.is_empty() { String::new() } else { format!("\"{value}\"") };
    }
    let (front, back) = value.split_once(body).unwrap_or_default();
    let spaces = |run: &str| if run.is_empty() { String::new() } else { format!("\"{run}\"") };
    format!("{}{}{}", spaces(front), body.chars().map(escaped).collect::<String>(), spaces(back))
}

fn escaped(c: char) -> String {
    match c {
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        '\u{8}' => "\\b".to_owned(),
        '\\' | '"' | '\'' | '`' | '#' | '$' => format!("\\{c}"),
        c => c.to_string(),
    }
}

/// A character and where it stands.
#[derive(Clone, Copy, Debug)]
struct Glyph {
    c: char,
    line: u32,
    column: u32,
}

const fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

const fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '`')
}

/// What the name of a variable is made of.
const fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// What the name of a section or of a value is made of.
fn is_name(c: char) -> bool {
    is_word(c) || "!.%&*+,/;?@^~|-".contains(c)
}

/// A walk over the characters of one line.
#[derive(Clone, Copy, Debug)]
struct Cursor<'a> {
    glyphs: &'a [Glyph],
}

impl<'a> Cursor<'a> {
    fn peek(&self) -> Option<char> {
        self.ahead(0)
    }

    fn ahead(&self, count: usize) -> Option<char> {
        self.glyphs.get(count).map(|glyph| glyph.c)
    }

    fn next(&mut self) -> Option<char> {
        let (first, rest) = self.glyphs.split_first()?;
        self.glyphs = rest;
        Some(first.c)
    }

    fn skip(&mut self, is: impl Fn(char) -> bool) {
        while self.peek().is_some_and(&is) {
            self.next();
        }
    }

    /// Goes over one thing: a quoted run, an escaped character, or a character.
    fn step(&mut self) {
        match self.next() {
            Some('\\') => {
                self.next();
            }
            Some(quote) if is_quote(quote) => {
                self.quoted(quote);
            }
            _ => {}
        }
    }

    /// The text up to the closing quote, with escapes taken off; to the end of the line where there is none.
    fn quoted(&mut self, quote: char) -> String {
        let mut text = String::new();
        while let Some(c) = self.next() {
            match c {
                '\\' => text.extend(self.next()),
                c if c == quote => break,
                c => text.push(c),
            }
        }
        text
    }

    /// What was gone over since `start`, which is an earlier state of this cursor.
    fn since(&self, start: &Self) -> &'a [Glyph] {
        let length = start.glyphs.len().saturating_sub(self.glyphs.len());
        start.glyphs.get(..length).unwrap_or_default()
    }

    /// The characters of a name, escapes left in.
    fn name(&mut self) -> String {
        let start = *self;
        while let Some(c) = self.peek().filter(|c| is_name(*c) || *c == '\\') {
            self.next();
            if c == '\\' {
                self.next();
            }
        }
        text_of(self.since(&start))
    }

    fn take_double_colon(&mut self) -> bool {
        let found = self.ahead(0) == Some(':') && self.ahead(1) == Some(':');
        if found {
            self.next();
            self.next();
        }
        found
    }
}

fn text_of(glyphs: &[Glyph]) -> String {
    glyphs.iter().map(|glyph| glyph.c).collect()
}

fn trimmed(mut glyphs: &[Glyph]) -> &[Glyph] {
    while let Some((last, rest)) = glyphs.split_last().filter(|(last, _)| is_space(last.c)) {
        debug_assert!(is_space(last.c));
        glyphs = rest;
    }
    glyphs
}

fn without_comment(glyphs: &[Glyph]) -> &[Glyph] {
    let start = Cursor { glyphs };
    let mut cursor = start;
    while cursor.peek().is_some_and(|c| c != '#') {
        cursor.step();
    }
    cursor.since(&start)
}

/// The lines of a text as they count: joined where one ends with a backslash that is not itself escaped.
fn logical_lines(text: &str) -> Vec<Vec<Glyph>> {
    let mut lines = Vec::new();
    let mut current: Vec<Glyph> = Vec::new();
    for (line, physical) in (1..).zip(text.strip_prefix('\u{feff}').unwrap_or(text).split('\n')) {
        let physical = physical.trim_end_matches('\r');
        current.extend((1..).zip(physical.chars()).map(|(column, c)| Glyph { c, line, column }));
        match ends_with_continuation(&current) {
            true => current.truncate(current.len().saturating_sub(1)),
            false => lines.push(std::mem::take(&mut current)),
        }
    }
    lines.push(current);
    lines
}

fn ends_with_continuation(glyphs: &[Glyph]) -> bool {
    let mut back = glyphs.iter().rev().map(|glyph| glyph.c);
    back.next() == Some('\\') && back.next() != Some('\\')
}

/// What is known while the text is read.
struct Reader<'a> {
    beside: &'a Beside,
    lines: Vec<Line>,
    sections: Vec<Section>,
    section: String,
    file: Arc<str>,
    open: Vec<String>,
    dollar_in_names: bool,
    include_directory: Option<String>,
    total: usize,
    /// The variables of the environment that were not given, where they are counted: each is empty then, and no error.
    unset: Option<BTreeSet<String>>,
}

impl<'a> Reader<'a> {
    fn new(name: &str, beside: &'a Beside) -> Self {
        let file: Arc<str> = name.into();
        let place = Place { file: Arc::clone(&file), line: 1, column: 1 };
        let first = Section { name: DEFAULT.to_owned(), place, entries: Vec::new() };
        Self {
            beside,
            lines: Vec::new(),
            sections: vec![first],
            section: DEFAULT.to_owned(),
            file,
            open: Vec::new(),
            dollar_in_names: false,
            include_directory: None,
            total: 0,
            unset: None,
        }
    }

    /// Reads one file; the section goes on from the file that includes it, and on into that file afterwards.
    fn file(&mut self, name: &str, text: &str) -> Result<()> {
        if text.len() > MAX_TEXT {
            let found = format!("{} bytes", text.len());
            return Err(Error::new(Code::ConfigTooLarge).field(name).found(found).allowed(format!("{MAX_TEXT} bytes")));
        }
        let outer = std::mem::replace(&mut self.file, name.into());
        self.open.push(name.to_owned());
        for line in logical_lines(text) {
            self.line(&line)?;
        }
        self.open.pop();
        self.file = outer;
        Ok(())
    }

    fn place(&self, glyph: Option<&Glyph>) -> Place {
        let (line, column) = glyph.map_or((1, 1), |glyph| (glyph.line, glyph.column));
        Place { file: Arc::clone(&self.file), line, column }
    }

    fn wrong(&self, glyphs: &[Glyph], allowed: &str) -> Error {
        self.place(glyphs.first()).error(Code::ConfigSyntax).found(shortened(&text_of(glyphs))).allowed(allowed)
    }

    fn line(&mut self, glyphs: &[Glyph]) -> Result<()> {
        if let Some(at) = glyphs.iter().position(|glyph| glyph.c == '\0') {
            let place = self.place(glyphs.get(at));
            return Err(place.error(Code::ConfigSyntax).found("a zero byte").allowed("text"));
        }
        let mut cursor = Cursor { glyphs: without_comment(glyphs) };
        cursor.skip(is_space);
        match cursor.peek() {
            None => Ok(()),
            Some('[') => self.header(cursor),
            Some(_) => self.assignment(cursor),
        }
    }

    /// `[ name ]`.
    fn header(&mut self, whole: Cursor<'_>) -> Result<()> {
        let place = self.place(whole.glyphs.first());
        let mut cursor = whole;
        cursor.next();
        cursor.skip(is_space);
        let start = cursor;
        let mut name = cursor;
        loop {
            let before = cursor.glyphs.len();
            cursor.name();
            name = if cursor.glyphs.len() < before { cursor } else { name };
            cursor.skip(is_space);
            match cursor.peek() {
                Some(']') => break,
                Some(_) if cursor.glyphs.len() < before => {}
                _ => return Err(self.wrong(whole.glyphs, "a name and ] behind [")),
            }
        }
        let outer = self.section.clone();
        let name = self.expand(name.since(&start), &outer)?;
        self.open_section(&name, &place);
        self.section.clone_from(&name);
        self.lines.push(Line { place, statement: Statement::Section(name) });
        Ok(())
    }

    fn open_section(&mut self, name: &str, place: &Place) {
        if !self.sections.iter().any(|section| section.name == name) {
            self.sections.push(Section { name: name.to_owned(), place: place.clone(), entries: Vec::new() });
        }
    }

    /// `name = value`, `section::name = value`, `.pragma` or `.include`.
    fn assignment(&mut self, whole: Cursor<'_>) -> Result<()> {
        let place = self.place(whole.glyphs.first());
        let mut cursor = whole;
        let mut name = cursor.name();
        let mut section = self.section.clone();
        if cursor.take_double_colon() {
            section = std::mem::replace(&mut name, cursor.name());
        }
        let before_space = cursor.glyphs.len();
        cursor.skip(is_space);
        let is_directive = cursor.glyphs.len() < before_space || cursor.peek() == Some('=');
        match name.as_str() {
            ".pragma" if is_directive => self.pragma(place, directive_argument(cursor)),
            ".include" if is_directive => self.include(place, directive_argument(cursor), &section),
            _ if cursor.next() == Some('=') => {
                cursor.skip(is_space);
                self.value(section, name, place, trimmed(cursor.glyphs))
            }
            _ => Err(self.wrong(whole.glyphs, "name = value")),
        }
    }

    fn value(&mut self, section: String, name: String, place: Place, value: &[Glyph]) -> Result<()> {
        let value_place = value.first().map_or_else(|| place.clone(), |glyph| self.place(Some(glyph)));
        let value = self.expand(value, &section)?;
        let entry = Entry { name, value, place: place.clone(), value_place };
        self.open_section(&section, &place);
        let replaces = self.put(&section, entry.clone());
        self.lines.push(Line { place, statement: Statement::Value { section, entry, replaces } });
        Ok(())
    }

    /// Puts the entry at the end of its section and takes the earlier one with the same name away.
    fn put(&mut self, section: &str, entry: Entry) -> Option<Place> {
        let section = self.sections.iter_mut().find(|known| known.name == section)?;
        let earlier = section.entries.iter().position(|known| known.name == entry.name);
        let replaces = earlier.map(|at| section.entries.remove(at).place);
        section.entries.push(entry);
        replaces
    }

    fn pragma(&mut self, place: Place, argument: &[Glyph]) -> Result<()> {
        let text = text_of(argument);
        let pair = text.split_once(':').map(|(name, value)| (name.trim_end(), value.trim_start()));
        let Some((name, value)) = pair.filter(|(name, value)| !name.is_empty() && !value.is_empty()) else {
            return Err(place.error(Code::ConfigSyntax).found(text.clone()).allowed(".pragma = name:value"));
        };
        match name {
            "dollarid" => self.dollar_in_names = pragma_bool(&place, value)?,
            "includedir" => self.include_directory = Some(value.to_owned()),
            _ => {}
        }
        let statement = Statement::Pragma { name: name.to_owned(), value: value.to_owned() };
        self.lines.push(Line { place, statement });
        Ok(())
    }

    fn include(&mut self, place: Place, argument: &[Glyph], section: &str) -> Result<()> {
        let path = self.expand(argument, section)?;
        let files = self.included(&path);
        let names = files.iter().map(|(name, _)| name.clone()).collect();
        self.lines.push(Line { place: place.clone(), statement: Statement::Include { path, files: names } });
        for (name, text) in files {
            if self.open.contains(&name) || self.open.len() > MAX_INCLUDES {
                return Err(place
                    .error(Code::ConfigRecursive)
                    .found(name)
                    .allowed("a file that does not include itself"));
            }
            self.file(&name, &text)?;
        }
        Ok(())
    }

    /// The files that a path names: itself, or every `.cnf` and `.conf` directly in it, by name.
    fn included(&self, path: &str) -> Vec<(String, String)> {
        let under =
            self.include_directory.as_ref().map(|directory| format!("{}/{path}", directory.trim_end_matches('/')));
        let mut paths = vec![path.to_owned(), path.trim_start_matches("./").to_owned()];
        paths.extend(under);
        // OpenSSL looks from where it runs: where the configuration is
        let folder = self.open.first().and_then(|name| name.rsplit_once('/')).map(|(folder, _)| folder);
        let beside = folder.map(|folder| paths.iter().map(|path| format!("{folder}/{path}")).collect::<Vec<_>>());
        paths.extend(beside.into_iter().flatten());
        let files = &self.beside.files;
        let exact = paths.iter().find_map(|path| files.get_key_value(path));
        if let Some((name, text)) = exact {
            return vec![(name.clone(), text.clone())];
        }
        let within = |name: &str| {
            let rest = paths.iter().find_map(|path| name.strip_prefix(path.trim_end_matches('/'))?.strip_prefix('/'));
            rest.is_some_and(|rest| !rest.contains('/') && (rest.ends_with(".cnf") || rest.ends_with(".conf")))
        };
        files.iter().filter(|(name, _)| within(name)).map(|(name, text)| (name.clone(), text.clone())).collect()
    }

    /// The text with quotes and escapes taken off and variables replaced.
    fn expand(&mut self, glyphs: &[Glyph], section: &str) -> Result<String> {
        let mut cursor = Cursor { glyphs };
        let mut text = String::new();
        while let Some(c) = cursor.peek() {
            match c {
                '$' if self.is_variable(&cursor) => text.push_str(&self.variable(&mut cursor, section)?),
                '\\' => {
                    cursor.next();
                    text.extend(cursor.next().map(unescaped));
                }
                c if is_quote(c) => {
                    cursor.next();
                    text.push_str(&cursor.quoted(c));
                }
                c => {
                    cursor.next();
                    text.push(c);
                }
            }
            self.check_length(glyphs, text.len())?;
        }
        self.total = self.total.saturating_add(text.len());
        self.check_length(glyphs, text.len())?;
        Ok(text)
    }

    fn check_length(&self, glyphs: &[Glyph], length: usize) -> Result<()> {
        match length > MAX_VALUE || self.total > MAX_TOTAL {
            true => Err(self
                .place(glyphs.first())
                .error(Code::ConfigTooLarge)
                .allowed(format!("{MAX_VALUE} bytes in a value"))),
            false => Ok(()),
        }
    }

    /// With `.pragma = dollarid:on` only `${…}` and `$(…)` are variables.
    fn is_variable(&self, cursor: &Cursor<'_>) -> bool {
        !self.dollar_in_names || matches!(cursor.ahead(1), Some('{' | '('))
    }

    /// `$name`, `${name}`, `$(name)`, each also with `section::` before the name.
    fn variable(&mut self, cursor: &mut Cursor<'_>, section: &str) -> Result<String> {
        let start = *cursor;
        let place = self.place(cursor.glyphs.first());
        cursor.next();
        let close = match cursor.peek() {
            Some('{') => Some('}'),
            Some('(') => Some(')'),
            _ => None,
        };
        if close.is_some() {
            cursor.next();
        }
        let mut name = self.word(cursor);
        let mut from = section.to_owned();
        if cursor.take_double_colon() {
            from = std::mem::replace(&mut name, self.word(cursor));
        }
        if close.is_some() && cursor.next() != close {
            return Err(self.wrong(start.glyphs, "a closing bracket behind the name of the variable"));
        }
        let value = self.lookup(&from, &name);
        if let (None, "ENV", Some(unset)) = (&value, from.as_str(), &mut self.unset) {
            unset.insert(name);
            return Ok(String::new());
        }
        value.ok_or_else(|| {
            let found = text_of(cursor.since(&start));
            let allowed = if from == "ENV" {
                "a value given for this variable of the environment"
            } else {
                "a variable that is set above"
            };
            place.error(Code::ConfigVariable).found(found).allowed(allowed)
        })
    }

    fn word(&self, cursor: &mut Cursor<'_>) -> String {
        let start = *cursor;
        let dollar = self.dollar_in_names;
        cursor.skip(|c| is_word(c) || (dollar && c == '$'));
        text_of(cursor.since(&start))
    }

    fn lookup(&self, section: &str, name: &str) -> Option<String> {
        let own = |section: &str| {
            let section = self.sections.iter().find(|known| known.name == section)?;
            section.entry(name).map(|entry| entry.value.clone())
        };
        let environment = || if section == "ENV" { self.beside.environment.get(name).cloned() } else { None };
        own(section).or_else(environment).or_else(|| own(DEFAULT))
    }
}

fn unescaped(c: char) -> char {
    match c {
        'r' => '\r',
        'n' => '\n',
        'b' => '\u{8}',
        't' => '\t',
        c => c,
    }
}

/// What stands behind `.include` or `.pragma` and its optional equals sign.
fn directive_argument(mut cursor: Cursor<'_>) -> &[Glyph] {
    if cursor.peek() == Some('=') {
        cursor.next();
        cursor.skip(is_space);
    }
    trimmed(cursor.glyphs)
}

fn pragma_bool(place: &Place, value: &str) -> Result<bool> {
    match value.to_ascii_lowercase().as_str() {
        "on" | "true" => Ok(true),
        "off" | "false" => Ok(false),
        _ => Err(place.error(Code::ConfigSyntax).found(value).allowed("on, off, true or false")),
    }
}

/// The beginning of a text, for an error.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => text.get(..end).map(|start| format!("{start}…")).unwrap_or_default(),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Config {
        Config::parse("openssl.cnf", text, &Beside::default()).unwrap_or_else(|error| panic!("{error}"))
    }

    fn refused(text: &str) -> (Code, String) {
        let error = Config::parse("openssl.cnf", text, &Beside::default()).unwrap_err();
        (error.code(), error.field_name().unwrap_or_default().to_owned())
    }

    #[test]
    fn values_are_found_in_their_section_and_then_in_the_default_one() {
        let config = read("dir = .\n[ ca ]\ndefault_ca = CA_default\n[CA_default]\nserial = $dir/serial # the next\n");
        assert_eq!(config.text("CA_default", "serial"), Some("./serial"));
        assert_eq!(config.text("CA_default", "dir"), Some("."));
        assert_eq!(config.text("ca", "serial"), None);
        assert_eq!(config.value("CA_default", "serial").unwrap().place.to_string(), "openssl.cnf:5:1");
        assert_eq!(config.value("CA_default", "serial").unwrap().value_place.column, 10);
    }

    #[test]
    fn quotes_escapes_and_comments_are_read_as_openssl_reads_them() {
        for (text, value) in [
            ("a = b # c", "b"),
            ("a = 'b # c'", "b # c"),
            ("a = \"b\\\"c\" d", "b\"c d"),
            ("a = `b'c`", "b'c"),
            ("a = b\\#c", "b#c"),
            ("a = b\\n\\t\\r\\bc\\\\", "b\n\t\r\u{8}c\\"),
            ("a = \" b \"  ", " b "),
            ("a = 'b", "b"),
            ("a=", ""),
            ("a = b\\\n  c\\\nd", "b  cd"),
            ("a = b\\\r\nc\r\n", "bc"),
            ("a = '$b'", "$b"),
            ("a = \\$b", "$b"),
            ("a = 1;2", "1;2"),
            ("a = b = c", "b = c"),
            ("\u{feff}a = b", "b"),
            ("a = é", "é"),
        ] {
            assert_eq!(read(text).text("default", "a"), Some(value), "{text:?}");
        }
    }

    #[test]
    fn variables_are_replaced_by_what_stands_above() {
        let text = "a = 1\nb = $a$a\n[s]\na = 2\nc = $a/${default::a}$(b)-$s::a\nx::d = $a\n";
        let config = read(text);
        assert_eq!(config.text("s", "c"), Some("2/111-2"));
        assert_eq!(config.text("x", "d"), Some("1"), "an assignment into another section looks from there");
        let beside = Beside { environment: [("HOME".to_owned(), "/home/sam".to_owned())].into(), ..Beside::default() };
        let config = Config::parse("c", "h = $ENV::HOME\n", &beside).unwrap();
        assert_eq!(config.text("default", "h"), Some("/home/sam"));
    }

    #[test]
    fn the_environment_that_is_asked_for_and_not_given_is_counted() {
        let text =
            "a = $ENV::HOME/${ENV::LAST}\n[ENV]\nOWN = 1\n[s]\nb = $ENV::OWN$(ENV::DIR)$ENV::HOME\n.include = more\n";
        let beside = Beside {
            files: [("more".to_owned(), "c = $ENV::BELOW\n".to_owned())].into(),
            environment: [("LAST".to_owned(), String::new())].into(),
        };
        let unset = |text: &str| Config::unset_variables("c", text, &beside).into_iter().collect::<Vec<_>>();
        assert_eq!(unset(text), ["BELOW", "DIR", "HOME"]);
        assert_eq!(unset("a = $ENV::FIRST\nno line\nb = $ENV::NEVER\n"), ["FIRST"]);
        assert!(unset("a = $b\n").is_empty(), "a variable of the file is none of the environment");
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_its_line() {
        for (text, code, place) in [
            ("a = 1\nb\n", Code::ConfigSyntax, "openssl.cnf:2:1"),
            ("[ a\n", Code::ConfigSyntax, "openssl.cnf:1:1"),
            ("a = $b\n", Code::ConfigVariable, "openssl.cnf:1:5"),
            ("\n a = x ${a\n", Code::ConfigSyntax, "openssl.cnf:2:8"),
            ("a = $ENV::NOT\n", Code::ConfigVariable, "openssl.cnf:1:5"),
            (".pragma = dollarid\n", Code::ConfigSyntax, "openssl.cnf:1:1"),
            (".pragma = dollarid:maybe\n", Code::ConfigSyntax, "openssl.cnf:1:1"),
            ("a = b\0c\n", Code::ConfigSyntax, "openssl.cnf:1:6"),
            ("a b = c\n", Code::ConfigSyntax, "openssl.cnf:1:1"),
        ] {
            assert_eq!(refused(text), (code, place.to_owned()), "{text:?}");
        }
    }

    #[test]
    fn a_giant_and_a_bomb_are_refused() {
        assert_eq!(refused(&"# x\n".repeat(2_600_000)).0, Code::ConfigTooLarge);
        let doubling: String =
            (1..40).fold("a0 = xxxxxxxx\n".to_owned(), |text, n| text + &format!("a{n} = $a{m}$a{m}\n", m = n - 1));
        assert_eq!(refused(&doubling).0, Code::ConfigTooLarge);
        let wide = format!("a = {}\n{}", "x".repeat(60_000), "b = $a\n".repeat(10_000));
        assert_eq!(refused(&wide).0, Code::ConfigTooLarge);
    }

    #[test]
    fn files_are_included_where_they_are_given_and_named_where_not() {
        let files = [("conf.d/1.cnf", "[s]\na = 1\n"), ("conf.d/2.conf", "b = 2\n"), ("conf.d/no.txt", "c = 3\n")];
        let beside = Beside { files: files.map(|(a, b)| (a.to_owned(), b.to_owned())).into(), ..Beside::default() };
        let config = Config::parse("c", ".include conf.d\nd = 4\n.include = gone.cnf\n", &beside).unwrap();
        assert_eq!(
            [config.text("s", "a"), config.text("s", "b"), config.text("s", "d")],
            [Some("1"), Some("2"), Some("4")]
        );
        assert_eq!(config.text("s", "c"), None);
        let missing = Statement::Include { path: "gone.cnf".to_owned(), files: Vec::new() };
        assert_eq!(config.lines().last().unwrap().statement, missing);
    }

    #[test]
    fn a_file_is_looked_for_beside_the_configuration_too() {
        let files = ["CA/more.cnf", "CA/conf.d/b.cnf", "CA/sub/deep.cnf"]
            .map(|path| (path.to_owned(), format!("x = {path}\n")));
        let beside = Beside { files: files.into(), ..Beside::default() };
        for (path, found) in
            [("more.cnf", 0), ("./more.cnf", 0), ("conf.d", 1), ("sub/deep.cnf", 2), ("CA/more.cnf", 0)]
        {
            let config = Config::parse("CA/openssl.cnf", &format!(".include {path}\n"), &beside).unwrap();
            let expected = ["CA/more.cnf", "CA/conf.d/b.cnf", "CA/sub/deep.cnf"].get(found).copied();
            assert_eq!(config.text("default", "x"), expected, "{path}");
        }
        let config = Config::parse("other/openssl.cnf", ".include more.cnf\n", &beside).unwrap();
        assert_eq!(config.text("default", "x"), None);
    }

    #[test]
    fn a_file_that_includes_itself_is_refused() {
        let files = [("a", ".include b\n"), ("b", ".include a\n")];
        let beside = Beside { files: files.map(|(a, b)| (a.to_owned(), b.to_owned())).into(), ..Beside::default() };
        let error = Config::parse("c", ".include a\n", &beside).unwrap_err();
        assert_eq!((error.code(), error.field_name()), (Code::ConfigRecursive, Some("b:1:1")));
    }

    #[test]
    fn pragmas_change_what_a_dollar_means_and_where_files_are() {
        let config = read(".pragma = dollarid:on\na = x$y\nb = ${a}\n");
        assert_eq!([config.text("default", "a"), config.text("default", "b")], [Some("x$y"), Some("x$y")]);
        let beside = Beside { files: [("/etc/x.cnf".to_owned(), "a = 1".to_owned())].into(), ..Beside::default() };
        let config = Config::parse("c", ".pragma includedir:/etc\n.include x.cnf\n", &beside).unwrap();
        assert_eq!(config.text("default", "a"), Some("1"));
    }

    #[test]
    fn of_two_values_the_later_counts_and_says_so() {
        let config = read("a = 1\nb = 2\na = 3\n");
        let names: Vec<&str> =
            config.section("default").unwrap().entries.iter().map(|entry| entry.name.as_str()).collect();
        assert_eq!((config.text("default", "a"), names), (Some("3"), vec!["b", "a"]));
        let Statement::Value { replaces, .. } = &config.lines().last().unwrap().statement else { panic!() };
        assert_eq!(replaces.as_ref().unwrap().line, 1);
    }

    #[test]
    fn a_configuration_written_anew_says_the_same() {
        let config = read("dir = .\n[ a ]\nb = $dir/c # d\n1.e = ' f '\n[g]\nh = \"it's\"\n");
        let again = read(&config.write(|_, _| None));
        let plain = |config: &Config| -> Vec<(String, String, String)> {
            let entries = config.sections().iter().flat_map(|s| s.entries.iter().map(move |e| (s, e)));
            entries.map(|(s, e)| (s.name.clone(), e.name.clone(), e.value.clone())).collect()
        };
        assert_eq!(plain(&again), plain(&config));
        let changed = config.write(|section, entry| (section == "g" && entry.name == "h").then(|| "other".to_owned()));
        assert_eq!(read(&changed).text("g", "h"), Some("other"));
    }

    #[test]
    fn what_is_quoted_is_read_back() {
        for value in ["", "plain", " a ", "  ", "a#b", "$x", "a\\b", "it's \"so\"", "line\nline", "\ttab", "x `y`"] {
            let config = read(&format!("a = {}\n", quoted(value)));
            assert_eq!(config.text("default", "a"), Some(value), "{value:?} as {}", quoted(value));
        }
    }
}
