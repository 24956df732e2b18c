//! The database of `openssl ca`: `index.txt` with its attributes, and the numbers in `serial` and `crlnumber`, read and written
//! octet by octet as OpenSSL has them.
//!
//! A row is six columns between tabs: V, R or E; the end of validity; the revocation date with reason and argument; the
//! serial number; a file name that is always `unknown`; the subject in one line.

use std::fmt::Write as _;

use crate::error::{Code, Error, Result};
use crate::model::{AttributeValue, Name, RevocationReason, SerialNumber, StringKind, Time};

/// The largest index that is read: some 400 000 rows.
pub const MAX_INDEX: usize = 64 << 20;

/// `index.txt`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// The rows, in their order.
    pub rows: Vec<IndexRow>,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexRow {
    /// What the first column says: it is not looked up again, so a row may say V though its time is past.
    pub status: IndexStatus,
    /// The end of the validity.
    pub not_after: Time,
    /// When and why it was revoked; there where the status is revoked.
    pub revocation: Option<IndexRevocation>,
    /// The serial number.
    pub serial: SerialNumber,
    /// The fifth column, `unknown` in every version of OpenSSL.
    pub file: String,
    /// The subject in one line, as [`one_line`] writes it.
    pub subject: String,
}

/// The first column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndexStatus {
    /// `V`.
    Valid,
    /// `R`.
    Revoked,
    /// `E`, as `openssl ca -updatedb` writes it.
    Expired,
}

/// The third column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexRevocation {
    /// When it was revoked.
    pub date: Time,
    /// Why, where a reason was given.
    pub reason: Option<IndexReason>,
}

/// A reason with its argument, as the third column has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IndexReason {
    /// One of RFC 5280 without an argument.
    Plain(RevocationReason),
    /// `holdInstruction,…`: certificateHold, with what to do in the meantime.
    HoldInstruction(String),
    /// `keyTime,…`: keyCompromise, with the moment since when.
    KeyTime(Time),
    /// `CAkeyTime,…`: cACompromise, with the moment since when.
    CaKeyTime(Time),
}

impl IndexReason {
    /// The reason of RFC 5280, section 5.3.1.
    #[must_use]
    pub const fn reason(&self) -> RevocationReason {
        match self {
            Self::Plain(reason) => *reason,
            Self::HoldInstruction(_) => RevocationReason::CertificateHold,
            Self::KeyTime(_) => RevocationReason::KeyCompromise,
            Self::CaKeyTime(_) => RevocationReason::CaCompromise,
        }
    }

    /// The moment since when the key is suspected.
    #[must_use]
    pub const fn invalidity_date(&self) -> Option<Time> {
        match self {
            Self::KeyTime(time) | Self::CaKeyTime(time) => Some(*time),
            Self::Plain(_) | Self::HoldInstruction(_) => None,
        }
    }

    fn parse(text: &str) -> Result<Self> {
        let unknown = || Error::new(Code::ReasonUnknown).found(text);
        match text.split_once(',') {
            Some(("holdInstruction", argument)) if !argument.is_empty() => {
                Ok(Self::HoldInstruction(argument.to_owned()))
            }
            Some(("keyTime", time)) => date(time).map(Self::KeyTime),
            Some(("CAkeyTime", time)) => date(time).map(Self::CaKeyTime),
            Some(_) => Err(unknown()),
            None => RevocationReason::parse(text).map(Self::Plain),
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Plain(reason) => openssl_reason(*reason).to_owned(),
            Self::HoldInstruction(instruction) => format!("holdInstruction,{instruction}"),
            Self::KeyTime(time) => format!("keyTime,{}", generalized(*time)),
            Self::CaKeyTime(time) => format!("CAkeyTime,{}", generalized(*time)),
        }
    }
}

/// The reason as OpenSSL spells it, which is not always as RFC 5280 does.
#[must_use]
pub const fn openssl_reason(reason: RevocationReason) -> &'static str {
    match reason {
        RevocationReason::CaCompromise => "CACompromise",
        RevocationReason::AaCompromise => "AACompromise",
        other => other.as_str(),
    }
}

