// Proves that both texts stay whole and only what differs is marked.
import { expect, test } from 'vitest';
import { compareWords, type Piece } from './word-diff';

const joined = (pieces: Piece[]) => pieces.map((piece) => piece.text).join('');
const marked = (pieces: Piece[]) => pieces.filter((piece) => piece.differs).map((piece) => piece.text.trim());

test('a changed word is marked on both sides, the rest on none', () => {
  const { left, right } = compareWords('Ajukan surat ralat rekening.', 'Ajukan surat retur rekening.');
  expect([marked(left), marked(right)]).toEqual([['ralat'], ['retur']]);
});
test('words that were added are marked only where they stand', () => {
  const { left, right } = compareWords('Ajukan surat.', 'Ajukan surat ralat ke KPPN.');
  expect([marked(left), marked(right)]).toEqual([[], ['ralat ke KPPN']]);
});
test.each([['', ''], ['', 'isi'], ['a\n\nb  c', 'a\nb c'], ['sama', 'sama'], ['“Huruf” é', 'huruf e']])('%j and %j stay whole', (a, b) => {
  const { left, right } = compareWords(a, b);
  expect([joined(left), joined(right)]).toEqual([a, b]);
});
test('the same text has no mark', () => {
  expect(compareWords('sama saja', 'sama saja').left.some((piece) => piece.differs)).toBe(false);
});
test('texts that have nothing in common are marked whole', () => {
  const words = (letter: string) => Array.from({ length: 3_000 }, (_, at) => `${letter}${at}`).join(' ');
  const { left, right } = compareWords(words('a'), words('b'));
  expect([left.length, right.length, left[0]?.differs, joined(right)]).toEqual([1, 1, true, words('b')]);
});
