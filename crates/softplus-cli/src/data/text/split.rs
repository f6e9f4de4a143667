//! Where cells and rows begin and end.

use super::cells::Span;

/// What the bytes hold.
#[derive(Debug, Default)]
pub struct Rows {
    /// The cells of all rows, row by row.
    pub cells: Vec<Span>,
    /// Where the rows end that are whole.
    pub end: usize,
    /// Cells of each row; that of the first if it is not known.
    pub width: Option<usize>,
}

/// Why the bytes are no rows.
#[derive(Debug)]
pub struct Mistake {
    /// The byte at which it shows.
    pub at: usize,
    /// What it is.
    pub reason: String,
}

enum Cell {
    /// It ends here, and what follows it.
    End(usize, Next),
    /// It goes on after the bytes.
    Unfinished,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Cell(usize),
    Row(usize),
}

/// Finds at most `most` whole rows, each as wide as `width` or the first. At the end of the file (`last`), the last row needs
/// no newline.
pub fn split(
    bytes: &[u8],
    delimiter: u8,
    width: Option<usize>,
    most: usize,
    last: bool,
) -> Result<Rows, Mistake> {
    let mut rows = Rows { width, ..Rows::default() };
    let mut row = 0;
    while rows.end < bytes.len() && row < most {
        let start = rows.cells.len();
        let mut at = rows.end;
        let next = loop {
            match cell(bytes, at, delimiter, last)? {
                Cell::Unfinished => {
                    rows.cells.truncate(start);
                    return Ok(rows);
                }
                Cell::End(end, next) => {
                    rows.cells.push((at as u32, end as u32));
                    match next {
                        Next::Cell(next) => at = next,
                        Next::Row(next) => break next,
                    }
                }
            }
        };
        let found = rows.cells.len() - start;
        let blank = found == 1 && rows.cells[start].0 == rows.cells[start].1;
        match rows.width {
            // Readers of CSV skip these; in a single column it is an empty cell.
            Some(width) if blank && width > 1 => rows.cells.truncate(start),
            Some(width) if found != width => {
                let reason = format!("it has {found} cells, and the first row has {width}");
                return Err(Mistake { at: rows.end, reason });
            }
            _ => {
                rows.width = Some(found);
                row += 1;
            }
        }
        rows.end = next;
    }
    Ok(rows)
}

/// The cell that begins here.
fn cell(bytes: &[u8], start: usize, delimiter: u8, last: bool) -> Result<Cell, Mistake> {
    if bytes.get(start) == Some(&b'"') {
        return quoted(bytes, start, delimiter, last);
    }
    let rest = &bytes[start..];
    match memchr::memchr2(delimiter, b'\n', rest) {
        Some(length) if rest[length] == delimiter => {
            Ok(Cell::End(start + length, Next::Cell(start + length + 1)))
        }
        Some(length) => {
            let end = start + length - usize::from(length > 0 && rest[length - 1] == b'\r');
            Ok(Cell::End(end, Next::Row(start + length + 1)))
        }
        None if last => {
            let end = bytes.len() - usize::from(rest.ends_with(b"\r"));
            Ok(Cell::End(end, Next::Row(bytes.len())))
        }
        None => Ok(Cell::Unfinished),
    }
}

fn quoted(bytes: &[u8], start: usize, delimiter: u8, last: bool) -> Result<Cell, Mistake> {
    let mut at = start + 1;
    loop {
        let Some(length) = memchr::memchr(b'"', &bytes[at..]) else {
            if last {
                return Err(Mistake { at: start, reason: "a quote is opened and not closed".to_owned() });
            }
            return Ok(Cell::Unfinished);
        };
        let end = at + length + 1;
        let rest = &bytes[end..];
        match rest {
            // A quote in the cell is written twice.
            [b'"', ..] => at = end + 1,
            [b'\n', ..] => return Ok(Cell::End(end, Next::Row(end + 1))),
            [b'\r', b'\n', ..] => return Ok(Cell::End(end, Next::Row(end + 2))),
            [b'\r'] | [] if last => return Ok(Cell::End(end, Next::Row(bytes.len()))),
            [b'\r'] | [] => return Ok(Cell::Unfinished),
            [byte, ..] if *byte == delimiter => return Ok(Cell::End(end, Next::Cell(end + 1))),
            _ => {
                let reason =
                    "something follows a closing quote; a quote inside a cell is written twice".to_owned();
                return Err(Mistake { at: end, reason });
            }
        }
    }
}
