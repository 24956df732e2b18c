//! A directory in one file: zip, tar and tar.gz, read with caps and written.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::directory::{Files, MAX_FILES, MAX_TOTAL, safe_path};
use crate::error::{Code, Error, Result};

/// An archive that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Archive {
    /// The files by their path.
    pub files: Files,
    /// Entries that are neither files nor directories, such as links: they are named and left out.
    pub left_out: Vec<String>,
}

impl Archive {
    /// Reads a zip, tar or tar.gz.
    ///
    /// What is unpacked is counted while it is unpacked, so a bomb costs no more than the cap.
    ///
    /// # Errors
    /// [`Code::ArchiveFormat`], [`Code::DirectoryPath`], [`Code::DirectoryTooLarge`].
    pub fn read(bytes: &[u8]) -> Result<Self> {
        match bytes {
            [b'P', b'K', ..] => read_zip(bytes),
            [0x1f, 0x8b, ..] => read_tar(&unpacked(bytes)?),
            _ => read_tar(bytes),
        }
    }

    fn put(&mut self, path: &str, bytes: Vec<u8>) -> Result<()> {
        let path = safe_path(path)?;
        if self.files.len() >= MAX_FILES {
            return Err(too_large());
        }
        match self.files.insert(path.clone(), bytes) {
            Some(_) => Err(Error::new(Code::ArchiveFormat).field(path).found("the same path twice")),
            None => Ok(()),
        }
    }
}

/// Writes a zip. Every entry has the time of 1980-01-01, so the same files give the same bytes.
///
/// # Errors
/// [`Code::ArchiveFormat`] where the files are too large for one.
pub fn zip(files: &Files) -> Result<Vec<u8>> {
    zip_with_folders(files, &[])
}

/// The same with folders that are there even where nothing is in them: `openssl ca` wants its `newcerts/` before the first certificate.
///
/// # Errors
/// As [`zip()`].
pub fn zip_with_folders(files: &Files, folders: &[&str]) -> Result<Vec<u8>> {
    // a private key is for its owner's eyes
    let is_private = |path: &str| path.split('/').any(|part| part == "private") || path.ends_with(".key");
    packed(files, folders, is_private)
}

/// The same for files of which the caller knows which are for their owner's eyes: those get the mode 0600.
///
/// # Errors
/// As [`zip()`].
pub fn zip_private(files: &Files, is_private: impl Fn(&str) -> bool) -> Result<Vec<u8>> {
    packed(files, &[], is_private)
}

fn packed(files: &Files, folders: &[&str], is_private: impl Fn(&str) -> bool) -> Result<Vec<u8>> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for folder in folders {
        let options = SimpleFileOptions::default().unix_permissions(0o755);
        writer.add_directory(*folder, options).map_err(|error| broken(folder, &error))?;
    }
    for (path, bytes) in files {
        let mode = if is_private(path) { 0o600 } else { 0o644 };
        let options =
            SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).unix_permissions(mode);
        writer.start_file(path.as_str(), options).map_err(|error| broken(path, &error))?;
        writer.write_all(bytes).map_err(|error| broken(path, &error))?;
    }
    writer.finish().map(Cursor::into_inner).map_err(|error| broken("archive", &error))
}

/// A tar.gz that is written file by file: no more of it is in memory than what it is packed to. Every entry has the time of 1970-01-01, so the
/// same files give the same bytes.
pub struct TarGz(tar::Builder<Members>);

impl TarGz {
    /// An empty archive that will have about so many bytes.
    #[must_use]
    pub fn with_capacity(bytes: usize) -> Self {
        Self(tar::Builder::new(Members(gzip(Vec::with_capacity(bytes), PACKED))))
    }

    /// Adds a folder, which is there even where nothing is in it.
    ///
    /// # Errors
    /// [`Code::ArchiveFormat`] where a path is too long for one.
    pub fn folder(&mut self, path: &str) -> Result<()> {
        let mut header = tar_header(tar::EntryType::Directory, 0o755, 0);
        self.0.append_data(&mut header, path, [].as_slice()).map_err(|error| broken(path, &error))
    }

