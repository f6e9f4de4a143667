//! A folder that is there whole or not at all.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use super::{builder, cannot_write, exists, named, parent, unfinished};

/// A folder being filled: under a temporary name until [`Folder::commit`], and removed without that.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    temporary: PathBuf,
}

impl Folder {
    /// Begins the folder. One that exists and is not empty may only be replaced with `force`, and only if it holds
    /// `mark`: no other folder is ever removed.
    pub fn create(path: &Path, force: bool, mark: &str) -> Result<Self> {
        if path.exists() && !path.is_dir() {
            bail!("{} is a file; name a folder", path.display());
        }
        let mut entries = fs::read_dir(path).into_iter().flatten();
        if entries.next().is_some() {
            if !force {
                bail!(exists(path));
            }
            if !path.join(mark).is_file() {
                bail!("{} holds no {mark}, and is not replaced; name another folder", path.display());
            }
        }
        let mut unfinished = unfinished();
        let folder = builder().tempdir_in(parent(path)).map_err(|error| named(error, path));
        let folder = folder.with_context(|| cannot_write(path))?;
        let temporary = folder.keep();
        unfinished.push(temporary.clone());
        Ok(Self { path: path.to_owned(), temporary })
    }

    /// Writes a file of it, and the folders that it lies in.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let file = self.temporary.join(name);
        // An interrupt waits for this file: it would else find the folder with something new in it, and leave that.
        let _unfinished = unfinished();
        let written = fs::create_dir_all(parent(&file)).and_then(|()| {
            fs::write(&file, bytes)?;
            // A full disk may show only now.
            fs::File::open(&file)?.sync_all()
        });
        written.with_context(|| cannot_write(&self.path.join(name)))
    }

    /// Gives the folder its name.
    pub fn commit(self) -> Result<()> {
        let mut unfinished = unfinished();
        let failed = || cannot_write(&self.path);
        // What was there goes last, so that either the old folder or the new one is whole.
        let old = self.temporary.with_extension("old");
        let replaced = self.path.exists();
        if replaced {
            fs::rename(&self.path, &old).with_context(failed)?;
        }
        if let Err(error) = fs::rename(&self.temporary, &self.path) {
            if replaced {
                fs::rename(&old, &self.path).with_context(failed)?;
            }
            return Err(error).with_context(failed);
        }
        unfinished.retain(|path| *path != self.temporary);
        if replaced {
            fs::remove_dir_all(&old).with_context(|| format!("cannot remove {}", old.display()))?;
        }
        Ok(())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Renamed by now, unless something failed.
        let _ = fs::remove_dir_all(&self.temporary);
    }
}
