// One stakeholder: what is known of them, and the corrections typed here, saved when a field is left.

import type { PartyFieldSeen, PartyFieldsSeen, PartyView, Platform, UiError } from '$lib/platform';
import { problemOf } from '../case/host';

export interface Typed {
  name: string;
  phone: string;
  email: string;
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const NAMES = ['name', 'phone', 'email'] as const;
const unseen = (): PartyFieldSeen => ({ text: '', tips: [] });

export class PartyPageController {
  view: PartyView | null = $state.raw(null);
  typed: Typed = $state({ name: '', phone: '', email: '' });
  /** Why the stakeholder cannot be shown. */
  absent: UiError | null = $state.raw(null);
  /** Why the last save failed. */
  problem: UiError | null = $state.raw(null);
  /** When the last correction was safe, in milliseconds since 1970. */
  savedAt: number | null = $state(null);

  #host: Pick<Platform, 'call'>;
  #now: () => number;
  #saving: Promise<void> = Promise.resolve();
  /** What each field is typed over: a view that arrives while somebody types does not count. */
  #seen: PartyFieldsSeen = $state.raw({ name: unseen(), phone: unseen(), email: unseen() });

  constructor(host: Pick<Platform, 'call'>, readonly id: string, now: () => number) {
    this.#host = host;
    this.#now = now;
  }

  async load(): Promise<void> {
    try {
      this.#take(await this.#host.call('party.view', { id: this.id }));
    } catch (thrown) {
      if (this.view === null) this.absent = problemOf(thrown);
    }
  }

  /** A field was left, or the page is. Saves what differs and can be taken; one save after the other. */
  save(): Promise<void> {
    this.#saving = this.#saving.then(() => this.#save());
    return this.#saving;
  }

  /** One of the concurrent versions of a field replaces all that stand; words typed there give way. */
  settle(field: string, keep: string): Promise<void> {
    this.#saving = this.#saving.then(async () => {
      await this.#save();
      await this.#write(() => this.#host.call('party.settle', { id: this.id, field, keep }));
    });
    return this.#saving;
  }

  get changed(): boolean {
    return this.view !== null && NAMES.some((name) => this.#touched(name));
  }

  get nameMissing(): boolean {
    return this.view !== null && this.view.name !== '' && this.typed.name.trim() === '';
  }

  get emailInvalid(): boolean {
    const email = this.typed.email.trim();
    return email !== '' && !EMAIL.test(email);
  }

  #touched(name: keyof Typed): boolean {
    return this.typed[name].trim() !== this.#seen[name].text;
  }

  async #save(): Promise<void> {
    if (!this.changed || this.nameMissing || this.emailInvalid) return;
    const { name, phone, email } = this.typed;
    const typed = { name: name.trim(), phone: phone.trim(), email: email.trim() };
    await this.#write(async () => {
      const view = await this.#host.call('party.edit', { id: this.id, ...typed, seen: this.#seen });
      // These words are recorded: they follow the program again, unless somebody has typed on.
      for (const each of NAMES) if (this.typed[each].trim() === typed[each]) this.typed[each] = view[each];
      return view;
    });
  }

  async #write(write: () => Promise<PartyView>): Promise<void> {
    try {
      this.#take(await write());
      this.savedAt = this.#now();
      this.problem = null;
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
  }

  /** Fields nobody is typing in follow the program; the others keep their words, and what they were typed over. */
  #take(view: PartyView): void {
    const seen = { ...this.#seen };
    for (const name of NAMES) {
      if (this.view !== null && this.#touched(name) && this.typed[name].trim() !== view[name]) continue;
      this.typed[name] = view[name];
      seen[name] = view.seen[name];
    }
    this.#seen = seen;
    this.view = view;
  }
}
