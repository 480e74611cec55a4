// The side-by-side page's controller: the fields that are to be settled one after the other, the one at hand, and a third version.

import { CallError, type Platform, type SettleItem, type SettleView, type UiError } from '$lib/platform';
import { problemOf } from '../case/host';
import { keyOf, readable, valuesOf } from './fields';

/** What was settled, for the word that says so and for "Urungkan". */
export interface Done {
  item: SettleItem;
  event: string | null;
}

export class Settling {
  view: SettleView | null = $state.raw(null);
  /** Why there is nothing to show. */
  absent: UiError | null = $state.raw(null);
  busy = $state(false);
  /** The pieces of a third version being written; nothing while none is. */
  third: Record<string, string> | null = $state(null);
  /** Whether anything was settled here. */
  settled = $state(false);
  #key: string | null = $state(null);
  #host: Pick<Platform, 'call'>;
  #asked = 0;

  constructor(host: Pick<Platform, 'call'>, readonly id: string) {
    this.#host = host;
  }

  get fields(): readonly SettleItem[] {
    return this.view?.fields ?? [];
  }

  /** Where the field at hand stands among the others, from 0. */
  get at(): number {
    return Math.max(0, this.fields.findIndex((each) => keyOf(each) === this.#key));
  }

  get item(): SettleItem | null {
    return this.fields[this.at] ?? null;
  }

  async load(): Promise<void> {
    const asked = ++this.#asked;
    try {
      const view = await this.#host.call('settle.view', { id: this.id });
      if (asked === this.#asked) this.#take(view);
    } catch (thrown) {
      if (this.view === null && asked === this.#asked) this.absent = problemOf(thrown);
    }
  }

  choose(item: SettleItem): void {
    if (this.item !== null && keyOf(item) === keyOf(this.item)) return;
    this.#key = keyOf(item);
    this.third = null;
  }

  /** Leaves the field for later: the next is at hand, after the last the first. */
  skip(): void {
    const next = this.fields[(this.at + 1) % Math.max(1, this.fields.length)];
    if (next !== undefined) this.choose(next);
  }

  /** Begins a third version with the pieces of one, the left one if nothing else is said. */
  begin(from = 0): void {
    const versions = this.item?.versions ?? [];
    const wanted = versions[from];
    this.third = valuesOf(wanted !== undefined && readable(wanted.state) ? wanted : versions.find((each) => readable(each.state)));
  }

  /** One version, by its place from the left, replaces all that are shown. */
  take(at: number): Promise<Done | null> {
    const version = this.item?.versions[at];
    if (version === undefined || !readable(version.state)) return Promise.resolve(null);
    return this.#write(version.event, {});
  }

  /** What was put together replaces them. */
  write(): Promise<Done | null> {
    return this.third === null ? Promise.resolve(null) : this.#write(null, this.third);
  }

  /** The versions stand side by side again. */
  async undo(done: Done): Promise<void> {
    if (done.event === null) return;
    const { of, field } = done.item;
    await this.#send(() => this.#host.call('settle.undo', { of, field, event: done.event ?? '' }));
    await this.load();
    this.#key = keyOf(done.item);
    this.third = null;
  }

  async #write(keep: string | null, values: Record<string, string>): Promise<Done | null> {
    const item = this.item;
    if (item === null || this.busy) return null;
    const place = this.at;
    this.busy = true;
    try {
      const seen = item.versions.map((version) => version.event);
      const parts = Object.entries(values).map(([name, value]) => ({ name, value }));
      const { event } = await this.#send(() => this.#host.call('settle.write', { of: item.of, field: item.field, seen, keep, parts }));
      this.third = null;
      this.settled = true;
      await this.load();
      // The next one has moved up to this place; after the last the first that was left comes again.
      const next = this.fields[place] ?? this.fields[0];
      this.#key = next === undefined ? null : keyOf(next);
      return { item, event };
    } catch (thrown) {
      // Somebody else was quicker: what stands now is shown.
      if (problemOf(thrown).code === 'failed') await this.load();
      throw thrown;
    } finally {
      this.busy = false;
    }
  }

  async #send<T>(send: () => Promise<T>): Promise<T> {
    try {
      return await send();
    } catch (thrown) {
      throw new CallError(problemOf(thrown));
    }
  }

  #take(view: SettleView): void {
    const before = this.item;
    this.view = view;
    this.absent = null;
    if (before === null) return;
    const now = view.fields.find((each) => keyOf(each) === keyOf(before));
    const same = now !== undefined && now.versions.map((each) => each.event).join() === before.versions.map((each) => each.event).join();
    // Words of a third stay while their field does: its newer versions are shown above them.
    if (!same && now === undefined) this.third = null;
  }
}
