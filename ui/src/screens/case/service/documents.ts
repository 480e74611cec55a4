// Documents asked for: the usual ones of the topic as a checklist, what is still awaited, and how long it took.

import { m } from '$lib/paraglide/messages';
import type { CaseView, DocumentView, FileView } from '$lib/platform/api.gen';
import { dayMoment } from '$lib/moment';
import type { Format } from '$lib/format';
import { dayOf } from '../said';

const same = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase();

/** The usual documents of a topic that were not asked for yet ("-" stands for none). */
export function usualLeft(usual: readonly string[], asked: readonly DocumentView[]): string[] {
  return usual.filter((name) => name.trim() !== '-' && name.trim() !== '' && !asked.some((each) => each.state !== 'waived' && same(each.name, name)));
}

/** What is asked for: the ticked ones and one more a line, each once. */
export function namesOf(ticked: readonly string[], more: string): string[] {
  const names: string[] = [];
  for (const name of [...ticked, ...more.split('\n')].map((each) => each.trim()))
    if (name !== '' && !names.some((each) => same(each, name))) names.push(name);
  return names;
}

/** Ticks or unticks by its number on the list, from 1; a number that is not there changes nothing. */
export function toggled(ticked: readonly string[], list: readonly string[], number: number): string[] {
  const name = list[number - 1];
  if (name === undefined) return [...ticked];
  return ticked.includes(name) ? ticked.filter((each) => each !== name) : list.filter((each) => each === name || ticked.includes(each));
}

export function awaited(documents: readonly DocumentView[]): DocumentView[] {
  return documents.filter((each) => each.state === 'awaited');
}

/** Awaited ones first, in the order they were asked for. */
export function inOrder(documents: readonly DocumentView[]): DocumentView[] {
  return [...documents].sort((a, b) => Number(a.state !== 'awaited') - Number(b.state !== 'awaited') || a.requested_at - b.requested_at);
}

/** Files that no request has been ticked with yet, for choosing the one that arrived. */
export function unclaimed(view: Pick<CaseView, 'files' | 'documents'>): FileView[] {
  const claimed = new Set(view.documents.map((each) => each.file));
  return view.files.filter((file) => !claimed.has(file.file));
}

/** Whether the day until which it was asked for has gone by. */
export function lateOn(document: DocumentView, today: string): boolean {
  return document.state === 'awaited' && document.until !== null && document.until < today;
}

/** "diminta 23 November, paling lambat 25 November" and what became of it. */
export function documentLine(document: DocumentView, now: number, format: Format, zone: string): string {
  const day = (at: number) => dayOf(at, now, format);
  if (document.state === 'arrived') return m.document_arrived_on({ date: day(document.at ?? document.requested_at) });
  if (document.state === 'waived') return document.reason ? m.document_waived_because({ reason: document.reason }) : m.document_waived();
  const until = document.until === null ? null : dayMoment(document.until, zone);
  const asked = day(document.requested_at);
  return until === null ? m.document_asked_on({ date: asked }) : m.document_asked_until({ date: asked, until: day(until) });
}

const HOUR = 3_600_000;

/** Time spent waiting, in words: "2 hari 3 jam", "5 jam", "kurang dari 1 jam". */
export function waitedFor(ms: number): string {
  const hours = Math.floor(ms / HOUR);
  const [days, rest] = [Math.floor(hours / 24), hours % 24];
  if (days === 0) return hours === 0 ? m.waited_less() : m.waited_hours({ hours });
  return rest === 0 ? m.waited_days({ days }) : m.waited_days_hours({ days, hours: rest });
}
