import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Catalogue, PartyHit, StakeholderType } from '$lib/platform/api.gen';
import { CaseController } from './case.svelte';
import { FakeHost, viewOf } from './fake.test-host';
import { FIND_AFTER_MS } from './finder.svelte';
import { PartyController, placed } from './party.svelte';

beforeEach(() => void vi.useFakeTimers({ now: 1_000 }));
afterEach(() => void vi.useRealTimers());

const type = (code: string, roles: string[], organisation: boolean, satker: boolean): StakeholderType => ({
  code, name: code, roles: roles.map((role) => ({ code: role, name: role })), has_organisation: organisation, has_satker_code: satker,
});
const catalogue: Catalogue = {
  topics: [], sections: [], channels: [], service_minutes: 20,
  types: [type('SATKER', ['kpa', 'ppk'], true, true), type('PENSIUN', ['perorangan'], false, false)],
};
const hit: PartyHit = {
  person: 'p1', organisation: 'o1', name: 'Rina Contoh', organisation_name: 'Balai Contoh', satker_code: '012345', phone: '0812',
  stakeholder_type: 'SATKER', role: 'kpa', past: null,
};

async function box(hits: PartyHit[] = [hit]) {
  const host = new FakeHost({
    'case.view': () => viewOf(), 'draft.save': () => ({ at: 1 }), 'case.record': () => viewOf({ status: 'received' }),
    'party.find': () => ({ hits }),
  });
  const owner = new CaseController({ host, now: Date.now, me: () => '' }, 'c1');
  await owner.load();
  return { host, owner, party: new PartyController(host, owner, () => catalogue) };
}

describe('what is typed into the search field', () => {
  it('goes to the satker code while it is up to six digits', () => expect(placed('012345')).toMatchObject({ satker_code: '012345', person_name: '' }));
  it('goes to the telephone number when it is longer', () => expect(placed('0812 5550')).toMatchObject({ phone: '0812 5550', satker_code: '' }));
  it('is a name otherwise', () => expect(placed('Rina 2')).toMatchObject({ person_name: 'Rina 2', phone: '' }));

  it('is kept in the draft and starts the clock', async () => {
    const { owner, party } = await box();
    party.typed('Ri');
    expect(owner.draft.fields.person_name).toBe('Ri');
    expect(owner.draft.firstKeyAt).toBe(1_000);
  });

  it('is looked for once the typing rests', async () => {
    const { host, party } = await box();
    party.typed('R');
    party.typed('Ri');
    await vi.advanceTimersByTimeAsync(FIND_AFTER_MS);
    expect(host.inputs('party.find')).toEqual([{ text: 'Ri', stakeholder_type: null }]);
    expect(party.finder.fresh).toBe(true);
  });
});

describe('a hit', () => {
  it('fills everything that is known', async () => {
    const { owner, party } = await box();
    party.typed('Rin');
    party.choose(hit);
    expect(party.stance).toBe('known');
    expect(owner.draft.fields).toMatchObject({ person: 'p1', person_name: 'Rina Contoh', organisation: 'o1', satker_code: '012345', role: 'kpa' });
  });

  it('without a person asks for the person', async () => {
    const { owner, party } = await box();
    party.choose({ ...hit, person: null, name: '' });
    expect(party.stance).toBe('add');
    expect(owner.draft.fields).toMatchObject({ person: null, person_name: '', organisation: 'o1', stakeholder_type: 'SATKER' });
  });

  it('is taken by an early Enter when it is the only one', async () => {
    const { party } = await box();
    party.typed('012345');
    await party.hurry();
    expect(party.stance).toBe('known');
  });

  it('is left to be chosen by an early Enter when there are several', async () => {
    const { party } = await box([hit, { ...hit, person: 'p2' }]);
    party.typed('Ri');
    await party.hurry();
    expect(party.stance).toBe('find');
    expect(party.finder.hits.length).toBe(2);
  });
});

