// Files on their way into a case: dropped ones two at a time in pieces, chosen ones copied by the program; each with its progress,
// each failing alone.

import type { FileView, PickedFile, Progress } from '$lib/platform/api.gen';
import { FILE_LIMIT_BYTES, type Source } from './dropped';
import { type Host, problemOf } from './host';

/** Dropped files whose pieces travel at the same time, and chosen ones whose end is waited for. */
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
  /** Chosen files: what the program calls them while it copies them in. */
  #picked = new Map<number, string>();
  #asked = new Set<number>();
  #deaf = new Map<number, () => void>();
  #onProgress: (staged: string, told: (step: Progress) => void) => () => void;
  #next = 1;
  #moving = 0;
  #awaited = 0;
  #idle: (() => void)[] = [];

  /** `added` is told of every file that stands in the case; `onProgress` tells how far a chosen one has been copied. */
  constructor(
    host: Host, id: string, added: (file: FileView) => void,
    onProgress: (staged: string, told: (step: Progress) => void) => () => void = () => () => undefined,
  ) {
    this.#host = host;
    this.#case = id;
    this.#added = added;
    this.#onProgress = onProgress;
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

  /** Files chosen in the dialog: the program copies them by itself, and is asked how each ended. */
  addPicked(files: readonly PickedFile[]): void {
    for (const { name, size, staged, error } of files) {
      const key = this.#next++;
      this.items.push({
        key, name, size, done: 0, message: error ?? '',
        state: staged === null ? 'failed' : 'waiting', fault: staged === null ? 'refused' : null,
      });
      if (staged === null) continue;
      this.#picked.set(key, staged);
      this.#deaf.set(key, this.#onProgress(staged, (step) => {
        const item = this.#find(key);
        if (item !== undefined && item.state !== 'failed') Object.assign(item, { state: 'sending', done: step.done });
      }));
    }
    this.#pump();
  }

  /** Stops a file, or takes a failed one off the list. */
  cancel(key: number): void {
    const item = this.#find(key);
    const staged = this.#picked.get(key);
    if (staged !== undefined && item?.state !== 'failed') void this.#host.call('file.cancel', { staged }).catch(() => undefined);
    else if (item?.state === 'sending') this.#stopped.add(key);
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
    for (const item of this.items) {
      if (this.#awaited >= IN_FLIGHT) break;
      const staged = this.#picked.get(item.key);
      if (staged === undefined || this.#asked.has(item.key)) continue;
      this.#asked.add(item.key);
      this.#awaited += 1;
      void this.#await(item.key, staged).finally(() => {
        this.#awaited -= 1;
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

  async #await(key: number, staged: string): Promise<void> {
    try {
      const file = await this.#host.call('file.finish', { staged });
      // One that was stopped has left the list, and has no end.
      if (this.#find(key) === undefined) return;
      this.#drop(key);
      this.#added(file);
    } catch (thrown) {
      if (this.#find(key) === undefined) return;
      await this.#host.call('file.cancel', { staged }).catch(() => undefined);
      this.#fail(key, thrown);
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
    this.#picked.delete(key);
    this.#asked.delete(key);
    this.#deaf.get(key)?.();
    this.#deaf.delete(key);
  }
}
