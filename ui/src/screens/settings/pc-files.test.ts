import { describe, expect, it } from 'vitest';
import type { FreedFiles } from '$lib/platform/api.gen';
import { freed, freeing } from './pc-files';

const done = (files: number, stayed: number): FreedFiles => ({
  files, stayed, bytes: files * 1000,
  now: { keeps: 'all', alone: false, files: 0, bytes: 0, spare_files: 0, spare_bytes: 0 },
});
const size = (bytes: number): string => `${bytes} B`;

describe('freeing this PC of copies', () => {
  it('asks what it is about to do', () => {
    expect(freeing('90')).toContain('90 hari');
    expect(freeing('spare')).not.toContain('hari');
  });

  it('says what went and that what the server did not confirm stayed', () => {
    expect(freed(done(3, 0), size)).toBe('3 salinan dihapus dari komputer ini (3000 B).');
    expect(freed(done(3, 2), size)).toContain('2 salinan tetap disimpan');
    expect(freed(done(0, 0), size)).toBe('Tidak ada salinan yang sesuai pilihan ini.');
  });
});
