// Who is at the PC and how the page should look for them; asked from the program, never kept anywhere else.
import { formatFor, type Format } from '$lib/format';
import { getLocale, setLocale } from '$lib/paraglide/runtime';
import type { Me, Notice, Platform, Preferences, SessionState } from '$lib/platform';
import type { Changes } from './changes';
import type { Flush } from './flush';

export class Session {
  /** Nothing until the program has answered for the first time. */
  state = $state.raw<SessionState>();
  /** Who signed in last in this window; a lock keeps the page of this person behind it. */
  lastUser = $state<string>();
  /** What the program said once, kept until somebody has read it: each answer carries only what is new. */
  notices = $state.raw<readonly Notice[]>([]);
  readonly format: Format = $derived(formatFor(this.state?.preferences.language ?? 'id', this.state?.zone || 'Asia/Makassar'));
  #platform: Platform;
  #changes: Changes;
  #flush: Flush;

  constructor(platform: Platform, changes: Changes, flush: Flush) {
    this.#platform = platform;
    this.#changes = changes;
    this.#flush = flush;
  }

  get me(): Me | null {
    return this.state?.me ?? null;
  }
  get phase() {
    return this.state?.phase;
  }

  /** Whether the person may give a command; the page hides what they may not. */
  may(command: string): boolean {
    return this.me?.may.includes(command) ?? false;
  }

  async load(): Promise<void> {
    this.apply(await this.#platform.call('session.state', {}));
    // With the settings the name of the office may have changed.
    this.#changes.on(['session', 'settings'], () => void this.#reload());
  }

  /** Takes over what a session command answered. */
  apply(state: SessionState): void {
    dress(state.preferences);
    const known = new Set(this.notices.map((notice) => notice.message));
    const fresh = state.notices.filter((notice) => !known.has(notice.message));
    if (fresh.length > 0) this.notices = [...this.notices, ...fresh];
    if (state.me) this.lastUser = state.me.user;
    const open = state.phase === 'open';
    if (!open) this.#changes.hold();
    this.state = state;
    if (open) this.#changes.release();
  }

  /** The person has read a notice. */
  dismiss(notice: Notice): void {
    this.notices = this.notices.filter((it) => it !== notice);
  }

  async prefer(change: Partial<Preferences>): Promise<void> {
    if (!this.state) return;
    await this.#flush.all();
    this.apply(await this.#platform.call('session.preferences', { ...this.state.preferences, ...change }));
  }

  async lock(): Promise<void> {
    await this.#flush.all();
    this.apply(await this.#platform.call('session.lock', {}));
  }

  async signOut(): Promise<void> {
    await this.#flush.all();
    this.apply(await this.#platform.call('session.sign_out', {}));
    this.lastUser = undefined;
  }

  async #reload(): Promise<void> {
    this.apply(await this.#platform.call('session.state', {}));
  }
}

const dark = globalThis.matchMedia?.('(prefers-color-scheme: dark)');
let worn: Preferences | undefined;
dark?.addEventListener('change', () => worn && dress(worn));

/** Sets language, theme and density on the document. */
function dress(preferences: Preferences): void {
  worn = preferences;
  const root = document.documentElement;
  root.lang = preferences.language;
  root.dataset.density = preferences.density;
  root.dataset.theme = preferences.theme === 'system' ? (dark?.matches ? 'dark' : 'light') : preferences.theme;
  if (getLocale() !== preferences.language) void setLocale(preferences.language, { reload: false });
}
