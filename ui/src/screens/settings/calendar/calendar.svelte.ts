// The calendar of one year as it is looked at and changed: the view, the day the arrow keys stand on, and the text that is to be taken in.
import { asCallError } from '$lib/app/errors';
import type { CalendarPreview, CalendarView, CallError, Commands, HolidayRow, Platform } from '$lib/platform';
import { step } from './year';

type Host = Pick<Platform, 'call'>;
/** Commands that answer with a year. */
export type CalendarCommand = { [K in keyof Commands]: Commands[K]['out'] extends CalendarView ? K : never }[keyof Commands];

/** Years that can be looked at. */
export const FIRST_YEAR = 2020;
export const LAST_YEAR = 2099;

export class YearCalendar {
  view = $state.raw<CalendarView>();
  error = $state.raw<CallError>();
  /** The day the arrow keys stand on. */
  current = $state('');
  #host: Host;
  #year = 0;
  #answers = 0;

  constructor(host: Host) {
    this.#host = host;
  }

  /** Shows a year; `today` is where the arrow keys begin when it lies in that year. */
  async show(year: number, today: string): Promise<void> {
    if (year !== this.#year) this.current = today.startsWith(`${year}-`) ? today : `${year}-01-01`;
    this.#year = year;
    await this.refresh();
  }

  async refresh(): Promise<void> {
    const asked = ++this.#answers;
    try {
      const view = await this.#host.call('calendar.year', { year: this.#year });
      if (asked !== this.#answers) return;
      this.view = view;
      this.error = undefined;
    } catch (thrown) {
      if (asked === this.#answers) this.error = asCallError(thrown);
    }
  }

  /** Makes a change. The answer may be of another year than the one shown. Throws the program's refusal. */
  async send<K extends CalendarCommand>(name: K, input: Commands[K]['in']): Promise<void> {
    const view: CalendarView = await this.#host.call(name, input);
    if (view.year === this.#year) {
      this.#answers += 1;
      this.view = view;
    } else await this.refresh();
  }

  /** What stands on a day, also when it was made a working day by hand. */
  rowOf(day: string): HolidayRow | null {
    const rows = this.view?.days.filter((row) => row.day === day) ?? [];
    return rows.find((row) => !row.removed) ?? rows[0] ?? null;
  }

  /** Moves by a key; says whether it was one. */
  press(key: string): boolean {
    const to = step(this.current, key);
    if (to === null) return false;
    this.current = to;
    return true;
  }
}

/** Lines that are pasted or come from a file: looked at first, then taken in. */
export class Intake {
  #text = $state('');
  /** The name of the file they come from. */
  file = $state<string | null>(null);
  /** Of the text as it stands; gone as soon as something is typed. */
  preview = $state.raw<CalendarPreview>();
  busy = $state(false);
  #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  get text(): string {
    return this.#text;
  }
  set text(text: string) {
    if (text === this.#text) return;
    this.#text = text;
    this.preview = undefined;
    this.file = null;
  }

  /** How many lines change something. */
  get useful(): number {
    return this.preview ? this.preview.added + this.preview.changed : 0;
  }

  /** The year that most of the lines speak of. */
  get year(): number | null {
    const counts = new Map<number, number>();
    for (const line of this.preview?.good ?? []) {
      const year = Number(line.day.slice(0, 4));
      counts.set(year, (counts.get(year) ?? 0) + 1);
    }
    return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
  }

  /** Takes the words of a chosen file and looks at them. */
  async pick(): Promise<void> {
    await this.#work(async () => {
      const { name, text } = await this.#host.call('calendar.pick', {});
      if (name === null) return;
      this.text = text;
      this.file = name;
      this.preview = await this.#host.call('calendar.preview', { text });
    });
  }

  async check(): Promise<void> {
    await this.#work(async () => {
      const text = this.#text;
      const preview = await this.#host.call('calendar.preview', { text });
      if (text === this.#text) this.preview = preview;
    });
  }

  /** Back to the text, to mend it. */
  back(): void {
    this.preview = undefined;
  }

  /** Takes the good lines in; what was done. */
  async apply(): Promise<CalendarPreview | undefined> {
    return this.#work(() => this.#host.call('calendar.import', { text: this.#text }));
  }

  async #work<T>(run: () => Promise<T>): Promise<T | undefined> {
    if (this.busy) return undefined;
    this.busy = true;
    try {
      return await run();
    } finally {
      this.busy = false;
    }
  }
}
