// Reading an attachment whole, in pieces small enough for every host.

import type { Host } from './host';

const PIECE = 1024 * 1024;

/** All `size` bytes of a file; fails where fewer are there. */
export async function readWhole(host: Host, file: string, size: number): Promise<Uint8Array<ArrayBuffer>> {
  const whole = new Uint8Array(size);
  for (let offset = 0; offset < size; ) {
    const bytes = await host.bytes(file, offset, Math.min(PIECE, size - offset));
    if (bytes.length === 0) throw new Error('the file is shorter than it should be');
    whole.set(bytes, offset);
    offset += bytes.length;
  }
  return whole;
}
