//! Measures `softplus eval` of a Parquet file against reading and writing the same file unchanged with the same crates, and
//! against that and evaluating in between, all in one process.
//!
//! ```sh
//! cargo run --release -p softplus-cli --example parquet_throughput -- --rows 20000000 --groups 20
//! ```

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use arrow_array::{ArrayRef, Float32Array, Float64Array, RecordBatch};
use clap::Parser;
use parquet::{
    arrow::{ArrowWriter, arrow_reader::ParquetRecordBatchReaderBuilder},
    basic::Compression,
    file::properties::WriterProperties,
};

/// Measures `softplus eval` of a Parquet file against copying it.
#[derive(Debug, Parser)]
struct Args {
    /// The file; made if it is not there.
    #[arg(long, default_value = "target/throughput.parquet")]
    file: PathBuf,
    /// Rows of a file that is made.
    #[arg(long, default_value_t = 20_000_000)]
    rows: usize,
    /// Row groups of a file that is made.
    #[arg(long, default_value_t = 20)]
    groups: usize,
    /// How many times each is measured.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Only `eval`: its memory is then the process's.
    #[arg(long)]
    only_eval: bool,
}

fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("parquet_throughput: error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> Result<()> {
    if !args.file.exists() {
        make(args).with_context(|| format!("cannot make {}", args.file.display()))?;
        // The making of one large row group takes more memory than all that is measured: Linux forgets the peak.
        let _ = fs::write("/proc/self/clear_refs", "5");
    }
    let metadata = ParquetRecordBatchReaderBuilder::try_new(File::open(&args.file)?)?.metadata().clone();
    let rows = metadata.file_metadata().num_rows();
    println!("{}: {rows} rows in {} row groups", args.file.display(), metadata.num_row_groups());
    drop(metadata);
    let copied = args.file.with_extension("copied.parquet");
    let evaluated = args.file.with_extension("evaluated.parquet");
    let (mut copies, mut evaluations) = (Vec::new(), Vec::new());
    for _ in 0..args.rounds {
        if !args.only_eval {
            copies.push(timed(|| copy(&args.file, &copied))?);
        }
        evaluations.push(timed(|| eval(&args.file, &evaluated))?);
    }
    let rate = |times: &[Duration]| {
        let best = times.iter().min().map_or(f64::INFINITY, Duration::as_secs_f64);
        println!("  all: {times:.2?}");
        rows as f64 / best / 1e6
    };
    let eval = rate(&evaluations);
    println!("eval --replace: {eval:.1} million rows a second");
    if !args.only_eval {
        let copy = rate(&copies);
        println!("copy: {copy:.1} million rows a second; eval has {:.0} % of its rate", 100.0 * eval / copy);
        fs::remove_file(copied)?;
    }
    fs::remove_file(evaluated)?;
    println!("most memory of this process: {}", memory().as_deref().unwrap_or("not known on this system"));
    Ok(())
}

fn timed(work: impl FnOnce() -> Result<()>) -> Result<Duration> {
    let start = Instant::now();
    work()?;
    Ok(start.elapsed())
}

/// Two columns of numbers as they are before an activation, N(0, 4²) by the sum of twelve uniform ones.
fn make(args: &Args) -> Result<()> {
    println!("making {}", args.file.display());
    let mut state = 1_u64;
    let mut normal = || {
        let mut uniform = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f64 / f64::from(1 << 24)
        };
        4.0 * ((0..12).map(|_| uniform()).sum::<f64>() - 6.0)
    };
    let per_group = args.rows.div_ceil(args.groups.max(1));
    let mut writer = None;
    let mut left = args.rows;
    while left > 0 {
        let rows = left.min(per_group).min(1 << 18);
        let f32s: Float32Array = (0..rows).map(|_| Some(normal() as f32)).collect();
        let f64s: Float64Array = (0..rows).map(|_| Some(normal())).collect();
        let columns: [(&str, ArrayRef); 2] = [("single", Arc::new(f32s)), ("double", Arc::new(f64s))];
        let batch = RecordBatch::try_from_iter(columns)?;
        if writer.is_none() {
            let properties = WriterProperties::builder()
                .set_compression(Compression::SNAPPY)
                .set_dictionary_enabled(false)
                .set_max_row_group_row_count(Some(per_group))
                .build();
            writer = Some(ArrowWriter::try_new(File::create(&args.file)?, batch.schema(), Some(properties))?);
        }
        writer.as_mut().context("no writer")?.write(&batch)?;
        left -= rows;
    }
    writer.context("a file of no rows")?.close()?;
    Ok(())
}

/// What the crates do by themselves, in the same manner as the file.
fn copy(from: &Path, to: &Path) -> Result<()> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(from)?)?;
    let group = builder.metadata().row_group(0).clone();
    let properties = WriterProperties::builder()
        .set_compression(group.column(0).compression())
        .set_dictionary_enabled(group.column(0).dictionary_page_offset().is_some())
        .set_max_row_group_row_count(Some((group.num_rows() as usize).min(1 << 20)))
        .build();
    let schema = builder.schema().clone();
    let mut writer = ArrowWriter::try_new(File::create(to)?, schema, Some(properties))?;
    for batch in builder.with_batch_size(1 << 16).build()? {
        writer.write(&batch?)?;
    }
    let file = writer.into_inner()?;
    file.sync_all()?;
    Ok(())
}

fn eval(from: &Path, to: &Path) -> Result<()> {
    let (from, to) = (from.display().to_string(), to.display().to_string());
    let status = softplus_cli::run_from(["softplus", "eval", &from, "-o", &to, "--replace", "--force"]);
    ensure!(status == ExitCode::SUCCESS, "softplus eval failed");
    Ok(())
}

/// The largest resident set, as Linux counts it.
fn memory() -> Option<String> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    Some(status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().to_owned())
}
