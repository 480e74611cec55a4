// What the office has set, as it stands now: read once for all parts of Pengaturan, and taken over from the answer to each change.
import { perWindow } from '$lib/app/kept';
import { asCallError } from '$lib/app/errors';
import type { CallError, Commands, Platform, SettingsView } from '$lib/platform';
import { openCases } from '../../cases/statuses';

/** Commands that answer with the whole of it. */
export type SettingsCommand = { [K in keyof Commands]: Commands[K]['out'] extends SettingsView ? K : never }[keyof Commands];

export class OfficeSettings {
  view = $state.raw<SettingsView>();
  error = $state.raw<CallError>();
  /** Cases that are not finished: their due dates are computed anew when the calendar or a limit changes. */
  open = $state.raw<number>();
  /** Names of those who may change all this. */
  admins = $state.raw<readonly string[]>([]);
  #host: Pick<Platform, 'call'>;
  #answers = 0;

  constructor(host: Pick<Platform, 'call'>) {
    this.#host = host;
  }

  static of = perWindow((app) => new OfficeSettings(app.platform));

  async load(): Promise<void> {
    const asked = ++this.#answers;
    try {
      const view = await this.#host.call('settings.view', {});
      // The answer to a change made meanwhile is the newer one.
      if (asked === this.#answers) this.view = view;
      this.error = undefined;
    } catch (thrown) {
      this.error = asCallError(thrown);
    }
    await this.#around();
  }

  /** Makes a change. Throws the program's refusal. */
  async send<K extends SettingsCommand>(name: K, input: Commands[K]['in']): Promise<void> {
    const view: SettingsView = await this.#host.call(name, input);
    this.#answers += 1;
    this.view = view;
  }

  /** What the sentences beside the fields need; without it they say less. */
  async #around(): Promise<void> {
    try {
      this.open = openCases(await this.#host.call('case.counts', {}));
      const { rows } = await this.#host.call('users.list', {});
      this.admins = rows.filter((row) => row.active && row.roles.includes('admin')).map((row) => row.name);
    } catch {
      this.open = undefined;
    }
  }
}
