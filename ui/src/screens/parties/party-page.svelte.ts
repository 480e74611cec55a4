// One stakeholder: what is known of them, and the corrections typed here, saved when a field is left.

import type { PartyView, Platform, UiError } from '$lib/platform';
import { problemOf } from '../case/host';

export interface Typed {
  name: string;
  phone: string;
  email: string;
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const NAMES = ['name', 'phone', 'email'] as const;

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

  get changed(): boolean {
    const view = this.view;
    return view !== null && NAMES.some((name) => this.typed[name].trim() !== view[name]);
  }

  get nameMissing(): boolean {
    return this.view !== null && this.view.name !== '' && this.typed.name.trim() === '';
  }

  get emailInvalid(): boolean {
    const email = this.typed.email.trim();
    return email !== '' && !EMAIL.test(email);
  }

  async #save(): Promise<void> {
    if (!this.changed || this.nameMissing || this.emailInvalid) return;
    const { name, phone, email } = this.typed;
    try {
      this.#take(await this.#host.call('party.edit', { id: this.id, name: name.trim(), phone: phone.trim(), email: email.trim() }));
      this.savedAt = this.#now();
      this.problem = null;
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
  }

  /** Fields nobody is typing in follow the program; the others keep their words. */
  #take(view: PartyView): void {
    const before = this.view;
    for (const name of NAMES) {
      if (before === null || this.typed[name].trim() === before[name] || this.typed[name].trim() === view[name]) this.typed[name] = view[name];
    }
    this.view = view;
  }
}
