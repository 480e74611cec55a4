// The help beside the screen: whether it stands open, which guide it shows, and where the focus goes back to.

/** What can take the focus back. */
export interface Focusable {
  focus(): void;
  readonly isConnected: boolean;
}

export class Help {
  open = $state(false);
  /** It stands over a dialog, which would take the focus away from anything beside it. */
  over = $state(false);
  /** The guide of the screen one is on. */
  here = $state('');
  /** What is looked for; while something is, the list shows what was found. */
  text = $state('');
  /** The whole list is shown instead of a guide. */
  listing = $state(false);
  /** Guides opened from the first one; the last is read. */
  #trail = $state.raw<readonly string[]>([]);
  #from: Focusable | null = null;

  /** The guide that is read: of the screen, until another was chosen. */
  get reading(): string {
    return this.#trail.at(-1) ?? this.here;
  }

  /** Whether there is a guide to go back to. */
  get deeper(): boolean {
    return this.#trail.length > 0;
  }

  /** `from`: where the focus is now, and comes back to. Opened again, it starts with the guide of the screen. */
  show(from: Focusable | null, over: boolean): void {
    if (this.open) return;
    this.#from = from;
    this.#trail = [];
    this.text = '';
    this.listing = false;
    this.over = over;
    this.open = true;
  }

  close(): void {
    if (!this.open) return;
    this.open = false;
    const from = this.#from;
    this.#from = null;
    if (from?.isConnected) from.focus();
  }

  read(name: string): void {
    if (name !== this.reading) this.#trail = [...this.#trail, name];
    this.text = '';
    this.listing = false;
  }

  back(): void {
    this.#trail = this.#trail.slice(0, -1);
  }

  /** Esc: first what is looked for goes, then the help itself. */
  escape(): void {
    if (this.text !== '') this.text = '';
    else this.close();
  }
}
