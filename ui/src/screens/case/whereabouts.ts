// Where a document's bytes are, in words: at rest, on their way, and whatever is to be said about them besides.

import { m } from '$lib/paraglide/messages';
import type { FileView } from '$lib/platform/api.gen';

/** Whether bytes move between this PC and the server. */
export function moves(file: FileView): boolean {
  return file.state === 'sending' || file.state === 'receiving';
}

/** Whether there is nothing to look at yet. */
export function absent(file: FileView): boolean {
  return file.state === 'not_here' || file.state === 'receiving';
}

/** The sentence under a document's name. `heard`: from 0 to 1, what was pushed since the file was read; `hour` says when it is tried again. */
export function whereabouts(file: FileView, heard: number | null, hour: (at: number) => string): string {
  const state = stateWord(file, Math.round((heard ?? file.progress ?? 0) * 100));
  if (file.reason === null) return state;
  // A failure is its reason; anything else is worth knowing beside where the file is.
  if (file.state !== 'failed') return `${state} · ${file.reason}`;
  return file.next_try === null ? file.reason : `${file.reason} ${m.file_next_try({ time: hour(file.next_try) })}`;
}

function stateWord(file: FileView, percent: number): string {
  switch (file.state) {
    case 'only_here': return m.file_state_only_here();
    case 'sending': return percent > 0 ? m.file_state_sending_percent({ percent }) : m.file_state_sending();
    case 'receiving': return percent > 0 ? m.file_state_receiving_percent({ percent }) : m.file_state_receiving();
    case 'on_server': return m.file_state_on_server();
    case 'not_here': return m.file_state_not_here();
    default: return m.file_state_failed();
  }
}
