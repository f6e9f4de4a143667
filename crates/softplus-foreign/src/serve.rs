//! Requests on one stream, answers on another.

use std::io::{self, BufRead, Write};

use softplus::Float;

use crate::{Memory, answer};

/// Answers requests until the input ends.
///
/// # Errors
/// If a stream fails, or a request does not end with the number of its bytes.
pub fn serve(mut input: impl BufRead, mut output: impl Write) -> io::Result<()> {
    let mut line = String::new();
    while input.read_line(&mut line)? > 0 {
        let request = line.trim_end();
        let length = request.rsplit(' ').next().and_then(|word| word.parse().ok());
        let length = length.ok_or_else(|| {
            io::Error::new(io::ErrorKind::InvalidData, format!("{request:?} does not end with a number"))
        })?;
        let mut memory = Bytes { xs: vec![0; length], ys: Vec::new() };
        input.read_exact(&mut memory.xs)?;
        let mut reply = String::new();
        answer(request, &mut memory, &mut reply).map_err(io::Error::other)?;
        writeln!(output, "{reply}")?;
        if reply.starts_with("ok") {
            output.write_all(&memory.ys)?;
        }
        output.flush()?;
        line.clear();
    }
    Ok(())
}

/// Elements as the streams carry them.
struct Bytes {
    xs: Vec<u8>,
    ys: Vec<u8>,
}

impl Memory for Bytes {
    fn with_elements<T: Float>(&mut self, offset: usize, work: impl FnOnce(&[T], &mut [T])) {
        let width = T::BITS as usize / 8;
        let decoded = self.xs.chunks_exact(width).map(|bytes| {
            let mut word = [0; 8];
            word[..width].copy_from_slice(bytes);
            T::from_bits_u64(u64::from_le_bytes(word))
        });
        let mut xs = vec![T::default(); offset];
        xs.extend(decoded);
        let mut ys = vec![T::default(); xs.len()];
        work(&xs[offset..], &mut ys[offset..]);
        self.ys =
            ys[offset..].iter().flat_map(|y| y.to_bits_u64().to_le_bytes().into_iter().take(width)).collect();
    }
}
