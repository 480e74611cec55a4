// The case page's controller: what stands in the case, what was typed, and the actions of the officer.

import type { CaseLink, CasePart, CaseView, Clock, Commands, StoryItem, UiError } from '$lib/platform/api.gen';
import { Draft, type FieldName, GROUPS, type Mark } from './draft.svelte';
import { type Host, problemOf } from './host';

/** Parts of a case that two people can change at once in this page's fields; whom to tell and when it came have dialogs of their own. */
export type Part = Exclude<CasePart, 'contact' | 'received'>;

/** The fields each is made of. */
export const PARTS = {
  question: GROUPS.question, answer: GROUPS.answer, topic: GROUPS.topic, party: GROUPS.party,
} as const satisfies Record<Part, readonly FieldName[]>;

/** Every version of a part that stands, the newest last; two may be one person's, from two PCs. */
export function versionsOf(view: CaseView, part: Part): StoryItem[] {
  return view.story.filter((item) => item.kind === part && item.stands);
}

/** Commands that act on the case and answer with it as it then stands. */
type Action = { [K in keyof Commands]: Commands[K]['out'] extends CaseView ? K : never }[keyof Commands];
/** Those beyond asking and answering. */
export type CaseAct = Exclude<Action, 'case.view' | 'case.record' | 'case.resolve' | 'case.cancel' | 'case.revert' | 'case.start_clock' | 'case.settle'>;

export interface Surroundings {
  host: Host;
  /** Milliseconds since 1970. */
  now: () => number;
  /** The signed-in person's id. */
  me: () => string;
}

/** A satker's code. */
export const SATKER = /^\d{6}$/;

export class CaseController {
  readonly id: string;
  readonly draft: Draft;
  view: CaseView | null = $state.raw(null);
  /** Why the case cannot be shown. */
  absent: UiError | null = $state(null);
  /** Fields that hold an action up: empty text where something is missing, otherwise the program's sentence. */
  marks: Marks = $state({});
  /** Parts changed elsewhere while this officer was typing in them. */
  overtaken: Part[] = $state([]);

  /** The case that has the ticket number typed here. */
  clash: CaseLink | null = $state.raw(null);

  /** What the program says of this PC's clock: the case gets no number before it is right or {@link acceptClock}. */
  clockOff: string | null = $state(null);

  #around: Surroundings;
  #asked = 0;
  #shown = 0;
  #acting: Promise<unknown> = Promise.resolve();

  constructor(around: Surroundings, id: string) {
    this.#around = around;
    this.id = id;
    this.draft = new Draft(around.host, id, around.now);
  }

  /** Case as last heard of; `false`: there is none, {@link absent} says why. */
  async load(): Promise<boolean> {
    const mark = this.draft.mark();
    const asked = ++this.#asked;
    try {
      this.#take(await this.#around.host.call('case.view', { case: this.id }), mark, asked, true);
      this.absent = null;
      return true;
    } catch (thrown) {
      if (this.view === null) this.absent = problemOf(thrown);
      return false;
    }
  }

  /** A push arrived; looks again where it concerns this case. */
  async changed(topics: readonly string[]): Promise<void> {
    if (topics.includes(`case:${this.id}`)) await this.load();
  }

  edit(changes: Partial<CaseView['fields']>, starts = true): void {
    this.draft.edit(changes, starts && this.fresh);
    for (const name of Object.keys(changes) as FieldName[]) if (name in this.marks) delete this.marks[name];
    if ('hai_reference' in changes) this.clash = null;
  }

  /** A field was left: what was typed becomes a record. */
  async left(names: readonly FieldName[]): Promise<void> {
    const typed = () => !this.untouched && this.draft.typedIn(names);
    if (!typed()) return;
    // An action before this one may already have made the record.
    await this.#queue(async () => (typed() ? this.#actNow('case.record', { case: this.id }) : null));
  }

  /** Everything typed becomes records: Ctrl+S, a file added, set aside. `null`, or why it could not be. */
  record(): Promise<UiError | null> {
    return this.#act('case.record', { case: this.id });
  }

  /** "Selesaikan": `null` when the case is resolved, otherwise why not; {@link marks} says where. */
  resolve(): Promise<UiError | null> {
    this.marks = {};
    return this.#act('case.resolve', { case: this.id });
  }

  /** "Jawab, tunggu konfirmasi" (HAI CSO); {@link marks} says what is missing. */
  answered(): Promise<UiError | null> {
    this.marks = {};
    return this.act('case.answered', {});
  }

  async cancel(reason: string): Promise<UiError | null> {
    return this.#act('case.cancel', { case: this.id, reason });
  }

  async startClock(): Promise<UiError | null> {
    return this.#act('case.start_clock', { case: this.id });
  }

