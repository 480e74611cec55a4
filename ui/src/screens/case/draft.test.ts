import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Draft, EMPTY, RETRY_AFTER_MS, SAVE_AFTER_MS } from './draft.svelte';
import { FakeHost, later } from './fake.test-host';

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

function draft(save: () => { at: number } | Promise<{ at: number }> = () => ({ at: Date.now() })) {
  const host = new FakeHost({ 'draft.save': save });
  return { host, it: new Draft(host, 'c1', Date.now) };
}

describe('saving', () => {
  it('saves 400 ms after the first key, however long the typing goes on', async () => {
    const { host, it: d } = draft();
    for (let n = 1; n <= 10; n += 1) {
      d.edit({ question: 'x'.repeat(n) });
      await vi.advanceTimersByTimeAsync(100);
    }
    const saves = host.inputs('draft.save');
    expect(saves.length).toBe(2);
    expect(saves[0]?.fields.question).toBe('xxxx');
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
    expect(host.inputs('draft.save').at(-1)?.fields.question).toBe('x'.repeat(10));
  });

  it('writes nothing when nothing changed', async () => {
    const { host, it: d } = draft();
    d.edit({ question: '' });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(host.asked).toEqual([]);
  });

  it('sends the moment of the first key and keeps it', async () => {
    const { host, it: d } = draft();
    d.edit({ question: 'a' });
    await vi.advanceTimersByTimeAsync(450);
    d.edit({ question: 'ab' });
    await vi.advanceTimersByTimeAsync(450);
    expect(host.inputs('draft.save').map((save) => save.first_key_at)).toEqual([1_000_000, 1_000_000]);
  });

  it('does not start the clock for a choice that is no key', async () => {
    const { host, it: d } = draft();
    d.edit({ channel: 'telepon' }, false);
    await d.flush();
    expect(host.inputs('draft.save')[0]?.first_key_at).toBeNull();
  });

  it('flushes at once what is typed while an earlier save is on its way, one save at a time', async () => {
    const first = later<{ at: number }>();
    let running = 0;
    let most = 0;
    const { host, it: d } = draft(async () => {
      running += 1;
      most = Math.max(most, running);
      const answer = host.inputs('draft.save').length === 1 ? await first.promise : { at: 2 };
      running -= 1;
      return answer;
    });
    d.edit({ question: 'a' });
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
    d.edit({ question: 'ab' });
    const flushed = d.flush();
    expect(host.inputs('draft.save').length).toBe(1);
    first.answer({ at: 1 });
    expect(await flushed).toBe(true);
    expect(host.inputs('draft.save').map((save) => save.fields.question)).toEqual(['a', 'ab']);
    expect(most).toBe(1);
    expect(d.unsaved).toBe(false);
  });

  it('says why a save failed, keeps the words and tries again', async () => {
    let full = true;
    const { host, it: d } = draft(() => {
      if (full) throw { code: 'storage', message: 'Penyimpanan penuh.', details: null };
      return { at: 7 };
    });
    d.edit({ answer: 'kata' });
    expect(await d.flush()).toBe(false);
    expect(d.problem?.message).toBe('Penyimpanan penuh.');
    expect(d.fields.answer).toBe('kata');
    full = false;
    await vi.advanceTimersByTimeAsync(RETRY_AFTER_MS);
    expect(d.problem).toBeNull();
    expect(host.inputs('draft.save').at(-1)?.fields.answer).toBe('kata');
  });

  it('is silent once closed', async () => {
    const { host, it: d } = draft();
    d.edit({ answer: 'a' });
    await d.close();
    const before = host.asked.length;
    d.edit({ answer: 'ab' });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(host.asked.length).toBe(before);
  });
});

describe('what arrives', () => {
  it('fills the fields nobody is typing in', () => {
    const { it: d } = draft();
    d.take({ ...EMPTY, question: 'dari program' }, d.mark(), 'v1');
    expect(d.fields.question).toBe('dari program');
  });

  it('never replaces words that are not saved yet', () => {
    const { it: d } = draft();
    const mark = d.mark();
    d.edit({ question: 'saya mengetik' });
    d.take({ ...EMPTY, question: 'lain', answer: 'jawaban' }, mark, 'v1');
    expect(d.fields.question).toBe('saya mengetik');
    expect(d.fields.answer).toBe('jawaban');
  });

  it('never replaces newer words by a view that was asked for before they were saved', async () => {
    const { it: d } = draft();
    d.edit({ question: 'a' });
    await d.flush();
    const mark = d.mark();
    d.edit({ question: 'ab' });
    await d.flush();
    d.take({ ...EMPTY, question: 'a' }, mark, 'v1');
    expect(d.fields.question).toBe('ab');
  });

  it('takes a later value once its own words are saved', async () => {
    const { it: d } = draft();
    d.edit({ question: 'a' });
    await d.flush();
    d.take({ ...EMPTY, question: 'dari meja lain' }, d.mark(), 'v1');
    expect(d.fields.question).toBe('dari meja lain');
  });

  it('tells for each part over which view its words were typed', async () => {
    const { host, it: d } = draft();
    d.take(EMPTY, d.mark(), 'v1');
    const mark = d.mark();
    d.edit({ question: 'saya' });
    d.take({ ...EMPTY, question: 'dari meja lain', answer: 'jawaban' }, mark, 'v2');
    await d.flush();
    expect(host.inputs('draft.save')[0]?.seen).toMatchObject({ question: 'v1', answer: 'v2', party: 'v2' });
  });

  it('takes a stakeholder whole or not at all', async () => {
    const { host, it: d } = draft();
    d.take({ ...EMPTY, person_name: 'Rina', phone: '0811' }, d.mark(), 'v1');
    const mark = d.mark();
    d.edit({ person_name: 'Rina Contoh' });
    d.take({ ...EMPTY, person_name: 'Rina', phone: '0822' }, mark, 'v2');
    await d.flush();
    expect(host.inputs('draft.save')[0]).toMatchObject({ fields: { person_name: 'Rina Contoh', phone: '0811' }, seen: { party: 'v1', question: 'v2' } });
  });
});
