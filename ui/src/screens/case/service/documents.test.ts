import { describe, expect, it } from 'vitest';
import { formatFor } from '$lib/format';
import type { DocumentView } from '$lib/platform/api.gen';
import { viewOf } from '../fake.test-host';
import { awaited, documentLine, inOrder, lateOn, namesOf, toggled, unclaimed, usualLeft, waitedFor } from './documents';

const WITA = 'Asia/Makassar';
const now = Date.UTC(2026, 10, 23, 3);
const format = formatFor('id', WITA);
const document = (changes: Partial<DocumentView>): DocumentView => ({ request: 'r', name: 'Cetakan SPM', requested_at: now, until: null, state: 'awaited', at: null, file: null, reason: null, ...changes });

describe('the checklist', () => {
  const usual = ['Cetakan SPM', 'ADK', 'Surat permohonan'];

  it('leaves out what was asked for already, however it is written', () => expect(usualLeft(usual, [document({ name: 'cetakan spm ' })])).toEqual(['ADK', 'Surat permohonan']));
  it('offers again what was waived', () => expect(usualLeft(usual, [document({ state: 'waived' })])).toEqual(usual));
  it('is empty where the topic has no usual documents', () => expect(usualLeft(['-'], [])).toEqual([]));
  it('ticks and unticks by number, in the order of the list', () => {
    expect(toggled(['ADK'], usual, 1)).toEqual(['Cetakan SPM', 'ADK']);
    expect(toggled(['Cetakan SPM', 'ADK'], usual, 2)).toEqual(['Cetakan SPM']);
    expect(toggled(['ADK'], usual, 9)).toEqual(['ADK']);
  });
  it('asks for each document once', () => expect(namesOf(['ADK'], ' adk \n\nBAST\nBAST')).toEqual(['ADK', 'BAST']));
  it('asks for nothing where nothing is ticked or typed', () => expect(namesOf([], ' \n ')).toEqual([]));
});

describe('documents asked for', () => {
  it('stand with the awaited ones first', () => {
    const list = [document({ request: 'a', state: 'arrived' }), document({ request: 'b', requested_at: now + 1 }), document({ request: 'c' })];
    expect(inOrder(list).map((each) => each.request)).toEqual(['c', 'b', 'a']);
    expect(awaited(list).length).toBe(2);
  });
  it.each([
    [{}, 'diminta 23 November'],
    [{ until: '2026-11-25' }, 'diminta 23 November, paling lambat 25 November'],
    [{ state: 'arrived', at: now + 86_400_000 }, 'diterima 24 November'],
    [{ state: 'waived', reason: 'sudah ada di SAKTI' }, 'tidak diperlukan lagi: sudah ada di SAKTI'],
    [{ state: 'waived' }, 'tidak diperlukan lagi'],
  ] as [Partial<DocumentView>, string][])('%j reads "%s"', (changes, line) => expect(documentLine(document(changes), now, format, WITA)).toBe(line));
  it('are late after their day, not on it', () => {
    const until = document({ until: '2026-11-23' });
    expect([lateOn(until, '2026-11-23'), lateOn(until, '2026-11-24'), lateOn({ ...until, state: 'arrived' }, '2026-11-24')]).toEqual([false, true, false]);
  });
  it('are ticked with a file that no other was ticked with', () => {
    const file = (id: string) => ({ file: id, name: id, size: 1, media: 'pdf', state: 'on_server', progress: null, reason: null, next_try: null, name_state: 'known', preview: null, added_at: 1 }) as const;
    const view = viewOf({ files: [file('f1'), file('f2')], documents: [document({ state: 'arrived', file: 'f1' })] });
    expect(unclaimed(view).map((each) => each.file)).toEqual(['f2']);
  });
});

it.each([[0, 'kurang dari 1 jam'], [5.4, '5 jam'], [48, '2 hari'], [51, '2 hari 3 jam']])('%d hours of waiting read "%s"', (hours, words) => expect(waitedFor(hours * 3_600_000)).toBe(words));
