// The sentence of the status bar: what is safe where, and since when. It never says more than is known.
import type { Format } from '$lib/format';
import { m } from '$lib/paraglide/messages';
import type { SyncState } from '$lib/platform';

export interface Sentence {
  text: string;
  tone: 'calm' | 'waiting' | 'trouble';
}

export function syncSentence(state: SyncState, format: Format, now: number): Sentence {
  const saved = m.sync_saved();
  if (state.alone) return { text: `${saved} · ${m.sync_alone()}`, tone: 'calm' };
  const parts = [saved];
  const [records, files] = [format.number(state.unsent_records), format.number(state.unsent_files)];
  if (state.unsent_records > 0 && state.unsent_files > 0) parts.push(m.sync_unsent_both({ records, files }));
  else if (state.unsent_records > 0) parts.push(m.sync_unsent_records({ count: records }));
  else if (state.unsent_files > 0) parts.push(m.sync_unsent_files({ count: files }));
  const unsent = parts.length > 1;
  const trouble = state.problem !== null || !state.reachable;
  if (state.running) parts.push(m.sync_running());
  else if (!unsent && state.last_at !== null) parts.push(m.sync_all_sent());
  if (!state.reachable && !state.running) parts.push(m.sync_unreachable());
  if (state.last_at === null) parts.push(m.sync_never());
  else if (format.sameDay(state.last_at, now)) parts.push(m.sync_last_today({ time: format.time(state.last_at) }));
  else parts.push(m.sync_last_day({ day: format.day(state.last_at), time: format.time(state.last_at) }));
  return { text: parts.join(' · '), tone: trouble ? 'trouble' : unsent ? 'waiting' : 'calm' };
}
