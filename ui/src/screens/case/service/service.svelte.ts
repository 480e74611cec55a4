// What is done with a case beyond asking and answering: which dialog stands open, and doing it with a word and "Urungkan" after it.

import { tick } from 'svelte';
import type { App } from '$lib/app/context';
import { m } from '$lib/paraglide/messages';
import { CallError, type Commands, type UiError } from '$lib/platform';
import type { CaseAct, CaseController } from '../case.svelte';
import { ACTS, type ActName, inputOf, type Values } from './acts';

/** Every dialog: those of the table of acts, and those with a form of their own. */
export type DialogName = ActName | 'contact' | 'promise' | 'request_document' | 'arrived' | 'escalate' | 'correct_clock' | 'received' | 'files' | 'hand_over' | 'move_visit' | 'erase';

/** What a dialog speaks of: the request, escalation, interval or file, as names of the command's input; `from` is the section it comes from. */
export type About = Record<string, string | boolean>;

export interface Asked {
  name: DialogName;
  about: About;
}

export class ServiceActs {
  dialog: Asked | null = $state.raw(null);
  #app: Pick<App, 'toasts' | 'report'>;
  #case: CaseController;
  #before: HTMLElement | null = null;
  /** What "Urungkan" would have taken back before the act. */
  #undo: string | null = null;

  constructor(app: Pick<App, 'toasts' | 'report'>, kase: CaseController) {
    this.#app = app;
    this.#case = kase;
  }

  /** Opens a dialog. */
  ask(name: DialogName, about: About = {}): void {
    const here = globalThis.document?.activeElement;
    this.#before = here && 'focus' in here ? (here as HTMLElement) : null;
    this.dialog = { name, about };
  }

  /** Closes it; the focus goes back to where it was. */
  shut(): void {
    const before = this.#before;
    this.dialog = null;
    this.#before = null;
    void tick().then(() => before?.isConnected && document.activeElement === document.body && before.focus());
  }

  /** Does it for a dialog: a refusal is thrown, for the form to place beside its field. */
  async send<K extends CaseAct>(name: K, input: Omit<Commands[K]['in'], 'case'>): Promise<void> {
    this.#undo = this.#case.view?.undo ?? null;
    const problem = await this.#case.act(name, input);
    if (problem !== null) throw new CallError(problem);
  }

  /** Does what the table of acts describes, with what was typed. */
  async sendAct(name: ActName, values: Values, about: About): Promise<void> {
    // The table names the fields of each command; types_have_not_drifted and the tests of the table hold them together.
    const { from: _, ...named } = about;
    await this.send(ACTS[name].command, { ...named, ...inputOf(name, values) } as never);
    this.told(ACTS[name].done());
  }

  /** Does it at once, without a dialog. */
  async now<K extends CaseAct>(name: K, input: Omit<Commands[K]['in'], 'case'>, done: string): Promise<UiError | null> {
    this.#undo = this.#case.view?.undo ?? null;
    const problem = await this.#case.act(name, input);
    if (problem !== null) this.#app.report(new CallError(problem));
    else this.told(done);
    return problem;
  }

  /** Says that it is done; with "Urungkan" where the case now offers to take it back. */
  told(text: string): void {
    const event = this.#case.view?.undo ?? null;
    const action = event === null || event === this.#undo ? undefined : { label: m.case_undo(), run: () => void this.#revert(event) };
    this.#app.toasts.show({ text, tone: 'positive', action });
  }

  async #revert(event: string): Promise<void> {
    const problem = await this.#case.revert(event);
    if (problem !== null) return this.#app.report(new CallError(problem));
    this.#app.toasts.show({ text: m.service_undone(), tone: 'info' });
  }
}
