import { describe, expect, it } from 'vitest';
import { formatFor } from '$lib/format';
import { viewOf } from '../fake.test-host';
import { momentInput } from '$lib/moment';
import type { IntervalView } from '$lib/platform/api.gen';
import { correctionErrors, emptyInterval, movedTo, netMs, originalLine, pauseLine, spanLine } from './clock-panel';

const WITA = 'Asia/Makassar';
const MINUTE = 60_000;
const start = Date.UTC(2026, 10, 23, 2, 34, 20);
const format = formatFor('id', WITA);
const interval = (changes: Partial<IntervalView> = {}): IntervalView => ({ event: 'i', start, end: start + 11 * MINUTE, original_start: null, original_end: null, pauses_ms: 0, ...changes });

describe('an interval', () => {
  it('reads from and to', () => expect(spanLine(interval(), format)).toBe('10.34–10.45'));
  it('that runs says so', () => expect(spanLine(interval({ end: null }), format)).toBe('10.34 sampai sekarang'));
  it('counts without its pauses', () => expect(netMs(interval({ pauses_ms: 3 * MINUTE }), 0)).toBe(8 * MINUTE));
  it('that runs counts up to now, never below nothing', () => {
    expect(netMs(interval({ end: null }), start + MINUTE)).toBe(MINUTE);
    expect(netMs(interval({ end: null, pauses_ms: 5 * MINUTE }), start + MINUTE)).toBe(0);
  });
  it('tells its pauses and what it was before a correction', () => {
    expect([pauseLine(interval()), originalLine(interval(), format)]).toEqual([null, null]);
    expect(pauseLine(interval({ pauses_ms: 190_000 }))).toBe('jeda 03:10');
    expect(originalLine(interval({ original_start: start - 4 * MINUTE, original_end: start + 16 * MINUTE }), format)).toBe('semula 10.30–10.50');
  });
});

describe('a case entered later', () => {
  const opened = { event: 'o', kind: 'opened', at: 1, recorded_at: 1, author: '', user: '', text: '', state: 'known', old: null, file: null, reverted: false, voided: false, rulings: new Array<never>(), stands: true } as const;
  it('is given its times by the event that opened it', () => expect(emptyInterval(viewOf({ story: [opened] }))).toBe('o'));
  it('has an interval of its own once it was given them', () => expect(emptyInterval(viewOf({ story: [opened], intervals: [interval()] }))).toBeNull());
});

describe('a correction', () => {
  const good = { start, end: start + MINUTE, running: false, reason: 'lupa menekan' };
  it('keeps the seconds of a time that was left as it was', () => expect(movedTo(momentInput(start, WITA), start, WITA)).toBe(start));
  it('takes the minute of a time that was changed', () => expect(movedTo('2026-11-23T10:30', start, WITA)).toBe(Date.UTC(2026, 10, 23, 2, 30)));
  it('of good times and a reason has nothing to say', () => expect(correctionErrors(good, start + 2 * MINUTE)).toEqual({}));
  it('needs a reason', () => expect(Object.keys(correctionErrors({ ...good, reason: ' ' }, start + 2 * MINUTE))).toEqual(['reason']));
  it('cannot end before it starts', () => expect(Object.keys(correctionErrors({ ...good, end: start - MINUTE }, start + 2 * MINUTE))).toEqual(['end']));
  it('cannot lie ahead', () => expect(Object.keys(correctionErrors(good, start - MINUTE))).toEqual(['start', 'end']));
  it('of a running interval asks for no end', () => expect(correctionErrors({ ...good, end: null, running: true }, start + MINUTE)).toEqual({}));
});
