// Proves that what was set aside is told by its records, its days and its fate.
import { expect, test } from 'vitest';
import { formatFor } from '$lib/format';
import type { SetAsideRow } from '$lib/platform/api.gen';
import { countWords, fateWords, rangeWords, whenWords } from './aside';

const format = formatFor('id', 'Asia/Makassar');
const row: SetAsideRow = {
  device: 'Rina Contoh · B', log: 'ab', from: 12, to: 15, beyond: false, records: 4, elsewhere: 4,
  since: Date.UTC(2026, 10, 3, 2), until: Date.UTC(2026, 10, 5, 2), what: [{ what: 'cases', count: 3 }, { what: 'clock', count: 1 }],
};

test('the records, their days and what they are about are told in words', () => {
  expect(rangeWords(row, format)).toBe('Catatan 12 sampai 15');
  expect(rangeWords({ ...row, to: 12 }, format)).toBe('Catatan 12');
  expect(countWords(row.what, format)).toBe('konsultasi 3 · waktu layanan 1');
  expect(whenWords(row.since, row.until, format)).toMatch(/^ditulis .*3.* sampai .*5/);
  expect(whenWords(row.since, row.since + 60_000, format)).not.toContain('sampai');
});
test('only what lives on nowhere is called lost from everywhere else', () => {
  expect(fateWords(row, format)).toEqual({ text: 'Ada juga di catatan lain, tidak ada yang hilang', harmless: true });
  expect(fateWords({ ...row, elsewhere: 1 }, format)).toEqual({ text: '1 dari 4 ada juga di catatan lain', harmless: false });
  expect(fateWords({ ...row, elsewhere: 0 }, format)).toEqual({ text: 'Hanya ada di sini', harmless: false });
});
