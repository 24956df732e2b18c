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

/// Writes a tar.gz with these folders before the files. Every entry has the time of 1970-01-01, so the same files give the same bytes.
///
/// # Errors
/// [`Code::ArchiveFormat`] where a path is too long for one.
pub fn tar_gz(files: &Files, folders: &[String]) -> Result<Vec<u8>> {
    let packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    let mut builder = tar::Builder::new(packed);
    for folder in folders {
        let mut header = tar_header(tar::EntryType::Directory, 0o755, 0);
        builder.append_data(&mut header, folder, [].as_slice()).map_err(|error| broken(folder, &error))?;
    }
    for (path, bytes) in files {
        let mode = if is_private(path) { 0o600 } else { 0o644 };
        let size = u64::try_from(bytes.len()).map_err(|error| broken(path, &error))?;
        let mut header = tar_header(tar::EntryType::Regular, mode, size);
        builder.append_data(&mut header, path, bytes.as_slice()).map_err(|error| broken(path, &error))?;
    }
    let packed = builder.into_inner().map_err(|error| broken("archive", &error))?;
    packed.finish().map_err(|error| broken("archive", &error))
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

    fn gzip(bytes: &[u8]) -> Vec<u8> {
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
        assert_eq!(Archive::read(&gzip(&tar)).unwrap().files, expected);
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
        let bomb = gzip(&tar_of(&[("bomb", &zeros)]));
        assert_eq!(Archive::read(&bomb).unwrap_err().code(), Code::DirectoryTooLarge);
    }

    #[test]
    fn what_is_no_archive_is_refused() {
        let whole = zip(&files()).unwrap();
        let cut = whole.get(..whole.len() / 2).unwrap();
        let broken_gzip = gzip(&tar_of(&[("a", b"b")])).into_iter().take(30).collect::<Vec<u8>>();
        for bytes in [b"".as_slice(), b"PK", b"hello", cut, &broken_gzip] {
            assert_eq!(Archive::read(bytes).unwrap_err().code(), Code::ArchiveFormat);
        }
    }
}
