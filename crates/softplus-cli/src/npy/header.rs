//! The header of a .npy file: `\x93NUMPY`, version, length, and a Python dictionary.

use std::{
    fmt,
    io::{self, Read, Write},
};

use crate::data::Kind;

/// The longest header that is read; NumPy's own reader stops at 10,000 bytes unless it is told otherwise.
const LONGEST: usize = 1 << 16;
const MAGIC: &[u8; 6] = b"\x93NUMPY";

/// What a header says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The elements' type.
    pub kind: Kind,
    /// Whether they are only said to have two bytes (`|V2`): bf16, or something else. `ml_dtypes` writes `<V2` for bf16.
    pub unsure: bool,
    /// Whether their most significant byte comes first.
    pub big_endian: bool,
    /// Whether the first index changes fastest.
    pub fortran_order: bool,
    /// The lengths of the dimensions.
    pub shape: Vec<u64>,
}

/// Why a header cannot be used.
#[derive(Debug)]
pub struct HeaderError(String);

impl fmt::Display for HeaderError {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for HeaderError {}

impl From<io::Error> for HeaderError {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::UnexpectedEof {
            Self("it ends inside the header".to_owned())
        } else {
            Self(error.to_string())
        }
    }
}

fn wrong<T>(reason: impl Into<String>) -> Result<T, HeaderError> {
    Err(HeaderError(reason.into()))
}

impl Header {
    /// Reads a header, and not a byte more.
    ///
    /// # Errors
    /// If it is not one, or of elements that are no numbers.
    pub fn read(input: &mut impl Read) -> Result<Self, HeaderError> {
        let mut start = [0; 8];
        let found = fill(input, &mut start)?;
        if !start[..found].starts_with(MAGIC) {
            return wrong("not a .npy file: it does not start with \\x93NUMPY. Write it with numpy.save");
        }
        if found < start.len() {
            return wrong("it ends inside the header");
        }
        let length = match start[6..] {
            [1, 0] => {
                let mut length = [0; 2];
                input.read_exact(&mut length)?;
                usize::from(u16::from_le_bytes(length))
            }
            [2 | 3, 0] => {
                let mut length = [0; 4];
                input.read_exact(&mut length)?;
                u32::from_le_bytes(length) as usize
            }
            [major, minor] => {
                return wrong(format!(
                    "its format version {major}.{minor} is unknown (1.0, 2.0 and 3.0 are)"
                ));
            }
            _ => unreachable!("two bytes"),
        };
        if length > LONGEST {
            return wrong(format!("its header claims {length} bytes; more than {LONGEST} are not read"));
        }
        let mut text = vec![0; length];
        input.read_exact(&mut text)?;
        Parser { text: &text, at: 0 }.header()
    }

    /// How many elements, and bytes of data.
    ///
    /// # Errors
    /// If the shape is too large for any file.
    pub fn size(&self) -> Result<(u64, u64), HeaderError> {
        let overflow = || HeaderError(format!("its shape {} is too large for any file", self.shape_text()));
        // A dimension of length 0 does not excuse the others: NumPy cannot hold such a shape either.
        let all =
            self.shape.iter().filter(|&&length| length != 0).try_fold(1_u64, |all, &n| all.checked_mul(n));
        let bytes = all
            .and_then(|all| all.checked_mul(self.kind.size()))
            .filter(|&bytes| i64::try_from(bytes).is_ok());
        let (all, bytes) = (all.ok_or_else(overflow)?, bytes.ok_or_else(overflow)?);
        Ok(if self.shape.contains(&0) { (0, 0) } else { (all, bytes) })
    }

    /// Nothing, if the elements are known to be numbers.
    ///
    /// # Errors
    /// If they may be something else.
    pub fn require_known(&self) -> Result<(), HeaderError> {
        if self.unsure {
            return wrong(
                "its elements are \"|V2\", any two bytes: if they are bfloat16, say so with --dtype bf16",
            );
        }
        Ok(())
    }

    /// Nothing, if the elements are floating-point numbers.
    ///
    /// # Errors
    /// If they are integers, or may be something else.
    pub fn require_floats(&self) -> Result<(), HeaderError> {
        self.require_known()?;
        if !self.kind.is_float() {
            return wrong(format!(
                "its elements are {}; softplus needs f16, bf16, f32 or f64: convert them with \
                 array.astype(numpy.float32)",
                self.kind
            ));
        }
        Ok(())
    }

    /// The shape as Python writes it.
    #[must_use]
    pub fn shape_text(&self) -> String {
        let lengths: Vec<String> = self.shape.iter().map(u64::to_string).collect();
        match lengths.as_slice() {
            [one] => format!("({one},)"),
            all => format!("({})", all.join(", ")),
        }
    }

    /// Writes the header as NumPy does.
    ///
    /// # Errors
    /// If `output` cannot be written.
    pub fn write(&self, output: &mut impl Write) -> io::Result<()> {
        let order = match self.kind.size() {
            1 => '|',
            _ if self.big_endian => '>',
            _ => '<',
        };
        let flag = if self.fortran_order { "True" } else { "False" };
        let shape = self.shape_text();
        let mut text = format!(
            "{{'descr': '{order}{}', 'fortran_order': {flag}, 'shape': {shape}, }}",
            self.kind.code()
        );
        // The data starts at a multiple of 64 bytes, after spaces and a newline.
        let wide = text.len() > 65_000;
        let before = if wide { 12 } else { 10 };
        let padding = 63 - (before + text.len()) % 64;
        text.push_str(&" ".repeat(padding));
        text.push('\n');
        output.write_all(MAGIC)?;
        if wide {
            output.write_all(&[2, 0])?;
            output.write_all(&(text.len() as u32).to_le_bytes())?;
        } else {
            output.write_all(&[1, 0])?;
            output.write_all(&(text.len() as u16).to_le_bytes())?;
        }
        output.write_all(text.as_bytes())
    }
}

