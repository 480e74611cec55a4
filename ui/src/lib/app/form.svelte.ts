// A form that is checked when it is sent: sentences next to the fields, the focus on the first wrong one, the program's refusal above.
import { tick } from 'svelte';
import { asCallError, detailFields } from './errors';

/** Field id and what to do about it; empty where nothing is wrong. */
export type Check = () => Record<string, string | false | undefined>;

export class Form {
  errors = $state<Record<string, string>>({});
  /** What the program said when no field is to blame. */
  refusal = $state<string>();
  busy = $state(false);
  #check: Check;
  #send: () => Promise<void>;
  #places: Record<string, string>;

  /** `places` says at which field id the program's refusal of an input (or of a code such as `wrong_password`) is shown. */
  constructor(check: Check, send: () => Promise<void>, places: Record<string, string> = {}) {
    this.#check = check;
    this.#send = send;
    this.#places = places;
  }

  /** The marked fields with their sentences where there are several; a single one has the focus and needs no summary. */
  get list(): { id: string; text: string }[] {
    const list = Object.entries(this.errors).map(([id, text]) => ({ id, text }));
    return list.length > 1 ? list : [];
  }

  /** Marks a field after the program refused it. */
  mark(id: string, text: string): void {
    this.errors = { ...this.errors, [id]: text };
    void tick().then(() => document.getElementById(id)?.focus());
  }

  readonly submit = async (event?: Event): Promise<void> => {
    event?.preventDefault();
    if (this.busy) return;
    this.refusal = undefined;
    this.errors = Object.fromEntries(Object.entries(this.#check()).filter((row): row is [string, string] => Boolean(row[1])));
    const first = Object.keys(this.errors)[0];
    if (first !== undefined) {
      await tick();
      document.getElementById(first)?.focus();
      return;
    }
    this.busy = true;
    try {
      await this.#send();
    } catch (thrown) {
      const error = asCallError(thrown);
      const place = [...detailFields(error), error.code].map((name) => this.#places[name]).find((id) => id !== undefined);
      if (place === undefined) this.refusal = error.message;
      else this.mark(place, error.message);
    } finally {
      this.busy = false;
    }
  };
}

/** Fewest characters of a password (design: security, "People on a PC"). */
export const PASSWORD_LEAST = 8;
