import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CaseView } from '$lib/platform/api.gen';
import { CaseController } from '../case.svelte';
import { FakeHost, viewOf } from '../fake.test-host';
import { ServiceActs } from './service.svelte';

beforeEach(() => void vi.useFakeTimers({ now: 5_000_000 }));
afterEach(() => void vi.useRealTimers());

interface Said { text: string; action?: { label: string; run: () => void } }

async function acts(answers: ConstructorParameters<typeof FakeHost>[0] = {}, view: CaseView = viewOf({ status: 'received' })) {
  const host = new FakeHost({ 'draft.save': () => ({ at: 1 }), 'case.view': () => view, 'case.record': () => view, ...answers });
  const kase = new CaseController({ host, now: Date.now, me: () => 'Saya' }, 'c1');
  await kase.load();
  const said: Said[] = [];
  const reported: unknown[] = [];
  const toasts = { show: (toast: Said) => said.push(toast) } as never;
  return { host, kase, said, reported, it: new ServiceActs({ toasts, report: (thrown: unknown) => void reported.push(thrown) }, kase) };
}
const refuse = (code: string) => () => {
  throw { code, message: 'Seksi tidak ada.', details: { fields: ['section'] } };
};

describe('an act', () => {
  it('makes a record of what was typed before it', async () => {
    const { host, kase, it: service } = await acts({ 'case.promise': () => viewOf({ status: 'follow_up' }) });
    kase.edit({ question: 'R' });
    await service.send('case.promise', { text: 'Besok' });
    expect(host.asked.map((each) => each.name)).toEqual(['case.view', 'draft.save', 'case.record', 'case.promise']);
    expect(host.inputs('case.promise')).toEqual([{ case: 'c1', text: 'Besok' }]);
    expect(kase.view?.status).toBe('follow_up');
  });

  it('is not done when the words before it are refused', async () => {
    const { host, kase, it: service } = await acts({ 'case.record': refuse('invalid') });
    kase.edit({ satker_code: '12A' });
    await expect(service.send('case.promise', { text: '' })).rejects.toMatchObject({ code: 'invalid' });
    expect(host.inputs('case.promise')).toEqual([]);
  });

  it('throws its refusal for the form, with the fields it names', async () => {
    const { it: service } = await acts({ 'case.escalate': refuse('invalid') });
    await expect(service.send('case.escalate', { section: 'X', question: '?', leaves: false })).rejects.toMatchObject({ message: 'Seksi tidak ada.', details: { fields: ['section'] } });
  });

  it('offers "Urungkan" for what it did, and only for that', async () => {
    const before = viewOf({ status: 'received', undo: 'old' });
    const { said, it: service } = await acts({ 'case.progress': () => viewOf({ status: 'received', undo: 'new' }), 'case.reference': () => viewOf({ status: 'received', undo: 'new' }) }, before);
    await service.sendAct('progress', { channel: 'telepon', text: 'Diperiksa' }, {});
    await service.sendAct('reference', { text: 'PER-5' }, {});
    expect(said.map((each) => each.action?.label)).toEqual(['Urungkan', undefined]);
  });

  it('takes back what it did', async () => {
    const { host, said, it: service } = await acts({ 'case.resume': () => viewOf({ status: 'received', undo: 'new' }), 'case.revert': () => viewOf({ status: 'received' }) });
    await service.now('case.resume', {}, 'Berjalan lagi.');
    said[0]?.action?.run();
    await vi.advanceTimersByTimeAsync(0);
    expect(host.inputs('case.revert')).toEqual([{ case: 'c1', event: 'new' }]);
  });

  it('without a dialog tells its refusal', async () => {
    const { reported, said, it: service } = await acts({ 'case.confirm': refuse('invalid') });
    await service.now('case.confirm', {}, 'Selesai.');
    expect([reported.length, said.length]).toEqual([1, 0]);
  });

  it('sends what its dialog speaks of, and not where it comes from', async () => {
    const { host, it: service } = await acts({ 'escalation.refer': () => viewOf({ status: 'received' }) });
    await service.sendAct('refer', { section: 'BK', text: 'Retur' }, { escalation: 'e1', from: 'PD' });
    expect(host.inputs('escalation.refer')).toEqual([{ case: 'c1', escalation: 'e1', section: 'BK', text: 'Retur' }]);
  });
});

describe('a dialog', () => {
  it('opens with what it speaks of and closes', async () => {
    const { it: service } = await acts();
    service.ask('arrived', { request: 'r1' });
    expect(service.dialog).toEqual({ name: 'arrived', about: { request: 'r1' } });
    service.shut();
    expect(service.dialog).toBeNull();
  });
});
