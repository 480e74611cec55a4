// The state of carrying the office on a USB stick: one file at a time, how far it is, and what came of it.
import { asCallError } from '$lib/app/errors';
import type { Changes } from '$lib/app/changes';
import { m } from '$lib/paraglide/messages';
import type { CallError, Platform, Progress } from '$lib/platform';

export type What = 'unsent' | 'all';

/** What is said afterwards: a sentence, and further ones about what did not go as usual. */
export interface Said {
  text: string;
  notes: readonly string[];
}

export class Usb {
  what = $state<What>('unsent');
  busy = $state<'out' | 'take'>();
  step = $state.raw<Progress>();
  said = $state.raw<Said>();
  error = $state.raw<CallError>();
  #call: Platform['call'];
  #changes: Pick<Changes, 'onProgress'>;
  #number: (n: number) => string;

  constructor(call: Platform['call'], changes: Pick<Changes, 'onProgress'>, number: (n: number) => string) {
    this.#call = call;
    this.#changes = changes;
    this.#number = number;
  }

  out(): Promise<void> {
    return this.#work('out', async () => {
      const { path, records, files, notes } = await this.#call('usb.out', { all: this.what === 'all' });
      if (path === null) return undefined;
      const text = records + files === 0 ? m.usb_nothing({ path }) : m.usb_written({ path, records: this.#number(records), files: this.#number(files) });
      return { text, notes };
    });
  }

  take(): Promise<void> {
    return this.#work('take', async () => {
      const { chosen, records, files, notes } = await this.#call('usb.take', {});
      if (!chosen) return undefined;
      const text = records + files === 0 ? m.usb_taken_none() : m.usb_taken({ records: this.#number(records), files: this.#number(files) });
      // That nothing is new is no news where something else is to be said.
      return records + files === 0 && notes.length > 0 ? { text: notes[0] ?? text, notes: notes.slice(1) } : { text, notes };
    });
  }

  async stop(): Promise<void> {
    await this.#call('usb.stop', {});
  }

  async #work(way: 'out' | 'take', work: () => Promise<Said | undefined>): Promise<void> {
    if (this.busy) return;
    [this.busy, this.step, this.said, this.error] = [way, undefined, undefined, undefined];
    const off = this.#changes.onProgress('usb', (step) => (this.step = step));
    try {
      this.said = await work();
    } catch (thrown) {
      this.error = asCallError(thrown);
    } finally {
      off();
      [this.busy, this.step] = [undefined, undefined];
    }
  }
}
