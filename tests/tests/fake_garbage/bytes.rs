//! Bytes that resemble a request more or less. Knows no server.

use fastrand::Rng;

const METHODS: [&str; 12] =
    ["GET", "POST", "DELETE", "PUT", "HEAD", "OPTIONS", "TRACE", "CONNECT", "PRI", "BREW", "get", "\u{e4}"];
const TARGETS: [&str; 20] = [
    "/v2/Services",
    "/v2/Transcripts?PageSize=\u{1}",
    "/v2/Transcripts/GT33333333333333333333333333333333/Sentences",
    "/v2/../../etc/passwd",
    "/%2e%2e/%00",
    "/v2/Services/%FF%FE",
    "/v2/Services?%=&&=%%&PageToken=PT&PageSize=99999999999999999999",
    "*",
    "/",
    "",
    "//",
    "?",
    "#",
    "127.0.0.1:80",
    "http://other.example/v2/Services",
    "http://user:secret@[::1]:99999/v2/Services",
    "http:///",
    "/__admin/state",
    "/__admin/clock",
    "/__admin/requests?after=-1",
];
const VERSIONS: [&str; 9] =
    [" HTTP/1.1", " HTTP/1.1", " HTTP/1.1", " HTTP/1.0", " HTTP/2.0", " HTTP/0.9", " HTTP/9999", " http/1.1", ""];
const HEADERS: [&str; 27] = [
    "Content-Length: 5",
    "Content-Length: 7",
    "Content-Length: -1",
    "Content-Length: +5",
    "Content-Length: 5, 5",
    "Content-Length: 5, 6",
    "Content-Length: 0x5",
    "Content-Length: 10737418240",
    "Content-Length: 99999999999999999999999",
    "Transfer-Encoding: chunked",
    "Transfer-Encoding: chunked, chunked",
    "Transfer-Encoding: gzip, chunked",
    "Transfer-Encoding: identity",
    "Transfer-Encoding : chunked",
    "Transfer-Encoding: \u{b}chunked",
    "Host: a b",
    "Host: x",
    "Host:",
    "Expect: 100-continue",
    "Expect: something-else",
    "Upgrade: h2c\r\nConnection: Upgrade",
    "Connection: close",
    "Authorization: Basic ====",
    "Origin: \u{0}",
    "Folded: a\r\n b\r\n\tc",
    "No colon",
    ": no name",
];
const BODIES: [&str; 12] = [
    "",
    "UniqueName=a",
    "{\"advance\":-1}",
    "5\r\nhello\r\n0\r\n\r\n",
    "5;ext=\"\r\n\"\r\nhello\r\n0\r\nTrailer: a\r\n\r\n",
    "FFFFFFFFFFFFFFFF\r\n",
    "FFFFFFFFFFFFFFFFF\r\n",
    "-5\r\nhello",
    "g\r\nhello",
    "5\nhello\n0\n\n",
    "%%%=%%&=",
    "\0\0\0\0",
];

/// Returns bytes, some of them with these credentials.
pub(crate) fn garbage(random: &mut Rng, authorization: &str) -> Vec<u8> {
    if random.u8(..) < 16 {
        return (0..random.usize(..2_000)).map(|_| random.u8(..)).collect();
    }
    let mut pick = |list: &[&str]| list[random.usize(..list.len())].to_owned();
    let mut text = format!("{} {}{}\r\n", pick(&METHODS), pick(&TARGETS), pick(&VERSIONS));
    for _ in 0..random.usize(..5) {
        text.push_str(HEADERS[random.usize(..HEADERS.len())]);
        text.push_str("\r\n");
    }
    if random.bool() {
        text.push_str(&format!("Authorization: {authorization}\r\n"));
    }
    text.push_str("\r\n");
    text.push_str(BODIES[random.usize(..BODIES.len())]);
    let mut bytes = text.into_bytes();
    if random.bool() {
        return bytes;
    }
    for _ in 0..random.usize(..4) {
        let place = random.usize(..bytes.len());
        bytes[place] = random.u8(..);
    }
    if random.bool() {
        bytes.truncate(random.usize(..=bytes.len()));
    }
    bytes
}