    /// Adds a file.
    ///
    /// # Errors
    /// As [`folder`](Self::folder).
    pub fn file(&mut self, path: &str, bytes: &[u8]) -> Result<()> {
        self.append(path, bytes.len(), bytes)
    }

    /// Adds a file that no packing makes smaller, of what a reader gives: so many bytes.
    ///
    /// # Errors
    /// As [`folder`](Self::folder).
    pub fn sealed_file(&mut self, path: &str, length: usize, reader: impl Read) -> Result<()> {
        let switch = |archive: &mut Self, level| archive.0.get_mut().next(level).map_err(|error| broken(path, &error));
        switch(self, flate2::Compression::none())?;
        self.append(path, length, reader)?;
        switch(self, PACKED)
    }

    fn append(&mut self, path: &str, length: usize, reader: impl Read) -> Result<()> {
        let mode = if is_private(path) { 0o600 } else { 0o644 };
        let size = u64::try_from(length).map_err(|error| broken(path, &error))?;
        let mut header = tar_header(tar::EntryType::Regular, mode, size);
        self.0.append_data(&mut header, path, reader).map_err(|error| broken(path, &error))
    }

    /// The archive.
    ///
    /// # Errors
    /// As [`folder`](Self::folder).
    pub fn finish(self) -> Result<Vec<u8>> {
        let packed = self.0.into_inner().and_then(|members| members.0.finish());
        packed.map_err(|error| broken("archive", &error))
    }
}

impl std::fmt::Debug for TarGz {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TarGz").finish_non_exhaustive()
    }
}

/// How hard files are packed: a level more costs twice the time for a twentieth of the size.
const PACKED: flate2::Compression = flate2::Compression::fast();

/// The members of a gzip file (RFC 1952, section 2.2), one after the other: each has its own level of compression.
#[derive(Debug)]
struct Members(flate2::write::GzEncoder<Vec<u8>>);

impl Members {
    fn next(&mut self, level: flate2::Compression) -> std::io::Result<()> {
        self.0.try_finish()?;
        let packed = std::mem::take(self.0.get_mut());
        self.0 = gzip(packed, level);
        Ok(())
    }
}

impl Write for Members {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.flush()
    }
}

fn gzip(packed: Vec<u8>, level: flate2::Compression) -> flate2::write::GzEncoder<Vec<u8>> {
    flate2::write::GzEncoder::new(packed, level)
}

/// Reads the files of a tar.gz one after the other; none of them stays in memory, and how large they are together is the caller's to say.
///
/// # Errors
/// [`Code::ArchiveFormat`], [`Code::DirectoryPath`], and what `take` refuses.
pub fn each_file(packed: &[u8], mut take: impl FnMut(&str, &mut dyn Read) -> Result<()>) -> Result<()> {
    let mut source = tar::Archive::new(flate2::read::MultiGzDecoder::new(packed));
    for entry in source.entries().map_err(|error| broken("archive", &error))? {
        let mut entry = entry.map_err(|error| broken("archive", &error))?;
        let path = safe_path(&String::from_utf8_lossy(&entry.path_bytes()))?;
        if entry.header().entry_type().is_file() {
            take(&path, &mut entry)?;
        }
    }
    Ok(())
}

fn tar_header(kind: tar::EntryType, mode: u32, size: u64) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(kind);
    header.set_mode(mode);
    header.set_size(size);
    header
}

/// A private key is for its owner's eyes.
fn is_private(path: &str) -> bool {
    path.split('/').any(|part| part == "private") || path.ends_with(".key")
}

fn too_large() -> Error {
    Error::new(Code::DirectoryTooLarge).allowed(format!("{MAX_FILES} files, {MAX_TOTAL} bytes"))
}