/// Something in a file that was not as OpenSSL writes it, and was read all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// The line, counted from 1.
    pub line: usize,
    /// What was done, in words.
    pub text: String,
}

/// A row that could not be read: it is kept aside, never left out in silence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenRow {
    /// The line, counted from 1.
    pub line: usize,
    /// The row as it stands there.
    pub text: String,
    /// What is wrong with it, with the line.
    pub error: Error,
}

/// An index that was read: what could be, what was mended, what could not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IndexRead {
    /// The rows that could be read.
    pub index: Index,
    /// What was mended on the way.
    pub repairs: Vec<Repair>,
    /// The rows that could not be read.
    pub broken: Vec<BrokenRow>,
}

impl Index {
    /// Reads an index of which every row must be right.
    ///
    /// # Errors
    /// [`Code::IndexRow`] with the line, [`Code::IndexTooLarge`].
    pub fn parse(text: &[u8]) -> Result<Self> {
        let read = Self::read(text)?;
        match read.broken.into_iter().next() {
            Some(broken) => Err(broken.error),
            None => Ok(read.index),
        }
    }

    /// Reads an index, keeping rows that cannot be read aside.
    ///
    /// # Errors
    /// [`Code::IndexTooLarge`].
    pub fn read(bytes: &[u8]) -> Result<IndexRead> {
        if bytes.len() > MAX_INDEX {
            let allowed = format!("{MAX_INDEX} bytes");
            return Err(Error::new(Code::IndexTooLarge).found(format!("{} bytes", bytes.len())).allowed(allowed));
        }
        let mut read = IndexRead::default();
        let text = decoded(bytes, &mut read.repairs);
        let ends = text.is_empty() || text.ends_with('\n');
        let last = text.lines().count();
        if !ends {
            read.repairs.push(Repair { line: last, text: "the last line has no end".to_owned() });
        }
        for (line, row) in (1..).zip(text.split('\n')) {
            let row = strip_return(row, line, &mut read.repairs);
            if row.is_empty() {
                if line < last {
                    read.repairs.push(Repair { line, text: "an empty line left out".to_owned() });
                }
                continue;
            }
            if row.starts_with('#') {
                read.repairs.push(Repair { line, text: "a comment left out".to_owned() });
                continue;
            }
            match parse_row(row, line, &mut read.repairs) {
                Ok(row) => read.index.rows.push(row),
                Err(error) => {
                    let error = error.field(format!("index.txt:{line}"));
                    read.broken.push(BrokenRow { line, text: row.to_owned(), error });
                }
            }
        }
        Ok(read)
    }

    /// The file, as OpenSSL writes it.
    #[must_use]
    pub fn write(&self) -> String {
        self.rows.iter().map(IndexRow::write).collect()
    }
}

/// The text of a file: UTF-8, else one character for each octet.
fn decoded(bytes: &[u8], repairs: &mut Vec<Repair>) -> String {
    let (bytes, marked) = bytes.strip_prefix(b"\xEF\xBB\xBF").map_or((bytes, false), |rest| (rest, true));
    if marked {
        repairs.push(Repair { line: 1, text: "the byte order mark of a text editor left out".to_owned() });
    }
    String::from_utf8(bytes.to_vec()).unwrap_or_else(|_| {
        repairs.push(Repair { line: 1, text: "read as ISO 8859-1, since it is not UTF-8".to_owned() });
        bytes.iter().map(|byte| char::from(*byte)).collect()
    })
}

fn strip_return<'a>(row: &'a str, line: usize, repairs: &mut Vec<Repair>) -> &'a str {
    row.strip_suffix('\r').map_or(row, |stripped| {
        repairs.push(Repair { line, text: "the carriage return of another system taken off".to_owned() });
        stripped
    })
}