describe('somebody new', () => {
  it('of a satker is a satker by the code alone', async () => {
    const { owner, party } = await box([]);
    party.typed('012345');
    await party.hurry();
    expect(party.stance).toBe('add');
    expect(owner.draft.fields).toMatchObject({ satker_code: '012345', stakeholder_type: 'SATKER' });
  });

  it('keeps the words when the officer goes back to the search', async () => {
    const { owner, party } = await box([]);
    party.typed('Rina');
    party.add();
    party.setType('SATKER');
    party.search();
    expect(party.stance).toBe('find');
    expect(party.text).toBe('Rina');
    expect(owner.draft.fields.stakeholder_type).toBe('');
  });

  it('of a type without an organisation loses the organisation', async () => {
    const { owner, party } = await box([]);
    party.typed('Rina');
    party.add();
    party.setType('SATKER');
    party.setOrganisation('Balai');
    await party.setSatkerCode('012345');
    party.setType('PENSIUN');
    expect(owner.draft.fields).toMatchObject({ organisation_name: '', satker_code: '', role: 'perorangan' });
  });

  it('is what unchosen words become before an action', async () => {
    const { party } = await box();
    party.typed('Rina');
    party.settle();
    expect(party.stance).toBe('add');
  });
});

describe('somebody else', () => {
  it('leaves the present one until another is chosen', async () => {
    const { owner, party } = await box();
    party.choose(hit);
    party.change();
    party.typed('Budi');
    expect(party.stance).toBe('find');
    expect(owner.draft.fields.person).toBe('p1');
    party.keep();
    expect(party.stance).toBe('known');
  });

  it('who is new takes the place with the words typed', async () => {
    const { owner, party } = await box([]);
    party.choose(hit);
    party.change();
    party.typed('Budi');
    party.add();
    expect(owner.draft.fields).toMatchObject({ person: null, person_name: 'Budi', organisation: null, phone: '' });
  });
});

describe('another satker code', () => {
  it('of a known satker shows its name instead of the one before', async () => {
    const other = { ...hit, person: null, organisation: 'o2', organisation_name: 'Kantor Lain', satker_code: '054321' };
    const { owner, party } = await box([other]);
    owner.edit({ stakeholder_type: 'SATKER', organisation: 'o1', organisation_name: 'Balai Contoh', satker_code: '012345' });
    await party.setSatkerCode('05432');
    expect(owner.draft.fields).toMatchObject({ organisation: null, organisation_name: 'Balai Contoh' });
    await party.setSatkerCode('054321');
    expect(owner.draft.fields).toMatchObject({ organisation: 'o2', organisation_name: 'Kantor Lain', satker_code: '054321' });
  });

  it('nobody knows keeps the name that was typed', async () => {
    const { owner, party } = await box([]);
    party.typed('Rina');
    party.add();
    party.setType('SATKER');
    party.setOrganisation('Balai Baru');
    await party.setSatkerCode('054321');
    expect(owner.draft.fields).toMatchObject({ organisation: null, organisation_name: 'Balai Baru', satker_code: '054321' });
  });

  it('typed on is not overtaken by the answer', async () => {
    const { owner, party } = await box([{ ...hit, satker_code: '054321' }]);
    const looked = party.setSatkerCode('054321');
    void party.setSatkerCode('05432');
    await looked;
    expect(owner.draft.fields).toMatchObject({ organisation: null, satker_code: '05432' });
  });
});

describe('the form', () => {
  it('has everything once the type, the person and, where the type has one, the organisation are named', async () => {
    const { party } = await box([]);
    party.typed('Rina');
    party.add();
    expect(party.complete).toBe(false);
    party.setType('PENSIUN');
    expect(party.complete).toBe(true);
    party.setType('SATKER');
    expect(party.complete).toBe(false);
    party.setOrganisation('Balai Contoh');
    expect(party.complete).toBe(true);
  });

  it('stays open while the satker code is none', async () => {
    const { owner, party } = await box([]);
    party.typed('12');
    party.add();
    owner.edit({ person: 'p9', person_name: 'Rina' });
    party.shut();
    expect(party.stance).toBe('add');
    await party.setSatkerCode('012345');
    party.shut();
    expect(party.stance).toBe('known');
  });
});
