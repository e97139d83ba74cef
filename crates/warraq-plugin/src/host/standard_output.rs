//! Standard output, kept for the program's records: what a library in this process prints to it goes
//! to standard error.

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::{AsFd, AsRawFd};

/// Standard output for the program alone, until it is dropped.
#[derive(Debug)]
pub struct StandardOutput {
    file: File,
}

impl StandardOutput {
    /// Takes standard output: whatever else of this process prints to it prints to standard error.
    ///
    /// It belongs to programs, and one value of it is all that a process should have.
    ///
    /// # Errors
    /// If standard output is closed.
    pub fn take() -> io::Result<Self> {
        io::stdout().flush()?;
        let file = File::from(io::stdout().as_fd().try_clone_to_owned()?);
        replace_standard_output(libc::STDERR_FILENO)?;
        Ok(Self { file })
    }
}

impl Write for StandardOutput {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for StandardOutput {
    fn drop(&mut self) {
        // What was printed until now was not for standard output; it is where it was if this fails.
        let _ = io::stdout().flush();
        let _ = replace_standard_output(self.file.as_raw_fd());
    }
}

fn replace_standard_output(by: libc::c_int) -> io::Result<()> {
    // SAFETY: both are numbers of descriptors; one that is closed is an error.
    match unsafe { libc::dup2(by, libc::STDOUT_FILENO) } {
        -1 => Err(io::Error::last_os_error()),
        _ => Ok(()),
    }
}
