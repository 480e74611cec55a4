import { describe, expect, it } from 'vitest';
import { DROP_LIMIT_FILES, dropped, pasted } from './dropped';

const file = (name: string) => new File(['isi'], name);
const fileEntry = (name: string, fails = false) => ({
  isFile: true, isDirectory: false, name,
  file: (take: (file: File) => void, refuse: (error: unknown) => void) => (fails ? refuse(new DOMException('gone', 'NotFoundError')) : take(file(name))),
});
/** Hands its entries out in two lots, as a browser does with many. */
const folder = (name: string, entries: unknown[], fails = false) => ({
  isFile: false, isDirectory: true, name,
  createReader() {
    const lots = [entries.slice(0, 1), entries.slice(1), []].filter((lot, at) => at === 2 || lot.length > 0);
    return { readEntries: (take: (lot: unknown[]) => void, refuse: (error: unknown) => void) => (fails ? refuse(new Error('denied')) : take(lots.shift() ?? [])) };
  },
});
const item = (entry: { isDirectory: boolean; name: string } | null, given: File | null) => ({ kind: 'file', webkitGetAsEntry: () => entry, getAsFile: () => given });
const transfer = (...items: unknown[]) => ({ items }) as unknown as DataTransfer;

describe('a drop', () => {
  it('brings its files', async () => {
    const found = await dropped(transfer(item(fileEntry('a.pdf'), file('a.pdf')), { kind: 'string' }));
    expect(found.sources.map((source) => source.name)).toEqual(['a.pdf']);
    expect(await found.sources[0]?.read(1, 2)).toEqual(new TextEncoder().encode('si'));
  });

  it('brings the files of folders in folders', async () => {
    const inner = folder('dalam', [fileEntry('b.pdf'), fileEntry('c.pdf')]);
    const found = await dropped(transfer(item(folder('luar', [fileEntry('a.pdf'), inner]), null)));
    expect(found.sources.map((source) => source.name)).toEqual(['a.pdf', 'b.pdf', 'c.pdf']);
  });

  it('names what cannot be read and goes on with the rest', async () => {
    const entries = [fileEntry('hilang.pdf', true), folder('tertutup', [], true), fileEntry('ada.pdf')];
    const found = await dropped(transfer(item(folder('berkas', entries), null)));
    expect(found.sources.map((source) => source.name)).toEqual(['ada.pdf']);
    expect(found.unreadable).toEqual(['hilang.pdf', 'tertutup']);
  });

  it('of a whole disk is cut, and says so', async () => {
    const many = Array.from({ length: DROP_LIMIT_FILES + 5 }, (_, n) => fileEntry(`${n}.txt`));
    const found = await dropped(transfer(item(folder('disk', many), null)));
    expect([found.sources.length, found.cut]).toEqual([DROP_LIMIT_FILES, true]);
  });
});

describe('a paste', () => {
  it('gives a screenshot a name that says when', () => {
    const sources = pasted(transfer(item(null, file('image.png')), item(null, file('image.png'))), '14.05', 'tangkapan-layar');
    expect(sources.map((source) => source.name)).toEqual(['tangkapan-layar-14.05.png', 'tangkapan-layar-14.05-2.png']);
  });

  it('keeps the name of a copied file', () => {
    expect(pasted(transfer(item(null, file('surat.pdf'))), '14.05', 'x').map((source) => source.name)).toEqual(['surat.pdf']);
  });
});
