// Picks the host at run time. Everything else in the page speaks to `platform` and never to a host.
import { bridge } from './bridge';
import { inTauri, tauri } from './tauri';
import type { Platform } from './types';

export const platform: Platform = inTauri() ? tauri : bridge;

export { CallError, type Platform } from './types';
export type * from './api.gen';
