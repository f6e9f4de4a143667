//! The handwritten digits: 1797 images of 8×8 pixels, in the program itself.

use anyhow::{Context, Result, ensure};

use crate::random::Random;

/// Pixels of an image.
pub const PIXELS: usize = 64;
/// Kinds of digits.
pub const CLASSES: usize = 10;
/// The largest value of a pixel in the file.
const DARKEST: f32 = 16.0;

const FILE: &[u8] = include_bytes!("../data/digits.npy");

/// Images, one after the other, and what they show.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Images {
    /// [`PIXELS`] numbers for each.
    pub pixels: Vec<f32>,
    /// The digit.
    pub labels: Vec<u8>,
}

impl Images {
    /// How many.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// Those with these numbers.
    #[must_use]
    pub fn select(&self, numbers: &[usize]) -> Self {
        let pixels =
            numbers.iter().flat_map(|i| &self.pixels[i * PIXELS..(i + 1) * PIXELS]).copied().collect();
        Self { pixels, labels: numbers.iter().map(|i| self.labels[*i]).collect() }
    }
}

/// Images to learn from, and images to be asked about.
#[derive(Debug, Clone)]
pub struct Digits {
    /// Four fifths.
    pub training: Images,
    /// The rest.
    pub held_out: Images,
}

/// All images with pixels from 0 to `darkest`, split at random.
pub fn load(darkest: f32, seed: u64) -> Result<Digits> {
    let images = parse(FILE, darkest).context("data/digits.npy, from which this program was built")?;
    let mut order: Vec<usize> = (0..images.len()).collect();
    Random::new(seed).shuffle(&mut order);
    let (training, held_out) = order.split_at(images.len() * 4 / 5);
    Ok(Digits { training: images.select(training), held_out: images.select(held_out) })
}

/// The one kind of .npy file that is committed: bytes, version 1, C order.
fn parse(file: &[u8], darkest: f32) -> Result<Images> {
    let body = file.strip_prefix(b"\x93NUMPY\x01\x00").context("not an .npy file of version 1")?;
    let (length, body) = body.split_first_chunk().context("the header has no length")?;
    let length = usize::from(u16::from_le_bytes(*length));
    let (header, rows) = body.split_at_checked(length).context("the header is cut short")?;
    let header = String::from_utf8_lossy(header);
    for wanted in ["'descr': '|u1'", "'fortran_order': False", ", 65)"] {
        ensure!(header.contains(wanted), "the header has no {wanted}: {header}");
    }
    ensure!(
        !rows.is_empty() && rows.len().is_multiple_of(PIXELS + 1),
        "{} bytes are no whole rows",
        rows.len()
    );
    let mut images = Images::default();
    for row in rows.chunks_exact(PIXELS + 1) {
        images.pixels.extend(row[..PIXELS].iter().map(|pixel| f32::from(*pixel) / DARKEST * darkest));
        ensure!(usize::from(row[PIXELS]) < CLASSES, "{} is no digit", row[PIXELS]);
        images.labels.push(row[PIXELS]);
    }
    Ok(images)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_images_are_there_and_are_split() {
        let digits = load(1.0, 1).unwrap();
        assert_eq!((digits.training.len(), digits.held_out.len()), (1437, 360));
        let pixels = || digits.training.pixels.iter().chain(&digits.held_out.pixels);
        assert_eq!(pixels().count(), 1797 * PIXELS);
        assert!(pixels().all(|pixel| (0.0..=1.0).contains(pixel)));
        // What the script printed.
        let mut counts = [0; CLASSES];
        for label in digits.training.labels.iter().chain(&digits.held_out.labels) {
            counts[usize::from(*label)] += 1;
        }
        assert_eq!(counts, [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
    }

    #[test]
    fn a_seed_gives_one_split() {
        let split = |seed| load(1.0, seed).unwrap().training;
        assert_eq!(split(1), split(1));
        assert_ne!(split(1), split(2));
    }

    #[test]
    fn other_files_are_refused() {
        for (file, reason) in [
            (&b"PK\x03\x04"[..], "not an .npy file"),
            (&FILE[..60], "cut short"),
            (&FILE[..FILE.len() - 1], "no whole rows"),
        ] {
            let error = parse(file, 1.0).unwrap_err().to_string();
            assert!(error.contains(reason), "{error}");
        }
    }
}
