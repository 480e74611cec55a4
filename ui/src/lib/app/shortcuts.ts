// Every key of the program in one table; screens say what a key does while they stand, Ctrl+/ shows the table.
import { m } from '$lib/paraglide/messages';
import { createKeybindingsHandler } from 'tinykeys';

interface Row {
  id: string;
  /** tinykeys patterns. */
  keys: string[];
  /** As written for people. */
  shown: string;
  /** What it does, for the overview; a row without it is only taken from the web view. */
  says?: () => string;
  /** Left to the page and its fields when no screen claims it. */
  soft?: boolean;
  /** Acts behind a lock and over a dialog too. */
  always?: boolean;
}

export const shortcuts = [
  { id: 'new', keys: ['Control+KeyN'], shown: 'Ctrl N', says: () => m.key_new() },
  { id: 'search', keys: ['Control+KeyK'], shown: 'Ctrl K', says: () => m.key_search() },
  { id: 'finish', keys: ['Control+Enter'], shown: 'Ctrl ↵', says: () => m.key_finish() },
  { id: 'escalate', keys: ['Control+KeyE'], shown: 'Ctrl E', says: () => m.key_escalate() },
  { id: 'documents', keys: ['Control+KeyD'], shown: 'Ctrl D', says: () => m.key_documents() },
  { id: 'follow_up', keys: ['Control+KeyT'], shown: 'Ctrl T', says: () => m.key_follow_up() },
  { id: 'saved', keys: ['Control+KeyS'], shown: 'Ctrl S', says: () => m.key_saved() },
  { id: 'next_case', keys: ['Control+Tab', 'Control+PageDown'], shown: 'Ctrl Tab', says: () => m.key_next_case() },
  { id: 'previous_case', keys: ['Control+Shift+Tab', 'Control+PageUp'], shown: 'Ctrl Shift Tab', says: () => m.key_previous_case() },
  { id: 'screen_1', keys: ['Alt+Digit1'], shown: 'Alt 1', says: () => m.nav_home() },
  { id: 'screen_2', keys: ['Alt+Digit2'], shown: 'Alt 2', says: () => m.nav_cases() },
  { id: 'screen_3', keys: ['Alt+Digit3'], shown: 'Alt 3', says: () => m.nav_follow_ups() },
  { id: 'screen_4', keys: ['Alt+Digit4'], shown: 'Alt 4', says: () => m.nav_escalations() },
  { id: 'screen_5', keys: ['Alt+Digit5'], shown: 'Alt 5', says: () => m.nav_parties() },
  { id: 'screen_6', keys: ['Alt+Digit6'], shown: 'Alt 6', says: () => m.nav_settings() },
  { id: 'screen_7', keys: ['Alt+Digit7'], shown: 'Alt 7', says: () => m.nav_standard() },
  { id: 'screen_8', keys: ['Alt+Digit8'], shown: 'Alt 8', says: () => m.nav_complaints() },
  { id: 'screen_9', keys: ['Alt+Digit9'], shown: 'Alt 9', says: () => m.nav_sync() },
  { id: 'notices', keys: ['Control+KeyB'], shown: 'Ctrl B', says: () => m.key_notices() },
  { id: 'take_left', keys: ['Control+Digit1'], shown: 'Ctrl 1', says: () => m.key_take_left() },
  { id: 'take_right', keys: ['Control+Digit2'], shown: 'Ctrl 2', says: () => m.key_take_right() },
  { id: 'take_third', keys: ['Control+Digit3'], shown: 'Ctrl 3', says: () => m.key_take_third() },
  { id: 'next_zone', keys: ['F6'], shown: 'F6', says: () => m.key_next_zone() },
  { id: 'previous_zone', keys: ['Shift+F6'], shown: 'Shift F6', says: () => m.key_previous_zone() },
  { id: 'sync', keys: ['F5'], shown: 'F5', says: () => m.key_sync() },
  { id: 'lock', keys: ['Control+KeyL'], shown: 'Ctrl L', says: () => m.key_lock() },
  { id: 'keys', keys: ['Control+Slash'], shown: 'Ctrl /', says: () => m.key_keys() },
  { id: 'help', keys: ['F1'], shown: 'F1', says: () => m.key_help(), always: true },
  { id: 'back', keys: ['Escape'], shown: 'Esc', says: () => m.key_back(), soft: true },
  // The web view would reload, print, search its own page or open its tools: the page would be lost or look broken.
  { id: 'reload', keys: ['Control+KeyR', 'Control+Shift+KeyR', 'Control+F5', 'Shift+F5'], shown: 'Ctrl R' },
  { id: 'print', keys: ['Control+KeyP'], shown: 'Ctrl P' },
  { id: 'find', keys: ['Control+KeyF', 'F3', 'Control+KeyG'], shown: 'Ctrl F' },
  { id: 'tools', keys: ['F12', 'Control+Shift+KeyI', 'Control+KeyU'], shown: 'F12' },
] as const satisfies readonly Row[];

export type ShortcutId = (typeof shortcuts)[number]['id'];

/** As written on a button beside its words. */
export function shown(id: ShortcutId): string {
  return shortcuts.find((row) => row.id === id)?.shown ?? '';
}

export class Shortcuts {
  #claims = new Map<ShortcutId, (() => void)[]>();
  /** False while nothing but the sign-in screen may answer. */
  enabled = true;
  /** Whether a dialog stands in front: what lies behind it must not act. */
  covered: () => boolean = () => false;

  /** Says what a key does from now on; the last claim wins until it is given back. Returns what gives it back. */
  on(id: ShortcutId, run: () => void): () => void {
    const claims = this.#claims.get(id) ?? [];
    this.#claims.set(id, claims);
    claims.push(run);
    return () => claims.splice(claims.indexOf(run), 1);
  }

  /** The listener for `keydown` in the capture phase: keys of the program come before fields and the web view. */
  handler(): (event: Event) => void {
    return this.#listener((row) => !row.soft);
  }

  /** The listener for `keydown` in the bubbling phase: a field, list or dialog that used such a key itself comes first. */
  softHandler(): (event: Event) => void {
    return this.#listener((row) => row.soft === true);
  }

  #listener(wanted: (row: Row) => boolean): (event: Event) => void {
    const map: Record<string, (event: KeyboardEvent) => void> = {};
    for (const row of shortcuts.filter(wanted)) for (const keys of row.keys) map[keys] = (event) => this.#press(row, event);
    return createKeybindingsHandler(map);
  }

  #press(row: Row & { id: ShortcutId }, event: KeyboardEvent): void {
    const acts = row.always === true || (this.enabled && (row.id === 'lock' || !this.covered()));
    const run = acts ? this.#claims.get(row.id)?.at(-1) : undefined;
    if (row.soft && (!run || event.defaultPrevented)) return;
    event.preventDefault();
    if (!event.repeat) run?.();
  }
}
