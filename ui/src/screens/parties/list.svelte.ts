// The list of stakeholders: what it is searched by and the rows read so far, kept while other screens are shown.

import type { App } from '$lib/app/context';
import type { PartyRow, Platform } from '$lib/platform';
import { Keyset } from '../cases/keyset.svelte';
import { FILTER_AFTER_MS, REFRESH_AFTER_MS } from '../cases/list.svelte';

const kept = new WeakMap<App, PartyListController>();

export class PartyListController {
  readonly list: Keyset<PartyRow>;
  text = $state('');
  top = $state(0);
  current = $state('');
  #seen = { from: 0, to: 0 };
  #typing: ReturnType<typeof setTimeout> | undefined;
  #pushed: ReturnType<typeof setTimeout> | undefined;

  constructor(host: Pick<Platform, 'call'>) {
    this.list = new Keyset((after, limit) => host.call('party.list', { text: this.text.trim(), after, limit }), (row) => row.id);
  }

  static of(app: App): PartyListController {
    let found = kept.get(app);
    if (found === undefined) kept.set(app, (found = new PartyListController(app.platform)));
    return found;
  }

  /** The screen is shown: read for the first time, or looked through for changes. */
  show(): void {
    if (this.list.loaded) void this.list.refresh(this.#seen.from, this.#seen.to);
    else void this.list.restart();
  }

  typed(text: string): void {
    this.text = text;
    this.top = 0;
    this.current = '';
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => void this.list.restart(), FILTER_AFTER_MS);
  }

  seen(from: number, to: number): void {
    this.#seen = { from, to };
    void this.list.visit(from, to);
  }

  changed(): void {
    this.#pushed ??= setTimeout(() => {
      this.#pushed = undefined;
      this.show();
    }, REFRESH_AFTER_MS);
  }
}
