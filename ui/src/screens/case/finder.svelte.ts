// A field that looks something up while it is typed in: debounced, the newest question wins, arrows and Enter choose.

/** Typing rests this long, in milliseconds, before the program is asked. */
export const FIND_AFTER_MS = 120;

export class Finder<Hit> {
  hits: Hit[] = $state([]);
  open = $state(false);
  /** Index of the marked row; the list may have `extra` rows after its hits. */
  at = $state(0);
  /** Whether the hits answer what stands in the field now. */
  fresh = $state(false);

  #find: (text: string) => Promise<Hit[]>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor(find: (text: string) => Promise<Hit[]>) {
    this.#find = find;
  }

  typed(text: string): void {
    this.fresh = false;
    this.open = text.trim() !== '';
    const asked = ++this.#asked;
    clearTimeout(this.#timer);
    if (!this.open) {
      this.hits = [];
      return;
    }
    this.#timer = setTimeout(() => void this.#look(text, asked), FIND_AFTER_MS);
  }

  /** Looks at once, for a choice that must not wait for the pause in the typing. */
  async now(text: string): Promise<void> {
    clearTimeout(this.#timer);
    await this.#look(text, ++this.#asked);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
    this.open = false;
  }

  /** Moves the mark; `rows` counts hits and extra rows, the ends meet. */
  move(by: number, rows: number): void {
    if (rows === 0) return;
    if (!this.open) {
      this.open = true;
      return;
    }
    this.at = (this.at + by + rows) % rows;
  }

  async #look(text: string, asked: number): Promise<void> {
    const hits = await this.#find(text.trim()).catch((): Hit[] => []);
    if (asked !== this.#asked) return;
    this.hits = hits;
    this.at = 0;
    this.fresh = true;
  }
}
