import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CaseView, StoryItem } from '$lib/platform/api.gen';
import { CaseController, versionsOf } from './case.svelte';
import { FakeHost, later, viewOf } from './fake.test-host';

beforeEach(() => void vi.useFakeTimers({ now: 5_000_000 }));
afterEach(() => void vi.useRealTimers());

const item = (changes: Partial<StoryItem>): StoryItem => ({
  event: 'e1', kind: 'answer', at: 1, recorded_at: 1, author: 'Petugas Lain', user: 'u2', stands: true, text: '', state: 'known', old: null, file: null,
  reverted: false, voided: false, rulings: [], ...changes,
});

function page(answers: ConstructorParameters<typeof FakeHost>[0] = {}, view: CaseView = viewOf()) {
  const host = new FakeHost({ 'draft.save': () => ({ at: Date.now() }), 'case.view': () => view, ...answers });
  const controller = new CaseController({ host, now: Date.now, me: () => 'u1' }, 'c1');
  return { host, controller };
}

describe('a case', () => {
  it('says why it cannot be shown', async () => {
    const { controller } = page({
      'case.view': () => {
        throw { code: 'not_found', message: 'Konsultasi ini tidak ada.', details: null };
      },
    });
    expect(await controller.load()).toBe(false);
    expect(controller.absent?.message).toBe('Konsultasi ini tidak ada.');
  });

  it('begun for a visitor of another case goes when nobody typed, and stays once somebody did', async () => {
    const other = { case: 'c0', number: '046-B-26-0001', status: 'received', question: '', clock: { running_since: 1, paused_since: null, before_ms: 0, limit_ms: 1 } } as const;
    const { host, controller } = page({ 'draft.discard': () => ({}) }, viewOf({ visit: [other] }, { person: 'p1', person_name: 'Rina' }));
    await controller.load();
    expect([controller.untouched, controller.clockFor(false)?.running_since]).toEqual([true, null]);
    controller.edit({ question: 'S' });
    expect(controller.untouched).toBe(false);
    const left = page({ 'draft.discard': () => ({}) }, viewOf({ visit: [other] }, { person: 'p1', person_name: 'Rina' }));
    await left.controller.load();
    await left.controller.leave();
    expect([left.host.inputs('draft.discard').length, host.inputs('draft.discard').length]).toEqual([1, 0]);
  });

  it('leads to the case that has the ticket number typed here, until another is typed', async () => {
    const { controller } = page({
      'case.record': () => {
        throw { code: 'invalid', message: 'Nomor ini ada pada 046-B-26-0001.', details: { fields: ['hai_reference'], case: 'c9', number: '046-B-26-0001' } };
      },
    });
    await controller.load();
    controller.edit({ hai_reference: 'HAI-1' });
    await controller.record();
    expect([controller.clash, controller.marks.hai_reference]).toEqual([{ case: 'c9', number: '046-B-26-0001' }, 'Nomor ini ada pada 046-B-26-0001.']);
    controller.edit({ hai_reference: 'HAI-2' });
    expect([controller.clash, controller.marks.hai_reference]).toEqual([null, undefined]);
  });

  it('starts its clock with the first key, before the program has heard of it', async () => {
    const { controller } = page();
    await controller.load();
    expect(controller.clockFor(false)?.running_since).toBeNull();
    controller.edit({ question: 'R' });
    expect(controller.clockFor(false)?.running_since).toBe(5_000_000);
  });

  it('drops the automatic start when it turns out to be online', async () => {
    const { controller } = page({}, viewOf({ clock: { running_since: 4_000_000, paused_since: null, before_ms: 0, limit_ms: 1_200_000 } }));
    await controller.load();
    expect(controller.clockFor(true)?.running_since).toBeNull();
    expect(controller.clockFor(false)?.running_since).toBe(4_000_000);
  });

  it('records a field that was left with new words, and not one left as it was', async () => {
    const { host, controller } = page({ 'case.record': () => viewOf({ status: 'received' }, { question: 'R' }) });
    await controller.load();
    await controller.left(['question']);
    expect(host.inputs('case.record').length).toBe(0);
    controller.edit({ question: 'R' });
    await controller.left(['question']);
    await controller.left(['question']);
    expect(host.inputs('case.record').length).toBe(1);
  });

  it('saves the words before it acts on them', async () => {
    const { host, controller } = page({ 'case.resolve': () => viewOf({ status: 'resolved' }) });
    await controller.load();
    controller.edit({ answer: 'Jawaban' });
    await controller.resolve();
    expect(host.asked.map((each) => each.name)).toEqual(['case.view', 'draft.save', 'case.resolve']);
    expect(controller.done).toBe(true);
  });

  it('marks what is missing, and takes the mark away when it is typed', async () => {
    const { controller } = page({
      'case.resolve': () => {
        throw { code: 'incomplete', message: 'Belum lengkap.', details: { fields: ['question', 'answer'] } };
      },
    });
    await controller.load();
    const problem = await controller.resolve();
    expect(problem?.code).toBe('incomplete');
    expect(controller.marks).toEqual({ question: '', answer: '' });
    controller.edit({ question: 'R' });
    expect(controller.marks).toEqual({ answer: '' });
  });

  it("carries the program's sentence to the field that cannot be taken", async () => {
    const { controller } = page({
      'case.record': () => {
        throw { code: 'invalid', message: 'Kode satker terdiri atas 6 angka.', details: { fields: ['satker_code'] } };
      },
    });
    await controller.load();
    controller.edit({ satker_code: '12A' });
    await controller.left(['satker_code']);
    expect(controller.marks).toEqual({ satker_code: 'Kode satker terdiri atas 6 angka.' });
  });

  it('keeps words typed while an action is on its way', async () => {
    const answer = later<CaseView>();
    const { controller } = page({ 'case.record': () => answer.promise });
    await controller.load();
    controller.edit({ question: 'Bagaimana' });
    const recorded = controller.record();
    await vi.advanceTimersByTimeAsync(0);
    controller.edit({ question: 'Bagaimana caranya' });
    answer.answer(viewOf({ status: 'received' }, { question: 'Bagaimana' }));
    expect(await recorded).toBeNull();
    expect(controller.draft.fields.question).toBe('Bagaimana caranya');
    expect(controller.draft.unrecorded).toBe(true);
  });

  it('ignores a view that is overtaken by a later one', async () => {
    const slow = later<CaseView>();
    let asked = 0;
    const { controller } = page({
      'case.view': () => (++asked === 2 ? slow.promise : viewOf({ number: asked === 3 ? 'new' : null })),
    });
    await controller.load();
    const old = controller.changed(['case:c1']);
    await controller.changed(['case:c1']);
    slow.answer(viewOf({ number: 'old' }));
    await old;
    expect(controller.view?.number).toBe('new');
  });

  it('notices that somebody else answered while this officer was answering', async () => {
    let view = viewOf({ status: 'received' });
    const { controller } = page({ 'case.view': () => view });
    await controller.load();
    controller.edit({ answer: 'Jawaban saya' });
    view = viewOf({ status: 'identified', story: [item({})] }, { answer: 'Jawaban lain' });
    await controller.changed(['case:c1']);
    expect(controller.draft.fields.answer).toBe('Jawaban saya');
    expect(controller.overtaken).toEqual(['answer']);
  });

  it('is not overtaken by its own records', async () => {
    let view = viewOf({ status: 'received' });
    const { controller } = page({ 'case.view': () => view });
    await controller.load();
    controller.edit({ answer: 'Jawaban saya' });
    view = viewOf({ status: 'identified', story: [item({ author: 'Saya', user: 'u1' })] });
    await controller.changed(['case:c1']);
    expect(controller.overtaken).toEqual([]);
  });
});

