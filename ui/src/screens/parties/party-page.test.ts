import { describe, expect, it } from 'vitest';
import type { PartyView } from '$lib/platform/api.gen';
import { FakeHost } from '../case/fake.test-host';
import { PartyPageController } from './party-page.svelte';

const viewOf = (changes: Partial<PartyView> = {}): PartyView => {
  const texts = { name: 'Rina', phone: '0812', email: '', ...changes };
  const seen = (text: string) => ({ text, tips: [`tip of ${text}`] });
  return {
    id: 'p1', is_organisation: false, satker_code: null, stakeholder_type: 'SATKER', concurrent: false, versions: [], state: 'known', cases: [],
    related: [], seen: { name: seen(texts.name), phone: seen(texts.phone), email: seen(texts.email) }, ...texts,
  };
};

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
    expect(host.inputs('party.edit')).toEqual([{ id: 'p1', name: 'Rina Contoh', phone: '0812', email: '', seen: viewOf().seen }]);
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

  it('is saved over what was shown when the typing began', async () => {
    const { host, it: party, set } = await opened();
    party.typed.phone = '0813';
    set({ name: 'Rina Baru', phone: '0899' });
    await party.load();
    expect(party.typed).toMatchObject({ name: 'Rina Baru', phone: '0813' });
    await party.save();
    const { seen } = host.inputs('party.edit')[0] ?? {};
    expect(seen).toMatchObject({ name: { text: 'Rina Baru' }, phone: { text: '0812', tips: ['tip of 0812'] } });
  });

  it('can lose its telephone number', async () => {
    const { host, it: party } = await opened();
    party.typed.phone = '';
    await party.save();
    expect(host.inputs('party.edit')[0]).toMatchObject({ phone: '', seen: { phone: { text: '0812' } } });
    expect(party.typed.phone).toBe('');
    expect(party.changed).toBe(false);
  });

  it('with two telephone numbers keeps the one that is chosen', async () => {
    const { host, it: party } = await opened();
    host.answers['party.settle'] = () => viewOf({ phone: '0899' });
    await party.settle('phone', 'e2');
    expect(host.inputs('party.settle')).toEqual([{ id: 'p1', field: 'phone', keep: 'e2' }]);
    expect(party.typed.phone).toBe('0899');
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
