// Proves that the page says the one thing to know, in the order of its weight, and that a list keeps its pages.
import { expect, test, vi } from 'vitest';
import { formatFor } from '$lib/format';
import type { FileView, SyncPage, SyncProblemKind, SyncState, UnsentRow } from '$lib/platform/api.gen';
import { head, merged, nextTry, pages, placeWords, problemWords, thenWords, wayWords } from './sync';

const format = formatFor('id', 'Asia/Makassar');
const state: SyncState = { alone: false, reachable: true, running: false, unsent_records: 0, unsent_files: 0, last_at: 1, trouble: null, problem: null, address: 'x', skipped_records: 0, paused: false, paused_until: null };
const page = (change: Partial<SyncState>, ...kinds: SyncProblemKind[]): SyncPage => ({
  state: { ...state, ...change }, problems: kinds.map((kind) => ({ kind, count: 2, places: [] })), next_at: null, failures: 0,
  files_up: 0, files_up_bytes: 0, files_down: 0, files_down_bytes: 0, detail: false,
});
const title = (...given: Parameters<typeof page>) => head(page(...given), format).title;

test('a pause stands before everything but working alone', () => {
  expect(title({ paused: true, paused_until: Date.UTC(2026, 10, 23, 3, 20), reachable: false }, 'forked')).toBe('Dijeda sampai pukul 11.20 WITA');
  expect(title({ paused: true, alone: true })).toBe('Komputer ini bekerja sendiri');
});
test('what has to be looked at stands before what is only not sent', () => {
  expect(title({ unsent_records: 3 }, 'page_refused')).toBe('Ada yang perlu diperiksa');
  expect(title({ unsent_records: 3 }, 'silent', 'newer_kinds')).toBe('Belum semua terkirim');
  expect(title({ reachable: false, unsent_files: 1 })).toBe('Server kantor tidak terjangkau');
  expect(title({ running: true, reachable: false })).toBe('Sedang mengirim dan menerima');
});
test('all sent is never said while a file is not', () => {
  expect(title({})).toBe('Semua sudah terkirim');
  expect(title({ unsent_files: 1 })).not.toBe('Semua sudah terkirim');
});
test('a problem is one sentence with its number and one action', () => {
  const said = problemWords({ kind: 'behind', count: 1234, places: [] }, format);
  expect(said.says).toBe('1.234 catatan ada di server dan belum sampai di komputer ini.');
  expect(said.act).not.toBe('');
});
test('a place names the computer, the record and the reason', () => {
  const place = { device: 'Rina Contoh · B', log: 'ab', seq: 12, because: 'damaged' as const, kind: null };
  expect(placeWords(place, format)).toBe('Rina Contoh · B · catatan 12 · rusak');
  expect(placeWords({ ...place, device: '', seq: null, because: null }, format)).toBe('komputer tidak dikenal');
});
test('the next try is told in seconds while it is near, and failures are counted', () => {
  const now = Date.UTC(2026, 10, 23, 3, 0);
  const failing = (in_ms: number, failures: number) => nextTry({ ...page({}), next_at: now + in_ms, failures }, now, format);
  expect(failing(11_200, 1)).toBe('dalam 12 detik');
  expect(failing(90_000, 4)).toBe('pukul 11.01 WITA, setelah 4 kali gagal');
  expect(nextTry(page({}), now, format)).toBe('');
});
test('a file that failed says when it is tried again, and once', () => {
  const failed: FileView = { file: 'a', name: 'surat.pdf', name_state: 'known', size: 1, media: 'pdf', preview: null, added_at: 1, state: 'failed', progress: null, reason: 'Server menolak.', next_try: Date.UTC(2026, 10, 23, 3, 20) };
  const hour = (at: number) => format.time(at);
  expect(wayWords(failed, null, hour)).toContain('11.20 WITA');
  expect(thenWords(failed)).toBeNull();
  const unknown = { ...failed, next_try: null };
  expect(wayWords(unknown, null, hour)).toBe('Server menolak.');
  expect(thenWords(unknown)).toBe('Dicoba lagi sendiri pada sinkronisasi berikutnya.');
  expect(thenWords({ ...unknown, state: 'only_here', reason: null })).toBeNull();
});
test('a case that stands in two pages is one row', () => {
  const row = (id: string | null, records: number, since: number): UnsentRow => ({ case: id, number: '', who: '', question: '', records, since });
  expect(merged([row(null, 1, 9), row('a', 2, 5), row('a', 3, 4)])).toEqual([row('a', 5, 4), row(null, 1, 9)]);
});
test('as many pages are read as are shown, and no more than there are', async () => {
  const ask = vi.fn(async (after: string | null) => ({ rows: [after ?? '0'], next: after === '2' ? null : String(Number(after ?? '0') + 1) }));
  expect(await pages(ask, 2)).toEqual({ rows: ['0', '1'], more: true });
  expect(await pages(ask, 9)).toEqual({ rows: ['0', '1', '2'], more: false });
  expect(ask).toHaveBeenCalledTimes(5);
});
