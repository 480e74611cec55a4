import { describe, expect, it, test } from 'vitest';
import type { SubstituteRow, UserRow } from '$lib/platform/api.gen';
import { candidates, meets, rangeErrors } from './substitutes';

const user = (id: string, changes: Partial<UserRow> = {}): UserRow => ({ user: id, name: id.toUpperCase(), roles: ['officer'], here: true, me: false, waiting: false, refused: null, active: true, brought: false, read_as: null, sections: [], unplaced: [], changing: false, ...changes });
const one = (name: string, from: string, until: string): SubstituteRow => ({ substitute: name, user: name, name, from, until, standing: false });

test('whoever works in the office can stand in, the head cannot stand in for themselves', () => {
  const users = [user('a'), user('head'), user('gone', { active: false }), user('new', { waiting: true }), user('no', { refused: 'ditolak' })];
  expect(candidates(users, { head: 'head' })).toEqual([{ code: 'a', name: 'A' }]);
});

describe('a range of days', () => {
  const wrong = (user: string, from: string, until: string) => Object.entries(rangeErrors({ user, from, until }, '2026-11-23')).filter(([, text]) => text).map(([id]) => id);
  it('is complete', () => expect(wrong('', '', '')).toEqual(['plh-user', 'plh-from', 'plh-until']));
  it('does not end before it begins', () => expect(wrong('a', '2026-12-02', '2026-12-01')).toEqual(['plh-until']));
  it('is not over yet', () => expect(wrong('a', '2026-11-01', '2026-11-22')).toEqual(['plh-until']));
  it('may be this one day', () => expect(wrong('a', '2026-11-23', '2026-11-23')).toEqual([]));
});

test('another substitute of the same days is said', () => {
  const section = { substitutes: [one('Sari', '2026-12-01', '2026-12-05'), one('Budi', '2026-12-10', '2026-12-12')] };
  expect(meets(section, { from: '2026-12-05', until: '2026-12-09' })).toEqual(['Sari']);
  expect(meets(section, { from: '2026-12-06', until: '2026-12-09' })).toEqual([]);
});
