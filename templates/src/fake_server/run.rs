//! The program: from its arguments to its exit code. Writes nothing to standard output but the address.

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::SystemTime;

use super::super::fake::FakeBuilder;
use super::super::timestamp::Timestamp;
use super::arguments::{Arguments, Command, HELP, read};
use super::server::FakeServer;
use super::shared::tell;

/// The exit code for arguments that cannot be used.
const USAGE: u8 = 2;

/// Serves fakes with these settings, as the arguments of the process say, until the process is told to end. The header
/// is that with the signature of webhooks.
pub fn serve_from_arguments(fakes: FakeBuilder, signature_header: Option<&'static str>) -> ExitCode {
    let api = fakes.clone().build().api();
    match read(std::env::args_os().skip(1)) {
        Err(problem) => {
            tell(&format!("error: {problem}; try --help"));
            ExitCode::from(USAGE)
        }
        // Whoever asks for them wants to read them; there is no server whose address could be meant.
        Ok(Command::Help) => print(HELP),
        Ok(Command::Version) => print(&format!("{} {}\n", api.package, api.package_version)),
        Ok(Command::Serve(arguments)) => match block_on(serve(fakes, signature_header, arguments)) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                tell(&format!("error: {error}"));
                ExitCode::FAILURE
            }
        },
    }
}

fn print(text: &str) -> ExitCode {
    match io::stdout().write_all(text.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn block_on(future: impl Future<Output = io::Result<()>>) -> io::Result<()> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(future)
}

async fn serve(mut fakes: FakeBuilder, signature_header: Option<&'static str>, arguments: Arguments) -> io::Result<()> {
    let Arguments { host, port, public_url, seed, is_frozen, latency, state, allows_webhooks } = arguments;
    fakes = if is_frozen { fakes.frozen() } else { fakes.start(Timestamp::from(SystemTime::now())) };
    if let Some(seed) = seed {
        fakes = fakes.seed(seed);
    }
    if let Some(latency) = latency {
        fakes = fakes.latency(latency);
    }
    let mut server = FakeServer::bind(fakes, (host, port).into()).await?.with_log();
    if let Some(url) = public_url {
        server = server.with_public_url(url);
    }
    if let Some(header) = signature_header {
        server = server.with_signature_header(header);
    }
    if let Some(path) = state {
        server = server.with_state_file(path);
    }
    if allows_webhooks {
        server = server.with_webhooks_to_anywhere();
    }
    // Before the address is told: whoever reads it may end the process at once.
    let ended = end_of_process()?;
    announce(&server, &mut io::stdout().lock())?;
    server.run(ended).await
}

/// Writes the line that tells the address.
pub(crate) fn announce(server: &FakeServer, output: &mut impl Write) -> io::Result<()> {
    writeln!(output, "http://{}", server.address())?;
    output.flush()
}

#[cfg(unix)]
fn end_of_process() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        super::until::first_of(terminate.recv(), interrupt.recv()).await;
    })
}

#[cfg(not(unix))]
fn end_of_process() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Without the signal, only the end of the process remains.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
