//! The arguments that say how a file of text is written.

use anyhow::{Result, bail};
use clap::Args;

use super::Usage;

/// How text is written.
#[derive(Debug, Args)]
pub struct TextArgs {
    /// The character between cells of text [default: a comma in .csv, a tab in .tsv].
    #[arg(long, value_name = "CHARACTER")]
    pub delimiter: Option<char>,
    /// The first row of text is data, and its columns are named 0, 1, ….
    #[arg(long)]
    pub no_header: bool,
}

impl TextArgs {
    /// The delimiter, if one is given.
    ///
    /// # Errors
    /// If it cannot be one.
    pub fn delimiter(&self) -> Result<Option<u8>> {
        match self.delimiter {
            None => Ok(None),
            Some(character) if character.is_ascii() && !matches!(character, '"' | '\n' | '\r') => {
                Ok(Some(character as u8))
            }
            Some(character) => {
                bail!(Usage(format!(
                    "--delimiter {character:?}: it must be one ASCII character, and no quote or newline"
                )))
            }
        }
    }
}
