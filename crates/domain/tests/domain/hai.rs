//! Ticket numbers of HAI CSO: their shape, and what two are compared by.

use lakon_domain::hai::{key, ticket};

#[test]
fn a_ticket_number_is_written_as_the_office_writes_it() {
    for (typed, number) in [
        ("HAI-2026-001234", Some("HAI-2026-001234")),
        (" hai-2026-001234\n", Some("HAI-2026-001234")),
        ("No. Ref: HAI-CONTOH-001001", Some("HAI-CONTOH-001001")),
        ("no ref: 20260042", Some("20260042")),
        ("HAI/2026/04.2", Some("HAI/2026/04.2")),
        ("CSO1", Some("CSO1")),
        ("", None),
        ("No. Ref:", None),
        ("tiket", None),
        ("A-1", None),
        ("HAI 2026 1", None),
        ("HAI-2026-1;", None),
        ("HÄI-2026", None),
    ] {
        assert_eq!(ticket(typed).as_deref(), number, "{typed:?}");
    }
    assert_eq!(ticket(&"9".repeat(40)).as_deref(), Some("9".repeat(40).as_str()));
    assert_eq!(ticket(&"9".repeat(41)), None);
}

#[test]
fn what_was_typed_before_there_was_a_check_is_compared_all_the_same() {
    assert_eq!(key("belum ada nomor").as_deref(), Some("BELUM ADA NOMOR"));
    assert_eq!(key("No. Ref: hai-1"), key("HAI-1 "));
    assert_eq!((key(" "), key("No. Ref: ")), (None, None));
}
