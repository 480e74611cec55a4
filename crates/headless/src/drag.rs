//! A second program with one file to give: the file is dragged from its small window into whatever lies under the pointer.
//!
//! It does what a file manager does: it holds the pointer, owns `XdndSelection` and speaks version 5 of "Drag-and-Drop
//! Protocol for the X Window System" (freedesktop.org). The pointer is moved through XTEST, so the display sees a hand.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use url::Url;
use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    AtomEnum, BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT, ClientMessageEvent, ConnectionExt, CreateWindowAux, EventMask,
    GrabMode, GrabStatus, MOTION_NOTIFY_EVENT, PropMode, SELECTION_NOTIFY_EVENT, SelectionNotifyEvent,
    SelectionRequestEvent, Timestamp, Window, WindowClass,
};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;
use x11rb::{COPY_DEPTH_FROM_PARENT, COPY_FROM_PARENT, CURRENT_TIME, NONE};

use crate::atoms::Atoms;

/// The version of the protocol that is spoken here.
const VERSION: u32 = 5;

/// Pixels; a corner of the display has room for it beside a program's window.
const EDGE: u16 = 64;

/// Stops between the file and its target: a hand passes over what lies between.
const STOPS: i32 = 8;

const LEFT_BUTTON: u8 = 1;

/// The pause between two looks while nothing happens.
const GLANCE: Duration = Duration::from_millis(10);

/// A window in the lower right corner of the display that has one file to give.
pub struct DragSource {
    connection: RustConnection,
    root: Window,
    window: Window,
    middle: (i16, i16),
    atoms: Atoms,
    /// The address of the file as a line of text/uri-list (RFC 2483).
    list: Vec<u8>,
}

/// A window the pointer is over that takes part in the protocol, and what it said last.
struct Over {
    window: Window,
    version: u32,
    /// A place was told and is not answered yet; the next one waits for the answer.
    asked: bool,
    /// Whether it would take the file at the place it was asked about last.
    takes: bool,
}

/// One way of the pointer, from the press of the button to the target's last word.
struct Drag<'a> {
    source: &'a DragSource,
    end: (i16, i16),
    stops_left: i32,
    over: Option<Over>,
    /// Where the pointer was seen last, and when.
    seen: Option<(i16, i16, Timestamp)>,
    let_go: bool,
}

impl DragSource {
    /// Opens the window on `display`; it may take until the first drag to be there.
    ///
    /// # Errors
    /// When the display is gone or cannot move its pointer, or `file` is no absolute path.
    pub fn open(display: &str, file: &Path) -> Result<DragSource> {
        let Ok(address) = Url::from_file_path(file) else { bail!("{} is no absolute path", file.display()) };
        let (connection, index) = x11rb::connect(Some(display)).context("reach the display")?;
        connection.xtest_get_version(2, 2)?.reply().context("the display cannot move its pointer")?;
        let atoms = Atoms::new(&connection)?.reply()?;
        let screen = &connection.setup().roots[index];
        let (root, ground) = (screen.root, screen.white_pixel);
        let corner = [screen.width_in_pixels, screen.height_in_pixels].map(|edge| edge.saturating_sub(EDGE) as i16);
        let window = connection.generate_id()?;
        let hand = EventMask::BUTTON_PRESS | EventMask::BUTTON_RELEASE | EventMask::POINTER_MOTION;
        connection.create_window(
            COPY_DEPTH_FROM_PARENT,
            window,
            root,
            corner[0],
            corner[1],
            EDGE,
            EDGE,
            0,
            WindowClass::INPUT_OUTPUT,
            COPY_FROM_PARENT,
            &CreateWindowAux::new().background_pixel(ground).event_mask(hand),
        )?;
        connection.map_window(window)?.check()?;
        let half = (EDGE / 2) as i16;
        let list = format!("{address}\r\n").into_bytes();
        let middle = (corner[0] + half, corner[1] + half);
        Ok(DragSource { connection, root, window, middle, atoms, list })
    }

