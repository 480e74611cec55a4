// One second hand for the whole page. Only what reads `now` is touched each second; it stops when nothing reads it.
import { createSubscriber } from 'svelte/reactivity';

export class Ticker {
  #subscribe: () => void;
  #clock: () => number;

  constructor(clock: () => number = Date.now) {
    this.#clock = clock;
    this.#subscribe = createSubscriber((update) => {
      let timer: ReturnType<typeof setTimeout>;
      // Waits for the next full second each time, so that all clocks turn together and none drifts.
      const turn = () => {
        timer = setTimeout(() => {
          update();
          turn();
        }, 1000 - (this.#clock() % 1000));
      };
      turn();
      return () => clearTimeout(timer);
    });
  }

  /** Milliseconds since 1970, refreshed once a second for whoever shows it. */
  get now(): number {
    this.#subscribe();
    return this.#clock();
  }

  /** The present moment for a calculation that need not follow. */
  read(): number {
    return this.#clock();
  }
}
