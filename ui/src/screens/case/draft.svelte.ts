// What the officer has typed into one case: saved within half a second, never overwritten by what arrives.

import type { Fields, SeenViews, UiError } from '$lib/platform/api.gen';
import { type Host, problemOf } from './host';

export type FieldName = keyof Fields;

/** A save starts at most this many milliseconds after the first key that is not saved yet. */
export const SAVE_AFTER_MS = 400;
/** After a save that failed (disk full), the next try, in milliseconds. */
export const RETRY_AFTER_MS = 2000;

export const EMPTY: Fields = {
  channel: '', stakeholder_type: '', person: null, person_name: '', phone: '', email: '', organisation: null,
  organisation_name: '', satker_code: '', role: null, role_words: '', question: '', topic: null, section: null,
  answer: '', hai_reference: '',
};

const NAMES = Object.keys(EMPTY) as FieldName[];

/** The parts of a case that are recorded together, and the fields each is made of. */
export const GROUPS = {
  channel: ['channel'],
  party: [
    'stakeholder_type', 'person', 'person_name', 'phone', 'email', 'organisation', 'organisation_name', 'satker_code',
    'role', 'role_words',
  ],
  question: ['question'],
  topic: ['topic', 'section'],
  answer: ['answer'],
  hai: ['hai_reference'],
} as const satisfies Record<keyof SeenViews, readonly FieldName[]>;

/** How much of the typing the program had heard of when a question was put to it; see {@link Draft.take}. */
export type Mark = number;

export class Draft {
  fields: Fields = $state({ ...EMPTY });
  /** When the last key was safe, in milliseconds since 1970. */
  savedAt: number | null = $state(null);
  /** Why the last save failed; it is tried again until it succeeds. */
  problem: UiError | null = $state(null);
  /** When the first key was pressed in a case that has no record yet. */
  firstKeyAt: number | null = $state(null);

  #host: Host;
  #case: string;
  #now: () => number;
  /** The number of the last edit of each field; edits are numbered from 1. */
  #edited = new Map<FieldName, number>();
  /** The view each part was taken from: what is typed there is typed over that view and no later one. */
  #seen: SeenViews = { channel: '', party: '', question: '', topic: '', answer: '', hai: '' };
  #edits = 0;
  #saved = 0;
  #recorded = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> | null = null;
  #closed = false;

  constructor(host: Host, id: string, now: () => number) {
    this.#host = host;
    this.#case = id;
    this.#now = now;
  }

  /** Takes what was typed or chosen. `starts`: whether it counts as the first keystroke that starts the clock. */
  edit(changes: Partial<Fields>, starts = true): void {
    let changed = false;
    for (const name of NAMES) {
      if (!(name in changes) || changes[name] === this.fields[name]) continue;
      this.#edited.set(name, ++this.#edits);
      changed = true;
    }
    if (!changed) return;
    Object.assign(this.fields, changes);
    if (starts) this.firstKeyAt ??= this.#now();
    this.#plan(SAVE_AFTER_MS);
  }

  /** To be noted before the program is asked for a view, and given back with the answer. */
  mark(): Mark {
    return this.#saved;
  }

  /** Takes the parts of the view named `view`, whole, except those typed in since the program last heard of them. */
  take(incoming: Fields, mark: Mark, view: string): void {
    for (const group of Object.keys(GROUPS) as (keyof SeenViews)[]) {
      const names: readonly FieldName[] = GROUPS[group];
      if (names.some((name) => (this.#edited.get(name) ?? 0) > mark)) continue;
      for (const name of names) {
        if (this.fields[name] !== incoming[name]) Object.assign(this.fields, { [name]: incoming[name] });
      }
      this.#seen[group] = view;
    }
  }

  /** Everything typed up to `mark` stands in records. */
  recorded(mark: Mark): void {
    this.#recorded = Math.max(this.#recorded, mark);
  }

  /** Whether one of the fields was typed in since the last record. */
  typedIn(names: readonly FieldName[]): boolean {
    return names.some((name) => (this.#edited.get(name) ?? 0) > this.#recorded);
  }

  get unsaved(): boolean {
    return this.#edits > this.#saved;
  }

  /** Whether anything was typed since the last record. */
  get unrecorded(): boolean {
    return this.#edits > this.#recorded;
  }

  /** Saves what is not saved, now. `false`: it could not be saved, {@link problem} says why. */
  async flush(): Promise<boolean> {
    this.#unplan();
    while (this.unsaved) {
      if (this.#running === null) this.#running = this.#save();
      await this.#running;
      if (this.problem !== null) return false;
    }
    return true;
  }

  /** Flushes, then stays silent: no timer outlives the page. */
  async close(): Promise<boolean> {
    const done = await this.flush();
    this.#closed = true;
    this.#unplan();
    return done;
  }

  #plan(after: number): void {
    if (this.#timer !== undefined || this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.flush();
    }, after);
  }

  #unplan(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #save(): Promise<void> {
    const upTo = this.#edits;
    try {
      const typed = { case: this.#case, fields: { ...this.fields }, seen: { ...this.#seen }, first_key_at: this.firstKeyAt };
      const saved = await this.#host.call('draft.save', typed);
      this.#saved = upTo;
      this.savedAt = saved.at;
      this.problem = null;
    } catch (thrown) {
      this.problem = problemOf(thrown);
      this.#plan(RETRY_AFTER_MS);
    } finally {
      this.#running = null;
    }
  }
}
