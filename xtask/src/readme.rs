//! The README's shell commands, run as a newcomer runs them.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result, ensure};

use crate::process;

/// What a clone would not hold.
const NOT_CLONED: [&str; 4] = [".git", "target", "softplus.npy", "softplus.svg"];

/// Runs every line of the README's `sh` blocks in a copy of the repository without any results, except `skip`.
pub fn run(skip: &str) -> Result<()> {
    let root = process::root();
    let target = process::target();
    let readme = fs::read_to_string(root.join("README.md")).context("cannot read README.md")?;
    let commands: Vec<&str> = commands(&readme).into_iter().filter(|line| *line != skip).collect();
    ensure!(!commands.is_empty(), "README.md has no `sh` block with a command");

    let clone = target.join("readme");
    if clone.exists() {
        fs::remove_dir_all(&clone)?;
    }
    copy(&root, &clone)?;
    let built = target.join("readme-target");
    // The README's first command builds what its `cargo install` line would put on the path.
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path =
        std::env::join_paths(std::iter::once(built.join("release")).chain(std::env::split_paths(&path)))?;
    for line in commands {
        println!("$ {line}");
        let mut shell = Command::new("sh");
        shell.args(["-e", "-c", line]).current_dir(&clone).env("CARGO_TARGET_DIR", &built).env("PATH", &path);
        process::run(&mut shell)?;
    }
    for output in ["softplus.npy", "softplus.svg"] {
        let size = fs::metadata(clone.join(output))
            .with_context(|| format!("the README's command left no {output}"))?;
        ensure!(size.len() > 1000, "the README's command left a {output} of {} bytes", size.len());
    }
    Ok(fs::remove_dir_all(&clone)?)
}

/// The lines of the blocks that start with ```` ```sh ````, without comments.
fn commands(markdown: &str) -> Vec<&str> {
    let mut inside = false;
    let mut found = Vec::new();
    for line in markdown.lines() {
        if line.starts_with("```") {
            inside = !inside && line == "```sh";
        } else if inside {
            let command = line.split(" # ").next().unwrap_or(line).trim();
            if !command.is_empty() && !command.starts_with('#') {
                found.push(command);
            }
        }
    }
    found
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        if NOT_CLONED.iter().any(|skipped| name == *skipped) {
            continue;
        }
        let target = to.join(&name);
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target)
                .with_context(|| format!("cannot copy {}", entry.path().display()))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn commands_are_the_lines_of_shell_blocks() {
        let text = "a\n```sh\none two # why\n\n# only words\n```\n```rust\nlet x;\n```\n```sh\nthree\n```\n";
        assert_eq!(super::commands(text), ["one two", "three"]);
    }
}
