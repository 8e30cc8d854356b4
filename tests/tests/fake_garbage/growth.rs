//! How much memory this process has. Knows no server.

/// The resident memory in bytes; `None` where the system does not tell it.
pub(crate) fn resident() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = text.split(' ').nth(1)?.parse().ok()?;
    // The size of a page is not told there; it is at least that much.
    Some(pages * 4096)
}
