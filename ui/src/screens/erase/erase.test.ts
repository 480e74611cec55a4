import { expect, test } from 'vitest';
import { formatFor } from '$lib/format';
import { about, agreed, applied, named, scopeLine } from './erase';

const format = formatFor('id', 'Asia/Makassar');

test('only the very word agrees', () => {
  expect(agreed(' HAPUS ', 'HAPUS')).toBe(true);
  for (const typed of ['', 'hapus', 'HAPU', 'HAPUS!']) expect(agreed(typed, 'HAPUS'), typed).toBe(false);
});
test('many consultations are counted after the first', () => {
  expect(named(['a', 'b'], format)).toBe('a, b');
  expect(named(['a', 'b', 'c', 'd', 'e', 'f', 'g'], format)).toBe('a, b, c, d, e +2');
});
test('what would go is said with numbers', () => {
  expect(scopeLine({ cases: ['046-B-26-0001'], records: 1200, files: 2 }, format)).toContain('1.200 catatan, 2 berkas, konsultasi 046-B-26-0001');
  expect(scopeLine({ cases: [], records: 3, files: 0 }, format)).not.toContain('konsultasi');
});
test('a request says whether the consultations go too', () => {
  expect(about({ party: false, whole: false, cases: ['046-B-26-0001'] }, format)).toContain('046-B-26-0001');
  expect(about({ party: true, whole: true, cases: [] }, format)).not.toBe(about({ party: true, whole: false, cases: [] }, format));
});
test('a computer that said nothing has not done it', () => {
  expect(applied({ pcs: [{ name: 'a', this_pc: true, at: 1 }, { name: 'b', this_pc: false, at: null }] })).toBe(1);
});
