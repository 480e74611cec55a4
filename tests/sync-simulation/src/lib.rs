//! A deterministic simulator of the sync: several desks, a server, their disks and the network between them in one thread, from a
//! seed, with the real sync code over real encrypted databases. It is all in `tests/simulator`, because only tests may hold time still.
