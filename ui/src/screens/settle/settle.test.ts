// Proves that one field after the other is settled: left, right or a third, taken back, and chosen again where somebody was quicker.
import { describe, expect, it } from 'vitest';
import { formatFor } from '$lib/format';
import type { SettleField, SettleItem, SettleVersion, SettleView } from '$lib/platform';
import { FakeHost } from '../case/fake.test-host';
import { beside, choices, fieldName, joined, keyOf, partName, partsOf, textOf } from './fields';
import { Settling } from './settle.svelte';
import { momentValue, thirdErrors } from './third';

const version = (event: string, text: string, changes: Partial<SettleVersion> = {}): SettleVersion => ({
  event, author: 'Petugas', at: 1, pc: 'PC loket 1', this_pc: true, shown: false, state: 'known', parts: [{ name: 'text', value: text, text }], ...changes,
});
const item = (field: SettleField, versions = [version(`${field}-1`, 'kiri'), version(`${field}-2`, 'kanan', { shown: true })], of = 'c1'): SettleItem => ({ of, of_name: '', field, versions });
const view = (fields: SettleItem[]): SettleView => ({ id: 'c1', is_party: false, number: '046-B-26-0001', title: 'Satker', question: '?', fields });

function page(fields: SettleItem[], answers: ConstructorParameters<typeof FakeHost>[0] = {}) {
  const table = { fields };
  const host = new FakeHost({
    'settle.view': () => view(table.fields),
    'settle.write': ({ of, field }) => {
      table.fields = table.fields.filter((each) => each.of !== of || each.field !== field);
      return { event: `settled-${field}` };
    },
    'settle.undo': ({ field }) => {
      table.fields = [...table.fields, item(field)];
      return {};
    },
    ...answers,
  });
  return { host, table, it: new Settling(host, 'c1') };
}

describe('the page', () => {
  it('begins with the first field', async () => {
    const { it: settling } = page([item('question'), item('answer')]);
    await settling.load();
    expect([settling.item?.field, settling.at, settling.third]).toEqual(['question', 0, null]);
  });

  it('takes the left or the right over all that were shown, and the next field is at hand', async () => {
    const { host, it: settling } = page([item('question'), item('answer')]);
    await settling.load();
    const done = await settling.take(0);
    expect(host.inputs('settle.write')).toEqual([{ of: 'c1', field: 'question', seen: ['question-1', 'question-2'], keep: 'question-1', parts: [] }]);
    expect([done?.event, done?.item.field, settling.item?.field]).toEqual(['settled-question', 'question', 'answer']);
    await settling.take(1);
    expect([host.inputs('settle.write')[1]?.keep, settling.item, settling.settled, settling.busy]).toEqual(['answer-2', null, true, false]);
  });

  it('writes a third that begins with the left', async () => {
    const { host, it: settling } = page([item('question')]);
    await settling.load();
    settling.begin();
    expect(settling.third).toEqual({ text: 'kiri' });
    settling.third!.text = 'kiri dan kanan';
    await settling.write();
    expect(host.inputs('settle.write')[0]).toEqual({ of: 'c1', field: 'question', seen: ['question-1', 'question-2'], keep: null, parts: [{ name: 'text', value: 'kiri dan kanan' }] });
    expect(settling.third).toBeNull();
  });

  it('begins a third with what can be read, and takes no version that cannot', async () => {
    const hidden = version('a', '', { state: 'not_yet', parts: [] });
    const { host, it: settling } = page([item('question', [hidden, version('b', 'kanan')])]);
    await settling.load();
    settling.begin();
    expect([settling.third, await settling.take(0), host.inputs('settle.write')]).toEqual([{ text: 'kanan' }, null, []]);
  });

  it('skips a field and comes round to it again', async () => {
    const { it: settling } = page([item('question'), item('answer')]);
    await settling.load();
    settling.begin();
    settling.skip();
    expect([settling.item?.field, settling.third]).toEqual(['answer', null]);
    settling.skip();
    expect(settling.item?.field).toBe('question');
  });

  it('takes it back and shows the field again', async () => {
    const { host, it: settling } = page([item('question'), item('answer')]);
    await settling.load();
    const done = await settling.take(0);
    await settling.undo(done!);
    expect(host.inputs('settle.undo')).toEqual([{ of: 'c1', field: 'question', event: 'settled-question' }]);
    expect([settling.item?.field, settling.fields.length]).toEqual(['question', 2]);
  });

  it('shows what stands now where somebody was quicker, and says why it was not taken', async () => {
    const newer = item('question', [version('x', 'kiri'), version('y', 'lain')]);
    const { table, it: settling } = page([item('question')], {
      'settle.write': () => {
        table.fields = [newer];
        throw { code: 'failed', message: 'Versi ini tidak berlaku lagi.', details: null };
      },
    });
    await settling.load();
    await expect(settling.take(0)).rejects.toMatchObject({ message: 'Versi ini tidak berlaku lagi.' });
    expect([settling.item?.versions.map((each) => each.event), settling.busy, settling.settled]).toEqual([['x', 'y'], false, false]);
  });

  it('keeps the words of a third while newer versions of its field arrive', async () => {
    const { table, it: settling } = page([item('question'), item('answer')]);
    await settling.load();
    settling.begin();
    settling.third!.text = 'setengah jadi';
    table.fields = [item('question', [version('x', 'kiri'), version('y', 'lain')]), item('answer')];
    await settling.load();
    expect(settling.third?.text).toBe('setengah jadi');
    table.fields = [item('answer')];
    await settling.load();
    expect([settling.third, settling.item?.field]).toEqual([null, 'answer']);
  });

  it('says why there is nothing to show', async () => {
    const { it: settling } = page([], {
      'settle.view': () => {
        throw { code: 'gone', message: 'Tidak ditemukan.', details: null };
      },
    });
    await settling.load();
    expect([settling.view, settling.absent?.message]).toEqual([null, 'Tidak ditemukan.']);
  });
});

