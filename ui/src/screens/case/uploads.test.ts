import { describe, expect, it, vi } from 'vitest';
import type { FileView, PickedFile, Progress } from '$lib/platform/api.gen';
import { FILE_LIMIT_BYTES, type Source } from './dropped';
import { FakeHost, later } from './fake.test-host';
import { UploadQueue } from './uploads.svelte';

const PIECE = 4;
const source = (name: string, size: number, changes: Partial<Source> = {}): Source => ({
  name, size, read: (_offset, length) => Promise.resolve(new Uint8Array(length)), ...changes,
});
const fileOf = (staged: string): FileView => ({
  file: staged, name: staged, size: 0, media: 'bin', state: 'only_here', progress: null, reason: null, next_try: null, name_state: 'known',
  preview: null, added_at: 0,
});

function queue() {
  const host = new FakeHost({
    'file.stage': ({ name }) => ({ staged: name, piece: PIECE }),
    'file.finish': ({ staged }) => fileOf(staged),
    'file.cancel': () => ({}) as never,
  });
  const added: string[] = [];
  return { host, added, it: new UploadQueue(host, 'c1', (file) => added.push(file.file)) };
}

describe('files on their way', () => {
  it('travel in pieces, the last one shorter', async () => {
    const { host, added, it: q } = queue();
    q.add([source('a', 10)]);
    await q.settled();
    expect(host.pieces.map((piece) => [piece.offset, piece.length])).toEqual([[0, 4], [4, 4], [8, 2]]);
    expect(added).toEqual(['a']);
    expect(q.items).toEqual([]);
  });

  it('of no bytes at all are accepted', async () => {
    const { host, added, it: q } = queue();
    q.add([source('kosong', 0)]);
    await q.settled();
    expect(host.pieces).toEqual([]);
    expect(added).toEqual(['kosong']);
  });

  it('move two at a time', async () => {
    const { host, it: q } = queue();
    const gate = later<void>();
    host.onPiece = () => gate.promise;
    q.add([source('a', 4), source('b', 4), source('c', 4)]);
    await vi.waitFor(() => expect(host.pieces.length).toBe(2));
    expect(q.items.map((item) => item.state)).toEqual(['sending', 'sending', 'waiting']);
    gate.answer();
    await q.settled();
    expect(host.pieces.length).toBe(3);
  });

  it('show how far they are', async () => {
    const { host, it: q } = queue();
    const gate = later<void>();
    host.onPiece = (_staged, offset) => (offset === 4 ? gate.promise : Promise.resolve());
    q.add([source('a', 8)]);
    await vi.waitFor(() => expect(q.items[0]?.done).toBe(4));
    gate.answer();
    await q.settled();
  });

  it('above 100 MiB are refused at the drop, without a question to the program', async () => {
    const { host, it: q } = queue();
    q.add([source('besar', FILE_LIMIT_BYTES + 1), source('pas', 4)]);
    await q.settled();
    expect(q.items.map((item) => [item.name, item.fault])).toEqual([['besar', 'too_large']]);
    expect(host.inputs('file.stage').map((each) => each.name)).toEqual(['pas']);
  });

  it('that vanish stop nothing else and leave nothing half', async () => {
    const { host, added, it: q } = queue();
    const gone = source('hilang', 8, { read: () => Promise.reject(new DOMException('gone', 'NotFoundError')) });
    q.add([gone, source('ada', 4)]);
    await q.settled();
    expect(added).toEqual(['ada']);
    expect(q.items.map((item) => [item.name, item.state, item.fault])).toEqual([['hilang', 'failed', 'unreadable']]);
    expect(host.inputs('file.cancel')).toEqual([{ staged: 'hilang' }]);
  });

  it('that shrink while they are read are not taken for whole ones', async () => {
    const { added, it: q } = queue();
    q.add([source('susut', 8, { read: () => Promise.resolve(new Uint8Array(1)) })]);
    await q.settled();
    expect(added).toEqual([]);
    expect(q.items[0]?.fault).toBe('unreadable');
  });

  it("carry the program's own sentence when it refuses", async () => {
    const { host, it: q } = queue();
    host.onPiece = () => Promise.reject({ code: 'disk_full', message: 'Ruang penyimpanan penuh.', details: null });
    q.add([source('a', 4)]);
    await q.settled();
    expect(q.items[0]).toMatchObject({ state: 'failed', fault: 'refused', message: 'Ruang penyimpanan penuh.' });
  });

  it('can be tried again', async () => {
    const { host, added, it: q } = queue();
    host.onPiece = () => Promise.reject({ code: 'x', message: 'x', details: null });
    q.add([source('a', 4)]);
    await q.settled();
    host.onPiece = () => Promise.resolve();
    q.retry(q.items[0]?.key ?? 0);
    await q.settled();
    expect(added).toEqual(['a']);
  });

  it('stop between two pieces when they are cancelled', async () => {
    const { host, added, it: q } = queue();
    const gate = later<void>();
    host.onPiece = () => gate.promise;
    q.add([source('a', 40)]);
    await vi.waitFor(() => expect(host.pieces.length).toBe(1));
    q.cancel(q.items[0]?.key ?? 0);
    expect(q.items).toEqual([]);
    gate.answer();
    await vi.waitFor(() => expect(host.inputs('file.cancel')).toEqual([{ staged: 'a' }]));
    expect(host.pieces.length).toBe(1);
    expect(added).toEqual([]);
  });

  it('that wait are cancelled without ever being staged', async () => {
    const { host, it: q } = queue();
    const gate = later<void>();
    host.onPiece = () => gate.promise;
    q.add([source('a', 4), source('b', 4), source('c', 4)]);
    await vi.waitFor(() => expect(host.pieces.length).toBe(2));
    q.cancel(q.items[2]?.key ?? 0);
    gate.answer();
    await q.settled();
    expect(host.inputs('file.stage').map((each) => each.name)).toEqual(['a', 'b']);
  });
});

