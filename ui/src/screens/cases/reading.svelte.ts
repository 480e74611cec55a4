// Where a reader stands in a long list, and when it is looked through for changes; the rows themselves are the keyset's.

import type { Keyset } from './keyset.svelte';

/** Pushes closer together than this, in milliseconds, become one look. */
export const REFRESH_AFTER_MS = 250;

export class Reading<Row> {
  /** Pixels from the top of the list to the top of the view. */
  top = $state(0);
  /** The row the arrow keys stand on. */
  current = $state('');
  /** Rows in view. */
  #seen = { from: 0, to: 0 };
  #pushed: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly list: Keyset<Row>) {}

  /** Read for the first time, or looked through for changes. */
  look(): void {
    if (this.list.loaded) void this.list.refresh(this.#seen.from, this.#seen.to);
    else void this.list.restart();
  }

  /** Rows `from` to `to` came into view. */
  seen(from: number, to: number): void {
    this.#seen = { from, to };
    void this.list.visit(from, to);
  }

  /** Rows changed somewhere. */
  changed(): void {
    this.#pushed ??= setTimeout(() => {
      this.#pushed = undefined;
      this.look();
    }, REFRESH_AFTER_MS);
  }

  /** Another list from now on: it is read from its top. */
  toTop(): void {
    this.top = 0;
    this.current = '';
  }
}
