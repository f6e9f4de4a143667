//! The Python package: its wheel, built and installed into an environment of its own, and its tests there.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};

use crate::{process, python};

/// Folders of tests in python/tests that need the packages of requirements-frameworks.txt.
const HEAVY: [&str; 2] = ["frameworks", "notebook"];
/// The outcome of the last run of the heavy tests.
const RECORD: &str = "python/tests/frameworks.json";

/// The package's tests but for those with heavy frameworks.
pub fn test() -> Result<()> {
    let python = environment("python", "requirements-test.txt")?;
    let ignored = HEAVY.map(|folder| format!("--ignore={folder}"));
    pytest(&python, &ignored)
}

/// The tests with PyTorch, JAX, Keras and TensorFlow; their outcome is recorded with the versions. Each file has a process
/// of its own: in one that has loaded TensorFlow, Triton aborts.
pub fn test_frameworks() -> Result<()> {
    let python = frameworks()?;
    let report = process::target().join("frameworks-report.json");
    if report.exists() {
        fs::remove_file(&report)?;
    }
    for file in heavy_files()? {
        println!("{file}");
        pytest(&python, &["-p".into(), "record".into(), format!("--record={}", report.display()), file])?;
    }
    fs::rename(&report, process::root().join(RECORD)).with_context(|| format!("cannot write {RECORD}"))?;
    println!("{RECORD}: written");
    Ok(())
}

/// The Python of the environment with frameworks.
pub fn frameworks() -> Result<PathBuf> {
    environment("frameworks", "requirements-frameworks.txt")
}

/// The heavy tests, as their names in python/tests.
fn heavy_files() -> Result<Vec<String>> {
    let mut files = Vec::new();
    for folder in HEAVY {
        for entry in fs::read_dir(process::root().join("python/tests").join(folder))? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if name.starts_with("test_") {
                files.push(format!("{folder}/{name}"));
            }
        }
    }
    files.sort();
    Ok(files)
}

/// The Python of an environment with these requirements and the wheel of the package as it is now.
fn environment(name: &str, requirements: &str) -> Result<PathBuf> {
    let root = process::root();
    let wanted = fs::read_to_string(root.join("python").join(requirements))
        .with_context(|| format!("cannot read python/{requirements}"))?;
    let folder = process::target().join(name);
    let python = python::environment(&folder, &wanted, &format!("python/{requirements}"))?;
    let wheel = wheel(&python)?;
    let mut pip = Command::new(&python);
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--force-reinstall",
    ]);
    process::run(pip.arg(&wheel)).context("pip could not install the wheel")?;
    Ok(python)
}

/// Where cargo builds the extension.
pub fn build_folder() -> PathBuf {
    process::target().join("python-build")
}

/// Builds the wheel.
fn wheel(python: &Path) -> Result<PathBuf> {
    let (root, wheels) = (process::root(), process::target().join("wheels"));
    if wheels.exists() {
        fs::remove_dir_all(&wheels)?;
    }
    let mut maturin = Command::new(python);
    maturin
        .args(["-m", "maturin", "build", "--release", "--quiet", "--locked", "--out"])
        .arg(&wheels)
        .current_dir(root.join("python"))
        .env("CARGO_TARGET_DIR", build_folder());
    process::run(&mut maturin).context("maturin could not build the wheel")?;
    let built: Vec<PathBuf> = fs::read_dir(&wheels)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    ensure!(built.len() == 1, "maturin left {} wheels in {}", built.len(), wheels.display());
    Ok(built[0].clone())
}

/// Runs the tests in their own folder, where Python finds the installed package and not its source.
fn pytest(python: &Path, arguments: &[String]) -> Result<()> {
    let mut pytest = Command::new(python);
    pytest.args(["-m", "pytest", "-q", "-p", "no:cacheprovider"]).args(arguments);
    process::run(pytest.current_dir(process::root().join("python/tests")))
}
