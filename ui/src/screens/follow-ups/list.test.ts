import { describe, expect, it } from 'vitest';
import { formatFor } from '$lib/format';
import type { DutyState, DutyView, FollowUpRow } from '$lib/platform/api.gen';
import { FakeHost } from '../case/fake.test-host';
import { groupsOf } from '../home/owed';
import { FollowUpController, leadsTo, rowKey } from './list.svelte';

const due = Date.UTC(2026, 10, 23, 8);
const DAY = 86_400_000;
const row = (id: string, state: DutyState, changes: Partial<DutyView> = {}): FollowUpRow => ({
  case: id, number: id, who: '', organisation: '', question: '', status: 'follow_up', officer: '',
  duty: { kind: 'solution', state, due_at: due, due_day: '2026-11-23', provisional: false, unknown_year: null, working_days_left: 0, trace: [], former: [], ...changes },
});
const rows = [row('a', 'overdue'), row('b', 'overdue'), row('c', 'due_today'), row('d', 'open')];

describe('Tindak Lanjut', () => {
  it('has a row for each duty of a case', () => expect(rowKey(row('a', 'open'))).not.toBe(rowKey(row('a', 'open', { kind: 'progress' }))));
  it('leads a duty of progress to its dialog', () => {
    expect(leadsTo(row('a', 'open', { kind: 'progress' }))).toEqual({ tindakan: 'progres' });
    expect(leadsTo(row('a', 'open'))).toEqual({});
  });
  it('is read in pages', async () => {
    const host = new FakeHost({ 'follow_up.list': ({ after }) => (after === null ? { rows: rows.slice(0, 2), next: 'k' } : { rows: rows.slice(2), next: null }) });
    const list = new FollowUpController(host);
    await list.list.restart();
    await list.list.more();
    expect(list.list.rows.map((each) => each.case)).toEqual(['a', 'b', 'c', 'd']);
    expect(host.inputs('follow_up.list').map((each) => each.after)).toEqual([null, 'k']);
  });
});

describe('the groups of Beranda', () => {
  const format = formatFor('id', 'Asia/Makassar');
  it('name what is overdue, today with its hour, and each day to come', () => {
    const next = [row('d', 'open', { due_at: due + DAY }), row('e', 'open', { due_at: due + DAY }), row('f', 'open', { due_at: due + 2 * DAY })];
    const groups = groupsOf(rows.slice(0, 2), [row('c', 'due_today')], next, format);
    expect(groups.map((group) => [group.name, group.rows.length])).toEqual([
      ['Terlambat', 2], ['Hari ini, paling lambat 16.00', 1], ['Selasa, 24 November 2026', 2], ['Rabu, 25 November 2026', 1],
    ]);
  });
  it('are none where nothing is owed', () => expect(groupsOf([], [], [], format)).toEqual([]));
});
