// What a head's words are sent as, and what they still lack.

import { m } from '$lib/paraglide/messages';

export type Way = 'answer' | 'ask_back' | 'refer';

/** By field id, in the order of the form. */
export function boxErrors(way: Way, words: string, section: string): Record<string, string> {
  const errors: Record<string, string> = {};
  if (way === 'refer' && section === '') errors['head-section'] = m.case_missing_section();
  const missing = { answer: m.head_answer_missing, ask_back: m.ask_back_missing, refer: m.refer_missing }[way];
  if (words.trim() === '') errors['head-answer'] = missing();
  return errors;
}
