//! A file that is there whole or not at all.

use std::{
    fs,
    io::{ErrorKind, Write},
    path::Path,
};

use anyhow::{Context, Result, bail};

/// Says early whether [`write()`] would refuse: before the work, not after it.
pub fn check(path: &Path, force: bool) -> Result<()> {
    match fs::symlink_metadata(path) {
        Ok(existing) if existing.is_dir() => bail!("{} is a folder; name a file", path.display()),
        Ok(_) if !force => bail!(exists(path)),
        _ => {}
    }
    let folder = folder(path);
    if !folder.is_dir() {
        bail!("{}: there is no folder {}; make it first", path.display(), folder.display());
    }
    // Permissions and read-only systems: only an attempt knows. The file has no name and is gone at once.
    tempfile::tempfile_in(folder).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(())
}

/// Writes the file under a temporary name beside its own, and renames it.
pub fn write(path: &Path, content: &[u8], force: bool) -> Result<()> {
    check(path, force)?;
    let cannot = || format!("cannot write {}", path.display());
    let mut builder = tempfile::Builder::new();
    builder.prefix(".softplus-").suffix(".part");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As for any new file: what the user's umask leaves.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder(path)).with_context(cannot)?;
    file.write_all(content).with_context(cannot)?;
    // A full disk may show only now.
    file.as_file().sync_all().with_context(cannot)?;
    let result = if force { file.persist(path) } else { file.persist_noclobber(path) };
    match result {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => bail!(exists(path)),
        Err(error) => Err(error.error).with_context(cannot),
    }
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn exists(path: &Path) -> String {
    format!("{} exists; name another file, or overwrite it with --force", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_overwritten_unasked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("curves.svg");
        write(&path, b"one", false).unwrap();
        let error = write(&path, b"two", false).unwrap_err().to_string();
        assert!(error.contains("curves.svg exists") && error.contains("--force"), "{error}");
        assert_eq!(fs::read(&path).unwrap(), b"one");
        write(&path, b"two", true).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no temporary file is left");
    }

    #[test]
    fn what_cannot_be_a_file_is_said_first() {
        let folder = tempfile::tempdir().unwrap();
        let error = check(folder.path(), true).unwrap_err().to_string();
        assert!(error.contains("is a folder"), "{error}");
        let error = check(&folder.path().join("missing/curves.svg"), false).unwrap_err().to_string();
        assert!(error.contains("there is no folder"), "{error}");
        #[cfg(target_os = "linux")]
        {
            // Nobody can make files there, root neither.
            let error = check(Path::new("/proc/self/curves.svg"), false).unwrap_err().to_string();
            assert!(error.contains("cannot write /proc/self/curves.svg"), "{error}");
        }
    }
}
