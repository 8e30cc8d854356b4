//! The README of generated crates states the same defaults as the runtime.

use crate::runtime::limits::default_setting;

#[test]
fn the_readme_states_the_defaults() {
    const README: &str = include_str!("../../package/README.md");
    for row in [
        concat!("| ", default_setting!(timeout), " s | `timeout` |"),
        concat!("| ", default_setting!(attempt_timeout), " s | `attempt_timeout` |"),
        concat!("| ", default_setting!(connect_timeout), " s, at most half"),
        concat!("| ", default_setting!(stall_timeout), " s | `stall_timeout` |"),
        concat!("| ", default_setting!(max_response_mib), " MiB | `max_response_size` |"),
        concat!("| ", default_setting!(max_in_flight), " | `max_in_flight` |"),
        concat!("| ", default_setting!(idle_timeout), " s | `idle_timeout` |"),
        concat!("| ", default_setting!(retry_budget), " tokens | `retry_budget` |"),
    ] {
        assert!(README.contains(row), "{row}");
    }
}
