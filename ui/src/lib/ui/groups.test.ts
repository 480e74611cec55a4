// Proves that a code is taken however it is typed.
import { expect, test } from 'vitest';
import { complete, pour, tidy } from './groups';

const empty = ['', '', ''];

test('look-alikes, case and separators are forgiven', () => expect(tidy('o1-il aB')).toBe('0111AB'));
test('a full group moves on to the next', () => expect(pour(empty, 0, 'ab2c')).toEqual({ groups: ['AB2C', '', ''], at: 1 }));
test('half a group stays', () => expect(pour(empty, 1, 'ab')).toEqual({ groups: ['', 'AB', ''], at: 1 }));
test('a whole pasted code fills every group', () => expect(pour(empty, 0, 'AAAA-bbbb cccc dd')).toEqual({ groups: ['AAAA', 'BBBB', 'CCCC'], at: 2 }));
test('a code is complete when every group is full', () => expect([complete(['AAAA', 'BBB']), complete(['AAAA', 'BBBB'])]).toEqual([false, true]));
