// Hand-over at shift end: answering what is offered, offering all that is open, taking it back; on Beranda and on a case.

import type { App } from '$lib/app/context';
import { m } from '$lib/paraglide/messages';
import type { Handovers } from '$lib/platform/api.gen';

/** A dialog of Beranda or of a case: all that is open goes to somebody, or offers are declined with a reason. */
export type OfferDialog = { name: 'offer_all' } | { name: 'decline'; cases: string[] };

export class Offers {
  dialog: OfferDialog | null = $state.raw(null);
  /** An answer is on its way: a second press adds nothing. */
  busy = $state(false);
  #app: Pick<App, 'call' | 'toasts' | 'report'>;
  #done: (now: Handovers) => void;

  /** `done`: what was offered changed. */
  constructor(app: Pick<App, 'call' | 'toasts' | 'report'>, done: (now: Handovers) => void) {
    this.#app = app;
    this.#done = done;
  }

  accept(cases: string[]): Promise<void> {
    return this.#quietly(() => this.#app.call('handover.answer', { cases, accepted: true, reason: '' }), m.offer_accepted());
  }

  takeBack(cases: string[]): Promise<void> {
    return this.#quietly(() => this.#app.call('handover.take_back', { cases }), m.offer_taken_back());
  }

  /** For a form: a refusal is thrown, to be placed beside its field. */
  async decline(cases: string[], reason: string): Promise<void> {
    this.#told(await this.#app.call('handover.answer', { cases, accepted: false, reason }), m.offer_declined());
  }

  /** For a form likewise. */
  async offerAll(to: string, text: string): Promise<void> {
    this.#told(await this.#app.call('handover.offer_all', { to, text }), m.hand_all_done());
  }

  ask(dialog: OfferDialog): void {
    this.dialog = dialog;
  }

  shut(): void {
    this.dialog = null;
  }

  async #quietly(act: () => Promise<Handovers>, done: string): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      this.#told(await act(), done);
    } catch (thrown) {
      this.#app.report(thrown);
    } finally {
      this.busy = false;
    }
  }

  #told(now: Handovers, text: string): void {
    this.#done(now);
    this.#app.toasts.show({ text, tone: 'positive' });
  }
}
