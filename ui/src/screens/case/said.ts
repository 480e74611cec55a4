// The sentences of the case page that depend on something: what is missing, what a status is called, what happened.

import { m } from '$lib/paraglide/messages';
import type { CaseStatus, FileView, Past, StoryItem, TextState } from '$lib/platform';
import type { Format } from '$lib/format';
import type { Lists } from '../cases/lists.svelte';
import type { FieldName } from './draft.svelte';
import { serviceStory } from './service/story';

const MISSING: Partial<Record<FieldName, () => string>> = {
  stakeholder_type: m.case_missing_type,
  person: m.case_missing_name,
  person_name: m.case_missing_name,
  organisation: m.case_missing_organisation,
  organisation_name: m.case_missing_organisation,
  satker_code: m.case_missing_satker,
  role: m.case_missing_role,
  role_words: m.case_missing_role,
  channel: m.case_missing_channel,
  question: m.case_missing_question,
  topic: m.case_missing_topic,
  section: m.case_missing_section,
  answer: m.case_missing_answer,
};

export function missing(name: FieldName): string {
  return (MISSING[name] ?? m.case_missing_other)();
}

const STATUS: Record<CaseStatus, () => string> = {
  draft: m.status_draft,
  received: m.cases_received,
  identified: m.cases_identified,
  follow_up: m.cases_follow_up,
  waiting_documents: m.cases_waiting_documents,
  waiting_section_head: m.cases_waiting_section_head,
  forwarded_hai: m.cases_forwarded_hai,
  waiting_confirmation: m.cases_waiting_confirmation,
  duplicate: m.cases_duplicate,
  resolved: m.cases_resolved,
  cancelled: m.cases_cancelled,
};

/** The short word for a status. */
export function statusName(status: CaseStatus): string {
  return STATUS[status]();
}

/** The same, as part of a line. */
export function statusWord(status: CaseStatus): string {
  const word = statusName(status);
  return word.charAt(0).toLowerCase() + word.slice(1);
}

/** "12 November", with the year only where it is another one. */
export function dayOf(at: number, now: number, format: Format): string {
  const [day, today] = [format.day(at), format.day(now)];
  return day.slice(-4) === today.slice(-4) ? day.slice(0, -5) : day;
}

/** "Terakhir ke sini 12 November, soal retur, selesai" */
export function pastLine(past: Past, now: number, format: Format, lists: Lists): string {
  const date = format.sameDay(past.at, now) ? m.past_today() : dayOf(past.at, now, format);
  const status = statusWord(past.status);
  const topic = lists.topic(past.topic)?.name.split(/[:(]/)[0]?.trim();
  return topic === undefined ? m.past_line_plain({ date, status }) : m.past_line({ date, topic, status });
}

/** What a field says instead of its content. */
export function stateHint(state: TextState): string | undefined {
  if (state === 'not_yet') return m.case_field_not_yet();
  return state === 'erased' ? m.case_field_erased() : undefined;
}

/** The head of an entry of the story. `first`: nothing of this kind stood before it. */
export function happened(item: StoryItem, first: boolean): string {
  switch (item.kind) {
    case 'opened': return m.story_opened();
    case 'party': return m.story_party();
    case 'question': return first ? m.story_question() : m.story_question_changed();
    case 'topic': return m.story_topic();
    case 'answer': return first ? m.story_answer() : m.story_answer_changed();
    case 'channel': return m.story_channel();
    case 'hai': return m.story_hai();
    case 'clock_started': return m.story_clock_started();
    case 'resolved': return m.story_resolved();
    case 'cancelled': return m.story_cancelled();
    case 'reverted': return m.story_reverted();
    case 'file': return m.story_file();
    default: return serviceStory(item.kind) ?? m.story_unknown();
  }
}

/** A file's name, or why there is none. */
export function fileName(file: FileView): string {
  if (file.name_state === 'not_yet') return m.file_name_not_yet();
  return file.name_state === 'erased' ? m.file_name_erased() : file.name;
}

/** The letters behind the last dot of a name; empty where there are none. */
export function endingOf(name: string): string {
  return /\.([\p{L}\p{N}]{1,5})$/u.exec(name)?.[1] ?? '';
}

/** What kind of document it is, in letters: as its bytes say, otherwise as its name does. */
export function kindOf(file: FileView): string {
  return file.media === 'bin' || file.media === '' ? endingOf(fileName(file)) : file.media;
}
