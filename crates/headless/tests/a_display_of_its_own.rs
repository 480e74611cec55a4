//! The display really shows what a program draws, and really asks its windows to close.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::bail;
use lakon_headless::{Desktop, Screen};
use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    AtomEnum, ConnectionExt, CreateGCAux, CreateWindowAux, EventMask, PropMode, Rectangle, Window, WindowClass,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

const BOUND: Duration = Duration::from_secs(30);

/// Opens a white window at (40, 30) that can be asked to close.
fn window(connection: &RustConnection) -> Window {
    let screen = &connection.setup().roots[0];
    let window = connection.generate_id().unwrap();
    let look = CreateWindowAux::new().background_pixel(screen.white_pixel).event_mask(EventMask::EXPOSURE);
    connection
        .create_window(24, window, screen.root, 40, 30, 400, 300, 0, WindowClass::INPUT_OUTPUT, 0, &look)
        .unwrap();
    let atom = |name: &[u8]| connection.intern_atom(false, name).unwrap().reply().unwrap().atom;
    let (protocols, delete) = (atom(b"WM_PROTOCOLS"), atom(b"WM_DELETE_WINDOW"));
    connection.change_property32(PropMode::REPLACE, window, protocols, AtomEnum::ATOM, &[delete]).unwrap();
    connection.map_window(window).unwrap();
    connection.flush().unwrap();
    while !matches!(connection.wait_for_event().unwrap(), Event::Expose(_)) {}
    window
}

fn draw(connection: &RustConnection, window: Window) {
    let pen = connection.generate_id().unwrap();
    connection.create_gc(pen, window, &CreateGCAux::new().foreground(0x000b_4f6c)).unwrap();
    let block = Rectangle { x: 50, y: 50, width: 100, height: 60 };
    connection.poly_fill_rectangle(window, pen, &[block]).unwrap();
    connection.flush().unwrap();
}

#[test]
fn an_empty_window_is_waited_for_and_a_drawn_one_is_seen() {
    let desktop = Desktop::start(800, 600).unwrap();
    let screen = Screen::open(desktop.display()).unwrap();
    let (connection, _) = x11rb::connect(Some(desktop.display())).unwrap();
    let window = window(&connection);
    let mut glances = 0;
    let seen = screen.first_paint(BOUND, || {
        glances += 1;
        if glances == 5 {
            draw(&connection, window);
        }
        Ok(())
    });
    let picture = seen.unwrap().picture;
    assert!(glances > 5);
    assert_eq!(picture.size(), (400, 300));
    assert_eq!(picture.drawn(), 100.0 * 60.0 / (400.0 * 300.0));
}

#[test]
fn a_window_is_asked_to_close_and_told_so() {
    let desktop = Desktop::start(800, 600).unwrap();
    let screen = Screen::open(desktop.display()).unwrap();
    let (connection, _) = x11rb::connect(Some(desktop.display())).unwrap();
    let window = window(&connection);
    assert_eq!(screen.close_windows().unwrap(), 1);
    loop {
        if let Event::ClientMessage(message) = connection.wait_for_event().unwrap() {
            assert_eq!(message.window, window);
            return;
        }
    }
}

#[test]
fn waiting_ends_when_the_program_died() {
    let desktop = Desktop::start(800, 600).unwrap();
    let screen = Screen::open(desktop.display()).unwrap();
    let error = screen.first_paint(BOUND, || bail!("it died")).unwrap_err();
    assert_eq!(error.to_string(), "it died");
}

#[test]
fn two_desktops_do_not_meet_and_each_has_a_bus() {
    let (one, two) = (Desktop::start(300, 300).unwrap(), Desktop::start(300, 300).unwrap());
    assert_ne!(one.display(), two.display());
    let mut ask = Command::new("dbus-send");
    ask.args(["--session", "--print-reply", "--dest=org.freedesktop.DBus", "/", "org.freedesktop.DBus.GetId"]);
    let answer = one.host(&mut ask).stdout(Stdio::null()).status().unwrap();
    assert!(answer.success());
}
