// The open cases at the lower edge, their order, and which comes next.
import { counting } from '$lib/clock';
import type { Platform, Tab } from '$lib/platform';
import type { Changes } from './changes';
import type { Router } from './router.svelte';

export class OpenCases {
  items = $state.raw<Tab[]>([]);
  /** What was typed into an open case could not be kept, and is tried again. */
  unsaved = $state(false);
  #platform: Platform;
  #changes: Changes;
  #router: Router;

  constructor(platform: Platform, changes: Changes, router: Router) {
    this.#platform = platform;
    this.#changes = changes;
    this.#router = router;
  }

  /** Follows the program's list; ends with what it returns. */
  follow(): () => void {
    const load = async () => (this.items = (await this.#platform.call('tabs.list', {})).tabs);
    const quietly = () => void load().catch(() => undefined);
    quietly();
    return this.#changes.on(['tabs', 'cases'], quietly);
  }

  get clockRuns(): boolean {
    return this.items.some((tab) => counting(tab.clock));
  }

  async open(id: string): Promise<void> {
    this.items = (await this.#platform.call('tabs.open', { case: id })).tabs;
  }

  async close(id: string): Promise<void> {
    this.items = (await this.#platform.call('tabs.close', { case: id })).tabs;
  }

  /** Goes to the next (1) or previous (-1) open case; from elsewhere to the first or last. */
  step(by: 1 | -1): void {
    const next = neighbour(this.items.map((tab) => tab.case), this.#router.place.params.id, by);
    if (next !== undefined) this.#router.go('case', { id: next });
  }
}

export function neighbour(ids: string[], here: string | undefined, by: 1 | -1): string | undefined {
  const at = here === undefined ? -1 : ids.indexOf(here);
  if (at < 0) return by === 1 ? ids[0] : ids.at(-1);
  return ids[(at + by + ids.length) % ids.length];
}
