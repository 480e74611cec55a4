// Everything one case page holds: the case, its stakeholder, its files, and the words of the lists; given by context.

import { getContext, setContext } from 'svelte';
import type { App } from '$lib/app/context';
import { counting } from '$lib/clock';
import type { Clock, FileView } from '$lib/platform';
import { Lists } from '../cases/lists.svelte';
import { CaseController } from './case.svelte';
import { PartyController } from './party.svelte';
import { ServiceActs } from './service/service.svelte';
import { UploadQueue } from './uploads.svelte';

export class CasePage {
  readonly lists: Lists;
  readonly case: CaseController;
  readonly party: PartyController;
  readonly uploads: UploadQueue;
  readonly service: ServiceActs;
  /** The file shown in the preview. */
  shown: FileView | null = $state.raw(null);
  #discarded = false;

  constructor(readonly app: App, id: string) {
    const host = app.platform;
    this.lists = Lists.of(host);
    this.case = new CaseController({ host, now: () => app.ticker.read(), me: () => app.session.me?.user ?? '' }, id);
    this.party = new PartyController(host, this.case, () => this.lists.value);
    this.uploads = new UploadQueue(host, id, () => void this.#added(), (staged, told) => app.changes.onProgress(staged, told));
    this.service = new ServiceActs(app, this.case);
  }

  /** Before lock, close and another screen. */
  async aside(): Promise<void> {
    this.party.settle();
    await this.case.aside();
  }

  /** "Konsultasi lain untuk pengunjung ini": goes on in a new case of the same visit. */
  async another(): Promise<void> {
    await this.aside();
    try {
      const next = await this.app.call('visit.another', { case: this.case.id });
      this.app.router.go('case', { id: next.case });
    } catch (thrown) {
      this.app.report(thrown);
    }
  }

  /** A file is in: the case gets its record, but not in the middle of a name. */
  async #added(): Promise<void> {
    await (this.party.seeking ? this.case.load() : this.case.record());
  }

  /** The officer throws the draft away. */
  async discard(): Promise<void> {
    await this.app.call('draft.discard', { case: this.case.id });
    this.#discarded = true;
  }

  /** The page goes: words become records, an empty case goes with it. */
  async leave(): Promise<void> {
    if (!this.#discarded) await this.case.leave(this.uploads.busy);
  }

  get fields() {
    return this.case.draft.fields;
  }

  get online(): boolean {
    return this.lists.channel(this.fields.channel)?.online ?? false;
  }

  /** HAI CSO: the stakeholder confirms the answer before the case is resolved. */
  get hai(): boolean {
    return this.lists.channel(this.fields.channel)?.hai ?? false;
  }

  get clock(): Clock | null {
    return this.case.clockFor(this.online);
  }

  /** A visitor may be looking at the screen: names of others stay hidden (design/interface.md). */
  get watched(): boolean {
    return counting(this.clock) || this.app.tabs.clockRuns;
  }

  get title(): string {
    return this.fields.organisation_name.trim() || this.fields.person_name.trim();
  }
}

const KEY = Symbol('case page');
export const provideCase = (page: CasePage): CasePage => setContext(KEY, page);
export const useCase = (): CasePage => getContext<CasePage>(KEY);
