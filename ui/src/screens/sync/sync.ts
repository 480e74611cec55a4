// How sync stands in words: the head of the page, the problems with what to do about each, and where a file is.

import type { Format } from '$lib/format';
import { m } from '$lib/paraglide/messages';
import type { FileView, RefusedBecause, SyncPage, SyncPlace, SyncProblem, SyncProblemKind, UnsentRow } from '$lib/platform';
import { whereabouts } from '../case/whereabouts';

export interface Head {
  title: string;
  text: string;
  tone: 'alone' | 'calm' | 'moving' | 'waiting' | 'trouble' | 'paused';
}

/** Kinds an officer has to act on; the others are told and do not spoil the head. */
const PRESSING: ReadonlySet<SyncProblemKind> = new Set<SyncProblemKind>(['unproven', 'replaced', 'device_refused', 'device_revoked', 'invitation_refused', 'clock_off', 'own_log_ahead', 'forked', 'page_refused', 'not_lakon', 'broken']);

/** What stands largest: the one thing to know. */
export function head(page: SyncPage, format: Format): Head {
  const { state, problems } = page;
  if (state.alone) return { title: m.syncpage_alone(), text: m.syncpage_alone_text(), tone: 'alone' };
  if (state.paused) {
    const title = state.paused_until === null ? m.syncpage_paused() : m.syncpage_paused_until({ time: format.time(state.paused_until) });
    return { title, text: m.syncpage_paused_text(), tone: 'paused' };
  }
  if (state.running) return { title: m.syncpage_running(), text: m.syncpage_running_text(), tone: 'moving' };
  if (problems.some((problem) => PRESSING.has(problem.kind))) return { title: m.syncpage_trouble(), text: m.syncpage_trouble_text(), tone: 'trouble' };
  if (!state.reachable) return { title: m.syncpage_unreachable(), text: m.syncpage_unreachable_text(), tone: 'trouble' };
  if (state.unsent_records > 0 || state.unsent_files > 0) return { title: m.syncpage_unsent(), text: m.syncpage_unsent_text(), tone: 'waiting' };
  return { title: m.syncpage_calm(), text: m.syncpage_calm_text(), tone: 'calm' };
}

interface Said {
  says: (count: string) => string;
  act: () => string;
  tone: 'critical' | 'caution' | 'info';
}

const PROBLEMS: Record<SyncProblemKind, Said> = {
  unproven: { says: () => m.problem_unproven(), act: m.problem_unproven_do, tone: 'critical' },
  replaced: { says: () => m.problem_replaced(), act: m.problem_replaced_do, tone: 'critical' },
  device_refused: { says: () => m.problem_device_refused(), act: m.problem_device_refused_do, tone: 'critical' },
  device_revoked: { says: () => m.problem_device_revoked(), act: m.problem_device_revoked_do, tone: 'critical' },
  invitation_refused: { says: () => m.problem_invitation_refused(), act: m.problem_invitation_refused_do, tone: 'critical' },
  clock_off: { says: () => m.problem_clock_off(), act: m.problem_clock_off_do, tone: 'caution' },
  own_log_ahead: { says: () => m.problem_own_log_ahead(), act: m.problem_own_log_ahead_do, tone: 'critical' },
  forked: { says: () => m.problem_forked(), act: m.problem_forked_do, tone: 'critical' },
  page_refused: { says: () => m.problem_page_refused(), act: m.problem_page_refused_do, tone: 'caution' },
  not_lakon: { says: () => m.problem_not_lakon(), act: m.problem_not_lakon_do, tone: 'caution' },
  broken: { says: () => m.problem_broken(), act: m.problem_broken_do, tone: 'critical' },
  behind: { says: (count) => m.problem_behind({ count }), act: m.problem_behind_do, tone: 'caution' },
  handed_in: { says: (count) => m.problem_handed_in({ count }), act: m.problem_handed_in_do, tone: 'info' },
  lacking_parts: { says: (count) => m.problem_lacking_parts({ count }), act: m.problem_lacking_parts_do, tone: 'info' },
  newer_kinds: { says: (count) => m.problem_newer_kinds({ count }), act: m.problem_newer_kinds_do, tone: 'info' },
  silent: { says: (count) => m.problem_silent({ count }), act: m.problem_silent_do, tone: 'info' },
};

/** A problem in one sentence, and what to do about it. */
export function problemWords(problem: SyncProblem, format: Format): { says: string; act: string; tone: Said['tone'] } {
  const said = PROBLEMS[problem.kind];
  return { says: said.says(format.number(problem.count)), act: said.act(), tone: said.tone };
}

const BECAUSE: Record<RefusedBecause, () => string> = {
  fork: m.because_fork,
  not_whole: m.because_not_whole,
  unknown_log: m.because_unknown_log,
  no_seal: m.because_no_seal,
  damaged: m.because_damaged,
  revoked: m.because_revoked,
  other: m.because_other,
};

/** One place of a problem, for an admin: "Rina Contoh · B · catatan 12 · rusak". */
export function placeWords(place: SyncPlace, format: Format): string {
  if (place.kind !== null) return place.kind;
  const parts = [place.device || m.place_unknown()];
  if (place.seq !== null) parts.push(m.place_record({ seq: format.number(place.seq) }));
  if (place.because !== null) parts.push(BECAUSE[place.because]());
  return parts.join(' · ');
}

/** "dalam 12 detik", or the time where that is more than a minute away. */
export function nextTry(page: SyncPage, now: number, format: Format): string {
  if (page.next_at === null) return '';
  const seconds = Math.max(1, Math.ceil((page.next_at - now) / 1000));
  const when = seconds <= 60 ? m.syncpage_next_in({ seconds: format.number(seconds) }) : m.syncpage_next_at({ time: format.time(page.next_at) });
  return page.failures > 1 ? m.syncpage_next_failures({ when, count: format.number(page.failures) }) : when;
}

/** Rows of one case from several pages as one. */
export function merged(rows: readonly UnsentRow[]): UnsentRow[] {
  const found = new Map<string, UnsentRow>();
  for (const row of rows) {
    const key = row.case ?? '';
    const before = found.get(key);
    found.set(key, before ? { ...before, records: before.records + row.records, since: Math.min(before.since, row.since) } : row);
  }
  // What leads nowhere stands last.
  return [...found.values()].sort((a, b) => Number(a.case === null) - Number(b.case === null));
}

/** Where a file that is not settled is, and what happens next. */
export function wayWords(file: FileView, heard: number | null, hour: (at: number) => string): string {
  if (file.state === 'only_here' && file.reason === null) return m.syncpage_file_up();
  if (file.state === 'not_here' && file.reason === null) return m.syncpage_file_down();
  return whereabouts(file, heard, hour);
}

/** What is said under a file that failed and has no moment of its own for the next try: `wayWords` says that moment where there is one. */
export function thenWords(file: FileView): string | null {
  return file.state === 'failed' && file.next_try === null ? m.syncpage_file_again() : null;
}

/** A list that is read in pages: as many pages as are shown, again whenever something changed. */
export async function pages<Row>(ask: (after: string | null) => Promise<{ rows: Row[]; next: string | null }>, count: number): Promise<{ rows: Row[]; more: boolean }> {
  const rows: Row[] = [];
  let after: string | null = null;
  for (let read = 0; read < count; read += 1) {
    const answer: { rows: Row[]; next: string | null } = await ask(after);
    rows.push(...answer.rows);
    after = answer.next;
    if (after === null) break;
  }
  return { rows, more: after !== null };
}
