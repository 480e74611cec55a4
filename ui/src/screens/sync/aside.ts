// What was set aside, in words: which records, when, what about, and whether it lives on elsewhere.

import type { Format } from '$lib/format';
import { m } from '$lib/paraglide/messages';
import type { AsideCount, AsideWhat, SetAsideRow } from '$lib/platform';

const WHAT: Record<AsideWhat, () => string> = {
  cases: m.aside_what_cases,
  clock: m.aside_what_clock,
  documents: m.aside_what_documents,
  escalations: m.aside_what_escalations,
  stakeholders: m.aside_what_stakeholders,
  hand_overs: m.aside_what_hand_overs,
  settings: m.aside_what_settings,
  people: m.aside_what_people,
  log: m.aside_what_log,
  other: m.aside_what_other,
};

export function whatWords(what: AsideWhat): string {
  return WHAT[what]();
}

/** "konsultasi 4 · waktu layanan 2". */
export function countWords(counts: readonly AsideCount[], format: Format): string {
  return counts.map(({ what, count }) => m.aside_counted({ what: whatWords(what), count: format.number(count) })).join(' · ');
}

export function rangeWords(row: SetAsideRow, format: Format): string {
  return row.from === row.to ? m.aside_range_one({ from: format.number(row.from) }) : m.aside_range({ from: format.number(row.from), to: format.number(row.to) });
}

/** "ditulis 3 Nov 2026 sampai 5 Nov 2026", or one day. */
export function whenWords(since: number, until: number, format: Format): string {
  return format.sameDay(since, until) ? m.aside_when_one({ since: format.date(since) }) : m.aside_when({ since: format.date(since), until: format.date(until) });
}

/** Whether anything of it is lost, in one sentence; harmless where all of it lives on. */
export function fateWords(row: SetAsideRow, format: Format): { text: string; harmless: boolean } {
  if (row.elsewhere >= row.records) return { text: m.aside_all_elsewhere(), harmless: true };
  if (row.elsewhere === 0) return { text: m.aside_nowhere(), harmless: false };
  return { text: m.aside_some_elsewhere({ count: format.number(row.elsewhere), all: format.number(row.records) }), harmless: false };
}
