import { describe, expect, it, test } from 'vitest';
import { formatFor } from '$lib/format';
import type { LimitValue } from '$lib/platform/api.gen';
import { limitEffect, limitErrors, newestFirst, whenOf } from './limits';

const limit = { lowest: 5, highest: 120 };
const wrong = (value: string, from = '2027-01-01', basis = 'KEP-83/PB/2025') => Object.entries(limitErrors(limit, { value, from, basis })).filter(([, text]) => text).map(([id]) => id);

describe('a limit', () => {
  it('is a whole number between what makes sense', () => expect(['20', '5', '120', '4', '121', '', '2,5'].map((value) => wrong(value).length)).toEqual([0, 0, 0, 1, 1, 1, 1]));
  it('has a first day', () => expect([wrong('20', ''), wrong('20', '2027-02-30')]).toEqual([['limit-from'], ['limit-from']]));
  it('has a legal basis', () => expect(wrong('20', '2027-01-01', '  ')).toEqual(['limit-basis']));
  it('says between which numbers it lies', () => expect(limitErrors(limit, { value: '0', from: '', basis: '' })['limit-value']).toContain('120'));
});

test('a value holds, is to come, or is over', () => {
  expect(whenOf({ holds: true, from: '2026-01-01' }, '2026-11-23')).toBe('holds');
  expect(whenOf({ holds: false, from: '2027-01-01' }, '2026-11-23')).toBe('coming');
  expect(whenOf({ holds: false, from: '2023-06-01' }, '2026-11-23')).toBe('over');
});

test('the newest stands first', () => expect(newestFirst([{ event: 'a' }, { event: 'b' }] as LimitValue[]).map((each) => each.event)).toEqual(['b', 'a']));

describe('what a new value does', () => {
  const here = { today: '2026-11-23', open: 12, format: formatFor('id', 'Asia/Makassar'), date: (day: string) => day };
  const effect = (from: string, corrects: string | null = null, setting: 'solution_days' | 'service_minutes' = 'solution_days') => limitEffect({ setting, value: 5, from, corrects: corrects === null ? null : { from: corrects } }, here);
  it('to come: older cases keep the old one', () => expect(effect('2027-01-01')).toBe('Berlaku mulai 2027-01-01: 5 hari kerja. Konsultasi yang diterima sebelum itu tetap memakai angka lama.'));
  it('of a day that is over: due dates are computed anew', () => expect(effect('2026-11-01')).toContain('Jatuh tempo 12 konsultasi yang belum selesai dihitung ulang'));
  it('put off: due dates are computed anew too', () => expect(effect('2027-01-01', '2026-11-01')).toContain('Jatuh tempo 12 konsultasi'));
  it('of the clock: no due date moves', () => expect(effect('2026-11-01', null, 'service_minutes')).toBe('Langsung berlaku: 5 menit sejak 2026-11-01.'));
});
