//! The arguments of the program. Does nothing with them.

use std::ffi::OsString;
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::time::Duration;

use http::Uri;
use lexopt::{Arg, Parser, ValueExt as _};

/// What the program is to do.
#[derive(Debug, PartialEq)]
pub(crate) enum Command {
    Serve(Arguments),
    Help,
    Version,
}

#[derive(Debug, PartialEq)]
pub(crate) struct Arguments {
    pub(crate) host: IpAddr,
    pub(crate) port: u16,
    pub(crate) public_url: Option<String>,
    pub(crate) seed: Option<u64>,
    pub(crate) is_frozen: bool,
    pub(crate) latency: Option<Duration>,
    pub(crate) state: Option<PathBuf>,
    pub(crate) allows_webhooks: bool,
}

pub(crate) const HELP: &str = "\
Serves a fake of the API, in memory. The first line of the output is its address.
Credentials: the SID of an account or an API key, with any secret. Each has records of its own.
A page for people, and routes for tests: /__admin/

Options:
  --port N             the port; any free one by default
  --host ADDRESS       the address to listen on; 127.0.0.1 by default
  --public-url URL     what URLs in answers begin with; as requests call the server by default
  --seed N             what random values follow from; 0 by default
  --clock real|frozen  the time: that of this machine, or one that only /__admin/clock moves; real by default
  --latency MS         how long each answer takes, in milliseconds
  --state FILE         JSON with the state: read at the start if it exists, written at the end
  --allow-webhooks     deliver webhooks to other machines, too
  --help, --version
";

/// Reads the arguments; or says what is wrong with them.
pub(crate) fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, String> {
    let mut result = Arguments {
        host: Ipv4Addr::LOCALHOST.into(),
        port: 0,
        public_url: None,
        seed: None,
        is_frozen: false,
        latency: None,
        state: None,
        allows_webhooks: false,
    };
    let mut parser = Parser::from_args(arguments);
    while let Some(argument) = parser.next().map_err(text)? {
        match argument {
            Arg::Long("help") | Arg::Short('h') => return Ok(Command::Help),
            Arg::Long("version") | Arg::Short('V') => return Ok(Command::Version),
            Arg::Long("port") => result.port = value(&mut parser)?,
            Arg::Long("host") => result.host = value(&mut parser)?,
            Arg::Long("seed") => result.seed = Some(value(&mut parser)?),
            Arg::Long("latency") => result.latency = Some(Duration::from_millis(value(&mut parser)?)),
            Arg::Long("state") => result.state = Some(parser.value().map_err(text)?.into()),
            Arg::Long("allow-webhooks") => result.allows_webhooks = true,
            Arg::Long("public-url") => {
                let url: String = value(&mut parser)?;
                result.public_url = Some(origin(&url).ok_or("--public-url must be such as https://fake.example")?);
            }
            Arg::Long("clock") => {
                result.is_frozen = match value::<String>(&mut parser)?.as_str() {
                    "real" => false,
                    "frozen" => true,
                    _ => return Err("--clock must be `real` or `frozen`".to_owned()),
                }
            }
            other => return Err(text(other.unexpected())),
        }
    }
    Ok(Command::Serve(result))
}

fn value<T: std::str::FromStr>(parser: &mut Parser) -> Result<T, String>
where
    T::Err: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    parser.value().and_then(|value| value.parse()).map_err(text)
}

fn text(error: lexopt::Error) -> String {
    error.to_string()
}

/// Scheme and host of a URL that has nothing else.
fn origin(url: &str) -> Option<String> {
    let uri: Uri = url.parse().ok()?;
    let scheme = uri.scheme_str().filter(|scheme| matches!(*scheme, "http" | "https"))?;
    let authority = uri.authority().filter(|authority| !authority.as_str().contains('@'))?;
    let is_bare = uri.path_and_query().is_none_or(|rest| matches!(rest.as_str(), "" | "/"));
    (is_bare && !url.contains('#')).then(|| format!("{scheme}://{authority}"))
}
