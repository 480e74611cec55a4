// What a change of the calendar or of a limit does to the cases that are not finished.
import type { Format } from '$lib/format';
import { m } from '$lib/paraglide/messages';

/** "Jatuh tempo 12 konsultasi yang belum selesai dihitung ulang; …" `open`: how many there are, where that is known. */
export function recomputed(open: number | undefined, format: Pick<Format, 'number'>): string {
  if (open === undefined) return m.set_recomputed();
  return open === 0 ? m.set_recomputed_none() : m.set_recomputed_count({ count: format.number(open) });
}
