import { describe, expect, it } from 'vitest';
import type { EscalationView } from '$lib/platform/api.gen';
import { escalationActs, reachOf, reachWords, saidBy, stations } from './escalation';

const escalation = (changes: Partial<EscalationView> = {}): EscalationView => ({
  escalation: 'e', section: 'PD', section_name: 'Seksi Pencairan Dana', phase: 'waiting', question: '?', raised_at: 1, raised_by: 'Petugas', sent: false, delivered_at: null,
  steps: [], may_answer: false, may_confirm: false, ...changes,
});
const officer = (command: string) => ['case.escalate', 'escalation.reply', 'escalation.withdraw'].includes(command);
const nobody = () => false;

describe('an escalation', () => {
  it.each([
    [{}, 'Menunggu terkirim', [false, false, false]],
    [{ sent: true }, 'Terkirim ke server', [true, false, false]],
    [{ sent: true, delivered_at: 2 }, 'Sampai di komputer Kepala Seksi', [true, true, false]],
    [{ phase: 'asked_back' }, 'Kepala Seksi bertanya balik', [true, true, false]],
    [{ phase: 'answered', sent: true }, 'Dijawab', [true, true, true]],
    [{ phase: 'withdrawn' }, 'Ditarik', [false, false, false]],
  ] as [Partial<EscalationView>, string, boolean[]][])('%j is said as "%s"', (changes, words, reached) => {
    expect(reachWords(reachOf(escalation(changes)))).toBe(words);
    expect(stations(escalation(changes)).map((each) => each.reached)).toEqual(reached);
  });

  it('lets the officer write down a decision by telephone and withdraw it', () => expect(escalationActs(escalation(), officer)).toEqual(['on_behalf', 'withdraw_escalation']));
  it('lets the officer reply when asked back', () => expect(escalationActs(escalation({ phase: 'asked_back' }), officer)).toEqual(['reply', 'on_behalf', 'withdraw_escalation']));
  it('lets its head answer, ask back and refer', () => expect(escalationActs(escalation({ may_answer: true }), nobody)).toEqual(['answer', 'ask_back', 'refer']));
  it('lets its head confirm what was written on the head’s behalf', () => expect(escalationActs(escalation({ phase: 'answered', may_confirm: true }), nobody)).toEqual(['confirm_escalation']));
  it('offers nothing once it is over', () => expect(escalationActs(escalation({ phase: 'answered' }), officer)).toEqual([]));
});

describe('who said it', () => {
  const step = { kind: 'escalation_answered', at: 1, by: 'Petugas', text: 'Boleh', on_behalf_of: null, confirmed: false } as const;
  it('is the author', () => expect(saidBy(step)).toBe('Petugas'));
  it('is the head, through whoever wrote it', () => expect(saidBy({ ...step, on_behalf_of: 'Kasi Bank', confirmed: true })).toBe('Kasi Bank, lewat telepon kepada Petugas'));
  it('is marked until the head stands by it', () => expect(saidBy({ ...step, on_behalf_of: 'Kasi Bank' })).toBe('Kasi Bank, lewat telepon kepada Petugas (belum dibenarkan)'));
});
