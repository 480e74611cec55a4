// Proves that the page says the standard of today: its numbers in the sentences, the office's words before ours, gaps as gaps.
import { expect, test } from 'vitest';
import type { Standard, StandardLimit } from '$lib/platform/api.gen';
import { componentWords, limitBasis, limitName, limitValue, stepNote, stepsCounted, stepWords } from './standard';

const limit = (setting: string, value: number, from: string | null = null, basis = 'KEP-57/PB/2023'): StandardLimit => ({ setting, value, from, basis, next: null });
const codes = ['1', '2', '3', '4', '5', '6', '7a', '7b', '8', '9', '10', '11', '12', '13a', '13b'];
const view: Standard = {
  today: '2026-11-23', decree: 'KEP-57/PB/2023',
  limits: [limit('service_minutes', 15), limit('solution_days', 2), limit('progress_days', 1), limit('late_days', 7)],
  steps: codes.map((code) => ({ code, online: Number.parseInt(code, 10) >= 8, actor: 'officer', weight: 'must' })),
  components: Array.from({ length: 14 }, (_, at) => ({ number: at + 1, internal: at >= 6, said: at < 7, text: '' })),
  online: ['HAI CSO', 'Telepon'], complaints: ['WISE'], week: [],
};
const said = (number: number, change: Partial<Standard['components'][number]> = {}) => componentWords(view, { ...view.components[number - 1]!, ...change }, String);

test('the sentences carry the limits of today', () => {
  expect(said(3)).toContain('15 menit');
  expect(said(3)).toContain('2 hari kerja');
  expect(stepWords({ code: '7b' }, '2')).toContain('2 hari kerja');
});
test('the thirteen steps are counted once each', () => expect([stepsCounted(view), said(2)]).toEqual([13, expect.stringContaining('13 langkah')]));
test('every step has words of its own', () => {
  for (const code of codes) expect(stepWords({ code }, '3').length, code).toBeGreaterThan(20);
});
test('every component the standard speaks of says something, and the others wait for the office', () => {
  for (const component of view.components) expect(componentWords(view, component, String) === null, String(component.number)).toBe(!component.said);
});
test("the office's own words stand in place of ours", () => expect([said(4, { text: 'Gratis.' }), said(9, { text: 'Bersertifikat.' })]).toEqual(['Gratis.', 'Bersertifikat.']));
test('a limit says whose it is', () => {
  expect(limitBasis(limit('service_minutes', 20), view.decree)).toBe('KEP-57/PB/2023');
  expect(limitBasis(limit('service_minutes', 15, '2027-01-01', 'KEP-83/PB/2025'), view.decree)).toBe('KEP-83/PB/2025');
  expect(limitBasis(limit('service_minutes', 15, '2027-01-01', ''), view.decree)).toBe('Belum diisi oleh kantor');
  expect(limitBasis(limit('progress_days', 1), view.decree)).toContain('secara berkala');
  expect(limitBasis(limit('late_days', 7), view.decree)).not.toContain('KEP');
});
test('each limit has its unit', () => expect([limitValue('service_minutes', '20'), limitValue('solution_days', '3'), limitValue('late_days', '7'), limitName('late_days')]).toEqual(['20 menit', '3 hari kerja', '7 hari', 'Pencatatan belakangan tanpa alasan']));
test('a step says who takes it and whether it must be taken', () => expect([stepNote({ actor: 'officer', weight: 'may' }), stepNote({ actor: 'stakeholder', weight: 'must' })]).toEqual(['Petugas/CSO · bila perlu', 'Stakeholder']));
