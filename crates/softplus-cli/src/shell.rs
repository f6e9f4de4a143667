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
    page(command.clone(), &folder.join("softplus.1"), force)?;
    for subcommand in command.get_subcommands() {
        let name = format!("softplus-{}", subcommand.get_name());
        page(subcommand.clone().name(name.clone()), &folder.join(name + ".1"), force)?;
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
