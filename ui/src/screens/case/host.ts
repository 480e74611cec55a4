// What the case screens ask of the shell, and nothing more; the real platform fits it, tests bring their own.

import type { Commands, UiError } from '$lib/platform/api.gen';

export interface Host {
  call<K extends keyof Commands>(name: K, input: Commands[K]['in']): Promise<Commands[K]['out']>;
  /** Adds bytes to a staged file; `offset` in bytes from its start. */
  piece(staged: string, offset: number, bytes: Uint8Array<ArrayBuffer>): Promise<unknown>;
  /** Reads bytes of an attachment; `offset` and `length` in bytes. */
  bytes(file: string, offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
}

/** Whatever was thrown, as the program's own error: a sentence for people is never lost, and never made up. */
export function problemOf(thrown: unknown): UiError {
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && 'message' in thrown) {
    const { code, message } = thrown;
    const details = 'details' in thrown ? (thrown.details as UiError['details']) : null;
    if (typeof code === 'string' && typeof message === 'string') return { code, message, details };
  }
  return { code: 'internal', message: thrown instanceof Error ? thrown.message : String(thrown), details: null };
}