fn parse_row(row: &str, line: usize, repairs: &mut Vec<Repair>) -> Result<IndexRow> {
    let columns: Vec<String> = columns(row);
    let [status, not_after, revocation, serial, file, subject] = columns.as_slice() else {
        let found = format!("{} columns", columns.len());
        return Err(Error::new(Code::IndexRow).found(found).allowed("6 columns with tabs between them"));
    };
    let status = match status.as_str() {
        "V" => IndexStatus::Valid,
        "R" => IndexStatus::Revoked,
        "E" => IndexStatus::Expired,
        other => return Err(wrong("status", other, "V, R or E")),
    };
    let revocation = match (status, revocation.as_str()) {
        (IndexStatus::Revoked, "") => return Err(wrong("revocation", "nothing", "a date in a row with R")),
        (_, "") => None,
        (IndexStatus::Valid, other) => return Err(wrong("revocation", other, "nothing in a row with V")),
        (_, text) => Some(parse_revocation(text)?),
    };
    let not_after = date(not_after).map_err(|_| wrong("end of validity", not_after, DATES))?;
    let serial = parse_serial(serial, line, repairs)?;
    Ok(IndexRow { status, not_after, revocation, serial, file: file.clone(), subject: subject.clone() })
}

const DATES: &str = "YYMMDDhhmmssZ or YYYYMMDDhhmmssZ";

fn wrong(column: &str, found: &str, allowed: &str) -> Error {
    Error::new(Code::IndexRow).found(format!("{column}: {found}")).allowed(allowed)
}

/// The columns of a row. A backslash before a tab makes the tab part of the column.
fn columns(row: &str) -> Vec<String> {
    let mut columns = vec![String::new()];
    let mut escaped = false;
    for c in row.chars() {
        let Some(last) = columns.last_mut() else { break };
        match c {
            '\t' if escaped => {
                last.pop();
                last.push('\t');
            }
            '\t' => columns.push(String::new()),
            c => last.push(c),
        }
        escaped = c == '\\';
    }
    columns
}

fn parse_revocation(text: &str) -> Result<IndexRevocation> {
    let (moment, reason) = text.split_once(',').map_or((text, None), |(moment, reason)| (moment, Some(reason)));
    let date = date(moment).map_err(|_| wrong("revocation date", moment, DATES))?;
    let reason = reason.map(IndexReason::parse).transpose();
    let reason = reason
        .map_err(|_| wrong("revocation reason", text, "keyCompromise, holdInstruction,…, keyTime,… and the like"))?;
    Ok(IndexRevocation { date, reason })
}

fn parse_serial(text: &str, line: usize, repairs: &mut Vec<Repair>) -> Result<SerialNumber> {
    let unreadable = || wrong("serial number", text, "hexadecimal, at most 20 octets");
    let serial = number(text).ok_or_else(unreadable)?;
    if serial.to_string() != text {
        repairs.push(Repair { line, text: format!("the serial number {text} written as {serial}") });
    }
    Ok(serial)
}

/// A serial number of a file: zero too, which OpenSSL writes as `00`.
fn number(text: &str) -> Option<SerialNumber> {
    let digits = text.trim();
    if !digits.is_empty() && digits.len() <= 40 && digits.chars().all(|c| c == '0') {
        return Some(SerialNumber::from_der_content(&[0]));
    }
    let is_plain = digits.chars().all(|c| c.is_ascii_hexdigit());
    SerialNumber::parse(digits).ok().filter(|_| is_plain)
}

impl IndexRow {
    fn write(&self) -> String {
        let status = match self.status {
            IndexStatus::Valid => "V",
            IndexStatus::Revoked => "R",
            IndexStatus::Expired => "E",
        };
        let revocation = self.revocation.as_ref().map_or_else(String::new, |revocation| {
            let reason = revocation.reason.as_ref().map_or_else(String::new, |reason| format!(",{}", reason.text()));
            format!("{}{reason}", asn1_time(revocation.date))
        });
        let columns =
            [status, &asn1_time(self.not_after), &revocation, &self.serial.to_string(), &self.file, &self.subject]
                .map(|column| column.replace('\t', "\\\t"));
        columns.join("\t") + "\n"
    }
}

/// A date as ASN.1 has it: two digits of the year up to 2049, four after that (RFC 5280, section 4.1.2.5).
#[must_use]
pub fn asn1_time(time: Time) -> String {
    let text = generalized(time);
    match time.civil().0 {
        1950..=2049 => text.chars().skip(2).collect(),
        _ => text,
    }
}