  /** Anything else that is done with the case, on the words as they stand: they become a record first. */
  act<K extends CaseAct>(name: K, input: Omit<Commands[K]['in'], 'case'>): Promise<UiError | null> {
    return this.#queue(async () => {
      const typed = this.draft.unrecorded || this.view?.unrecorded === true;
      const problem = typed ? await this.#actNow('case.record', { case: this.id }) : null;
      return problem ?? this.#actNow(name, { case: this.id, ...input } as Commands[K]['in']);
    });
  }

  /** "Urungkan". */
  async revert(event: string): Promise<UiError | null> {
    return this.#act('case.revert', { case: this.id, event });
  }

  /** One version of a part replaces all that stand: "Pakai ini". */
  async settle(part: Part, keep: string): Promise<UiError | null> {
    return this.#act('case.settle', { case: this.id, part, keep });
  }

  /** The officer has read that the clock is off and goes on with it. */
  async acceptClock(): Promise<UiError | null> {
    try {
      await this.#around.host.call('session.accept_clock', {});
    } catch (thrown) {
      return problemOf(thrown);
    }
    return this.record();
  }

  /** Before lock, close and another screen: what was typed becomes a record, or at least a draft. */
  async aside(): Promise<void> {
    if (this.view === null || this.untouched) return;
    if (this.draft.unrecorded || this.view.unrecorded) await this.record();
    else await this.draft.flush();
  }

  /** The page is left: set aside with its words, or thrown away when there never was anything in it. `holds`: files on their way. */
  async leave(holds = false): Promise<void> {
    await this.#acting;
    const { host } = this.#around;
    const ref = { case: this.id };
    if (this.view === null) return;
    try {
      if (this.untouched && !holds) await host.call('draft.discard', ref);
      else {
        await this.aside();
        if (this.done) await host.call('tabs.close', ref);
      }
    } catch {
      // The page is gone; the draft is saved, and the tab is still there to be closed by hand.
    }
    await this.draft.close();
  }

  /** No record yet. */
  get fresh(): boolean {
    return this.view?.status === 'draft';
  }

  get done(): boolean {
    return this.view?.status === 'resolved' || this.view?.status === 'cancelled' || this.view?.status === 'duplicate';
  }

  /** Opened and left without a word or a file; what was filled in for another question of a visitor is nobody's word. */
  get untouched(): boolean {
    if (!this.fresh || this.view === null || this.view.files.length > 0) return false;
    if (this.view.visit.length > 0 && !this.view.unrecorded && !this.draft.unrecorded) return true;
    const { channel: _, ...typed } = this.draft.fields;
    return Object.values(typed).every((value) => value === null || value === '');
  }

  get satkerInvalid(): boolean {
    const code = this.draft.fields.satker_code;
    return code !== '' && !SATKER.test(code);
  }

  /** The service clock, running from the first key even before the program has heard of it. */
  clockFor(online: boolean): Clock | null {
    if (this.view === null) return null;
    const clock = this.view.clock;
    if (!this.fresh) return clock;
    return { ...clock, running_since: online ? null : (clock.running_since ?? this.draft.firstKeyAt) };
  }

  #act<K extends Action>(name: K, input: Commands[K]['in']): Promise<UiError | null> {
    return this.#queue(() => this.#actNow(name, input));
  }

  /** One action after another: each acts on the case the one before has left. */
  #queue(act: () => Promise<UiError | null>): Promise<UiError | null> {
    const run = this.#acting.then(act);
    this.#acting = run;
    return run;
  }

  async #actNow<K extends Action>(name: K, input: Commands[K]['in']): Promise<UiError | null> {
    if (!(await this.draft.flush())) return this.draft.problem;
    const mark = this.draft.mark();
    const asked = ++this.#asked;
    try {
      const view = (await this.#around.host.call(name, input)) as CaseView;
      this.draft.recorded(mark);
      this.overtaken = [];
      this.clockOff = null;
      this.clash = null;
      // A field left in passing says nothing about what "Selesaikan" still needs.
      this.marks = name === 'case.record' ? onlyMissing(this.marks) : {};
      this.#take(view, mark, asked, false);
      return null;
    } catch (thrown) {
      const problem = problemOf(thrown);
      this.clockOff = problem.code === 'clock_off' ? problem.message : null;
      if (problem.code === 'incomplete' || problem.code === 'invalid') {
        this.clash = linkOf(problem);
        const sentence = problem.code === 'incomplete' ? '' : problem.message;
        const marks = Object.fromEntries(fieldsOf(problem).map((name) => [name, sentence]));
        this.marks = name === 'case.record' ? { ...onlyMissing(this.marks), ...marks } : marks;
        // The program has recorded what it could before it refused the rest.
        this.draft.recorded(mark);
        await this.load();
      }
      return problem;
    }
  }

  /** `asked` numbers the questions: an answer overtaken by that of a later question is dropped. */
  #take(view: CaseView, mark: Mark, asked: number, pushed: boolean): void {
    if (asked < this.#shown) return;
    this.#shown = asked;
    if (pushed && this.view !== null) this.#notice(this.view, view);
    this.draft.take(view.fields, mark, view.seen);
    this.view = view;
  }

  #notice(before: CaseView, now: CaseView): void {
    const known = new Set(before.story.map((item) => item.event));
    for (const item of now.story) {
      if (known.has(item.event) || item.user === this.#around.me()) continue;
      const part = item.kind as Part;
      if (!(part in PARTS) || this.overtaken.includes(part)) continue;
      if (this.draft.typedIn(PARTS[part])) this.overtaken = [...this.overtaken, part];
    }
  }
}

type Marks = Partial<Record<FieldName, string>>;

function onlyMissing(marks: Marks): Marks {
  return Object.fromEntries(Object.entries(marks).filter(([, sentence]) => sentence === ''));
}

/** The case a refusal names in its details. */
function linkOf(problem: UiError): CaseLink | null {
  const details = problem.details;
  if (typeof details !== 'object' || details === null || Array.isArray(details)) return null;
  const { case: id, number } = details;
  return typeof id === 'string' && typeof number === 'string' ? { case: id, number } : null;
}

function fieldsOf(problem: UiError): FieldName[] {
  const details = problem.details;
  if (typeof details !== 'object' || details === null || Array.isArray(details)) return [];
  const fields = details.fields;
  return Array.isArray(fields) ? fields.filter((name): name is FieldName => typeof name === 'string') : [];
}
