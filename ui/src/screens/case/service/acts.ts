// Acts that ask for a few words before they are done: which command, which fields, which sentences. One dialog shows them all.

import { m } from '$lib/paraglide/messages';
import type { CaseAct } from '../case.svelte';

export interface ActField {
  /** Name in the command's input. */
  name: string;
  look: 'text' | 'line' | 'channel' | 'section' | 'cause';
  label: () => string;
  hint?: () => string;
  /** What to do where it is empty; a field without it may stay empty. */
  missing?: () => string;
}

export interface Act {
  command: CaseAct;
  title: () => string;
  text?: () => string;
  yes: () => string;
  /** Said when it is done. */
  done: () => string;
  fields: readonly ActField[];
}

const reason: ActField = { name: 'reason', look: 'text', label: m.field_reason, missing: m.reason_missing };
const words = (label: () => string, missing: () => string): ActField => ({ name: 'text', look: 'text', label, missing });
const channel: ActField = { name: 'channel', look: 'channel', label: m.field_through, missing: m.case_missing_channel };
const number = (name: string): ActField => ({ name, look: 'line', label: m.field_number, hint: m.field_number_hint, missing: m.number_missing });

export const ACTS = {
  progress: { command: 'case.progress', title: m.progress_title, text: m.progress_text, yes: m.progress_yes, done: m.progress_done, fields: [channel, words(m.progress_words, m.progress_missing)] },
  waive: { command: 'case.waive_document', title: m.waive_title, text: m.waive_text, yes: m.waive_yes, done: m.waive_done, fields: [reason] },
  reply: { command: 'escalation.reply', title: m.reply_title, yes: m.reply_yes, done: m.reply_done, fields: [words(m.reply_words, m.reply_missing)] },
  answer: { command: 'escalation.answer', title: m.head_answer_title, yes: m.head_answer_yes, done: m.head_answer_done, fields: [words(m.head_answer_words, m.head_answer_missing)] },
  on_behalf: { command: 'escalation.answer', title: m.on_behalf_title, text: m.on_behalf_text, yes: m.on_behalf_yes, done: m.on_behalf_done, fields: [words(m.on_behalf_words, m.on_behalf_missing)] },
  ask_back: { command: 'escalation.ask_back', title: m.ask_back_title, text: m.ask_back_text, yes: m.ask_back_yes, done: m.ask_back_done, fields: [words(m.ask_back_words, m.ask_back_missing)] },
  refer: {
    command: 'escalation.refer', title: m.refer_title, text: m.refer_text, yes: m.refer_yes, done: m.refer_done,
    fields: [{ name: 'section', look: 'section', label: m.refer_section, missing: m.case_missing_section }, words(m.refer_words, m.refer_missing)],
  },
  withdraw_escalation: { command: 'escalation.withdraw', title: m.withdraw_title, text: m.withdraw_text, yes: m.withdraw_yes, done: m.withdraw_done, fields: [reason] },
  pause: {
    command: 'case.pause', title: m.pause_title, text: m.pause_text, yes: m.step_pause, done: m.pause_done,
    fields: [{ name: 'cause', look: 'cause', label: m.pause_cause, missing: m.pause_cause_missing }, { name: 'reason', look: 'text', label: m.pause_reason }],
  },
  chase: { command: 'case.chase', title: m.chase_title, text: m.chase_text, yes: m.chase_yes, done: m.chase_done, fields: [channel, words(m.chase_words, m.chase_missing)] },
  reopen: { command: 'case.reopen', title: m.reopen_title, text: m.reopen_text, yes: m.step_reopen, done: m.reopen_done, fields: [reason] },
  duplicate: { command: 'case.duplicate', title: m.duplicate_title, text: m.duplicate_text, yes: m.step_duplicate, done: m.duplicate_done, fields: [number('of'), reason] },
  forward: { command: 'case.forward', title: m.forward_title, text: m.forward_text, yes: m.step_forward, done: m.forward_done, fields: [words(m.forward_words, m.forward_missing)] },
  return: { command: 'case.return', title: m.return_title, yes: m.return_yes, done: m.return_done, fields: [words(m.return_words, m.return_missing)] },
  reference: { command: 'case.reference', title: m.reference_title, text: m.reference_text, yes: m.reference_yes, done: m.reference_done, fields: [words(m.reference_words, m.reference_missing)] },
  withdraw_file: { command: 'file.withdraw', title: m.withdraw_file_title, text: m.withdraw_file_text, yes: m.withdraw_file_yes, done: m.withdraw_file_done, fields: [reason] },
  move_file: { command: 'file.move', title: m.move_file_title, text: m.move_file_text, yes: m.move_file_yes, done: m.move_file_done, fields: [number('to')] },
} as const satisfies Record<string, Act>;

export type ActName = keyof typeof ACTS;
export type Values = Record<string, string>;

export function isAct(name: string): name is ActName {
  return name in ACTS;
}

/** The id of a field's control in the dialog. */
export const actField = (name: string): string => `act-${name}`;

/** What is still missing, as field ids with sentences, in the order of the form. */
export function lacking(act: Act, values: Values): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const field of act.fields) if (field.missing && (values[field.name] ?? '').trim() === '') errors[actField(field.name)] = field.missing();
  return errors;
}

/** Why a clock may stand still. Codes of `clock.paused`. */
export const CAUSES: readonly { code: string; name: () => string }[] = [
  { code: 'telepon', name: m.cause_telepon },
  { code: 'stakeholder', name: m.cause_stakeholder },
  { code: 'sistem', name: m.cause_sistem },
  { code: 'lain', name: m.cause_lain },
];

/** The command's input from what was typed; a pause without words of its own is explained by its cause. */
export function inputOf(name: ActName, values: Values): Values {
  const input = Object.fromEntries(ACTS[name].fields.map((field) => [field.name, (values[field.name] ?? '').trim()]));
  if (name === 'pause' && input.reason === '') input.reason = CAUSES.find((cause) => cause.code === input.cause)?.name() ?? '';
  if (name === 'duplicate' || name === 'move_file') {
    const field = name === 'duplicate' ? 'of' : 'to';
    input[field] = (input[field] ?? '').toUpperCase();
  }
  return input;
}
