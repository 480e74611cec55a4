import { describe, expect, it } from 'vitest';
import type { CaseCounts } from '$lib/platform/api.gen';
import { countOf, openCases, tabsShown } from './statuses';

const counts = (more: Partial<CaseCounts> = {}): CaseCounts => ({
  all: 20, received: 4, identified: 0, follow_up: 0, waiting_documents: 0, waiting_section_head: 0, forwarded_hai: 0, waiting_confirmation: 0, duplicate: 0,
  resolved: 9, cancelled: 1, concurrent: 0, ...more,
});

describe('the tabs of the list', () => {
  it('are the usual four while nothing else is counted', () => expect(tabsShown(counts(), null)).toEqual(['received', 'identified', 'resolved', 'cancelled']));
  it('grow by what some case waits for', () => expect(tabsShown(counts({ waiting_documents: 2 }), null)).toContain('waiting_documents'));
  it('keep the one that is shown, also when its last case has gone', () => expect(tabsShown(counts(), 'duplicate')).toContain('duplicate'));
  it('are the usual four before anything is counted', () => expect(tabsShown(null, null).length).toBe(4));
  it('say no number for drafts', () => expect([countOf(counts(), 'draft'), countOf(counts(), 'all')]).toEqual([undefined, 20]));
});

describe('open cases', () => {
  it('are all that have not ended', () => expect(openCases(counts({ duplicate: 2 }))).toBe(8));
});
