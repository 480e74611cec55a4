// What a revoked computer handed in, in words.

import type { Format } from '$lib/format';
import { m } from '$lib/paraglide/messages';
import type { AsideWaits, DeviceAside } from '$lib/platform';

/** From when to when, and about how many consultations. */
export function spanWords(waits: AsideWaits, format: Format): string {
  const cases = format.number(waits.cases);
  const since = format.date(waits.since);
  return format.sameDay(waits.since, waits.until) ? m.aside_span_one_day({ since, cases }) : m.aside_span({ since, until: format.date(waits.until), cases });
}

export function filesWords(waits: AsideWaits, format: Format): string {
  const count = format.number(waits.files);
  return waits.files_missing === 0 ? m.aside_files({ count }) : m.aside_files_missing({ count, missing: format.number(waits.files_missing) });
}

/** The decision that is on its way, or nothing. */
export function waitsForServer(aside: DeviceAside): string {
  if (!aside.decided?.waiting) return '';
  return aside.decided.take ? m.aside_take_waiting() : m.aside_refuse_waiting();
}

/** What was decided and done, or nothing. */
export function decidedWords(aside: DeviceAside, format: Format): string {
  const decided = aside.decided;
  if (!decided || decided.waiting) return '';
  if (decided.refused !== null) return decided.refused;
  const said = { by: decided.by, date: format.date(decided.at) };
  return decided.take ? m.aside_taken(said) : m.aside_rejected(said);
}
