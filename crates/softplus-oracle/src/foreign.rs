//! The crate on another kind of machine: a child process (crates/softplus-foreign), under an emulator or in a
//! WebAssembly host, answers requests, and its results are compared with MPFR here.

mod evidence;

use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, Command, Stdio},
    sync::{Mutex, PoisonError},
};

use anyhow::{Context, Result, ensure};
pub use evidence::{Evidence, Outcome, choosing, planted_faults, recorded_digest};
use softplus::{Float, Level};

use crate::{functions::Function, harness::columns};

/// How the program computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The slice function.
    Slice,
    /// The slice function in place.
    InPlace,
    /// The function of one value, for each.
    Value,
    /// The accurate phase alone.
    Accurate,
}

impl Way {
    const fn name(self) -> &'static str {
        match self {
            Self::Slice => "slice",
            Self::InPlace => "in-place",
            Self::Value => "value",
            Self::Accurate => "accurate",
        }
    }
}

/// What the program says about its machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machine {
    /// The level in use when nothing is asked for.
    pub current: Level,
    /// Whether it has the standard library, and with it reads the environment.
    pub reads_environment: bool,
    /// Its levels, and how many f32 each computes at a time.
    pub levels: Vec<(Level, usize)>,
}

/// A program that answers requests.
pub struct Program {
    streams: Mutex<Streams>,
    child: Option<Child>,
}

struct Streams {
    /// Closed to end the program.
    requests: Option<Box<dyn Write + Send>>,
    answers: Box<dyn BufRead + Send>,
}

impl Program {
    /// Starts the command, with these variables in its environment.
    pub fn start(command: &[String], environment: &[(&str, &str)]) -> Result<Self> {
        let (program, arguments) = command.split_first().context("no command is given")?;
        let mut child = Command::new(program)
            .args(arguments)
            .env_remove("SOFTPLUS_LEVEL")
            .envs(environment.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {program}"))?;
        let requests = child.stdin.take().context("the child has no standard input")?;
        let answers = child.stdout.take().context("the child has no standard output")?;
        let mut started = Self::over(requests, BufReader::new(answers));
        started.child = Some(child);
        Ok(started)
    }

    /// A program at the other end of two streams.
    pub fn over(requests: impl Write + Send + 'static, answers: impl BufRead + Send + 'static) -> Self {
        let streams = Streams { requests: Some(Box::new(requests)), answers: Box::new(answers) };
        Self { streams: Mutex::new(streams), child: None }
    }

    /// What it says about its machine.
    pub fn machine(&self) -> Result<Machine> {
        let reply = self.ask("levels", &mut [])?;
        let mut words = reply.split_whitespace();
        let mut next = || words.next().with_context(|| format!("`levels` was answered with {reply:?}"));
        let level = |name: &str| name.parse::<Level>().with_context(|| format!("in the answer {reply:?}"));
        let current = level(next()?)?;
        let reads_environment = next()? == "std";
        let each = |word: &str| -> Result<(Level, usize)> {
            let (name, count) = word.split_once('=').with_context(|| format!("{word:?} has no count"))?;
            Ok((level(name)?, count.parse()?))
        };
        Ok(Machine { current, reads_environment, levels: words.map(each).collect::<Result<_>>()? })
    }

    /// How many results of the level's operations equal plain arithmetic; fails if one does not.
    pub fn operations(&self, level: Level) -> Result<u64> {
        let reply = self.ask(&format!("operations {level}"), &mut [])?;
        reply.trim().parse().with_context(|| format!("`operations` was answered with {reply:?}"))
    }

    /// The function F of each point, the elements `offset` places behind an aligned one, and the result at `fault`
    /// made wrong by one unit.
    pub fn evaluate<F: Function<A>, T: Float, const A: usize>(
        &self,
        (way, level): (Way, Level),
        offset: usize,
        fault: Option<usize>,
        xs: &[[T; A]],
        ys: &mut [T],
    ) -> Result<()> {
        let width = T::BITS as usize / 8;
        let fault = fault.map_or("-".to_owned(), |index| index.to_string());
        let request = format!("{} {} {} {level} {offset} {fault}", F::NAME, T::NAME, way.name());
        let encoded = |x: &T| x.to_bits_u64().to_le_bytes().into_iter().take(width);
        let mut bytes: Vec<u8> = columns(xs).iter().flatten().flat_map(encoded).collect();
        self.ask(&request, &mut bytes)?;
        for (y, bytes) in ys.iter_mut().zip(bytes.chunks_exact(width)) {
            let mut word = [0; 8];
            word[..width].copy_from_slice(bytes);
            *y = T::from_bits_u64(u64::from_le_bytes(word));
        }
        Ok(())
    }

    /// Sends a request with its bytes, which the answer's replace; what the answer's line says after `ok`.
    fn ask(&self, request: &str, bytes: &mut [u8]) -> Result<String> {
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        let Streams { requests, answers } = &mut *streams;
        let mut exchange = || -> Result<String> {
            let requests = requests.as_mut().context("it was ended")?;
            writeln!(requests, "{request} {}", bytes.len())?;
            requests.write_all(bytes)?;
            requests.flush()?;
            let mut line = String::new();
            ensure!(answers.read_line(&mut line)? > 0, "it ended without an answer");
            let reply = line.trim_end().strip_prefix("ok").with_context(|| line.trim_end().to_owned())?;
            answers.read_exact(bytes)?;
            Ok(reply.to_owned())
        };
        exchange().with_context(|| format!("the foreign program, asked for `{request}`"))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let streams = self.streams.get_mut().unwrap_or_else(PoisonError::into_inner);
        streams.requests = None;
        if let Some(child) = &mut self.child {
            let _ = child.wait(); // its answers are here, and its end tells nothing more
        }
    }
}
