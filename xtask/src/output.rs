//! Prints what commands say. A full disk or a reader that went away is an error of the command, and never a panic.

use std::fmt::Arguments;
use std::io::Write;

use anyhow::{Context, Result};

/// Prints a line to standard output. The error is to be returned: somebody relies on what is printed.
macro_rules! outln {
    ($($text:tt)*) => {
        crate::output::print(format_args!("{}\n", format_args!($($text)*)))
    };
}

/// Prints a line to standard error.
macro_rules! errln {
    ($($text:tt)*) => {
        crate::output::note(format_args!("{}\n", format_args!($($text)*)))
    };
}

pub(crate) use {errln, outln};

/// Prints text to standard output.
pub(crate) fn print(text: Arguments<'_>) -> Result<()> {
    let mut out = anstream::stdout();
    out.write_fmt(text).and_then(|()| out.flush()).context("cannot write to standard output")
}

/// Prints text to standard error. If that fails, there is nobody to tell.
pub(crate) fn note(text: Arguments<'_>) {
    let _ = anstream::stderr().write_fmt(text);
}