fn broken(path: &str, error: &dyn std::fmt::Display) -> Error {
    Error::new(Code::ArchiveFormat).field(path).found(error.to_string())
}

/// What a reader gives, and not more than is left of the cap.
fn capped(reader: impl Read, left: usize, path: &str) -> Result<Vec<u8>> {
    let most = u64::try_from(left).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    reader.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| broken(path, &error))?;
    match bytes.len() > left {
        true => Err(too_large()),
        false => Ok(bytes),
    }
}

fn unpacked(bytes: &[u8]) -> Result<Vec<u8>> {
    // a tar has 512 bytes more for each file, and as much again for what fills its blocks
    capped(flate2::read::MultiGzDecoder::new(bytes), MAX_TOTAL.saturating_mul(2), "archive")
}

fn read_zip(bytes: &[u8]) -> Result<Archive> {
    let mut source = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken("archive", &error))?;
    if source.len() > MAX_FILES {
        return Err(too_large());
    }
    let mut archive = Archive::default();
    let mut left = MAX_TOTAL;
    for index in 0..source.len() {
        let entry = source.by_index(index).map_err(|error| broken(&format!("entry {index}"), &error))?;
        let path = entry.name().map_err(|error| broken(&format!("entry {index}"), &error))?.into_owned();
        if entry.is_dir() {
            safe_path(&path)?;
        } else if entry.is_file() {
            let bytes = capped(entry, left, &path)?;
            left = left.saturating_sub(bytes.len());
            archive.put(&path, bytes)?;
        } else {
            archive.left_out.push(path);
        }
    }
    Ok(archive)
}

