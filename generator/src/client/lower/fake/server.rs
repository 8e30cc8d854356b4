//! What `FAKE.md` says of the fake on a port. Knows the routes of `templates/src/fake_server` and no resource.

use crate::client::krate::{Block, Table};
use crate::client::lower::context::Lowering;
use crate::client::lower::reference::reflowed;

/// The routes below `/__admin`: request, what it takes, what it does.
const ROUTES: [[&str; 3]; 15] = [
    ["`GET /`", "", "the page for people; `#SID` opens a record"],
    ["`GET /health`", "", "answers as soon as the server serves"],
    ["`POST /reset`", "", "forgets all accounts, faults, requests and webhooks, and the time that was added"],
    ["`POST /reset`", "`{\"account\": SID}`", "forgets the records of one account, or of one API key"],
    ["`GET /clock`", "", "the time, and whether it is frozen"],
    ["`POST /clock`", "`{\"advance\": SECONDS}`", "lets time pass, and returns what happened meanwhile"],
    ["`POST /faults`", "a fault", "makes requests fail, of all accounts"],
    ["`GET /faults`", "", "the faults, each with the number of requests that it has concerned: 0 if it is not used"],
    ["`DELETE /faults`", "", "ends all of them"],
    [
        "`GET /requests`",
        "`?after=NUMBER`",
        "the newest 10,000 requests: account, operation, path, status, names of parameters",
    ],
    ["`GET /requests`", "`?values=true`", "with the values of the parameters as well"],
    ["`GET /webhooks`", "`?after=NUMBER`", "the attempts to deliver webhooks, each with its outcome"],
    ["`GET /state`", "", "all records, as JSON"],
    ["`GET /state`", "`?newest=NUMBER`", "the newest records of each resource, with their parts"],
    ["`PUT /state`", "what `GET /state` returned", "puts it in the place of all records"],
];

/// The members of a fault: name, what it does.
const FAULTS: [[&str; 2]; 9] = [
    ["`status`", "the request gets this status, in the shape of the API's errors, and is not applied"],
    ["`rate_limited`", "the request gets status 429, and is not applied"],
    ["`not_sent`", "the connection ends before the request is applied"],
    ["`cut`", "the connection ends after the request was applied"],
    ["`slow_ms`", "the answer comes so many milliseconds later"],
    ["`operation`", "only requests of this operation; default: of all"],
    ["`times`", "how many requests; default: 1"],
    ["`rate`", "in place of `times`: with which probability each request is concerned"],
    ["`retry_after`", "the header `Retry-After`, in seconds"],
];

impl Lowering<'_> {
    /// What the program of the fake does.
    pub(super) fn fake_server(&self) -> Vec<Block> {
        let package = &self.api.package.name;
        let (account, key) = (&self.api.account.prefix, &self.api.api_key.prefix);
        let text = |text: &str| Block::Text(reflowed(text));
        let rows =
            |rows: &[&[&str]]| rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect();
        vec![
            Block::Heading(2, "On a port".to_owned()),
            text(&format!(
                "The program `{package}-fake` of the feature `fake-server` serves the same over HTTP, for programs in any \
                 language. Its first line of output is its address; `--help` lists its options. It listens on this machine \
                 only unless `--host` says otherwise, and ends on `SIGTERM` and on Ctrl-C."
            )),
            text(&format!(
                "Any SID of an account (`{account}` and 32 hexadecimal digits) or of an API key (`{key}`) is accepted, with \
                 any secret. Each has records of its own, so that tests do not meet. Webhooks are signed with the secret of \
                 the last request of their account, which must have no white space for that, and delivered in their order, to this machine only unless \
                 `--allow-webhooks` is given; each is sent once."
            )),
            text(
                "Below `/__admin` is what tests need besides. Only this machine may use it, and no page of another site. \
                 Bodies are JSON.",
            ),
            Block::Table(Table {
                head: &["request", "with", "effect"],
                rows: rows(&ROUTES.each_ref().map(|row| &row[..])),
            }),
            text("A fault is an object with one of the first five members:"),
            Block::Table(Table { head: &["member", "effect"], rows: rows(&FAULTS.each_ref().map(|row| &row[..])) }),
        ]
    }
}