    /// Takes the file, carries it to (`x`, `y`) of the display, and lets go once the window there would take it.
    ///
    /// # Errors
    /// When nothing there takes the file within `bound`; the error says how far it came.
    pub fn drag_to(&self, x: i16, y: i16, bound: Duration) -> Result<()> {
        let start = Instant::now();
        self.hand(MOTION_NOTIFY_EVENT, 0, self.middle)?;
        self.hand(BUTTON_PRESS_EVENT, LEFT_BUTTON, self.middle)?;
        let pressed = loop {
            match self.next(start, bound).context("the press of the button never came")? {
                Event::ButtonPress(press) => break press.time,
                _ => continue,
            }
        };
        self.hold(pressed)?;
        let mut drag = Drag { source: self, end: (x, y), stops_left: STOPS - 1, over: None, seen: None, let_go: false };
        drag.step()?;
        loop {
            let event = self.next(start, bound).with_context(|| drag.stands())?;
            if drag.goes_on(event)? {
                return Ok(());
            }
        }
    }

    /// The pointer belongs to the drag from now on, and so does what is carried (ICCCM: with the time of the press).
    fn hold(&self, pressed: Timestamp) -> Result<()> {
        let hand = EventMask::BUTTON_RELEASE | EventMask::POINTER_MOTION;
        let (mode, window) = (GrabMode::ASYNC, self.window);
        let held = self.connection.grab_pointer(false, window, hand, mode, mode, NONE, NONE, pressed)?.reply()?.status;
        if held != GrabStatus::SUCCESS {
            bail!("the pointer cannot be held: {held:?}");
        }
        self.connection.set_selection_owner(window, self.atoms.XdndSelection, pressed)?.check()?;
        if self.connection.get_selection_owner(self.atoms.XdndSelection)?.reply()?.owner != window {
            bail!("the display does not give us what is dragged");
        }
        Ok(())
    }

    /// The next thing that happens; an error when nothing does until the end of `bound`.
    fn next(&self, start: Instant, bound: Duration) -> Result<Event> {
        while start.elapsed() < bound {
            if let Some(event) = self.connection.poll_for_event()? {
                return Ok(event);
            }
            std::thread::sleep(GLANCE);
        }
        bail!("waited in vain for {} seconds", bound.as_secs())
    }

    fn hand(&self, what: u8, detail: u8, (x, y): (i16, i16)) -> Result<()> {
        self.connection.xtest_fake_input(what, detail, CURRENT_TIME, self.root, x, y, 0)?;
        Ok(self.connection.flush()?)
    }

    fn tell(&self, window: Window, what: u32, data: [u32; 4]) -> Result<()> {
        let [one, two, three, four] = data;
        let message = ClientMessageEvent::new(32, window, what, [self.window, one, two, three, four]);
        self.connection.send_event(false, window, EventMask::NO_EVENT, message)?;
        Ok(self.connection.flush()?)
    }

    /// The outermost window below a place that takes part in the protocol, and the version it speaks.
    fn aware(&self, x: i16, y: i16) -> Result<Option<(Window, u32)>> {
        let mut at = self.root;
        loop {
            at = self.connection.translate_coordinates(self.root, at, x, y)?.reply()?.child;
            if at == NONE {
                return Ok(None);
            }
            let said = self.connection.get_property(false, at, self.atoms.XdndAware, AtomEnum::ATOM, 0, 1)?.reply()?;
            if let Some(version) = said.value32().and_then(|mut values| values.next()) {
                return Ok(Some((at, version.min(VERSION))));
            }
        }
    }

    /// Gives what was asked for: the address of the file, or which kinds there are.
    fn give(&self, ask: &SelectionRequestEvent) -> Result<()> {
        let (atoms, window) = (&self.atoms, ask.requestor);
        let mut property = ask.property;
        if ask.target == atoms.UriList {
            self.connection.change_property8(PropMode::REPLACE, window, property, atoms.UriList, &self.list)?;
        } else if ask.target == atoms.TARGETS {
            let kinds = [atoms.TARGETS, atoms.UriList];
            self.connection.change_property32(PropMode::REPLACE, window, property, AtomEnum::ATOM, &kinds)?;
        } else {
            property = NONE;
        }
        let answer = SelectionNotifyEvent {
            response_type: SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time: ask.time,
            requestor: window,
            selection: ask.selection,
            target: ask.target,
            property,
        };
        self.connection.send_event(false, window, EventMask::NO_EVENT, answer)?;
        Ok(self.connection.flush()?)
    }
}

