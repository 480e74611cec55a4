// What a window keeps while other screens are shown.
import type { App } from './context';

/** Made at the first use in a window; whoever comes back finds it as it was left. */
export function perWindow<T>(make: (app: App) => T): (app: App) => T {
  const kept = new WeakMap<App, { one: T }>();
  return (app) => {
    let found = kept.get(app);
    if (found === undefined) kept.set(app, (found = { one: make(app) }));
    return found.one;
  };
}
