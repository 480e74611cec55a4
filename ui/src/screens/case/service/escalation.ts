// How far an escalation has come, and who may do what with it.

import { m } from '$lib/paraglide/messages';
import type { EscalationStep, EscalationView } from '$lib/platform/api.gen';

/** The way of a question to the head and back. */
export type Reach = 'here' | 'server' | 'head' | 'asked_back' | 'answered' | 'withdrawn';

export function reachOf(escalation: Pick<EscalationView, 'phase' | 'sent' | 'delivered_at'>): Reach {
  if (escalation.phase !== 'waiting') return escalation.phase;
  if (escalation.delivered_at !== null) return 'head';
  return escalation.sent ? 'server' : 'here';
}

const WORDS: Record<Reach, () => string> = {
  here: m.reach_here,
  server: m.reach_server,
  head: m.reach_head,
  asked_back: m.reach_asked_back,
  answered: m.reach_answered,
  withdrawn: m.reach_withdrawn,
};
const TONES = { here: 'caution', server: 'info', head: 'info', asked_back: 'caution', answered: 'positive', withdrawn: 'neutral' } as const;

export const reachWords = (reach: Reach): string => WORDS[reach]();
export const reachTone = (reach: Reach): (typeof TONES)[Reach] => TONES[reach];

/** The three stations an officer watches, each with whether it is reached. */
export function stations(escalation: Pick<EscalationView, 'phase' | 'sent' | 'delivered_at'>): { name: string; reached: boolean }[] {
  const reach = reachOf(escalation);
  const back = reach === 'answered' || reach === 'asked_back';
  return [
    { name: m.station_server(), reached: escalation.sent || escalation.delivered_at !== null || back },
    { name: m.station_head(), reached: escalation.delivered_at !== null || back },
    { name: m.station_answered(), reached: reach === 'answered' },
  ];
}

/** Still waits for somebody: the head, or the officer who was asked back. */
export function isOpen(escalation: Pick<EscalationView, 'phase'>): boolean {
  return escalation.phase === 'waiting' || escalation.phase === 'asked_back';
}

/** What may be done with one, in the order of the buttons. `may`: whether this person may give a command. */
export function escalationActs(escalation: EscalationView, may: (command: string) => boolean): EscalationAct[] {
  const acts: EscalationAct[] = [];
  if (isOpen(escalation)) {
    if (escalation.may_answer) acts.push('answer', 'ask_back', 'refer');
    if (escalation.phase === 'asked_back' && may('escalation.reply')) acts.push('reply');
    if (!escalation.may_answer && may('case.escalate')) acts.push('on_behalf');
    if (may('escalation.withdraw')) acts.push('withdraw_escalation');
  }
  if (escalation.may_confirm) acts.push('confirm_escalation');
  return acts;
}
export type EscalationAct = 'answer' | 'ask_back' | 'refer' | 'reply' | 'on_behalf' | 'withdraw_escalation' | 'confirm_escalation';

/** "Kepala Seksi melalui Petugas Contoh (telepon), belum dibenarkan": who said it. */
export function saidBy(step: EscalationStep): string {
  if (step.on_behalf_of === null) return step.by;
  const by = m.on_behalf_by({ head: step.on_behalf_of, by: step.by });
  return step.confirmed ? by : m.on_behalf_unconfirmed({ by });
}
