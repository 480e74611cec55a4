// A long list read in keyset pages: rows already seen stay while others arrive, a refresh replaces them in place.

/** Rows asked for at a time. */
export const PAGE_ROWS = 100;

export interface Answer<Row> {
  rows: Row[];
  next: string | null;
}

interface Page<Row> {
  /** Where the page begins; `null` for the first. */
  after: string | null;
  rows: Row[];
  next: string | null;
  /** Loaded before the last change. */
  stale: boolean;
}

export class Keyset<Row> {
  #pages: Page<Row>[] = $state.raw([]);
  /** Whether the first page has arrived. */
  loaded = $state(false);
  failed: unknown = $state(null);

  #ask: (after: string | null, limit: number) => Promise<Answer<Row>>;
  #key: (row: Row) => string;
  /** Grows with every new question of the whole list; older answers are dropped. */
  #round = 0;
  #more: Promise<void> | null = null;

  constructor(ask: (after: string | null, limit: number) => Promise<Answer<Row>>, key: (row: Row) => string) {
    this.#ask = ask;
    this.#key = key;
  }

  rows: Row[] = $derived(this.#pages.flatMap((page) => page.rows));

  get complete(): boolean {
    return this.loaded && (this.#pages.at(-1)?.next ?? null) === null;
  }

  /** A new question (another filter): the old rows stay until the new ones are there. */
  async restart(): Promise<void> {
    const round = ++this.#round;
    this.#more = null;
    await this.#guard(round, async () => {
      const answer = await this.#ask(null, PAGE_ROWS);
      if (round === this.#round) this.#pages = [{ after: null, ...answer, stale: false }];
    });
  }

  /** The next page, once at a time. */
  more(): Promise<void> {
    const last = this.#pages.at(-1);
    if (last === undefined || last.next === null) return Promise.resolve();
    this.#more ??= this.#append(last.next).finally(() => (this.#more = null));
    return this.#more;
  }

  /** Something changed: what can be seen (rows `from` to `to`) is read again now, the rest when it comes into view. */
  async refresh(from: number, to: number): Promise<void> {
    this.#pages = this.#pages.map((page) => ({ ...page, stale: true }));
    // New cases stand at the top: the first page is always read again, or they would never be seen.
    await this.#reload(this.#round, 0);
    await this.visit(from, to);
  }

  /** Rows `from` to `to` are in view: stale ones are read again, and the next page is fetched before its end is reached. */
  async visit(from: number, to: number): Promise<void> {
    let start = 0;
    for (let index = 0; index < this.#pages.length; index += 1) {
      const page = this.#pages[index];
      if (page === undefined) break;
      const end = start + page.rows.length;
      if (page.stale && start <= to && end >= from) await this.#reload(this.#round, index);
      start = end;
    }
    if (to + PAGE_ROWS / 2 >= this.rows.length) await this.more();
  }

  async #append(after: string): Promise<void> {
    const round = this.#round;
    await this.#guard(round, async () => {
      const answer = await this.#ask(after, PAGE_ROWS);
      if (round !== this.#round || this.#pages.at(-1)?.next !== after) return;
      const known = new Set(this.rows.map(this.#key));
      const rows = answer.rows.filter((row) => !known.has(this.#key(row)));
      this.#pages = [...this.#pages, { after, rows, next: answer.next, stale: false }];
    });
  }

  async #reload(round: number, index: number): Promise<void> {
    const page = this.#pages[index];
    if (page === undefined) return;
    await this.#guard(round, async () => {
      // A little more than before, so that rows which moved down are seen again on this side of the next page.
      const reserve = index === this.#pages.length - 1 ? 0 : PAGE_ROWS / 2;
      const answer = await this.#ask(page.after, Math.max(PAGE_ROWS, page.rows.length) + reserve);
      if (round !== this.#round || this.#pages[index] !== page) return;
      this.#pages = this.#joined(index, page.after, answer);
    });
  }

  /** The pages with one of them anew; where it runs into the next, it ends there, and a gap ends the list. */
  #joined(index: number, after: string | null, answer: Answer<Row>): Page<Row>[] {
    const before = this.#pages.slice(0, index);
    const behind = this.#pages.slice(index + 1);
    const earlier = new Set(before.flatMap((page) => page.rows.map(this.#key)));
    const later = new Set(behind.flatMap((page) => page.rows.map(this.#key)));
    const fresh = answer.rows.filter((row) => !earlier.has(this.#key(row)));
    const cut = fresh.findIndex((row) => later.has(this.#key(row)));
    if (cut < 0) return [...before, { after, rows: fresh, next: answer.next, stale: false }];
    const own = fresh.slice(0, cut);
    const seen = new Set(own.map(this.#key));
    const kept = behind.map((page) => ({ ...page, rows: page.rows.filter((row) => !seen.has(this.#key(row))) }));
    return [...before, { after, rows: own, next: kept[0]?.after ?? null, stale: false }, ...kept];
  }

  async #guard(round: number, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      if (round !== this.#round) return;
      this.loaded = true;
      this.failed = null;
    } catch (thrown) {
      if (round === this.#round) this.failed = thrown;
    }
  }
}
