// The one object every component can reach: built once at the start, given by context.
import { getContext, setContext } from 'svelte';
import type { Platform } from '$lib/platform';
import { Changes } from './changes';
import { Confirms, type Question } from './confirms.svelte';
import { asCallError, present } from './errors';
import { Flush } from './flush';
import { Help } from './help.svelte';
import { Router } from './router.svelte';
import { Session } from './session.svelte';
import { Shortcuts } from './shortcuts';
import { OpenCases } from './tabs.svelte';
import { Ticker } from './ticker.svelte';
import { Toasts } from './toasts.svelte';

export class App {
  readonly flush = new Flush();
  readonly changes = new Changes();
  readonly shortcuts = new Shortcuts();
  readonly ticker = new Ticker();
  readonly toasts = new Toasts();
  readonly confirms = new Confirms();
  readonly help = new Help();
  readonly router = new Router(this.flush);
  readonly session: Session;
  readonly tabs: OpenCases;

  constructor(readonly platform: Platform) {
    this.session = new Session(platform, this.changes, this.flush);
    this.tabs = new OpenCases(platform, this.changes, this.router);
  }

  readonly call: Platform['call'] = (name, input) => this.platform.call(name, input);

  /** Asks before what cannot be undone. */
  readonly confirm = (question: Question): Promise<boolean> => this.confirms.ask(question);

  /** Shows an error that belongs to no field. One that says the session is over brings up the sign-in screen instead. */
  readonly report = (thrown: unknown): void => {
    const error = asCallError(thrown);
    const { severity, remedy } = present(error.code);
    if (remedy === 'sign_in') void this.call('session.state', {}).then((state) => this.session.apply(state));
    else this.toasts.show({ text: error.message, tone: severity });
  };
}

const KEY = Symbol('app');
export const provideApp = (app: App): App => setContext(KEY, app);
export const useApp = (): App => getContext<App>(KEY);
