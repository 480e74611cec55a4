// Files on their way into a case: two at a time in pieces, each with its progress, each failing alone.

import type { FileView } from '$lib/platform/api.gen';
import { FILE_LIMIT_BYTES, type Source } from './dropped';
import { type Host, problemOf } from './host';

/** Files whose pieces travel at the same time. */
export const IN_FLIGHT = 2;

/** Why a file did not come in; `refused` brings the program's own sentence along. */
export type UploadFault = 'too_large' | 'unreadable' | 'refused';

export interface Upload {
  readonly key: number;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  state: 'waiting' | 'sending' | 'failed';
  /** Bytes the program has. */
  done: number;
  fault: UploadFault | null;
  message: string;
}

/** A fault of this PC's file, told apart from an answer of the program. */
class Unreadable extends Error {}
/** The officer pressed "Batal". */
class Stopped extends Error {}

export class UploadQueue {
  /** Waiting, moving and failed files, in the order they were dropped; a finished one leaves the list. */
  items: Upload[] = $state([]);

  #host: Host;
  #case: string;
  #added: (file: FileView) => void;
  #sources = new Map<number, Source>();
  #stopped = new Set<number>();
  #next = 1;
  #moving = 0;
  #idle: (() => void)[] = [];

  /** `added` is told of every file that stands in the case. */
  constructor(host: Host, id: string, added: (file: FileView) => void) {
    this.#host = host;
    this.#case = id;
    this.#added = added;
  }

  add(sources: readonly Source[]): void {
    for (const source of sources) {
      const key = this.#next++;
      const tooLarge = source.size > FILE_LIMIT_BYTES;
      this.#sources.set(key, source);
      this.items.push({
        key, name: source.name, size: source.size, done: 0, message: '',
        state: tooLarge ? 'failed' : 'waiting', fault: tooLarge ? 'too_large' : null,
      });
    }
    this.#pump();
  }

  /** A file that could not even be opened at the drop. */
  addUnreadable(names: readonly string[]): void {
    for (const name of names) {
      this.items.push({
        key: this.#next++, name, size: 0, done: 0, message: '', state: 'failed', fault: 'unreadable',
      });
    }
  }

  /** Stops a file, or takes a failed one off the list. */
  cancel(key: number): void {
    const item = this.#find(key);
    if (item?.state === 'sending') this.#stopped.add(key);
    this.#drop(key);
    this.#pump();
  }

  /** Tries a failed file again from its start. */
  retry(key: number): void {
    const item = this.#find(key);
    if (item?.state !== 'failed' || item.fault === 'too_large' || !this.#sources.has(key)) return;
    Object.assign(item, { state: 'waiting', fault: null, message: '', done: 0 });
    this.#pump();
  }

  retriable(item: Upload): boolean {
    return item.state === 'failed' && item.fault !== 'too_large' && this.#sources.has(item.key);
  }

  get busy(): boolean {
    return this.items.some((item) => item.state !== 'failed');
  }

  /** Resolves once nothing waits or moves. */
  settled(): Promise<void> {
    return this.busy ? new Promise((resolve) => this.#idle.push(resolve)) : Promise.resolve();
  }

  #pump(): void {
    for (const item of this.items) {
      if (this.#moving >= IN_FLIGHT) break;
      const source = this.#sources.get(item.key);
      if (item.state !== 'waiting' || source === undefined) continue;
      item.state = 'sending';
      this.#moving += 1;
      void this.#send(item.key, source).finally(() => {
        this.#moving -= 1;
        this.#pump();
      });
    }
    if (!this.busy) for (const resolve of this.#idle.splice(0)) resolve();
  }

  async #send(key: number, source: Source): Promise<void> {
    let staged: string | null = null;
    try {
      const begun = await this.#host.call('file.stage', { case: this.#case, name: source.name, size: source.size });
      staged = begun.staged;
      for (let offset = 0; offset < source.size; ) {
        this.#look(key);
        const length = Math.min(begun.piece, source.size - offset);
        await this.#host.piece(staged, offset, await this.#read(source, offset, length));
        offset += length;
        const item = this.#find(key);
        if (item !== undefined) item.done = offset;
      }
      this.#look(key);
      const file = await this.#host.call('file.finish', { staged });
      this.#drop(key);
      this.#added(file);
    } catch (thrown) {
      if (staged !== null) await this.#host.call('file.cancel', { staged }).catch(() => undefined);
      this.#fail(key, thrown);
    } finally {
      this.#stopped.delete(key);
    }
  }

  #look(key: number): void {
    if (this.#stopped.has(key)) throw new Stopped();
  }

  async #read(source: Source, offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    let bytes: Uint8Array<ArrayBuffer>;
    try {
      bytes = await source.read(offset, length);
    } catch (thrown) {
      throw new Unreadable(String(thrown));
    }
    // A file cut short while it is read would otherwise arrive as something the visitor never handed over.
    if (bytes.length !== length) throw new Unreadable('changed');
    return bytes;
  }

  #fail(key: number, thrown: unknown): void {
    const item = this.#find(key);
    if (item === undefined || thrown instanceof Stopped) return;
    item.state = 'failed';
    if (thrown instanceof Unreadable) item.fault = 'unreadable';
    else Object.assign(item, { fault: 'refused', message: problemOf(thrown).message });
  }

  #find(key: number): Upload | undefined {
    return this.items.find((item) => item.key === key);
  }

  #drop(key: number): void {
    this.items = this.items.filter((item) => item.key !== key);
    this.#sources.delete(key);
  }
}