fn generalized(time: Time) -> String {
    let (year, month, day, hour, minute, second) = time.civil();
    format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}Z")
}

/// Reads `YYMMDDhhmmssZ` or `YYYYMMDDhhmmssZ`.
///
/// # Errors
/// [`Code::TimeSyntax`], [`Code::TimeRange`].
pub fn date(text: &str) -> Result<Time> {
    let wrong = || Error::new(Code::TimeSyntax).found(text).allowed(DATES);
    let digits =
        text.strip_suffix('Z').filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit())).ok_or_else(wrong)?;
    let pairs: Vec<u8> =
        digits.as_bytes().chunks(2).map(|pair| pair.iter().fold(0, |n, digit| n * 10 + (digit & 0x0f))).collect();
    match (digits.len(), pairs.as_slice()) {
        (12, &[year, month, day, hour, minute, second]) => {
            let century = if year < 50 { 2000 } else { 1900 };
            Time::from_civil(century + i64::from(year), month, day, hour, minute, second)
        }
        (14, &[century, year, month, day, hour, minute, second]) => {
            Time::from_civil(i64::from(century) * 100 + i64::from(year), month, day, hour, minute, second)
        }
        _ => Err(wrong()),
    }
}

/// `index.txt.attr`: whether two valid certificates may have the same subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IndexAttributes {
    /// `unique_subject`.
    pub unique_subject: bool,
}

impl IndexAttributes {
    /// Reads the file; nothing where it does not say.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let value = |line: &str| {
            let (name, value) = line.split_once('=')?;
            (name.trim() == "unique_subject").then(|| value.trim().to_owned())
        };
        let value = text.lines().filter_map(value).next_back()?;
        // as OpenSSL does: f, F, n, N and 0 are no, everything else keeps the default, yes
        Some(Self { unique_subject: !value.starts_with(['f', 'F', 'n', 'N', '0']) })
    }

    /// The file, as OpenSSL writes it.
    #[must_use]
    pub fn write(self) -> String {
        format!("unique_subject = {}\n", if self.unique_subject { "yes" } else { "no" })
    }
}

/// The number in `serial` or `crlnumber`: the next one that is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberFile {
    /// The number.
    pub next: SerialNumber,
    /// What was mended.
    pub repairs: Vec<Repair>,
}

impl NumberFile {
    /// Reads the file: hexadecimal on its first line. An odd count of digits, which OpenSSL refuses, is mended and said.
    ///
    /// # Errors
    /// [`Code::SerialFile`] with the file's name and what was found.
    pub fn parse(name: &str, bytes: &[u8]) -> Result<Self> {
        let wrong =
            |found: String| Error::new(Code::SerialFile).field(name).found(found).allowed("1 to 40 hexadecimal digits");
        let text = std::str::from_utf8(bytes).map_err(|_| wrong("bytes that are not text".to_owned()))?;
        let mut repairs = Vec::new();
        let mut repair = |text: &str| repairs.push(Repair { line: 1, text: text.to_owned() });
        let unmarked = text.strip_prefix('\u{feff}').unwrap_or(text);
        if unmarked.len() < text.len() {
            repair("the byte order mark of a text editor left out");
        }
        let mut lines = unmarked.lines();
        let line = lines.next().unwrap_or_default();
        if lines.any(|line| !line.trim().is_empty()) {
            return Err(wrong("more than one line".to_owned()));
        }
        let digits = line.trim();
        if digits.len() % 2 == 1 {
            repair("an odd count of digits, which OpenSSL refuses, made even with a zero in front");
        }
        if unmarked.contains('\r') {
            repair("the carriage return of another system taken off");
        }
        let found = || wrong(if digits.is_empty() { "nothing".to_owned() } else { digits.chars().take(80).collect() });
        let next = number(digits).ok_or_else(found)?;
        Ok(Self { next, repairs })
    }

    /// The file for this number, as OpenSSL writes it: an even count of capital digits and a line end.
    #[must_use]
    pub fn write(next: &SerialNumber) -> String {
        format!("{next}\n")
    }
}

