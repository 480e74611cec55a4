import { describe, expect, it, test } from 'vitest';
import { moved, shown, taken } from './listing';

const row = (name: string, retired = false) => ({ name, retired });
const rows = [row('SPM: penolakan'), row('SP2D: status'), row('Lama', true)];

describe('a list', () => {
  it('leaves out what is no longer in use, until that is wanted', () => {
    expect(shown(rows, (each) => each.name, '', false).map((each) => each.name)).toEqual(['SPM: penolakan', 'SP2D: status']);
    expect(shown(rows, (each) => each.name, 'lam', true).map((each) => each.name)).toEqual(['Lama']);
  });
  it('finds by every word, in any order', () => expect(shown(rows, (each) => each.name, ' tolak  SPM', false)).toEqual([]));
  it('finds parts of words', () => expect(shown(rows, (each) => each.name, 'nolakan spm', false)).toEqual([rows[0]]));
});

test('a row moves by places and stops at the ends', () => {
  expect(moved(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b']);
  expect(moved(['a', 'b', 'c'], 0, -1)).toEqual(['a', 'b', 'c']);
  expect(moved(['a', 'b', 'c'], 0, 5)).toEqual(['b', 'c', 'a']);
  expect(moved(['a'], 3, 1)).toEqual(['a']);
});

test('a name is taken by another row that is in use, not by itself and not by a retired one', () => {
  expect(taken(rows, ' sp2d: STATUS ', null)).toBe(true);
  expect(taken(rows, 'SP2D: status', rows[1]!)).toBe(false);
  expect(taken(rows, 'lama', null)).toBe(false);
});
