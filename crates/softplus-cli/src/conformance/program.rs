//! A program that reads inputs and writes results, as bytes.

use std::{
    io::{Read, Write},
    process::{Child, Command, ExitStatus, Stdio},
    sync::{
        Mutex, PoisonError,
        mpsc::{self, Receiver, RecvTimeoutError},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

/// What of standard error is kept: its end says why.
const KEPT: usize = 4096;

/// The program, to be run several times.
#[derive(Debug)]
pub struct Program<'a> {
    /// Its name and arguments.
    pub command: &'a [String],
    /// How long a run may take.
    pub timeout: Duration,
}

impl Program<'_> {
    /// Runs it, and returns its output, which must have the length `wanted`.
    pub fn run(&self, input: Vec<u8>, wanted: usize) -> Result<Vec<u8>> {
        let name = &self.command[0];
        let deadline = Instant::now() + self.timeout;
        let child = Running::start(
            Command::new(name)
                .args(&self.command[1..])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped()),
        );
        let mut child = child.with_context(|| format!("cannot start {name}"))?;
        let (output, complaint) = child.talk(input, wanted as u64 + 1);
        let late =
            || format!("{name} did not end within {} s; allow more with --timeout", self.timeout.as_secs());
        let output = match output.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(output) => output.with_context(|| format!("cannot read from {name}"))?,
            Err(RecvTimeoutError::Timeout) => match child.end() {
                Some(status) => bail!(
                    "{name} ended ({status}), but something that it started still had its standard output open after \
                     {} s",
                    self.timeout.as_secs()
                ),
                None => bail!(late()),
            },
            Err(RecvTimeoutError::Disconnected) => bail!("cannot read from {name}"),
        };
        if output.len() > wanted {
            bail!("{name} wrote more than the {wanted} bytes of its results to standard output");
        }
        let Some(status) = child.wait(deadline)? else { bail!(late()) };
        if !status.success() {
            // Closed by now, unless a child of the program holds it open.
            let complaint = complaint.recv_timeout(Duration::from_millis(500)).unwrap_or_default();
            let complaint = String::from_utf8_lossy(&complaint);
            let last = complaint.lines().rfind(|line| !line.trim().is_empty());
            let last = last.map_or(String::new(), |line| format!("; its last words: {}", line.trim()));
            bail!("{name} failed ({status}){last}");
        }
        if output.len() < wanted {
            bail!("{name} wrote {} bytes to standard output, and its results have {wanted}", output.len());
        }
        Ok(output)
    }
}

/// The program that is running, for the interrupt: in a group of its own it does not get the terminal's.
static GROUP: Mutex<Option<Group>> = Mutex::new(None);

/// On Ctrl-C: ends the running program. None is started after that, because the lock stays taken.
pub fn stop() {
    let group = GROUP.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(group) = *group {
        group.end();
    }
    std::mem::forget(group);
}

/// A process and all that it starts, unless they leave.
#[derive(Debug, Clone, Copy)]
struct Group(#[cfg(unix)] nix::unistd::Pid);

impl Group {
    #[cfg(unix)]
    fn of(child: &Child) -> Self {
        Self(nix::unistd::Pid::from_raw(child.id() as i32))
    }

    #[cfg(not(unix))]
    fn of(_: &Child) -> Self {
        Self()
    }

    fn end(self) {
        // They may have ended by themselves.
        #[cfg(unix)]
        let _ = nix::sys::signal::killpg(self.0, nix::sys::signal::Signal::SIGKILL);
    }
}

/// A child process that does not outlive its owner, and neither does what it started, if it hangs.
struct Running {
    child: Child,
    /// Whether its end was seen: then its number may belong to another process soon.
    ended: bool,
}

impl Running {
    fn start(command: &mut Command) -> std::io::Result<Self> {
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        // Taken before it starts, so that an interrupt finds it.
        let mut group = GROUP.lock().unwrap_or_else(PoisonError::into_inner);
        let child = command.spawn()?;
        *group = Some(Group::of(&child));
        Ok(Self { child, ended: false })
    }

    /// Writes its input and reads its outputs at the same time: each may wait for the other.
    fn talk(&mut self, input: Vec<u8>, most: u64) -> (Receiver<std::io::Result<Vec<u8>>>, Receiver<Vec<u8>>) {
        if let Some(mut stdin) = self.child.stdin.take() {
            // It need not read all; what it makes of that is judged by its results.
            thread::spawn(move || drop(stdin.write_all(&input)));
        }
        let (send_output, output) = mpsc::channel();
        if let Some(stdout) = self.child.stdout.take() {
            thread::spawn(move || {
                let mut bytes = Vec::new();
                let read = stdout.take(most).read_to_end(&mut bytes).map(|_| bytes);
                drop(send_output.send(read));
            });
        }
        let (send_complaint, complaint) = mpsc::channel();
        if let Some(mut stderr) = self.child.stderr.take() {
            thread::spawn(move || {
                let (mut end, mut buffer) = (Vec::new(), [0; KEPT]);
                while let Ok(count @ 1..) = stderr.read(&mut buffer) {
                    end.extend_from_slice(&buffer[..count]);
                    end.drain(..end.len().saturating_sub(KEPT));
                }
                drop(send_complaint.send(end));
            });
        }
        (output, complaint)
    }

    fn wait(&mut self, deadline: Instant) -> Result<Option<ExitStatus>> {
        loop {
            // An interrupt in between would end a process that is another's by now.
            let mut group = GROUP.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(status) = self.child.try_wait().context("cannot wait for the program")? {
                (self.ended, *group) = (true, None);
                return Ok(Some(status));
            }
            drop(group);
            if Instant::now() > deadline {
                return Ok(None);
            }
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// Ends it with all that it started; its status if it had ended by itself before.
    fn end(&mut self) -> Option<ExitStatus> {
        let mut group = GROUP.lock().unwrap_or_else(PoisonError::into_inner);
        // Where there are no groups. Elsewhere the group's number is only kept as long as nobody has asked.
        let before = if cfg!(unix) { None } else { self.child.try_wait().ok().flatten() };
        Group::of(&self.child).end();
        let _ = self.child.kill();
        let status = self.child.wait().ok();
        (self.ended, *group) = (true, None);
        before.or_else(|| status.filter(|&status| ended_by_itself(status)))
    }
}

/// Whether a status is not that of a process that was just killed.
#[cfg(unix)]
fn ended_by_itself(status: ExitStatus) -> bool {
    std::os::unix::process::ExitStatusExt::signal(&status) != Some(nix::sys::signal::Signal::SIGKILL as i32)
}

/// There the status does not tell.
#[cfg(not(unix))]
const fn ended_by_itself(_: ExitStatus) -> bool {
    false
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.ended {
            self.end();
        }
    }
}
