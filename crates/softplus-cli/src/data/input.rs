//! What is read: a file, a pipe, or standard input.

use std::{
    fs::File,
    io::{self, BufReader, Cursor, Read, Seek, SeekFrom},
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::{Context, Result, bail};

use super::format::show;

/// How many bytes tell the format.
const START: u64 = 16;

/// An input whose first bytes are known.
#[derive(Debug)]
pub struct Input {
    name: String,
    start: Vec<u8>,
    /// A regular file, at its beginning; else what follows `start`.
    file: File,
    regular: bool,
}

impl Input {
    /// Opens a file, or standard input for `-`.
    ///
    /// # Errors
    /// If it cannot be opened, or is a folder.
    pub fn open(path: &Path) -> Result<Self> {
        let name = show(path);
        let context = || format!("cannot read {name}");
        let mut file =
            if path == Path::new("-") { stdin() } else { File::open(path) }.with_context(context)?;
        let metadata = file.metadata().with_context(context)?;
        if metadata.is_dir() {
            bail!("cannot read {name}: it is a folder");
        }
        let mut start = Vec::new();
        // Standard input may be a file that somebody has read a part of.
        let regular = metadata.is_file() && file.stream_position().with_context(context)? == 0;
        file.by_ref().take(START).read_to_end(&mut start).with_context(context)?;
        if regular {
            file.rewind().with_context(context)?;
        }
        Ok(Self { name, start, file, regular })
    }

    /// Its name for people.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its first bytes.
    #[must_use]
    pub fn start(&self) -> &[u8] {
        &self.start
    }

    /// Its length, where that is known.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        self.file.metadata().ok().filter(|_| self.regular).map(|metadata| metadata.len())
    }

    /// As a stream.
    #[must_use]
    pub fn into_reader(self) -> Box<dyn Read + Send> {
        if self.regular {
            Box::new(BufReader::with_capacity(1 << 16, self.file))
        } else {
            Box::new(Cursor::new(self.start).chain(BufReader::with_capacity(1 << 16, self.file)))
        }
    }

    /// As a file that can be read anywhere: what comes through a pipe goes to a temporary file first.
    ///
    /// # Errors
    /// If it cannot be copied to a temporary file.
    pub fn into_file(self) -> Result<SharedFile> {
        if self.regular {
            return SharedFile::new(self.file).with_context(|| format!("cannot read {}", self.name));
        }
        let copy = || -> io::Result<SharedFile> {
            let mut file = tempfile::tempfile()?;
            io::copy(&mut Cursor::new(&self.start).chain(&self.file), &mut file)?;
            SharedFile::new(file)
        };
        copy().with_context(|| format!("cannot copy {} to a temporary file", self.name))
    }
}

/// Standard input as a file: Rust's own has a buffer that would keep bytes to itself.
#[cfg(unix)]
fn stdin() -> io::Result<File> {
    use std::os::fd::AsFd;
    Ok(io::stdin().as_fd().try_clone_to_owned()?.into())
}

#[cfg(windows)]
fn stdin() -> io::Result<File> {
    use std::os::windows::io::AsHandle;
    Ok(io::stdin().as_handle().try_clone_to_owned()?.into())
}

/// A file that several readers read, each at its own place.
#[derive(Debug, Clone)]
pub struct SharedFile {
    file: Arc<Mutex<File>>,
    at: u64,
    length: u64,
}

impl SharedFile {
    /// Of the whole file.
    ///
    /// # Errors
    /// If its length is not known.
    pub fn new(file: File) -> io::Result<Self> {
        let length = file.metadata()?.len();
        Ok(Self { file: Arc::new(Mutex::new(file)), at: 0, length })
    }

    /// Its length in bytes.
    #[must_use]
    pub const fn length(&self) -> u64 {
        self.length
    }

    /// Another reader, at this place.
    #[must_use]
    pub fn at(&self, at: u64) -> Self {
        Self { at, ..self.clone() }
    }
}

impl Read for SharedFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.at))?;
        let count = file.read(buffer)?;
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for SharedFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at =
            at.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "a place before the beginning"))?;
        Ok(self.at)
    }
}
