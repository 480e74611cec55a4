// F6 moves the focus from one zone of the window to the next: elements marked `data-zone`, in the order they stand.

const FOCUSABLE = 'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [tabindex="0"]';
const last = new WeakMap<Element, HTMLElement>();

/** Remembers where the focus was in each zone, so that F6 brings it back there. */
export function rememberFocus(event: FocusEvent): void {
  if (!(event.target instanceof HTMLElement)) return;
  const zone = event.target.closest('[data-zone]');
  if (zone && zone !== event.target) last.set(zone, event.target);
}

/** A zone made of zones, with nothing of its own to stop at. */
function isShell(zone: HTMLElement): boolean {
  if (!zone.querySelector('[data-zone]')) return false;
  return ![...zone.querySelectorAll(FOCUSABLE)].some((it) => it.closest('[data-zone]') === zone);
}

/** Focuses the next (1) or previous (-1) zone. */
export function stepZone(by: 1 | -1): void {
  const zones = [...document.querySelectorAll<HTMLElement>('[data-zone]')].filter((zone) => zone.checkVisibility() && !zone.closest('[inert]') && !isShell(zone));
  if (zones.length === 0) return;
  const here = zones.findLastIndex((zone) => zone.contains(document.activeElement));
  const zone = zones[here < 0 ? (by === 1 ? 0 : zones.length - 1) : (here + by + zones.length) % zones.length]!;
  const before = last.get(zone);
  const target = before?.isConnected && before.checkVisibility() ? before : ([...zone.querySelectorAll<HTMLElement>(FOCUSABLE)].find((it) => it.checkVisibility() && it.closest('[data-zone]') === zone) ?? zone);
  target.focus();
}
