import { describe, expect, it } from 'vitest';
import type { EscalationRow } from '$lib/platform/api.gen';
import { FakeHost, later, viewOf } from '../case/fake.test-host';
import { boxErrors } from './answer-box';
import { Inbox, nextAfter, ordered, waiting } from './inbox.svelte';

const row = (id: string, changes: Partial<EscalationRow> = {}): EscalationRow => ({
  case: `case-${id}`, number: id, escalation: id, section_name: 'Seksi Bank', question: '?', raised_at: 1, raised_by: 'Petugas', phase: 'waiting', due_at: null, ...changes,
});

function inbox(rows: EscalationRow[], answers: ConstructorParameters<typeof FakeHost>[0] = {}) {
  const table = { rows };
  const gone = ({ escalation }: { escalation: string }) => {
    table.rows = table.rows.filter((each) => each.escalation !== escalation);
    return viewOf();
  };
  const host = new FakeHost({
    'escalations.mine': () => ({ rows: table.rows }), 'case.view': ({ case: id }) => viewOf({ case: id }), 'escalation.answer': gone, 'escalation.refer': gone,
    'escalation.ask_back': ({ escalation }) => {
      table.rows = table.rows.map((each) => (each.escalation === escalation ? { ...each, phase: 'asked_back' } : each));
      return viewOf();
    },
    ...answers,
  });
  return { host, it: new Inbox(host) };
}

describe('the order', () => {
  it('is by due date, then by age, and what waits for the officer stands last', () => {
    const rows = [row('back', { phase: 'asked_back', due_at: 1 }), row('young', { raised_at: 9 }), row('old', { raised_at: 2 }), row('due', { due_at: 5, raised_at: 8 }), row('done', { phase: 'answered' })];
    expect(ordered(rows).map((each) => each.escalation)).toEqual(['due', 'old', 'young', 'back']);
    expect(waiting(rows).map((each) => each.escalation)).toEqual(['young', 'old', 'due']);
  });
});

describe('after an answer', () => {
  const [a, b, c] = [row('a'), row('b'), row('c')];
  it('comes the one below', () => expect(nextAfter([a, b, c], [a, c], 'b')).toBe('c'));
  it('comes the first when the last was answered', () => expect(nextAfter([a, b, c], [a, b], 'c')).toBe('a'));
  it('comes none that was answered elsewhere meanwhile', () => expect(nextAfter([a, b, c], [a], 'b')).toBe('a'));
  it('comes one that has just arrived', () => expect(nextAfter([a], [row('new')], 'a')).toBe('new'));
  it('comes nothing when nothing waits', () => expect(nextAfter([a], [], 'a')).toBeNull());
});

describe('the head', () => {
  it('finds the first question open', async () => {
    const { it: box } = inbox([row('a'), row('b')]);
    await box.load();
    expect([box.chosen, box.view?.case]).toEqual(['a', 'case-a']);
  });

  it('answers, and the next is there', async () => {
    const { host, it: box } = inbox([row('a'), row('b')]);
    await box.load();
    box.words = ' Boleh. ';
    await box.answer();
    expect(host.inputs('escalation.answer')).toEqual([{ case: 'case-a', escalation: 'a', text: 'Boleh.', on_behalf: false }]);
    expect([box.chosen, box.view?.case, box.words]).toEqual(['b', 'case-b', '']);
  });

  it('asks back, and the question waits below for the officer', async () => {
    const { it: box } = inbox([row('a'), row('b')]);
    await box.load();
    box.words = 'Tahun berapa?';
    await box.askBack();
    expect(box.rows.map((each) => each.escalation)).toEqual(['b', 'a']);
    expect(box.chosen).toBe('b');
  });

  it('refers to another section', async () => {
    const { host, it: box } = inbox([row('a')]);
    await box.load();
    box.words = 'Ini soal retur';
    await box.refer('BK');
    expect(host.inputs('escalation.refer')).toEqual([{ case: 'case-a', escalation: 'a', section: 'BK', text: 'Ini soal retur' }]);
    expect([box.chosen, box.rows.length]).toEqual([null, 0]);
  });

  it('loses no words by looking at another question', async () => {
    const { it: box } = inbox([row('a'), row('b')]);
    await box.load();
    box.words = 'Setengah jawaban';
    await box.step(1);
    expect([box.chosen, box.words]).toEqual(['b', '']);
    await box.step(1);
    expect(box.chosen).toBe('b');
    await box.step(-1);
    expect(box.words).toBe('Setengah jawaban');
  });

  it('keeps the words when the answer is refused', async () => {
    const { it: box } = inbox([row('a')], {
      'escalation.answer': () => {
        throw { code: 'not_allowed', message: 'Hanya Kepala Seksi.', details: null };
      },
    });
    await box.load();
    box.words = 'Boleh';
    await expect(box.answer()).rejects.toMatchObject({ message: 'Hanya Kepala Seksi.' });
    expect([box.chosen, box.words, box.busy]).toEqual(['a', 'Boleh', false]);
  });

  it('is not shown the case of a question left meanwhile', async () => {
    const slow = later<ReturnType<typeof viewOf>>();
    const { it: box } = inbox([row('a'), row('b')], { 'case.view': ({ case: id }) => (id === 'case-a' ? slow.promise : viewOf({ case: id })) });
    void box.load();
    await Promise.resolve();
    await new Promise((done) => setTimeout(done));
    await box.choose('b');
    slow.answer(viewOf({ case: 'case-a' }));
    await Promise.resolve();
    expect(box.view?.case).toBe('case-b');
  });
});

describe('the words', () => {
  it('are needed for each way of sending', () => expect((['answer', 'ask_back', 'refer'] as const).map((way) => Object.keys(boxErrors(way, ' ', 'BK')))).toEqual([['head-answer'], ['head-answer'], ['head-answer']]));
  it('need a section when they are to go to another', () => expect(Object.keys(boxErrors('refer', 'x', ''))).toEqual(['head-section']));
  it('go as they are', () => expect(boxErrors('answer', 'Boleh', '')).toEqual({}));
});
