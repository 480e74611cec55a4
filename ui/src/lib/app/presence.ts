// Tells the program that somebody is at the PC; it locks by itself when nobody is (design: security, "Lock").

/** Milliseconds between two tellings at most; small beside the ten minutes after which the screen locks. */
export const TELL_EVERY_MS = 20_000;

/** Lets a call through, then none for `TELL_EVERY_MS`. */
export function sparingly(tell: () => void, now: () => number): () => void {
  let last = -Infinity;
  return () => {
    const at = now();
    // A clock set back must not silence the telling.
    if (at >= last && at - last < TELL_EVERY_MS) return;
    last = at;
    tell();
  };
}

/** Watches keys and pointer. Returns what ends the watch. */
export function watchPresence(tell: () => void, now: () => number = Date.now): () => void {
  const touched = sparingly(tell, now);
  const kinds = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const;
  for (const kind of kinds) addEventListener(kind, touched, { passive: true, capture: true });
  return () => {
    for (const kind of kinds) removeEventListener(kind, touched, { capture: true });
  };
}
