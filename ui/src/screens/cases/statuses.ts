// The statuses the list can be filtered by; a draft has no record yet and stands on Beranda.

import type { CaseCounts, CaseStatus } from '$lib/platform';

export const STATUSES = [
  'received', 'identified', 'waiting_documents', 'waiting_section_head', 'follow_up', 'forwarded_hai', 'waiting_confirmation', 'resolved', 'cancelled', 'duplicate',
] as const satisfies readonly (CaseStatus & keyof CaseCounts)[];
type Listed = (typeof STATUSES)[number];

/** Those that always stand as a tab; another stands while a case has it, or while it is the one shown. */
const ALWAYS: ReadonlySet<CaseStatus> = new Set<CaseStatus>(['received', 'identified', 'resolved', 'cancelled']);

/** How many cases have a status, once they are counted; drafts are not. */
export function countOf(counts: CaseCounts | null, status: CaseStatus | 'all'): number | undefined {
  return status === 'draft' ? undefined : counts?.[status];
}

export function tabsShown(counts: CaseCounts | null, chosen: CaseStatus | null): Listed[] {
  return STATUSES.filter((status) => ALWAYS.has(status) || status === chosen || (counts !== null && countOf(counts, status) !== 0));
}

/** Cases that still wait for something. */
export function openCases(counts: CaseCounts): number {
  return counts.all - counts.resolved - counts.cancelled - counts.duplicate;
}
