// Who asks: found while typing, or added; what was typed stays in the draft whichever way it goes.

import type { Catalogue, Fields, PartyHit, StakeholderType } from '$lib/platform/api.gen';
import { type CaseController, SATKER } from './case.svelte';
import { Finder } from './finder.svelte';
import type { Host } from './host';

/** `find`: one field looks for everybody; `add`: somebody new is described; `known`: a person of the list. */
export type Stance = 'find' | 'add' | 'known';

const NOBODY = {
  stakeholder_type: '', person: null, person_name: '', phone: '', email: '', organisation: null, organisation_name: '',
  satker_code: '', role: null, role_words: '',
} satisfies Partial<Fields>;

/** Where the words of the search field belong in the draft: a code, a telephone number or a name. */
export function placed(text: string): Partial<Fields> {
  const bare = text.trim();
  const empty = { person_name: '', satker_code: '', phone: '' };
  if (/^\d{1,6}$/.test(bare)) return { ...empty, satker_code: bare };
  if (/^\+?\d[\d\s-]{6,}$/.test(bare)) return { ...empty, phone: text };
  return { ...empty, person_name: text };
}

export class PartyController {
  readonly finder: Finder<PartyHit>;
  #host: Host;
  #case: CaseController;
  #catalogue: () => Catalogue | null;
  /** The officer asked for the form although nothing in the draft calls for it. */
  #adding = $state(false);
  /** The officer looks for somebody else; the present one stays until another is chosen. */
  changing = $state(false);
  /** What is typed in the search for somebody else. */
  #instead = $state('');
  /** The form was opened by hand just now: it takes the focus. */
  justOpened = false;

  constructor(host: Host, owner: CaseController, catalogue: () => Catalogue | null) {
    this.#host = host;
    this.#case = owner;
    this.#catalogue = catalogue;
    this.finder = new Finder(async (text) => {
      const answer = await host.call('party.find', { text, stakeholder_type: null });
      return answer.hits;
    });
  }

  get stance(): Stance {
    const f = this.#case.draft.fields;
    if (this.changing) return 'find';
    if (this.#adding) return 'add';
    if (f.person !== null) return 'known';
    if (f.organisation !== null || f.stakeholder_type !== '' || f.role !== null) return 'add';
    return 'find';
  }

  /** What the search field shows. */
  get text(): string {
    const f = this.#case.draft.fields;
    return this.changing ? this.#instead : f.satker_code || f.person_name || f.phone;
  }

  get type(): StakeholderType | null {
    const code = this.#case.draft.fields.stakeholder_type;
    return this.#catalogue()?.types.find((type) => type.code === code) ?? null;
  }

  typed(text: string): void {
    if (this.changing) this.#instead = text;
    else this.#case.edit(placed(text));
    this.finder.typed(text);
  }

  /** Takes a person, or an organisation whose person is still to be named. */
  choose(hit: PartyHit): void {
    this.finder.close();
    const kept = this.#case.draft.fields;
    this.#case.edit({
      ...NOBODY,
      person: hit.person,
      person_name: hit.person === null ? '' : hit.name,
      phone: hit.phone,
      organisation: hit.organisation,
      organisation_name: hit.organisation_name,
      satker_code: hit.satker_code ?? '',
      stakeholder_type: hit.stakeholder_type ?? kept.stakeholder_type,
      role: hit.role,
    });
    this.#adding = hit.person === null;
    this.justOpened = true;
    this.changing = false;
    if (hit.person !== null) void this.#case.left(['person']);
  }

  /** Nobody of the list: the typed words go where they belong. */
  add(): void {
    this.finder.close();
    if (this.changing) this.#case.edit({ ...NOBODY, ...placed(this.#instead) });
    this.changing = false;
    this.#adding = true;
    this.justOpened = true;
    const f = this.#case.draft.fields;
    // A six-digit code is a satker's; every other type is one choice away.
    if (f.stakeholder_type === '' && f.satker_code !== '') this.#case.edit({ stakeholder_type: 'SATKER' });
  }

  /** Enter before the hits were there: one hit is meant, none means somebody new, several stay to choose from. */
  async hurry(): Promise<void> {
    const text = this.text;
    await this.finder.now(text);
    if (this.text !== text || !this.finder.fresh) return;
    const [only, other] = this.finder.hits;
    if (only === undefined) this.add();
    else if (other === undefined) this.choose(only);
  }

  /** The known person's data are corrected in the form. */
  correct(): void {
    this.#adding = true;
    this.justOpened = true;
  }

  /** The form is done with: a person who has a record by now stands as a card. */
  shut(): void {
    const f = this.#case.draft.fields;
    if (f.person !== null && f.stakeholder_type !== '' && !this.#case.satkerInvalid) this.#adding = false;
  }

  /** Whether everything is said that "Selesaikan" will ask of the stakeholder. */
  get complete(): boolean {
    const f = this.#case.draft.fields;
    const type = this.type;
    if (type === null || f.person_name.trim() === '') return false;
    return !type.has_organisation || f.organisation !== null || f.organisation_name.trim() !== '';
  }

  /** Whether words stand in the search field that have led to nobody yet. */
  get seeking(): boolean {
    return this.stance === 'find' && this.text.trim() !== '';
  }

  /** Somebody else: the present one stays until another is chosen. */
  change(): void {
    this.#instead = '';
    this.changing = true;
    this.finder.hits = [];
    this.finder.close();
  }

  /** Esc in the search for somebody else. `false`: there was nothing to give up. */
  keep(): boolean {
    if (!this.changing) return false;
    this.changing = false;
    this.finder.close();
    return true;
  }

  /** Before an action: words in the search field that led to nobody are somebody new. */
  settle(): void {
    if (!this.seeking || this.changing) return;
    this.add();
    this.justOpened = false;
  }

  /** Back from the form to the search; the typed name or code goes along. */
  search(): void {
    const f = this.#case.draft.fields;
    const text = f.satker_code || f.person_name || f.phone;
    this.#adding = false;
    this.#case.edit({ ...NOBODY, ...placed(text) });
  }

  setType(code: string): void {
    const type = this.#catalogue()?.types.find((each) => each.code === code);
    const f = this.#case.draft.fields;
    const changes: Partial<Fields> = { stakeholder_type: code };
    if (type !== undefined && !type.roles.some((role) => role.code === f.role)) changes.role = null;
    if (type !== undefined && type.roles.length === 1) changes.role = type.roles[0]?.code ?? null;
    if (type !== undefined && !type.has_satker_code) changes.satker_code = '';
    if (type !== undefined && !type.has_organisation) Object.assign(changes, { organisation: null, organisation_name: '' });
    this.#case.edit(changes);
  }

  /** A known organisation is replaced by a new one with the words typed. */
  setOrganisation(name: string): void {
    this.#case.edit({ organisation: null, organisation_name: name });
  }

  /** Another code is another satker: where it is a known one, its own name takes the place of the one shown. */
  async setSatkerCode(code: string): Promise<void> {
    this.#case.edit({ organisation: null, satker_code: code });
    if (!SATKER.test(code)) return;
    const { hits } = await this.#host.call('party.find', { text: code, stakeholder_type: null }).catch(() => ({ hits: [] }));
    const known = hits.find((hit) => hit.satker_code === code && hit.organisation !== null);
    const f = this.#case.draft.fields;
    if (known === undefined || f.satker_code !== code || f.organisation !== null) return;
    this.#case.edit({ organisation: known.organisation, organisation_name: known.organisation_name || f.organisation_name });
  }
}
