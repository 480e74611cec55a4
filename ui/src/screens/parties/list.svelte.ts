// The list of stakeholders: what it is searched by and the rows read so far, kept while other screens are shown.

import { perWindow } from '$lib/app/kept';
import type { PartyRow, Platform } from '$lib/platform';
import { Keyset } from '../cases/keyset.svelte';
import { FILTER_AFTER_MS } from '../cases/list.svelte';
import { Reading } from '../cases/reading.svelte';

export class PartyListController extends Reading<PartyRow> {
  text = $state('');
  #typing: ReturnType<typeof setTimeout> | undefined;

  static of = perWindow((app) => new PartyListController(app.platform));

  constructor(host: Pick<Platform, 'call'>) {
    super(new Keyset((after, limit) => host.call('party.list', { text: this.text.trim(), after, limit }), (row) => row.id));
  }

  typed(text: string): void {
    this.text = text;
    this.toTop();
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => void this.list.restart(), FILTER_AFTER_MS);
  }
}
