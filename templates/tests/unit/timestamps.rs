//! Points in time.

use std::time::{Duration, SystemTime};

use crate::runtime::Timestamp;

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn both_text_forms_and_all_offsets_are_read() {
    let expected = Timestamp::from_unix_seconds(1_283_286_988).unwrap();
    for text in [
        "2010-08-31T20:36:28Z",
        "2010-08-31T20:36:28.000Z",
        "2010-08-31t20:36:28+00:00",
        "2010-08-31T22:36:28+02:00",
        "2010-08-31T15:06:28-05:30",
        "Tue, 31 Aug 2010 20:36:28 +0000",
        "Tue, 31 Aug 2010 13:36:28 -0700",
        "31 Aug 2010 20:36:28 GMT",
    ] {
        assert_eq!(time(text), expected, "{text}");
    }
}

#[test]
fn other_texts_are_errors_that_show_the_form() {
    for text in ["", "2010-08-31", "2010-08-31T20:36:28", "2010-13-31T20:36:28Z", "1283286988", "canary"] {
        let error = text.parse::<Timestamp>().unwrap_err();
        assert_eq!(error.to_string(), "not a valid timestamp: expected a time such as 2010-08-31T20:36:28Z");
        let error = serde_json::from_value::<Timestamp>(text.into()).unwrap_err().to_string();
        assert_eq!(error, "invalid value: another string, expected a time such as 2010-08-31T20:36:28Z");
    }
    assert!(serde_json::from_str::<Timestamp>("5").is_err());
}

#[test]
fn it_is_written_in_utc_with_a_fraction_only_when_there_is_one() {
    for (text, written) in [
        ("2010-08-31T20:36:28.000+02:00", "2010-08-31T18:36:28Z"),
        ("2010-08-31T20:36:28.5Z", "2010-08-31T20:36:28.500Z"),
        ("2010-08-31T20:36:28.000000007Z", "2010-08-31T20:36:28.000000007Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
    ] {
        assert_eq!(time(text).to_string(), written);
        assert_eq!(format!("{:?}", time(text)), written);
        assert_eq!(serde_json::to_string(&time(text)).unwrap(), format!("\"{written}\""));
        assert_eq!(serde_json::from_str::<Timestamp>(&format!("\"{written}\"")).unwrap(), time(text));
    }
}

#[test]
fn it_orders_by_time_and_not_by_text() {
    assert!(time("2010-08-31T20:36:28+02:00") < time("2010-08-31T19:36:28Z"));
    assert!(time("2010-08-31T20:36:28Z") < time("2010-08-31T20:36:28.1Z"));
}

#[test]
fn unix_seconds_round_down() {
    let before = time("1969-12-31T23:59:58.25Z");
    assert_eq!((before.unix_seconds(), before.subsec_nanos()), (-2, 250_000_000));
    assert_eq!(Timestamp::from_unix_seconds(-2).unwrap().to_string(), "1969-12-31T23:59:58Z");
    assert_eq!(Timestamp::from_unix_seconds(i64::MAX), None);
    // A leap second has no separate nanoseconds here.
    assert_eq!(time("2016-12-31T23:59:60.5Z").subsec_nanos(), 999_999_999);
}

#[test]
fn the_systems_time_goes_both_ways() {
    for text in
        ["1970-01-01T00:00:00Z", "2026-02-03T04:05:06.000000700Z", "1969-12-31T23:59:58.25Z", "1900-01-01T00:00:00Z"]
    {
        let system = SystemTime::try_from(time(text)).unwrap();
        assert_eq!(Timestamp::from(system), time(text), "{text}");
    }
    let earlier = SystemTime::UNIX_EPOCH - Duration::from_millis(250);
    assert_eq!(Timestamp::from(earlier).to_string(), "1969-12-31T23:59:59.750Z");
}

#[test]
fn a_time_out_of_range_becomes_the_nearest() {
    let Some(far) = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(1 << 45)) else { return };
    let latest = Timestamp::from(far);
    assert!(latest > time("9999-12-31T23:59:59Z"));
    let early = SystemTime::UNIX_EPOCH.checked_sub(Duration::from_secs(1 << 45)).unwrap();
    assert!(Timestamp::from(early) < time("0001-01-01T00:00:00Z"));
}

#[cfg(feature = "chrono")]
#[test]
fn chrono_goes_both_ways() {
    let there: chrono::DateTime<chrono::Utc> = time("1969-12-31T23:59:58.25Z").into();
    assert_eq!(there.timestamp_millis(), -1750);
    let zoned = there.with_timezone(&chrono::FixedOffset::east_opt(7200).unwrap());
    assert_eq!(Timestamp::from(zoned), time("1969-12-31T23:59:58.25Z"));
}

#[cfg(feature = "jiff")]
#[test]
fn jiff_goes_both_ways() {
    for text in ["1969-12-31T23:59:58.25Z", "1970-01-01T00:00:00Z", "2026-02-03T04:05:06.000000700Z"] {
        let there: jiff::Timestamp = time(text).try_into().unwrap();
        assert_eq!(there, text.parse().unwrap());
        assert_eq!(Timestamp::from(there), time(text));
    }
    let far = Timestamp::from_unix_seconds(1 << 40).unwrap();
    assert!(jiff::Timestamp::try_from(far).is_err());
}

#[cfg(feature = "time")]
#[test]
fn time_goes_both_ways() {
    for text in ["1969-12-31T23:59:58.25Z", "1970-01-01T00:00:00Z", "2026-02-03T04:05:06.000000700Z"] {
        let there: time::OffsetDateTime = time(text).try_into().unwrap();
        assert_eq!(there.unix_timestamp(), time(text).unix_seconds());
        assert_eq!(there.nanosecond(), time(text).subsec_nanos());
        assert_eq!(Timestamp::from(there.to_offset(time::UtcOffset::from_hms(5, 30, 0).unwrap())), time(text));
    }
    let far = Timestamp::from_unix_seconds(1 << 40).unwrap();
    assert!(time::OffsetDateTime::try_from(far).is_err());
}