fn read_tar(bytes: &[u8]) -> Result<Archive> {
    let mut archive = Archive::default();
    let mut left = MAX_TOTAL;
    let mut source = tar::Archive::new(bytes);
    for entry in source.entries().map_err(|error| broken("archive", &error))? {
        let entry = entry.map_err(|error| broken("archive", &error))?;
        let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let kind = entry.header().entry_type();
        if kind.is_file() {
            let bytes = capped(entry, left, &path)?;
            left = left.saturating_sub(bytes.len());
            archive.put(&path, bytes)?;
        } else if !kind.is_dir() && !kind.is_pax_global_extensions() {
            archive.left_out.push(path);
        }
    }
    match archive.files.is_empty() && archive.left_out.is_empty() {
        true => Err(Error::new(Code::ArchiveFormat).field("archive").found("no files").allowed("zip, tar or tar.gz")),
        false => Ok(archive),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> Files {
        [("index.txt", "V\n"), ("private/cakey.pem", "key"), ("newcerts/01.pem", "one")]
            .map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()))
            .into()
    }

    fn tar_of(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        for (path, bytes) in entries {
            let mut header = tar::Header::new_ustar();
            header.as_mut_bytes()[..path.len()].copy_from_slice(path.as_bytes());
            header.set_size(bytes.len().try_into().unwrap());
            header.set_mode(0o644);
            header.set_entry_type(tar::EntryType::Regular);
            header.set_cksum();
            builder.append(&header, *bytes).unwrap();
        }
        builder.into_inner().unwrap()
    }

    fn gzip_of(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn what_is_zipped_is_read_again_and_always_the_same() {
        let bytes = zip(&files()).unwrap();
        assert_eq!(Archive::read(&bytes).unwrap().files, files());
        assert_eq!(zip(&files()).unwrap(), bytes);
    }

    #[test]
    fn a_folder_without_files_is_there() {
        let bytes = zip_with_folders(&files(), &["certs"]).unwrap();
        let mut source = ZipArchive::new(Cursor::new(bytes.as_slice())).unwrap();
        let names: Vec<_> =
            (0..source.len()).map(|at| source.by_index(at).unwrap().name().unwrap().into_owned()).collect();
        assert_eq!(names, ["certs/", "index.txt", "newcerts/01.pem", "private/cakey.pem"]);
        assert_eq!(Archive::read(&bytes).unwrap().files, files());
    }

    #[test]
    fn tar_is_read_packed_and_not() {
        let tar = tar_of(&[("./ca/index.txt", b"V\n"), ("ca/serial", b"01\n")]);
        let expected: Files = [("ca/index.txt".into(), b"V\n".to_vec()), ("ca/serial".into(), b"01\n".to_vec())].into();
        assert_eq!(Archive::read(&tar).unwrap().files, expected);
        assert_eq!(Archive::read(&gzip_of(&tar)).unwrap().files, expected);
    }

    #[test]
    fn a_tar_gz_is_read_file_by_file_and_as_a_whole() {
        let mut archive = TarGz::with_capacity(0);
        archive.folder("newcerts/empty").unwrap();
        for (path, bytes) in &files() {
            archive.file(path, bytes).unwrap();
        }
        let sealed: Vec<u8> = (0..100_000_u32).map(|number| number.to_be_bytes()[3]).collect();
        archive.sealed_file("sealed", sealed.len(), sealed.as_slice()).unwrap();
        archive.file("zlast", b"after it").unwrap();
        let packed = archive.finish().unwrap();
        let expected: Files = files()
            .into_iter()
            .chain([("sealed".to_owned(), sealed), ("zlast".to_owned(), b"after it".to_vec())])
            .collect();
        let mut found = Files::new();
        each_file(&packed, |path, reader| {
            let mut bytes = Vec::new();
            reader.read_to_end(&mut bytes).unwrap();
            found.insert(path.to_owned(), bytes);
            Ok(())
        })
        .unwrap();
        assert_eq!(found, expected);
        assert_eq!(Archive::read(&packed).unwrap().files, expected);
        assert!(packed.len() > 100_000, "what is sealed is stored as it is");
        let cut = each_file(&packed[..packed.len() / 2], |_, reader| {
            std::io::copy(reader, &mut std::io::sink()).map(drop).map_err(|error| broken("", &error))
        });
        assert_eq!(cut.unwrap_err().code(), Code::ArchiveFormat);
        let leading_out = each_file(&gzip_of(&tar_of(&[("../x", b"x")])), |_, _| Ok(()));
        assert_eq!(leading_out.unwrap_err().code(), Code::DirectoryPath);
    }

    #[test]
    fn a_path_that_leads_out_is_refused() {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file("../../etc/passwd", SimpleFileOptions::default()).unwrap();
        let zip = writer.finish().unwrap().into_inner();
        for bytes in [zip, tar_of(&[("../x", b"x")]), tar_of(&[("/etc/x", b"x")])] {
            assert_eq!(Archive::read(&bytes).unwrap_err().code(), Code::DirectoryPath);
        }
    }

    #[test]
    fn a_bomb_is_refused_before_it_is_unpacked() {
        let zeros = vec![0; MAX_TOTAL + 1];
        let bomb = zip(&Files::from([("bomb".to_owned(), zeros.clone())])).unwrap();
        assert!(bomb.len() < MAX_TOTAL / 100);
        assert_eq!(Archive::read(&bomb).unwrap_err().code(), Code::DirectoryTooLarge);
        let bomb = gzip_of(&tar_of(&[("bomb", &zeros)]));
        assert_eq!(Archive::read(&bomb).unwrap_err().code(), Code::DirectoryTooLarge);
    }

    #[test]
    fn what_is_no_archive_is_refused() {
        let whole = zip(&files()).unwrap();
        let cut = whole.get(..whole.len() / 2).unwrap();
        let broken_gzip = gzip_of(&tar_of(&[("a", b"b")])).into_iter().take(30).collect::<Vec<u8>>();
        for bytes in [b"".as_slice(), b"PK", b"hello", cut, &broken_gzip] {
            assert_eq!(Archive::read(bytes).unwrap_err().code(), Code::ArchiveFormat);
        }
    }
}
