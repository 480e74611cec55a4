// The list of consultations: what it is filtered by, the rows read so far, and where the reader stood, kept while other screens are shown.

import { perWindow } from '$lib/app/kept';
import type { CaseCounts, CaseRow, CaseStatus, Platform } from '$lib/platform';
import { Keyset } from './keyset.svelte';
import { Reading } from './reading.svelte';
import { countOf } from './statuses';

/** Typing rests this long, in milliseconds, before the list is asked for. */
export const FILTER_AFTER_MS = 120;

export interface Filter {
  status: CaseStatus | null;
  text: string;
}

export class CaseListController extends Reading<CaseRow> {
  counts: CaseCounts | null = $state.raw(null);
  filter: Filter = $state.raw({ status: null, text: '' });

  #host: Pick<Platform, 'call'>;
  #typing: ReturnType<typeof setTimeout> | undefined;

  static of = perWindow((app) => new CaseListController(app.platform));

  constructor(host: Pick<Platform, 'call'>) {
    super(
      new Keyset(
        (after, limit) => host.call('case.list', { ...this.filter, text: this.filter.text.trim(), after, limit }),
        (row) => row.case,
      ),
    );
    this.#host = host;
  }

  /** Shows what fits a filter; the same filter only looks for what changed meanwhile. */
  show(filter: Filter): void {
    const { status, text } = this.filter;
    if (this.list.loaded && status === filter.status && text === filter.text) return this.look();
    void this.#count();
    const typing = this.list.loaded && status === filter.status;
    this.filter = filter;
    this.toTop();
    clearTimeout(this.#typing);
    if (typing) this.#typing = setTimeout(() => void this.list.restart(), FILTER_AFTER_MS);
    else void this.list.restart();
  }

  override look(): void {
    void this.#count();
    super.look();
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

  async #count(): Promise<void> {
    this.counts = await this.#host.call('case.counts', {}).catch(() => this.counts);
  }
}
