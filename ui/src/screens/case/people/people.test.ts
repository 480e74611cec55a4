import { describe, expect, it } from 'vitest';
import { formatFor } from '$lib/format';
import type { Commands, Handovers } from '$lib/platform/api.gen';
import { FakeHost, later } from '../fake.test-host';
import { Offers } from './offers.svelte';
import { NEW_VISIT, visitChoices, visitOf } from './visits';

const NOW: Handovers = { to_me: [], by_me: [], own_open: 2, officers: [] };

function made(answers: ConstructorParameters<typeof FakeHost>[0]) {
  const host = new FakeHost(answers);
  const said: string[] = [];
  const reported: unknown[] = [];
  const heard: Handovers[] = [];
  const app = {
    call: <K extends keyof Commands>(name: K, input: Commands[K]['in']) => host.call(name, input),
    toasts: { show: (toast: { text: string }) => said.push(toast.text) } as never,
    report: (thrown: unknown) => void reported.push(thrown),
  };
  return { host, said, reported, heard, offers: new Offers(app, (now) => heard.push(now)) };
}
const refuse = () => {
  throw { code: 'failed', message: 'Tawaran ini sudah dijawab.', details: null };
};

describe('what is offered', () => {
  it('is accepted, and what is left is shown at once', async () => {
    const { host, said, heard, offers } = made({ 'handover.answer': () => NOW });
    await offers.accept(['c1', 'c2']);
    expect(host.inputs('handover.answer')).toEqual([{ cases: ['c1', 'c2'], accepted: true, reason: '' }]);
    expect([heard, said.length]).toEqual([[NOW], 1]);
  });

  it('is accepted once, however often the button is pressed', async () => {
    const answer = later<Handovers>();
    const { host, offers } = made({ 'handover.answer': () => answer.promise });
    const first = offers.accept(['c1']);
    await offers.accept(['c1']);
    expect(offers.busy).toBe(true);
    answer.answer(NOW);
    await first;
    expect([host.asked.length, offers.busy]).toEqual([1, false]);
  });

  it('is declined with the reason of its form, which places a refusal itself', async () => {
    const { host, said, offers } = made({ 'handover.answer': () => NOW });
    offers.ask({ name: 'decline', cases: ['c1'] });
    expect(offers.dialog).toEqual({ name: 'decline', cases: ['c1'] });
    await offers.decline(['c1'], 'Saya rapat');
    offers.shut();
    expect([host.inputs('handover.answer'), said.length, offers.dialog]).toEqual([[{ cases: ['c1'], accepted: false, reason: 'Saya rapat' }], 1, null]);
    const other = made({ 'handover.answer': refuse });
    await expect(other.offers.decline(['c1'], 'x')).rejects.toMatchObject({ message: 'Tawaran ini sudah dijawab.' });
    expect([other.said, other.reported]).toEqual([[], []]);
  });

  it('is taken back, or says why not', async () => {
    const { said, reported, offers } = made({ 'handover.take_back': refuse });
    await offers.takeBack(['c1']);
    expect([said.length, reported.length, offers.busy]).toEqual([0, 1, false]);
  });

  it('can be everything that is open', async () => {
    const { host, heard, offers } = made({ 'handover.offer_all': () => NOW });
    await offers.offerAll('u2', 'Ganti giliran');
    expect([host.inputs('handover.offer_all'), heard]).toEqual([[{ to: 'u2', text: 'Ganti giliran' }], [NOW]]);
  });
});

describe('the visits a case can go to', () => {
  const format = formatFor('id', 'Asia/Makassar');
  const at = Date.UTC(2026, 10, 23, 2, 5);
  const visit = { visit: 'v1', at, who: 'Rina', organisation: 'Kantor Contoh', cases: [{ case: 'c1', number: '046-B-26-0001' }, { case: 'c2', number: '046-B-26-0002' }] };

  it('begin with a new one and say who came, when, and with which cases', () => {
    expect(visitChoices([visit, { ...visit, visit: 'v2', organisation: '', who: '', cases: [] }], at, format)).toEqual([
      { code: NEW_VISIT, name: 'Kunjungan baru', hint: 'Konsultasi ini berdiri sendiri.' },
      { code: 'v1', name: 'Kantor Contoh · 10.05', hint: '046-B-26-0001, 046-B-26-0002' },
      { code: 'v2', name: 'Tanpa nama · 10.05', hint: '' },
    ]);
  });
  it('are sent by their id, a new one as none', () => expect([visitOf('v1'), visitOf(NEW_VISIT)]).toEqual(['v1', null]));
});
