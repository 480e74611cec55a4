// Moments as fields of a form write them: the office's day and hour, whatever zone the PC is set to.

const parts = (zone: string) =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** "2026-11-23T14:05" in the zone, as `<input type="datetime-local">` holds it. */
export function momentInput(ms: number, zone: string): string {
  const of = Object.fromEntries(parts(zone).formatToParts(ms).map((part) => [part.type, part.value]));
  return `${of.year}-${of.month}-${of.day}T${of.hour}:${of.minute}`;
}

/** "2026-11-23" in the zone, as `<input type="date">` holds it. */
export function dayInput(ms: number, zone: string): string {
  return momentInput(ms, zone).slice(0, 10);
}

/** Milliseconds since 1970 of what such a field holds; `null` where it holds no moment. */
export function fromMomentInput(text: string, zone: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text)) return null;
  const asUtc = Date.parse(`${text.slice(0, 16)}:00Z`);
  if (Number.isNaN(asUtc)) return null;
  // What the zone's wall shows at that UTC moment tells how far it is away; Indonesia's zones never change their clocks.
  const wall = Date.parse(`${momentInput(asUtc, zone)}:00Z`);
  return asUtc - (wall - asUtc);
}

/** A moment inside an ISO day of the office ("2026-11-23"), good for writing the day; `null` where it is none. */
export function dayMoment(day: string, zone: string): number | null {
  return fromMomentInput(`${day.slice(0, 10)}T12:00`, zone);
}
