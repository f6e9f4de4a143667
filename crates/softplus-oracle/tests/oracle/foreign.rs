//! The comparison over streams, with this machine in the foreign one's place.

use std::{
    io::{BufReader, pipe},
    thread,
};

use half::f16;
use softplus::{
    Level,
    probe::{LogAddExp, Softplus},
};
use softplus_oracle::foreign::{Evidence, Program, Way, planted_faults};

/// The foreign program on a thread.
fn program() -> Program {
    let (requests, to) = pipe().expect("a pipe");
    let (from, answers) = pipe().expect("a pipe");
    thread::spawn(move || softplus_foreign::serve(BufReader::new(requests), answers));
    Program::over(to, BufReader::new(from))
}

#[test]
fn planted_faults_are_seen_at_every_level() {
    let program = program();
    for level in Level::available() {
        planted_faults::<Softplus, f16, 1>(&program, level).expect("each fault is seen");
        planted_faults::<Softplus, f32, 1>(&program, level).expect("each fault is seen");
        planted_faults::<Softplus, f64, 1>(&program, level).expect("each fault is seen");
        planted_faults::<LogAddExp, f32, 2>(&program, level).expect("each fault is seen");
    }
}

#[test]
fn the_machine_is_this_one() {
    let machine = program().machine().expect("it answers");
    let levels: Vec<Level> = machine.levels.iter().map(|&(level, _)| level).collect();
    assert_eq!(levels, Level::available().collect::<Vec<_>>());
    assert!(Evidence::new(&program(), &levels).is_ok());
}

#[test]
fn a_level_that_is_missing_is_an_error() {
    let missing = if cfg!(target_arch = "aarch64") { Level::Sse2 } else { Level::Neon };
    let program = program();
    let error = Evidence::new(&program, &[Level::Scalar, missing]).err().expect("it is missing").to_string();
    assert!(error.contains(&format!("does not have the level {missing}")), "{error}");
    let error = program
        .evaluate::<Softplus, f32, 1>((Way::Slice, missing), 0, None, &[[1.0]], &mut [0.0])
        .expect_err("it is missing");
    assert!(format!("{error:#}").contains("this machine does not have the level"), "{error:#}");
}

#[test]
fn a_program_that_ends_is_an_error() {
    let (_, to) = pipe().expect("a pipe");
    let (from, _) = pipe().expect("a pipe");
    let ended = Program::over(to, BufReader::new(from));
    assert!(ended.machine().is_err());
    let (from, _) = pipe().expect("a pipe");
    let silent = Program::over(std::io::sink(), BufReader::new(from));
    let error = format!("{:#}", silent.machine().expect_err("it says nothing"));
    assert!(error.contains("ended without an answer"), "{error}");
    let (from, mut answers) = pipe().expect("a pipe");
    std::io::Write::write_all(&mut answers, b"nonsense\n").expect("written");
    let confused = Program::over(std::io::sink(), BufReader::new(from));
    let error = format!("{:#}", confused.machine().expect_err("it is no answer"));
    assert!(error.contains("nonsense"), "{error}");
}
