// The head's work: questions that wait, the one that is chosen, the words typed for each, and which comes next after an answer.

import { perWindow } from '$lib/app/kept';
import { type CaseView, CallError, type EscalationRow, type EscalationView, type Platform } from '$lib/platform';
import { problemOf } from '../case/host';

/** Those that wait for this person; one asked back waits for the officer and stands below. */
export function waiting(rows: readonly EscalationRow[]): EscalationRow[] {
  return rows.filter((row) => row.phase === 'waiting');
}

/** Waiting ones first, by when they are due and then by age; then those asked back. What is over is left out. */
export function ordered(rows: readonly EscalationRow[]): EscalationRow[] {
  const open = rows.filter((row) => row.phase === 'waiting' || row.phase === 'asked_back');
  const due = (row: EscalationRow) => row.due_at ?? Number.POSITIVE_INFINITY;
  const by = (a: number, b: number) => (a === b ? 0 : a < b ? -1 : 1);
  return open.sort((a, b) => Number(a.phase !== 'waiting') - Number(b.phase !== 'waiting') || by(due(a), due(b)) || by(a.raised_at, b.raised_at));
}

/** The one that is shown after `answered` has gone: the next below it, otherwise the first that waits. */
export function nextAfter(before: readonly EscalationRow[], now: readonly EscalationRow[], gone: string): string | null {
  const at = before.findIndex((row) => row.escalation === gone);
  const there = (row: EscalationRow) => row.phase === 'waiting' && row.escalation !== gone && now.some((each) => each.escalation === row.escalation && each.phase === 'waiting');
  const next = before.slice(at + 1).find(there) ?? before.find(there) ?? now.find((row) => row.escalation !== gone);
  return next?.escalation ?? null;
}

export class Inbox {
  rows: EscalationRow[] = $state.raw([]);
  loaded = $state(false);
  failed: unknown = $state(null);
  chosen: string | null = $state(null);
  /** The case of the chosen one. */
  view: CaseView | null = $state.raw(null);
  busy = $state(false);
  /** Words typed and not yet sent, by escalation: choosing another one loses none. */
  #words: Record<string, string> = $state({});
  #host: Pick<Platform, 'call'>;
  #asked = 0;

  constructor(host: Pick<Platform, 'call'>) {
    this.#host = host;
  }

  static of = perWindow((app) => new Inbox(app.platform));

  get row(): EscalationRow | null {
    return this.rows.find((row) => row.escalation === this.chosen) ?? null;
  }

  get escalation(): EscalationView | null {
    return this.view?.escalations.find((each) => each.escalation === this.chosen) ?? null;
  }

  get words(): string {
    return this.chosen === null ? '' : (this.#words[this.chosen] ?? '');
  }

  set words(text: string) {
    if (this.chosen !== null) this.#words[this.chosen] = text;
  }

  /** Reads the list; the first one is chosen where none is. */
  async load(): Promise<void> {
    try {
      this.rows = ordered((await this.#host.call('escalations.mine', {})).rows);
      this.failed = null;
    } catch (thrown) {
      this.failed = thrown;
    }
    this.loaded = true;
    if (this.row === null) await this.choose(this.rows[0]?.escalation ?? null);
    else await this.#look();
  }

  async choose(escalation: string | null): Promise<void> {
    if (escalation !== this.chosen) this.view = null;
    this.chosen = escalation;
    await this.#look();
  }

  /** Moves by rows; stays at the ends. Returns the row it came to. */
  async step(by: number): Promise<string | null> {
    const at = this.rows.findIndex((row) => row.escalation === this.chosen);
    const row = this.rows[Math.max(0, Math.min(this.rows.length - 1, at + by))];
    if (row !== undefined) await this.choose(row.escalation);
    return this.chosen;
  }

  answer(): Promise<void> {
    return this.#send('escalation.answer', (ref) => ({ ...ref, on_behalf: false }));
  }

  askBack(): Promise<void> {
    return this.#send('escalation.ask_back', (ref) => ref);
  }

  refer(section: string): Promise<void> {
    return this.#send('escalation.refer', (ref) => ({ ...ref, section }));
  }

  /** Sends the words; then the next question is shown. Throws the program's refusal, with the words kept. */
  async #send<K extends 'escalation.answer' | 'escalation.ask_back' | 'escalation.refer'>(
    name: K,
    input: (ref: { case: string; escalation: string; text: string }) => Parameters<Platform['call']>[1],
  ): Promise<void> {
    const row = this.row;
    if (row === null || this.busy) return;
    this.busy = true;
    const before = this.rows;
    try {
      await this.#host.call(name, input({ case: row.case, escalation: row.escalation, text: this.words.trim() }) as never);
      delete this.#words[row.escalation];
      this.rows = ordered((await this.#host.call('escalations.mine', {})).rows);
      await this.choose(nextAfter(before, this.rows, row.escalation));
    } catch (thrown) {
      throw new CallError(problemOf(thrown));
    } finally {
      this.busy = false;
    }
  }

  async #look(): Promise<void> {
    const row = this.row;
    const asked = ++this.#asked;
    if (row === null) return void (this.view = null);
    try {
      const view = await this.#host.call('case.view', { case: row.case });
      if (asked === this.#asked) this.view = view;
    } catch (thrown) {
      if (asked === this.#asked) this.failed = thrown;
    }
  }
}
