import { describe, expect, it, vi } from 'vitest';
import type { FileView } from '$lib/platform/api.gen';
import { FILE_LIMIT_BYTES, type Source } from './dropped';
import { FakeHost, later } from './fake.test-host';
import { UploadQueue } from './uploads.svelte';

const PIECE = 4;
const source = (name: string, size: number, changes: Partial<Source> = {}): Source => ({
  name, size, read: (_offset, length) => Promise.resolve(new Uint8Array(length)), ...changes,
});
const fileOf = (staged: string): FileView => ({
  file: staged, name: staged, size: 0, media: 'bin', state: 'only_here', progress: null, reason: null, name_state: 'known',
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
