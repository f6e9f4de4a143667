//! Files that are there whole or not at all.

mod folder;

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Mutex,
};

use anyhow::{Context, Result, bail};
use tempfile::{Builder, NamedTempFile};

pub use folder::Folder;

/// Unfinished files and folders of this process, for the interrupt.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// On Ctrl-C, SIGTERM and SIGHUP: ends a program under test, removes unfinished files, and ends with status 130.
pub fn clean_on_interrupt() {
    // Without a handler an interrupt only leaves a temporary file behind; that is no reason to refuse the work.
    let _ = ctrlc::set_handler(|| {
        crate::conformance::stop();
        // The lock stays taken, so that no file is finished or begun after this.
        let unfinished = unfinished();
        for path in unfinished.iter() {
            let _ = fs::remove_file(path).or_else(|_| fs::remove_dir_all(path));
        }
        std::process::exit(130);
    });
}

fn unfinished() -> std::sync::MutexGuard<'static, Vec<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// A file being written: under a temporary name in its folder until [`Output::commit`], and removed without that.
#[derive(Debug)]
pub struct Output {
    path: PathBuf,
    force: bool,
    target: Target,
}

#[derive(Debug)]
enum Target {
    Temporary(NamedTempFile),
    /// A device or a pipe, which cannot be replaced by a file.
    Special(File),
}

impl Output {
    /// Begins the file. An existing one is an error without `force`.
    pub fn create(path: &Path, force: bool) -> Result<Self> {
        let path = followed(path).with_context(|| cannot_write(path))?;
        let target = match fs::metadata(&path) {
            Ok(existing) if existing.is_dir() => bail!("{} is a folder; name a file", path.display()),
            Ok(existing) if !existing.is_file() => {
                let special = File::options().write(true).open(&path);
                Target::Special(special.with_context(|| cannot_write(&path))?)
            }
            Ok(_) if !force => bail!(exists(&path)),
            existing => {
                let file = temporary(&path).with_context(|| cannot_write(&path))?;
                if let Ok(existing) = existing {
                    // Who may read it stays as it is.
                    let permissions = file.as_file().set_permissions(existing.permissions());
                    permissions.with_context(|| cannot_write(&path))?;
                }
                Target::Temporary(file)
            }
        };
        Ok(Self { path, force, target })
    }

    /// Gives the file its name.
    pub fn commit(mut self) -> Result<()> {
        self.flush().with_context(|| cannot_write(&self.path))?;
        let Target::Temporary(file) = self.target else { return Ok(()) };
        // A full disk may show only now.
        file.as_file().sync_all().with_context(|| cannot_write(&self.path))?;
        let mut unfinished = unfinished();
        unfinished.retain(|path| path != file.path());
        let result = if self.force { file.persist(&self.path) } else { file.persist_noclobber(&self.path) };
        match result {
            Ok(_) => Ok(()),
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => bail!(exists(&self.path)),
            Err(error) => Err(error.error).with_context(|| cannot_write(&self.path)),
        }
    }
}

/// What is written for this path: a link stays one, and the file that it leads to is replaced.
fn followed(path: &Path) -> io::Result<PathBuf> {
    let is_link = fs::symlink_metadata(path).is_ok_and(|existing| existing.is_symlink());
    if is_link { fs::canonicalize(path) } else { Ok(path.to_owned()) }
}

/// The folder that something lies in.
fn parent(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The error of a file in the folder of `path`, without the temporary name, which nobody knows.
fn named(error: io::Error, path: &Path) -> io::Error {
    if !parent(path).exists() {
        return io::Error::new(error.kind(), format!("there is no folder {}", parent(path).display()));
    }
    error
        .get_ref()
        .and_then(|inner| inner.source()?.downcast_ref::<io::Error>()?.raw_os_error())
        .map_or(error, io::Error::from_raw_os_error)
}

/// Names for what is unfinished.
fn builder() -> Builder<'static, 'static> {
    let mut builder = Builder::new();
    builder.prefix(".softplus-").suffix(".part");
    builder
}

fn temporary(path: &Path) -> io::Result<NamedTempFile> {
    let mut builder = builder();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As for any new file: what the user's umask leaves.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    // Taken before the file exists, so that an interrupt finds every file.
    let mut unfinished = unfinished();
    let file = builder.tempfile_in(parent(path)).map_err(|error| named(error, path))?;
    unfinished.push(file.path().to_owned());
    Ok(file)
}

fn cannot_write(path: &Path) -> String {
    format!("cannot write {}", path.display())
}

fn exists(path: &Path) -> String {
    format!("{} exists; name another file, or overwrite it with --force", path.display())
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.target {
            Target::Temporary(file) => file.write(bytes),
            Target::Special(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.target {
            Target::Temporary(file) => file.flush(),
            Target::Special(file) => file.flush(),
        }
    }
}