/// The number after this one.
///
/// # Errors
/// [`Code::SerialSyntax`] where it would have more than 20 octets.
pub fn successor(number: &SerialNumber) -> Result<SerialNumber> {
    let mut octets = number.der_content();
    let mut carry = true;
    for octet in octets.iter_mut().rev() {
        (*octet, carry) = octet.overflowing_add(u8::from(carry));
        if !carry {
            break;
        }
    }
    if carry {
        octets.insert(0, 1);
    }
    let text = octets.iter().fold(String::new(), |mut text, octet| {
        let _ = write!(text, "{octet:02X}");
        text
    });
    SerialNumber::parse(&text)
}

/// The subject in one line, as OpenSSL's `X509_NAME_oneline` writes it into the index: `/C=US/O=The Sample Company`. Octets that
/// cannot be seen are `\x` and two digits, so it is for the eye: a slash in a value is not told from one before a type.
#[must_use]
pub fn one_line(name: &Name) -> String {
    let mut line = String::new();
    for relative in name.relative() {
        for (attribute, before) in relative.attributes().iter().zip(std::iter::once('/').chain(std::iter::repeat('+')))
        {
            line.push(before);
            line.push_str(&index_label(attribute));
            line.push('=');
            visible_octets(&attribute.value).into_iter().for_each(|octet| push_octet(&mut line, octet));
        }
    }
    line
}

fn push_octet(line: &mut String, octet: u8) {
    match octet {
        b' '..=b'~' => line.push(char::from(octet)),
        _ => {
            let _ = write!(line, "\\x{octet:02X}");
        }
    }
}

/// OpenSSL's short name of the type, or the dotted identifier.
fn index_label(attribute: &crate::model::Attribute) -> String {
    let objects = super::objects::Objects::default();
    objects.short(attribute.oid).map_or_else(|| attribute.oid.to_string(), str::to_owned)
}

