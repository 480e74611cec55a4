// Proves that the bell tells what the program says, counts what is unread, and reads no more than was shown.
import { describe, expect, it } from 'vitest';
import type { NoticeRow, NoticeRows } from '$lib/platform';
import { formatFor } from '$lib/format';
import { FakeHost, later } from '../screens/case/fake.test-host';
import { addressOf, Bell, moment, says, tone } from './bell.svelte';

const row = (key: string, changes: Partial<NoticeRow> = {}): NoticeRow => ({
  key, kind: 'overdue', case: `case-${key}`, number: '046-B-26-0001', who: 'Satker Contoh', question: 'Retur?', escalation: null, at: 1, unread: true, ...changes,
});
const told = (...rows: NoticeRow[]): NoticeRows => ({ rows, unread: rows.filter((each) => each.unread).length });

describe('the bell', () => {
  it('counts what is unread', async () => {
    const bell = new Bell(new FakeHost({ 'notices.list': () => told(row('a'), row('b', { unread: false })) }));
    await bell.load();
    expect([bell.unread, bell.rows.map((each) => each.key), bell.loaded]).toEqual([1, ['a', 'b'], true]);
  });

  it('marks everything that was shown as read, and nothing that came since', async () => {
    const host = new FakeHost({
      'notices.list': () => told(row('a'), row('b', { unread: false }), row('c')),
      'notices.read': ({ keys }) => told(row('new'), ...keys.map((key) => row(key, { unread: false }))),
    });
    const bell = new Bell(host);
    await bell.load();
    await bell.readAll();
    expect(host.inputs('notices.read')).toEqual([{ keys: ['a', 'c'] }]);
    expect([bell.unread, bell.rows[0]?.key]).toEqual([1, 'new']);
  });

  it('asks for nothing where nothing is unread', async () => {
    const host = new FakeHost({ 'notices.list': () => told(row('a', { unread: false })) });
    const bell = new Bell(host);
    await bell.load();
    await bell.readAll();
    expect(host.inputs('notices.read')).toEqual([]);
  });

  it('looks once more for news that came while it was looking', async () => {
    const slow = later<NoticeRows>();
    let asked = 0;
    const bell = new Bell(new FakeHost({ 'notices.list': () => (asked++ === 0 ? slow.promise : told(row('new'))) }));
    const first = bell.load();
    void bell.load();
    void bell.load();
    slow.answer(told(row('old')));
    await first;
    expect([asked, bell.rows.map((each) => each.key)]).toEqual([2, ['new']]);
  });

  it('keeps what it told when the program does not answer', async () => {
    let fails = false;
    const bell = new Bell(new FakeHost({
      'notices.list': () => {
        if (fails) throw { code: 'failed', message: 'Tidak menjawab.', details: null };
        return told(row('a'));
      },
    }));
    await bell.load();
    fails = true;
    await bell.load();
    expect([bell.rows.length, bell.failed !== null]).toEqual([1, true]);
  });
});

describe('a notice', () => {
  it('leads to the place where it is done', () => {
    expect(addressOf(row('a', { kind: 'escalation_arrived', escalation: 'e1' }))).toBe('#/eskalasi?pilih=e1');
    expect(addressOf(row('a', { kind: 'escalation_answered', escalation: 'e1' }))).toBe('#/konsultasi/case-a');
    expect(addressOf(row('a'))).toBe('#/konsultasi/case-a');
  });

  it('says when it is due or since when it waits', () => {
    const format = formatFor('id', 'Asia/Makassar');
    const at = Date.UTC(2026, 10, 26, 8);
    expect(moment(row('a', { at }), at, format)).toBe('batas 16.00');
    expect(moment(row('a', { at, kind: 'handover_offered' }), at + 86_400_000, format)).toBe('sejak 26 Nov 16.00');
  });

  it('says something of its own for each kind', () => {
    const kinds = ['overdue', 'due_today', 'escalation_arrived', 'escalation_to_confirm', 'escalation_asked_back', 'escalation_answered', 'handover_offered', 'progress_owed', 'confirmation_awaited'] as const;
    expect(new Set(kinds.map(says)).size).toBe(kinds.length);
    expect([tone('overdue'), tone('due_today'), tone('progress_owed')]).toEqual(['critical', 'caution', 'plain']);
  });
});