describe('the pieces', () => {
  const two = item('contact', [
    version('a', '', { parts: [{ name: 'declined', value: 'true', text: 'true' }, { name: 'name', value: '', text: '' }] }),
    version('b', '', { parts: [{ name: 'declined', value: '', text: '' }, { name: 'name', value: 'Rina', text: 'Rina' }] }),
  ]);
  const format = formatFor('id', 'Asia/Makassar');

  it('of every field have names', () => {
    const fields: SettleField[] = ['party', 'question', 'topic', 'answer', 'contact', 'received', 'name', 'phone', 'email'];
    expect(new Set(fields.map(fieldName)).size).toBe(fields.length);
    expect(new Set(['stakeholder_type', 'organisation', 'person', 'role', 'role_words', 'topic', 'section', 'declined', 'at', 'reason'].map(partName)).size).toBe(10);
  });
  it('are compared with the version on the other side', () => {
    expect([beside(two, 0)?.event, beside(two, 1)?.event]).toEqual(['b', 'a']);
    expect(partsOf(two)).toEqual(['declined', 'name']);
  });
  it('are read as people do', () => {
    expect([textOf(two.versions[0], 'declined', format), textOf(two.versions[1], 'declined', format)]).toEqual(['ya', 'tidak']);
    const at = version('a', '', { parts: [{ name: 'at', value: String(Date.UTC(2026, 10, 23, 2)), text: '' }] });
    expect(textOf(at, 'at', format)).toBe('Senin, 23 November 2026 10.00 WITA');
  });
  it('are chosen from what the versions have, each once', () => {
    expect(choices(two, 'name', '(kosong)')).toEqual([{ code: '', name: '(kosong)' }, { code: 'Rina', name: 'Rina' }]);
  });
  it('of two owners are two fields', () => expect(keyOf(item('name', [], 'p1'))).not.toBe(keyOf(item('name', [], 'p2'))));
  it('are joined without saying a thing twice', () => {
    expect([joined('a', 'b'), joined('a b', 'b'), joined('', 'b')]).toEqual(['a\n\nb', 'a b', 'b']);
  });
});

describe('a third version', () => {
  it('of a name needs one', () => expect(Object.keys(thirdErrors('name', { text: ' ' }, 9))).toEqual(['settle-text']));
  it('of a telephone number may be empty', () => expect(thirdErrors('phone', { text: '' }, 9)).toEqual({}));
  it('of a moment lies in the past', () => {
    expect([{ at: '10' }, { at: '' }, { at: 'x' }].map((values) => Object.keys(thirdErrors('received', values, 9)))).toEqual([['settle-at'], ['settle-at'], ['settle-at']]);
    expect(thirdErrors('received', { at: '9' }, 9)).toEqual({});
  });
  it('of a contact names somebody or says that nobody was to be named', () => {
    expect(Object.keys(thirdErrors('contact', { declined: '', name: '' }, 9))).toEqual(['settle-name']);
    expect([thirdErrors('contact', { declined: 'true' }, 9), thirdErrors('contact', { email: 'a@b.id' }, 9)]).toEqual([{}, {}]);
  });
  it('reads a moment by the office wall', () => {
    expect(momentValue('2026-11-23T10:00', 'Asia/Makassar')).toBe(String(Date.UTC(2026, 10, 23, 2)));
    expect(momentValue('', 'Asia/Makassar')).toBe('');
  });
});
