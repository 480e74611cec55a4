//! The words of Xdnd as the display numbers them.
#![allow(non_snake_case, reason = "the names are the protocol's")]

x11rb::atom_manager! {
    /// Those a source needs.
    pub Atoms: AtomsCookie {
        TARGETS,
        UriList: b"text/uri-list",
        XdndActionCopy,
        XdndAware,
        XdndDrop,
        XdndEnter,
        XdndFinished,
        XdndLeave,
        XdndPosition,
        XdndSelection,
        XdndStatus,
    }
}
