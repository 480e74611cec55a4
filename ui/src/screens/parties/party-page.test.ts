import { describe, expect, it } from 'vitest';
import type { PartyView } from '$lib/platform/api.gen';
import { FakeHost } from '../case/fake.test-host';
import { PartyPageController } from './party-page.svelte';

const viewOf = (changes: Partial<PartyView> = {}): PartyView => ({
  id: 'p1', is_organisation: false, name: 'Rina', phone: '0812', email: '', satker_code: null, stakeholder_type: 'SATKER', concurrent: false,
  state: 'known', cases: [], related: [], ...changes,
});

async function opened() {
  let view = viewOf();
  const host = new FakeHost({
    'party.view': () => view,
    'party.edit': ({ name, phone, email }) => (view = viewOf({ name, phone, email })),
  });
  const it = new PartyPageController(host, 'p1', () => 77);
  await it.load();
  return { host, it, set: (changes: Partial<PartyView>) => (view = viewOf(changes)) };
}

describe('a stakeholder', () => {
  it('is saved when a field was changed, and only then', async () => {
    const { host, it: party } = await opened();
    await party.save();
    party.typed.name = 'Rina Contoh ';
    await party.save();
    expect(host.inputs('party.edit')).toEqual([{ id: 'p1', name: 'Rina Contoh', phone: '0812', email: '' }]);
    expect(party.savedAt).toBe(77);
    expect(party.changed).toBe(false);
  });

  it('keeps its name when the field is emptied', async () => {
    const { host, it: party } = await opened();
    party.typed.name = '  ';
    await party.save();
    expect(party.nameMissing).toBe(true);
    expect(host.inputs('party.edit')).toEqual([]);
  });

  it('is not saved with an e-mail address that is none', async () => {
    const { host, it: party } = await opened();
    party.typed.email = 'rina';
    await party.save();
    expect(party.emailInvalid).toBe(true);
    expect(host.inputs('party.edit')).toEqual([]);
  });

  it('changed elsewhere shows the change without touching what is typed here', async () => {
    const { it: party, set } = await opened();
    party.typed.phone = '0813';
    set({ name: 'Rina Baru' });
    await party.load();
    expect(party.typed).toMatchObject({ name: 'Rina Baru', phone: '0813' });
  });

  it('that cannot be saved says why and keeps the words', async () => {
    const { host, it: party } = await opened();
    host.answers['party.edit'] = () => {
      throw { code: 'failed', message: 'Penyimpanan komputer penuh.', details: null };
    };
    party.typed.name = 'Rina Contoh';
    await party.save();
    expect(party.problem?.message).toBe('Penyimpanan komputer penuh.');
    expect(party.typed.name).toBe('Rina Contoh');
  });
});
