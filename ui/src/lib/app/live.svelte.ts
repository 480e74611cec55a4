// A value read from the program that follows its changes: loaded once, loaded again when a topic says so.
import { onDestroy } from 'svelte';
import type { CallError } from '$lib/platform';
import { useApp } from './context';
import { asCallError } from './errors';

export class Live<T> {
  value = $state.raw<T>();
  error = $state.raw<CallError>();
  loading = $state(true);
  #load: () => Promise<T>;
  #running = false;
  #again = false;
  #gone = false;

  constructor(load: () => Promise<T>) {
    this.#load = load;
  }

  /** Reads again. Several wishes during one reading become one more reading, so the last answer is never an old one. */
  async refresh(): Promise<void> {
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = true;
    this.loading = true;
    do {
      this.#again = false;
      try {
        const value = await this.#load();
        if (this.#gone) return;
        this.value = value;
        this.error = undefined;
      } catch (thrown) {
        if (this.#gone) return;
        this.error = asCallError(thrown);
      }
    } while (this.#again);
    this.#running = false;
    this.loading = false;
  }

  end(): void {
    this.#gone = true;
  }
}

/** For a component's start: loads now, follows `topics`, ends with the component. */
export function live<T>(load: () => Promise<T>, topics: string[]): Live<T> {
  const { changes } = useApp();
  const it = new Live(load);
  const off = changes.on(topics, () => void it.refresh());
  onDestroy(() => {
    off();
    it.end();
  });
  void it.refresh();
  return it;
}
