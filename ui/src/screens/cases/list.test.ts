import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CaseRow } from '$lib/platform/api.gen';
import { FakeHost } from '../case/fake.test-host';
import { CaseListController, FILTER_AFTER_MS } from './list.svelte';
import { wholeMinutes } from './minutes';
import { REFRESH_AFTER_MS } from './reading.svelte';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const row = (id: string): CaseRow => ({
  case: id, number: id, number_shared: false, status: 'received', opened_at: 0, channel: 'tatap_muka', who: '', organisation: '', question: '', topic: null,
  section: null, officer: '', minutes: null, files: 0, unsent: false, concurrent: false, same_ticket: null, late: false, erased: false,
});

function list() {
  const host = new FakeHost({
    'case.list': ({ status, text }) => ({ rows: text === 'zzz' ? [] : [row(`${status ?? 'all'}-${text}`)], next: null }),
    'case.counts': () => ({ all: 9, received: 4, identified: 3, follow_up: 0, waiting_documents: 0, waiting_section_head: 0, forwarded_hai: 0, waiting_confirmation: 0, duplicate: 0, resolved: 2, cancelled: 0, concurrent: 0 }),
  });
  return { host, it: new CaseListController(host) };
}
const all = { status: null, text: '' } as const;

describe('the list of consultations', () => {
  it('asks at once for another status and after a pause for other words', async () => {
    const { host, it: cases } = list();
    cases.show(all);
    await vi.advanceTimersByTimeAsync(0);
    cases.show({ status: 'resolved', text: '' });
    await vi.advanceTimersByTimeAsync(0);
    expect(cases.list.rows.map((each) => each.case)).toEqual(['resolved-']);
    for (const text of ['r', 're', 'ret']) cases.show({ status: 'resolved', text });
    await vi.advanceTimersByTimeAsync(FILTER_AFTER_MS);
    expect(cases.list.rows.map((each) => each.case)).toEqual(['resolved-ret']);
    expect(host.inputs('case.list').map((each) => each.text)).toEqual(['', '', 'ret']);
  });

  it('keeps its rows and place for whoever comes back', async () => {
    const { it: cases } = list();
    cases.show(all);
    await vi.advanceTimersByTimeAsync(0);
    cases.top = 400;
    cases.current = 'all-';
    cases.show(all);
    await vi.advanceTimersByTimeAsync(0);
    expect([cases.top, cases.current]).toEqual([400, 'all-']);
  });

  it('begins at the top with another filter', async () => {
    const { it: cases } = list();
    cases.show(all);
    await vi.advanceTimersByTimeAsync(0);
    cases.top = 400;
    cases.show({ status: 'received', text: '' });
    expect(cases.top).toBe(0);
  });

  it('looks once for many changes', async () => {
    const { host, it: cases } = list();
    cases.show(all);
    await vi.advanceTimersByTimeAsync(0);
    const before = host.inputs('case.list').length;
    for (let n = 0; n < 20; n += 1) cases.changed();
    await vi.advanceTimersByTimeAsync(REFRESH_AFTER_MS);
    expect(host.inputs('case.list').length).toBe(before + 1);
  });

  it('knows how many there are without having read them all', async () => {
    const { host, it: cases } = list();
    host.answers['case.list'] = () => ({ rows: [row('a')], next: 'a' });
    cases.show({ status: 'received', text: '' });
    await vi.advanceTimersByTimeAsync(0);
    expect(cases.total).toBe(4);
    cases.show({ status: 'received', text: 'retur' });
    expect(cases.total).toBeNull();
  });
});

describe('minutes of service', () => {
  it('are never none', () => expect(wholeMinutes(0.1, 20)).toBe(1));
  it('are rounded', () => expect(wholeMinutes(7.4, 20)).toBe(7));
  it('past the limit say so', () => expect(wholeMinutes(20.2, 20)).toBe(21));
});
