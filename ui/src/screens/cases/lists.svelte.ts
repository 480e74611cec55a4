// The lists the office works with (topics, sections, channels, types), read once and looked up by code.

import type { Catalogue, Channel, Named, Platform, StakeholderType, Topic } from '$lib/platform';

type Asks = Pick<Platform, 'call'>;

const known = new WeakMap<Asks, Lists>();

export class Lists {
  value: Catalogue | null = $state.raw(null);
  #asking: Promise<void> | null = null;

  /** The lists of a host; the first use asks for them. */
  static of(host: Asks): Lists {
    let lists = known.get(host);
    if (lists === undefined) known.set(host, (lists = new Lists()));
    if (lists.value === null) lists.#asking ??= lists.#load(host);
    return lists;
  }

  topic(code: string | null): Topic | null {
    return this.value?.topics.find((each) => each.code === code) ?? null;
  }

  section(code: string | null): Named | null {
    return this.value?.sections.find((each) => each.code === code) ?? null;
  }

  channel(code: string): Channel | null {
    return this.value?.channels.find((each) => each.code === code) ?? null;
  }

  type(code: string | null): StakeholderType | null {
    return this.value?.types.find((each) => each.code === code) ?? null;
  }

  async #load(host: Asks): Promise<void> {
    try {
      this.value = await host.call('catalogue.get', {});
    } catch {
      this.#asking = null;
    }
  }
}