describe('files chosen in the dialog', () => {
  const picked = (name: string, size = 8): PickedFile => ({ name, size, staged: `s-${name}`, error: null });

  function picking() {
    const ends = new Map<string, ReturnType<typeof later<FileView>>>();
    const told = new Map<string, (step: Progress) => void>();
    const host = new FakeHost({
      'file.finish': ({ staged }) => {
        const end = later<FileView>();
        ends.set(staged, end);
        return end.promise;
      },
      'file.cancel': () => ({}) as never,
    });
    const added: string[] = [];
    const q = new UploadQueue(host, 'c1', (file) => added.push(file.file), (staged, tell) => {
      told.set(staged, tell);
      return () => told.delete(staged);
    });
    return { ends, told, host, added, it: q };
  }

  it('show at once, with the progress the program pushes', async () => {
    const { ends, told, added, it: q } = picking();
    q.addPicked([picked('a'), picked('b'), picked('c')]);
    expect(q.items.map((item) => [item.name, item.state])).toEqual([['a', 'waiting'], ['b', 'waiting'], ['c', 'waiting']]);
    told.get('s-b')?.({ id: 's-b', done: 4, total: 8 });
    expect(q.items.map((item) => [item.state, item.done])).toEqual([['waiting', 0], ['sending', 4], ['waiting', 0]]);
    await vi.waitFor(() => expect([...ends.keys()]).toEqual(['s-a', 's-b']));
    ends.get('s-a')?.answer(fileOf('a'));
    await vi.waitFor(() => expect([...ends.keys()]).toEqual(['s-a', 's-b', 's-c']));
    ends.get('s-b')?.answer(fileOf('b'));
    ends.get('s-c')?.answer(fileOf('c'));
    await q.settled();
    expect(added).toEqual(['a', 'b', 'c']);
    expect([q.items.length, told.size]).toEqual([0, 0]);
  });

  it('are cancelled one by one', async () => {
    const { ends, host, added, it: q } = picking();
    q.addPicked([picked('a'), picked('b')]);
    await vi.waitFor(() => expect(ends.size).toBe(2));
    q.cancel(q.items[0]?.key ?? 0);
    expect(q.items.map((item) => item.name)).toEqual(['b']);
    expect(host.inputs('file.cancel')).toEqual([{ staged: 's-a' }]);
    ends.get('s-a')?.refuse({ code: 'failed', message: 'x', details: null });
    ends.get('s-b')?.answer(fileOf('b'));
    await q.settled();
    expect(added).toEqual(['b']);
    expect(host.inputs('file.cancel').length).toBe(1);
  });

  it('say each for itself why they cannot be taken', async () => {
    const { ends, it: q } = picking();
    q.addPicked([{ name: 'besar', size: 0, staged: null, error: 'Terlalu besar.' }, picked('rusak')]);
    await vi.waitFor(() => expect(ends.size).toBe(1));
    ends.get('s-rusak')?.refuse({ code: 'failed', message: 'Tidak dapat dibaca.', details: null });
    await q.settled();
    expect(q.items.map((item) => [item.name, item.state, item.message])).toEqual([
      ['besar', 'failed', 'Terlalu besar.'], ['rusak', 'failed', 'Tidak dapat dibaca.'],
    ]);
    expect(q.items.some((item) => q.retriable(item))).toBe(false);
  });
});
