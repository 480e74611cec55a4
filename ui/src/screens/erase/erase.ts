// What an erasure would take, in one sentence, and whether somebody really means it.
import type { Format } from '$lib/format';
import { m } from '$lib/paraglide/messages';
import type { ErasureRow, ErasureScope } from '$lib/platform';

/** Numbers a sentence names before it counts the rest. */
const MOST_NAMED = 5;

/** "046-B-26-0001, 046-B-26-0002 +3" */
export function named(cases: readonly string[], format: Pick<Format, 'number'>): string {
  const rest = cases.length - MOST_NAMED;
  return cases.slice(0, MOST_NAMED).join(', ') + (rest > 0 ? ` +${format.number(rest)}` : '');
}

export function scopeLine(scope: ErasureScope, format: Pick<Format, 'number'>): string {
  const counts = { records: format.number(scope.records), files: format.number(scope.files) };
  return scope.cases.length === 0 ? m.erase_goes_none(counts) : m.erase_goes({ ...counts, cases: named(scope.cases, format) });
}

/** The word must be typed as it is shown. */
export const agreed = (typed: string, word: string): boolean => typed.trim() === word;

/** What a request is about, in a few words. */
export function about(row: Pick<ErasureRow, 'party' | 'whole' | 'cases'>, format: Pick<Format, 'number'>): string {
  if (!row.party) return m.erasure_case({ cases: named(row.cases, format) });
  return row.whole ? m.erasure_party_whole() : m.erasure_party();
}

/** On how many computers it is done. */
export const applied = (row: Pick<ErasureRow, 'pcs'>): number => row.pcs.filter((pc) => pc.at !== null).length;