describe('concurrent changes', () => {
  it('of somebody of the same name are noticed', async () => {
    let view = viewOf({ status: 'received' });
    const { controller } = page({ 'case.view': () => view });
    await controller.load();
    controller.edit({ answer: 'Jawaban saya' });
    view = viewOf({ status: 'identified', story: [item({ author: 'Saya', user: 'u2' })] });
    await controller.changed(['case:c1']);
    expect(controller.overtaken).toEqual(['answer']);
  });

  it('show every version that stands, also two of one person', () => {
    const story = [
      item({ event: 'e1', user: 'u1', text: 'satu' }), item({ event: 'e2', user: 'u1', text: 'dua' }),
      item({ event: 'e3', text: 'tiga', stands: false }), item({ event: 'e4', kind: 'topic', text: 'Retur' }),
    ];
    expect(versionsOf(viewOf({ story }), 'answer').map((each) => each.text)).toEqual(['satu', 'dua']);
    expect(versionsOf(viewOf({ story }), 'topic').map((each) => each.text)).toEqual(['Retur']);
  });

  it('are settled by any version, the one shown too', async () => {
    const { host, controller } = page({ 'case.settle': () => viewOf({ status: 'received' }, { answer: 'satu' }) });
    await controller.load();
    controller.edit({ answer: 'punya saya' });
    expect(await controller.settle('answer', 'e1')).toBeNull();
    expect(host.asked.map((each) => each.name)).toEqual(['case.view', 'draft.save', 'case.settle']);
    expect(host.inputs('case.settle')).toEqual([{ case: 'c1', part: 'answer', keep: 'e1' }]);
    expect(controller.draft.fields.answer).toBe('satu');
  });
});

describe('a clock that is off', () => {
  it('is said where the case stands, and the officer can go on', async () => {
    let accepted = false;
    const { host, controller } = page({
      'session.accept_clock': () => {
        accepted = true;
        return {} as never;
      },
      'case.record': () => {
        if (!accepted) throw { code: 'clock_off', message: 'Jam komputer ini berbeda.', details: null };
        return viewOf({ status: 'received', number: '046-B-26-0001' });
      },
    });
    await controller.load();
    controller.edit({ question: 'R' });
    await controller.left(['question']);
    expect(controller.clockOff).toBe('Jam komputer ini berbeda.');
    expect(controller.draft.fields.question).toBe('R');
    expect(await controller.acceptClock()).toBeNull();
    expect(controller.clockOff).toBeNull();
    expect(controller.view?.number).toBe('046-B-26-0001');
    expect(host.inputs('case.record').length).toBe(2);
  });
});

describe('leaving', () => {
  it('throws away a case in which nothing was typed', async () => {
    const { host, controller } = page({ 'draft.discard': () => ({}) as never });
    await controller.load();
    await controller.leave();
    expect(host.inputs('draft.discard')).toEqual([{ case: 'c1' }]);
  });

  it('keeps a case whose files are still on their way', async () => {
    const { host, controller } = page({ 'draft.discard': () => ({}) as never });
    await controller.load();
    await controller.leave(true);
    expect(host.inputs('draft.discard')).toEqual([]);
  });

  it('sets a case aside with its words as records', async () => {
    const { host, controller } = page({ 'case.record': () => viewOf() });
    await controller.load();
    controller.edit({ question: 'R' });
    await controller.leave();
    expect(host.asked.map((each) => each.name)).toEqual(['case.view', 'draft.save', 'case.record']);
  });

  it('takes a finished case off the tabs', async () => {
    const { host, controller } = page({ 'tabs.close': () => ({ tabs: [] }) }, viewOf({ status: 'resolved' }));
    await controller.load();
    await controller.leave();
    expect(host.inputs('tabs.close')).toEqual([{ case: 'c1' }]);
  });
});
