// Unsaved typing is written before anything that reads it or takes it away: lock, close, another screen.

export class Flush {
  #pending = new Set<() => Promise<void>>();

  /** Registers a save to run before lock, close and navigation; returns what takes it out again. */
  add(save: () => Promise<void>): () => void {
    this.#pending.add(save);
    return () => this.#pending.delete(save);
  }

  /** Runs every registered save at once. A failing one is told by its owner and does not hold the others. */
  async all(): Promise<void> {
    await Promise.allSettled([...this.#pending].map((save) => save()));
  }
}