/// The octets of a value's content; of wide characters every one, zeros too.
fn visible_octets(value: &AttributeValue) -> Vec<u8> {
    match value {
        AttributeValue::Text { kind: StringKind::Bmp, text } => {
            text.encode_utf16().flat_map(u16::to_be_bytes).collect()
        }
        AttributeValue::Text { kind: StringKind::Universal, text } => {
            text.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect()
        }
        AttributeValue::Text { kind: StringKind::Teletex, text } => {
            text.chars().filter_map(|c| u8::try_from(u32::from(c)).ok()).collect()
        }
        AttributeValue::Text { text, .. } => text.as_bytes().to_vec(),
        AttributeValue::Other(der) => der.iter().skip(2).copied().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REAL: &str = "V\t260101000000Z\t\t01\tunknown\t/C=US/CN=a\n\
R\t20510101000000Z\t250101000000Z,keyCompromise\t0ABC\tunknown\t/CN=b\\x09c\n\
R\t260101000000Z\t250101000000Z\t02\tunknown\t/CN=c\n\
R\t260101000000Z\t250101000000Z,holdInstruction,holdInstructionReject\t03\tunknown\t/CN=d\n\
R\t260101000000Z\t250101000000Z,keyTime,20240101000000Z\t04\tunknown\t/CN=e\n\
R\t260101000000Z\t250101000000Z,CAkeyTime,20240101000000Z\t7F00000000000000000000000000000000000001\tunknown\t/CN=f\n\
E\t200101000000Z\t\t06\tunknown\t/CN=g\n";

    #[test]
    fn what_openssl_writes_is_written_again_octet_by_octet() {
        let read = Index::read(REAL.as_bytes()).unwrap();
        assert_eq!((read.index.write(), read.repairs, read.broken), (REAL.to_owned(), Vec::new(), Vec::new()));
        assert_eq!(
            read.index.rows[4].revocation.as_ref().unwrap().reason.as_ref().unwrap().reason(),
            RevocationReason::KeyCompromise
        );
        assert_eq!(Index::parse(b"").unwrap().write(), "");
    }

    #[test]
    fn what_another_editor_did_is_mended_and_said() {
        let text = "\u{feff}V\t260101000000Z\t\t1\tunknown\t/CN=a\r\n\r\nV\t260101000000Z\t\t0a\tunknown\t/CN=b";
        let read = Index::read(text.as_bytes()).unwrap();
        assert_eq!(
            read.index.write(),
            "V\t260101000000Z\t\t01\tunknown\t/CN=a\nV\t260101000000Z\t\t0A\tunknown\t/CN=b\n"
        );
        let lines: Vec<usize> = read.repairs.iter().map(|repair| repair.line).collect();
        assert_eq!(lines, [1, 3, 1, 1, 2, 2, 3]);
        assert!(read.broken.is_empty());
    }

    #[test]
    fn a_row_that_cannot_be_read_is_kept_aside_with_its_line() {
        for row in [
            "V\t260101000000Z\t\t01\tunknown",
            "V\t260101000000Z\t01\tunknown\t/CN=a",
            "X\t260101000000Z\t\t01\tunknown\t/CN=a",
            "V\t261301000000Z\t\t01\tunknown\t/CN=a",
            "V\t2601010000\t\t01\tunknown\t/CN=a",
            "V\t260101000000Z\t250101000000Z\t01\tunknown\t/CN=a",
            "R\t260101000000Z\t\t01\tunknown\t/CN=a",
            "R\t260101000000Z\t250101000000Z,because\t01\tunknown\t/CN=a",
            "R\t260101000000Z\t250101000000Z,keyTime,soon\t01\tunknown\t/CN=a",
            "V\t260101000000Z\t\t0G\tunknown\t/CN=a",
            "V\t260101000000Z\t\t\tunknown\t/CN=a",
            &format!("V\t260101000000Z\t\t{}\tunknown\t/CN=a", "7F".repeat(30)),
            "V\t2601",
        ] {
            let text =
                format!("V\t260101000000Z\t\tFE\tunknown\t/CN=z\n{row}\nV\t260101000000Z\t\tFF\tunknown\t/CN=y\n");
            let read = Index::read(text.as_bytes()).unwrap();
            assert_eq!((read.index.rows.len(), read.broken.len()), (2, 1), "{row}");
            let broken = &read.broken[0];
            assert_eq!((broken.line, broken.text.as_str()), (2, row));
            assert_eq!(Index::parse(text.as_bytes()).unwrap_err().field_name(), Some("index.txt:2"), "{row}");
            assert_eq!(broken.error.code(), Code::IndexRow, "{row}: {}", broken.error);
        }
    }

    #[test]
    fn attributes_and_numbers_are_read_as_openssl_reads_them() {
        for (text, unique) in [("unique_subject = no\n", Some(false)), ("unique_subject=yes", Some(true)), ("", None)] {
            assert_eq!(IndexAttributes::parse(text).map(|attributes| attributes.unique_subject), unique, "{text}");
        }
        for (text, written, repairs) in [
            ("01\n", "01\n", 0),
            ("1000\n", "1000\n", 0),
            ("abc\n", "0ABC\n", 1),
            ("0F\r\n", "0F\n", 1),
            ("00\n", "00\n", 0),
        ] {
            let file = NumberFile::parse("serial", text.as_bytes()).unwrap();
            assert_eq!((NumberFile::write(&file.next).as_str(), file.repairs.len()), (written, repairs), "{text}");
        }
        for text in ["", "xyz\n", "01\n02\n", &format!("{}\n", "7F".repeat(30)), "-1\n"] {
            let error = NumberFile::parse("serial", text.as_bytes()).unwrap_err();
            assert_eq!((error.code(), error.field_name()), (Code::SerialFile, Some("serial")), "{text}");
        }
    }

    #[test]
    fn the_next_number_follows() {
        for (number, next) in [("01", "02"), ("0F", "10"), ("7F", "80"), ("FF", "0100"), ("0FFF", "1000")] {
            assert_eq!(successor(&SerialNumber::parse(number).unwrap()).unwrap().to_string(), next);
        }
        assert!(successor(&SerialNumber::parse(&"FF".repeat(20)).unwrap()).is_err());
    }
}
