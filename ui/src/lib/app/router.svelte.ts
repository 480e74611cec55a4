// Where the page stands. The address after `#` is the truth, so back, forward and links work as everywhere.
import { href, match, type Place, type RouteName } from '$lib/routes';
import type { Flush } from './flush';

const HOME: Place = { name: 'home', params: {}, query: new URLSearchParams() };

export class Router {
  place = $state.raw<Place>(HOME);
  #flush: Flush;

  constructor(flush: Flush) {
    this.#flush = flush;
  }

  /** Follows the address from now on. Unsaved typing is written before a screen goes. */
  start(): void {
    this.place = match(location.hash) ?? HOME;
    addEventListener('hashchange', async () => {
      await this.#flush.all();
      this.place = match(location.hash) ?? HOME;
    });
  }

  go(name: RouteName, params?: Record<string, string>, query?: Record<string, string>): void {
    location.hash = href(name, params, query);
  }

  /** Changes the address without a step in the history, such as while a filter is typed. */
  replace(name: RouteName, params?: Record<string, string>, query?: Record<string, string>): void {
    history.replaceState(null, '', href(name, params, query));
    this.place = match(location.hash) ?? HOME;
  }
}