impl Drag<'_> {
    /// Moves the pointer one stop further; at the end it trembles like a hand, so that the window is asked again.
    fn step(&mut self) -> Result<()> {
        let (from, end) = (self.source.middle, self.end);
        let between =
            |from: i16, end: i16| i32::from(end) - (i32::from(end) - i32::from(from)) * self.stops_left.max(0) / STOPS;
        let tremble = i32::from(self.stops_left < 0 && self.stops_left % 2 != 0);
        let stop = (between(from.0, end.0) as i16, (between(from.1, end.1) + tremble) as i16);
        self.stops_left -= 1;
        self.source.hand(MOTION_NOTIFY_EVENT, 0, stop)
    }

    /// Does what an event asks for; true once the target has the file.
    fn goes_on(&mut self, event: Event) -> Result<bool> {
        let atoms = &self.source.atoms;
        match event {
            Event::MotionNotify(moved) => {
                self.seen = Some((moved.root_x, moved.root_y, moved.time));
                self.enter()?;
                self.ask()?;
            }
            Event::SelectionRequest(ask) => self.source.give(&ask)?,
            Event::ClientMessage(said) if said.type_ == atoms.XdndStatus => {
                let [window, flags, ..] = said.data.as_data32();
                self.answered(window, flags & 1 == 1)?;
            }
            Event::ButtonRelease(released) => self.drop_it(released.time)?,
            Event::ClientMessage(said) if said.type_ == atoms.XdndFinished && self.let_go => {
                let [_, flags, ..] = said.data.as_data32();
                if flags & 1 == 0 {
                    bail!("the window was given the file and did not take it");
                }
                return Ok(true);
            }
            _ => {}
        }
        Ok(false)
    }

    /// Says goodbye to the window the pointer has left, and greets the one it is over now.
    fn enter(&mut self) -> Result<()> {
        let Some((x, y, _)) = self.seen else { return Ok(()) };
        let (source, now) = (self.source, self.source.aware(x, y)?);
        if now.map(|(window, _)| window) == self.over.as_ref().map(|over| over.window) {
            return Ok(());
        }
        if let Some(over) = self.over.take() {
            source.tell(over.window, source.atoms.XdndLeave, [0; 4])?;
        }
        if let Some((window, version)) = now {
            source.tell(window, source.atoms.XdndEnter, [version << 24, source.atoms.UriList, 0, 0])?;
            self.over = Some(Over { window, version, asked: false, takes: false });
        }
        Ok(())
    }

    /// Asks the window under the pointer whether it would take the file here.
    fn ask(&mut self) -> Result<()> {
        let Some((x, y, time)) = self.seen else { return Ok(()) };
        let source = self.source;
        match &mut self.over {
            // It is asked again as soon as it has answered.
            Some(over) if over.asked => {}
            Some(over) => {
                over.asked = true;
                let place = u32::from(x as u16) << 16 | u32::from(y as u16);
                source.tell(over.window, source.atoms.XdndPosition, [0, place, time, source.atoms.XdndActionCopy])?;
            }
            // Nothing here takes part: on to the next stop.
            None => self.step()?,
        }
        Ok(())
    }

    fn answered(&mut self, window: Window, takes: bool) -> Result<()> {
        let end = self.end;
        let arrived = self.seen.is_some_and(|(x, y, _)| x == end.0 && y.abs_diff(end.1) <= 1);
        let Some(over) = self.over.as_mut().filter(|over| over.window == window) else { return Ok(()) };
        over.asked = false;
        over.takes = takes;
        if self.let_go {
            return Ok(());
        }
        if arrived && takes {
            self.let_go = true;
            return self.source.hand(BUTTON_RELEASE_EVENT, LEFT_BUTTON, self.end);
        }
        self.step()
    }

    fn drop_it(&mut self, time: Timestamp) -> Result<()> {
        let source = self.source;
        source.connection.ungrab_pointer(time)?;
        match &self.over {
            Some(over) if over.takes => source.tell(over.window, source.atoms.XdndDrop, [0, time, 0, 0]),
            _ => bail!("the button was let go over nothing that takes the file"),
        }
    }

    /// How far it came, for the sentence of an error.
    fn stands(&self) -> String {
        let Some(over) = &self.over else { return "the pointer is over no window that takes part in Xdnd".into() };
        let (window, version) = (over.window, over.version);
        let said = match (self.let_go, over.asked, over.takes) {
            (true, ..) => "was given the file and never said that it has it",
            (false, true, _) => "does not answer whether it takes the file",
            (false, false, true) => "takes the file",
            (false, false, false) => "does not take the file",
        };
        format!("window {window:#x} (Xdnd {version}) {said}")
    }
}
