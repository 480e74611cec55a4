// The lists the office works with (topics, sections, channels, types), read once, again when the admin changed them, and looked up by code.

import type { Catalogue, Channel, Platform, SectionName, StakeholderType, Topic } from '$lib/platform';

type Asks = Pick<Platform, 'call'>;

/** What is offered for something new: rows in use, and the ones that stand there already. */
export function offered<Row extends { code: string; retired: boolean }>(rows: readonly Row[] | undefined, ...standing: (string | null | undefined)[]): Row[] {
  return (rows ?? []).filter((row) => !row.retired || standing.includes(row.code));
}

const known = new WeakMap<Asks, Lists>();

export class Lists {
  value: Catalogue | null = $state.raw(null);
  #asking: Promise<void> | null = null;
  #host: Asks;
  #answers = 0;

  /** The lists of a host; the first use asks for them. */
  static of(host: Asks): Lists {
    let lists = known.get(host);
    if (lists === undefined) known.set(host, (lists = new Lists(host)));
    if (lists.value === null) lists.#asking ??= lists.#load();
    return lists;
  }

  constructor(host: Asks) {
    this.#host = host;
  }

  /** Reads them again; what is known stays until then. */
  refresh(): Promise<void> {
    return (this.#asking = this.#load());
  }

  topic(code: string | null): Topic | null {
    return this.value?.topics.find((each) => each.code === code) ?? null;
  }

  section(code: string | null): SectionName | null {
    return this.value?.sections.find((each) => each.code === code) ?? null;
  }

  channel(code: string): Channel | null {
    return this.value?.channels.find((each) => each.code === code) ?? null;
  }

  type(code: string | null): StakeholderType | null {
    return this.value?.types.find((each) => each.code === code) ?? null;
  }

  async #load(): Promise<void> {
    const asked = ++this.#answers;
    try {
      const value = await this.#host.call('catalogue.get', {});
      if (asked === this.#answers) this.value = value;
    } catch {
      this.#asking = null;
    }
  }
}
