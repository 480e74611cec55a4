// The sentence of the status bar: what is safe where, and since when. It never says more than is known.
import type { Format } from '$lib/format';
import { m } from '$lib/paraglide/messages';
import type { SyncState, SyncTrouble } from '$lib/platform';

export interface Sentence {
  text: string;
  tone: 'calm' | 'waiting' | 'trouble';
}

const TROUBLES: Record<SyncTrouble, () => string> = {
  clock_off: m.sync_trouble_clock_off,
  forked: m.sync_trouble_forked,
  unproven: m.sync_trouble_unproven,
  replaced: m.sync_trouble_replaced,
  not_lakon: m.sync_trouble_not_lakon,
  device_refused: m.sync_trouble_device_refused,
  device_revoked: m.sync_trouble_device_revoked,
  invitation_refused: m.sync_trouble_invitation_refused,
  records_refused: m.sync_trouble_records_refused,
  broken: m.sync_trouble_broken,
};

/** `unsaved`: something typed could not be kept on this PC; then nothing else matters. */
export function syncSentence(state: SyncState, format: Format, now: number, unsaved = false): Sentence {
  if (unsaved) return { text: m.sync_unsaved(), tone: 'trouble' };
  const saved = m.sync_saved();
  if (state.alone) return { text: `${saved} · ${m.sync_alone()}`, tone: 'calm' };
  const parts: string[] = [saved];
  const [records, files] = [format.number(state.unsent_records), format.number(state.unsent_files)];
  if (state.unsent_records > 0 && state.unsent_files > 0) parts.push(m.sync_unsent_both({ records, files }));
  else if (state.unsent_records > 0) parts.push(m.sync_unsent_records({ count: records }));
  else if (state.unsent_files > 0) parts.push(m.sync_unsent_files({ count: files }));
  const unsent = parts.length > 1;
  const trouble = state.problem !== null || (!state.reachable && !state.paused);
  if (state.trouble !== null) parts.push(TROUBLES[state.trouble]());
  if (state.paused) parts.push(state.paused_until === null ? m.sync_paused() : m.sync_paused_until({ time: format.time(state.paused_until) }));
  else if (state.running) parts.push(m.sync_running());
  else if (!unsent && state.trouble === null && state.last_at !== null) parts.push(m.sync_all_sent());
  if (!state.reachable && !state.running && !state.paused && state.trouble === null) parts.push(m.sync_unreachable());
  if (state.last_at === null) parts.push(m.sync_never());
  else if (format.sameDay(state.last_at, now)) parts.push(m.sync_last_today({ time: format.time(state.last_at) }));
  else parts.push(m.sync_last_day({ day: format.day(state.last_at), time: format.time(state.last_at) }));
  return { text: parts.join(' · '), tone: trouble ? 'trouble' : unsent || state.paused ? 'waiting' : 'calm' };
}
