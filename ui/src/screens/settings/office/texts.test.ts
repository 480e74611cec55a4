import { describe, expect, it } from 'vitest';
import type { SettingsView } from '$lib/platform/api.gen';
import { OfficeTexts } from './texts.svelte';

const view = (texts: Record<string, string>) => ({ texts: Object.entries(texts).map(([field, text]) => ({ field, text, set: true })) }) as SettingsView;

describe('the texts of the office', () => {
  it('are unchanged as they come', () => {
    const it = new OfficeTexts();
    it.take(view({ nama: 'KPPN Samarinda', kode_pos: '75243' }));
    expect([it.typed.nama, it.typed.kop, it.changed]).toEqual(['KPPN Samarinda', '', []]);
  });

  it('keep what is typed while others change something', () => {
    const it = new OfficeTexts();
    it.take(view({ nama: 'KPPN', telepon: '1' }));
    it.typed.telepon = '0541';
    it.take(view({ nama: 'KPPN Samarinda', telepon: '2' }));
    expect([it.typed.nama, it.typed.telepon, it.changed]).toEqual(['KPPN Samarinda', '0541', ['telepon']]);
  });

  it('send only what differs, and are unchanged then', async () => {
    const it = new OfficeTexts();
    it.take(view({ nama: 'KPPN', telepon: '1' }));
    it.typed.telepon = ' 0541 ';
    it.typed.nama = 'KPPN ';
    const sent: unknown[] = [];
    await it.save({ send: async (_, input) => void sent.push(input), view: view({ nama: 'KPPN', telepon: '0541' }) });
    expect(sent).toEqual([{ texts: [{ field: 'telepon', text: '0541' }] }]);
    expect([it.changed, it.typed.telepon]).toEqual([[], '0541']);
  });

  it('stay typed when they are refused', async () => {
    const it = new OfficeTexts();
    it.take(view({ kode_pos: '75243' }));
    it.typed.kode_pos = '7';
    await expect(it.save({ send: () => Promise.reject(new Error('no')) })).rejects.toThrow('no');
    expect([it.typed.kode_pos, it.changed]).toEqual(['7', ['kode_pos']]);
  });

  it('are put back', () => {
    const it = new OfficeTexts();
    it.take(view({ nama: 'KPPN' }));
    it.typed.nama = 'x';
    it.reset();
    expect([it.typed.nama, it.changed]).toEqual(['KPPN', []]);
  });
});
