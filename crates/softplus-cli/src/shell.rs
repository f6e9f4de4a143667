//! Completion scripts and manual pages, both from the command line's own description.

use std::{
    io::{self, Write},
    path::Path,
};

use anyhow::{Context, Result};
use clap::CommandFactory;

use crate::{cli::Cli, output::Output};

/// Prints the completion script.
pub fn completions(shell: clap_complete::Shell) -> Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "softplus", &mut script);
    Ok(io::stdout().write_all(&script)?)
}

/// Prints softplus(1), or writes the pages of all subcommands.
pub fn man(folder: Option<&Path>, force: bool) -> Result<()> {
    let command = Cli::command();
    let Some(folder) = folder else {
        let mut page = Vec::new();
        clap_mangen::Man::new(command).render(&mut page)?;
        return Ok(io::stdout().write_all(&page)?);
    };
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    pages(&command, "softplus", folder, force)
}

/// The page of a command, and those of its subcommands.
fn pages(command: &clap::Command, name: &str, folder: &Path, force: bool) -> Result<()> {
    page(command.clone().name(name.to_owned()), &folder.join(format!("{name}.1")), force)?;
    for subcommand in command.get_subcommands() {
        pages(subcommand, &format!("{name}-{}", subcommand.get_name()), folder, force)?;
    }
    Ok(())
}

fn page(command: clap::Command, path: &Path, force: bool) -> Result<()> {
    let mut output = Output::create(path, force)?;
    clap_mangen::Man::new(command)
        .render(&mut output)
        .with_context(|| format!("cannot write {}", path.display()))?;
    output.commit()
}
