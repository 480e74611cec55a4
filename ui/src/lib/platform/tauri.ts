// The page inside the Tauri window. The only file that imports @tauri-apps/api.
import { invoke, isTauri } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import { getCurrentWindow } from '@tauri-apps/api/window';

import type { Changed, GoTo, Progress } from './api.gen';
import { CallError, isUiError, type Platform } from './types';

export const inTauri = isTauri;

/** Longest that saving may hold up the closing of the window, milliseconds. */
const CLOSE_AFTER_MS = 3_000;

function refusal(thrown: unknown): Error {
  if (isUiError(thrown)) return new CallError(thrown);
  return new CallError({ code: 'internal', message: String(thrown), details: null });
}

async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (thrown) {
    throw refusal(thrown);
  }
}

export const tauri: Platform = {
  call: (name, input) => asked(invoke('call', { name, input })),
  piece: (staged, offset, bytes) => asked(invoke('piece', bytes, { headers: { staged, offset: String(offset) } })),
  bytes: async (file, offset, length) => new Uint8Array(await asked(invoke<ArrayBuffer>('bytes', { file, offset, length }))),
  subscribe(changed, progress, go) {
    void listen<Changed>('changed', (event) => changed(event.payload.topics));
    void listen<Progress>('progress', (event) => progress(event.payload));
    void listen<GoTo>('go', (event) => go(event.payload));
  },
  beforeClose(flush) {
    // The window goes when this is done, or after a while in any case: a program that cannot be closed is worse than half a second lost.
    void getCurrentWindow().onCloseRequested(() => Promise.race([flush(), new Promise<void>((done) => setTimeout(done, CLOSE_AFTER_MS))]));
  },
};
