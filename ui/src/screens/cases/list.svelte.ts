// The list of consultations: what it is filtered by, the rows read so far, and where the reader stood, kept while other screens are shown.

import type { App } from '$lib/app/context';
import type { CaseCounts, CaseRow, CaseStatus, Platform } from '$lib/platform';
import { Keyset } from './keyset.svelte';
import { countOf } from './statuses';

/** Typing rests this long, in milliseconds, before the list is asked for. */
export const FILTER_AFTER_MS = 120;
/** Pushes closer together than this, in milliseconds, become one look. */
export const REFRESH_AFTER_MS = 250;

export interface Filter {
  status: CaseStatus | null;
  text: string;
}

const kept = new WeakMap<App, CaseListController>();

export class CaseListController {
  readonly list: Keyset<CaseRow>;
  counts: CaseCounts | null = $state.raw(null);
  filter: Filter = $state.raw({ status: null, text: '' });
  /** Pixels from the top of the list to the top of the view. */
  top = $state(0);
  /** The case the arrow keys stand on. */
  current = $state('');
  /** Rows in view. */
  #seen = { from: 0, to: 0 };

  #host: Pick<Platform, 'call'>;
  #typing: ReturnType<typeof setTimeout> | undefined;
  #pushed: ReturnType<typeof setTimeout> | undefined;

  constructor(host: Pick<Platform, 'call'>) {
    this.#host = host;
    this.list = new Keyset(
      (after, limit) => host.call('case.list', { ...this.filter, text: this.filter.text.trim(), after, limit }),
      (row) => row.case,
    );
  }

  /** The list of a window: coming back finds it as it was left. */
  static of(app: App): CaseListController {
    let found = kept.get(app);
    if (found === undefined) kept.set(app, (found = new CaseListController(app.platform)));
    return found;
  }

  /** Shows what fits a filter; the same filter only looks for what changed meanwhile. */
  show(filter: Filter): void {
    const { status, text } = this.filter;
    void this.#count();
    if (this.list.loaded && status === filter.status && text === filter.text) return void this.#refresh();
    const typing = this.list.loaded && status === filter.status;
    this.filter = filter;
    this.top = 0;
    this.current = '';
    clearTimeout(this.#typing);
    if (typing) this.#typing = setTimeout(() => void this.list.restart(), FILTER_AFTER_MS);
    else void this.list.restart();
  }

  /** Rows `from` to `to` came into view. */
  seen(from: number, to: number): void {
    this.#seen = { from, to };
    void this.list.visit(from, to);
  }

  /** Cases changed somewhere. */
  changed(): void {
    this.#pushed ??= setTimeout(() => {
      this.#pushed = undefined;
      void this.#count();
      void this.#refresh();
    }, REFRESH_AFTER_MS);
  }

  retry(): void {
    void this.list.restart();
    void this.#count();
  }

  /** How many rows the filter has in all; `null` where only the rows read so far are known. */
  get total(): number | null {
    if (this.list.complete) return this.list.rows.length;
    const { status, text } = this.filter;
    if (this.counts === null || text.trim() !== '' || status === 'draft') return null;
    return countOf(this.counts, status ?? 'all') ?? null;
  }

  #refresh(): Promise<void> {
    return this.list.refresh(this.#seen.from, this.#seen.to);
  }

  async #count(): Promise<void> {
    this.counts = await this.#host.call('case.counts', {}).catch(() => this.counts);
  }
}
