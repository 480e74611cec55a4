// What a host of the page offers; the Tauri window and the HTTP bridge are the two implementations.
import type { Commands, GoTo, Progress, UiError } from './api.gen';

export interface Platform {
  /** Gives a command to the program. Rejects with {@link CallError}. */
  call<K extends keyof Commands>(name: K, input: Commands[K]['in']): Promise<Commands[K]['out']>;
  /** Hands over raw bytes of a staged file, at most the piece size `file.stage` answered, from `offset` bytes on. */
  piece(staged: string, offset: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Reads `length` bytes of an attachment from `offset` on; shorter at its end. */
  bytes(file: string, offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
  /** Calls back with the topics that changed, the progress of moving bytes and the case of a clicked notice, for as long as the page lives. */
  subscribe(changed: (topics: string[]) => void, progress: (step: Progress) => void, go: (to: GoTo) => void): void;
  /** Runs `flush` before the window goes. */
  beforeClose(flush: () => Promise<void>): void;
}

/** The program's refusal: `code` only where the page acts on it, `message` is the sentence for the officer. */
export class CallError extends Error {
  readonly code: string;
  readonly details: UiError['details'];

  constructor(error: UiError) {
    super(error.message);
    this.name = 'CallError';
    this.code = error.code;
    this.details = error.details;
  }
}

/** Whether something thrown over the border is the program's own error. */
export function isUiError(thing: unknown): thing is UiError {
  return typeof thing === 'object' && thing !== null && 'code' in thing && 'message' in thing && typeof thing.message === 'string';
}
