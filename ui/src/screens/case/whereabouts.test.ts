import { describe, expect, it } from 'vitest';
import type { FileView } from '$lib/platform/api.gen';
import { absent, moves, whereabouts } from './whereabouts';

const file = (changes: Partial<FileView>): FileView => ({
  file: 'f1', name: 'surat.pdf', size: 10, media: 'pdf', state: 'on_server', progress: null, reason: null, next_try: null, name_state: 'known',
  preview: 'pdf', added_at: 0, ...changes,
});

const said = (changes: Partial<FileView>, heard: number | null): string => whereabouts(file(changes), heard, (at) => `${at} WITA`);

describe('where a document is', () => {
  it('says how far it is on its way, and which way', () => {
    expect(said({ state: 'sending', progress: 0.2 }, 0.43)).toBe('mengirim 43 %');
    expect(said({ state: 'receiving', progress: 0.2 }, 0.43)).toBe('menerima 43 %');
    expect(said({ state: 'receiving', progress: 0.2 }, null)).toBe('menerima 20 %');
    expect(said({ state: 'sending', progress: 0 }, null)).toBe('mengirim');
  });

  it('brings a reason along in every state', () => {
    const reason = 'Berkas ini kosong (0 byte). Periksa berkas aslinya.';
    const states: FileView['state'][] = ['only_here', 'sending', 'receiving', 'on_server', 'not_here', 'failed'];
    for (const state of states) expect(said({ state, reason, size: 0 }, null), state).toContain(reason);
    expect(said({ state: 'only_here', reason, size: 0 }, null)).toBe(`di komputer ini · ${reason}`);
    expect(said({ state: 'failed', reason }, null)).toBe(reason);
  });

  it('says when a failed one is tried again by itself', () => {
    expect(said({ state: 'failed', reason: 'Terputus.', next_try: 9 }, null)).toBe('Terputus. Dicoba lagi otomatis pukul 9 WITA.');
    expect(said({ state: 'not_here', reason: 'Belum ada di server.', next_try: 9 }, null)).not.toContain('pukul');
  });

  it('tells what cannot be looked at yet from what can', () => {
    expect([absent(file({ state: 'receiving' })), absent(file({ state: 'not_here' })), absent(file({ state: 'sending' }))]).toEqual([true, true, false]);
    expect([moves(file({ state: 'receiving' })), moves(file({ state: 'sending' })), moves(file({ state: 'failed' }))]).toEqual([true, true, false]);
  });
});
