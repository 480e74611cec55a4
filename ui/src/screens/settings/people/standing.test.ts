import { expect, test } from 'vitest';
import type { UserRow } from '$lib/platform/api.gen';
import { changeable, marks, same } from './standing';

const user = (changes: Partial<UserRow> = {}): UserRow => ({ user: 'u', name: 'Sari', roles: ['officer'], here: true, me: false, waiting: false, refused: null, active: true, brought: false, read_as: null, sections: [], unplaced: [], changing: false, ...changes });
const tones = (changes: Partial<UserRow>) => marks(user(changes)).map((mark) => mark.tone);

test('somebody who simply works here has no mark', () => expect(marks(user())).toEqual([]));
test('somebody who left is inactive; somebody who waits is not called that', () => expect([tones({ active: false }), tones({ active: false, waiting: true })]).toEqual([['neutral'], ['info']]));
test('somebody read as another is called that and not inactive', () => expect(marks(user({ active: false, brought: true, read_as: 'v' })).map((mark) => mark.text)).toEqual(['Disamakan']));
test('only whoever works here can be somebody who came with another PC', () => {
  const rows = [user({ user: 'a' }), user({ user: 'b', active: false }), user({ user: 'c', active: false, waiting: true })];
  expect(same(rows)).toEqual([{ code: 'a', name: 'Sari' }]);
});
test('a change on its way and a refused one are both said', () => expect(tones({ changing: true, refused: 'Nama kosong' })).toEqual(['info', 'critical']));
test('a role that holds on no PC yet is said', () => expect(tones({ unplaced: ['admin'] })).toEqual(['caution']));
test('whoever the office does not know yet cannot be changed', () => {
  expect([user(), user({ active: false }), user({ refused: 'x' })].map(changeable)).toEqual([true, true, true]);
  expect([user({ waiting: true }), user({ active: false, refused: 'x' })].map(changeable)).toEqual([false, false]);
});
