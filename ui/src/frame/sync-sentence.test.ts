// Proves that the status bar tells the truth in every state.
import { expect, test } from 'vitest';
import { formatFor } from '$lib/format';
import type { SyncState } from '$lib/platform/api.gen';
import { syncSentence } from './sync-sentence';

const format = formatFor('id', 'Asia/Makassar');
const now = Date.UTC(2026, 10, 23, 3, 0);
const state: SyncState = { alone: false, reachable: true, running: false, unsent_records: 0, unsent_files: 0, last_at: Date.UTC(2026, 10, 23, 2, 42), trouble: null, problem: null, address: 'x', skipped_records: 0, paused: false, paused_until: null };
const say = (change: Partial<SyncState>) => syncSentence({ ...state, ...change }, format, now);

test('unsent records are counted', () => {
  expect(say({ unsent_records: 3 })).toEqual({ text: 'Tersimpan di komputer ini · 3 catatan belum terkirim · sinkronisasi terakhir pukul 10.42 WITA', tone: 'waiting' });
});
test('all sent is said only after a sync', () => {
  expect(say({}).text).toContain('semua sudah terkirim');
  expect(say({ last_at: null }).text).toBe('Tersimpan di komputer ini · belum pernah disinkronkan');
});
test('an unreachable server is said', () => expect(say({ reachable: false, unsent_files: 1 })).toEqual({ text: 'Tersimpan di komputer ini · 1 berkas belum terkirim · server kantor tidak terjangkau · sinkronisasi terakhir pukul 10.42 WITA', tone: 'trouble' }));
test('a sync of another day carries its date', () => expect(say({ last_at: now - 86_400_000 }).text).toContain('sinkronisasi terakhir 22 November 2026 pukul 11.00 WITA'));
test('a pause is said with its end, and is no trouble', () => {
  expect(say({ paused: true, paused_until: now + 3_600_000, reachable: false, unsent_records: 2 })).toEqual({ text: 'Tersimpan di komputer ini · 2 catatan belum terkirim · dijeda sampai pukul 12.00 WITA · sinkronisasi terakhir pukul 10.42 WITA', tone: 'waiting' });
  expect(say({ paused: true })).toEqual({ text: 'Tersimpan di komputer ini · dijeda sampai dilanjutkan · sinkronisasi terakhir pukul 10.42 WITA', tone: 'waiting' });
});
test('a PC without a server does not speak of sending', () => expect(say({ alone: true, unsent_records: 9 }).text).toBe('Tersimpan di komputer ini · belum terhubung ke server kantor'));
test('what stands in the way is said in words, and never beside "semua sudah terkirim"', () => {
  const text = say({ trouble: 'records_refused', problem: 'panjang' }).text;
  expect(text).toContain('sebagian catatan tertahan, hubungi Pengelola');
  expect(text).not.toContain('semua sudah terkirim');
  expect(say({ trouble: 'unproven', problem: 'panjang', reachable: false }).text).toContain('server tidak terbukti milik kantor');
});
test('words that could not be saved are never called saved', () => {
  expect(syncSentence(state, format, now, true)).toEqual({ text: 'Yang baru diketik BELUM tersimpan', tone: 'trouble' });
});
