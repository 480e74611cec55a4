// Proves that what a revoked computer handed in is told with its days, its files and what became of it.
import { expect, test } from 'vitest';
import { formatFor } from '$lib/format';
import type { AsideWaits, DeviceAside } from '$lib/platform/api.gen';
import { decidedWords, filesWords, spanWords, waitsForServer } from './handed-in';

const format = formatFor('id', 'Asia/Makassar');
const waits: AsideWaits = { records: 12, cases: 3, since: Date.UTC(2026, 10, 3, 2), until: Date.UTC(2026, 10, 5, 2), files: 2, files_missing: 0, at: 1 };
const aside = (decided: DeviceAside['decided']): DeviceAside => ({ device: 'd', waits, decided });

test('the days, the consultations and the files are told', () => {
  expect(spanWords(waits, format)).toMatch(/3.* sampai .*5.*3 konsultasi/);
  expect(spanWords({ ...waits, until: waits.since }, format)).not.toContain('sampai');
  expect(filesWords(waits, format)).toContain('lengkap');
  expect(filesWords({ ...waits, files_missing: 1 }, format)).toBe('1 dari 2 berkasnya belum sampai di server.');
});
test('a decision on its way is never called done, and a refused one says why', () => {
  const decided = { take: true, by: 'Dewi Contoh', at: Date.UTC(2026, 10, 6, 2), waiting: true, refused: null };
  expect(waitsForServer(aside(decided))).toBe('Penerimaan menunggu server');
  expect(decidedWords(aside(decided), format)).toBe('');
  expect(decidedWords(aside({ ...decided, waiting: false }), format)).toMatch(/^Catatan yang diserahkan diterima Dewi Contoh/);
  expect(decidedWords(aside({ ...decided, waiting: false, take: false }), format)).toContain('ditolak');
  expect(decidedWords(aside({ ...decided, waiting: false, refused: 'Tidak ada.' }), format)).toBe('Tidak ada.');
  expect(waitsForServer(aside(null)) + decidedWords(aside(null), format)).toBe('');
});