/// Fills as much of the buffer as there is.
fn fill(input: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut found = 0;
    while found < buffer.len() {
        match input.read(&mut buffer[found..]) {
            Ok(0) => break,
            Ok(count) => found += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(found)
}

/// The dictionary, by recursive descent without recursion: no value nests.
struct Parser<'a> {
    text: &'a [u8],
    at: usize,
}

impl Parser<'_> {
    fn header(mut self) -> Result<Header, HeaderError> {
        let (mut kind, mut fortran_order, mut shape) = (None, None, None);
        self.expect(b'{')?;
        while !self.take(b'}') {
            let key = self.string()?;
            self.expect(b':')?;
            let again = match key.as_str() {
                "descr" => kind.replace(self.descr()?).is_some(),
                "fortran_order" => fortran_order.replace(self.boolean()?).is_some(),
                "shape" => shape.replace(self.shape()?).is_some(),
                _ => return wrong(format!("its header has the unknown key {key:?}")),
            };
            if again {
                return wrong(format!("its header has the key {key:?} twice"));
            }
            if !self.take(b',') {
                self.expect(b'}')?;
                break;
            }
        }
        self.skip_space();
        if self.at < self.text.len() {
            return wrong(format!("its header goes on after its end, at byte {}", self.at));
        }
        let missing = |key: &str| HeaderError(format!("its header has no key {key:?}"));
        let (kind, big_endian, unsure) = kind.ok_or_else(|| missing("descr"))?;
        let fortran_order = fortran_order.ok_or_else(|| missing("fortran_order"))?;
        let shape = shape.ok_or_else(|| missing("shape"))?;
        Ok(Header { kind, unsure, big_endian, fortran_order, shape })
    }

    fn skip_space(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    }

    /// Steps over the byte, if it comes next.
    fn take(&mut self, byte: u8) -> bool {
        self.skip_space();
        let there = self.text.get(self.at) == Some(&byte);
        self.at += usize::from(there);
        there
    }

    fn expect(&mut self, byte: u8) -> Result<(), HeaderError> {
        if self.take(byte) { Ok(()) } else { self.unexpected(&format!("'{}'", byte as char)) }
    }

    fn unexpected<T>(&self, wanted: &str) -> Result<T, HeaderError> {
        let found =
            self.text.get(self.at).map_or("its end".to_owned(), |&byte| format!("'{}'", byte.escape_ascii()));
        wrong(format!("its header has {found} at byte {} instead of {wanted}", self.at))
    }

    fn string(&mut self) -> Result<String, HeaderError> {
        self.skip_space();
        let Some(&quote @ (b'\'' | b'"')) = self.text.get(self.at) else {
            return self.unexpected("a string");
        };
        let rest = &self.text[self.at + 1..];
        let Some(length) = rest.iter().position(|&byte| byte == quote) else {
            return wrong("its header has a string without an end");
        };
        self.at += length + 2;
        Ok(rest[..length].escape_ascii().to_string())
    }

    fn boolean(&mut self) -> Result<bool, HeaderError> {
        self.skip_space();
        for (word, value) in [("True", true), ("False", false)] {
            if self.text[self.at..].starts_with(word.as_bytes()) {
                self.at += word.len();
                return Ok(value);
            }
        }
        self.unexpected("True or False")
    }

    fn descr(&mut self) -> Result<(Kind, bool, bool), HeaderError> {
        self.skip_space();
        if self.text.get(self.at) == Some(&b'[') {
            return wrong("its elements are structures; softplus needs numbers");
        }
        let descr = self.string()?;
        let native = cfg!(target_endian = "big");
        let (big_endian, kind) = match descr.as_bytes() {
            [b'<', kind @ ..] => (false, kind),
            [b'>', kind @ ..] => (true, kind),
            [b'=' | b'|', kind @ ..] | kind => (native, kind),
        };
        let Some(kind) = Kind::ALL.iter().copied().find(|known| known.code().as_bytes() == kind) else {
            return wrong(format!(
                "its elements are {descr:?}; softplus needs f16, bf16, f32 or f64: convert them with \
                 array.astype(numpy.float32)"
            ));
        };
        let unsure = kind == Kind::Bf16 && !matches!(descr.as_bytes()[0], b'<' | b'>');
        Ok((kind, big_endian, unsure))
    }

    fn shape(&mut self) -> Result<Vec<u64>, HeaderError> {
        self.expect(b'(')?;
        let mut shape = Vec::new();
        while !self.take(b')') {
            shape.push(self.integer()?);
            if !self.take(b',') {
                self.expect(b')')?;
                // (3) is a number in Python, and no shape.
                if shape.len() == 1 {
                    return wrong("its shape is no tuple");
                }
                break;
            }
        }
        Ok(shape)
    }

    fn integer(&mut self) -> Result<u64, HeaderError> {
        self.skip_space();
        let rest = &self.text[self.at..];
        let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let Some(text) = std::str::from_utf8(&rest[..count]).ok().filter(|text| !text.is_empty()) else {
            return self.unexpected("a length");
        };
        let Ok(length) = text.parse() else { return wrong("its shape is too large for any file") };
        self.at += count;
        // Python 2 wrote long integers as 3L.
        self.at += usize::from(self.text.get(self.at) == Some(&b'L'));
        Ok(length)
    }
}
