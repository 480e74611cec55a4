// What stands behind "Lainnya" on the case page: what fits the case now, and why something does not yet.

import { m } from '$lib/paraglide/messages';
import type { CaseView } from '$lib/platform/api.gen';
import { allowed, whyNot } from './steps';

export interface MenuItem {
  code: string;
  name: string;
  why?: string;
  critical?: boolean;
}

interface Row {
  code: string;
  name: () => string;
  /** The command it gives; hidden from whoever may not. */
  command: string;
  /** Shown only while the program allows it, for its counterpart stands there otherwise. */
  quiet?: boolean;
  /** Also for a case that has ended. */
  ended?: boolean;
  critical?: boolean;
}

const ROWS: readonly Row[] = [
  { code: 'contact', name: m.step_contact, command: 'case.contact' },
  { code: 'progress', name: m.step_progress, command: 'case.progress' },
  { code: 'chase', name: m.step_chase, command: 'case.chase', quiet: true },
  { code: 'pause', name: m.step_pause, command: 'case.pause', quiet: true },
  { code: 'resume', name: m.step_resume, command: 'case.resume', quiet: true },
  { code: 'start_clock', name: m.continue_clock, command: 'case.start_clock', quiet: true },
  { code: 'reference', name: m.references_add, command: 'case.reference' },
  { code: 'forward', name: m.step_forward, command: 'case.forward', quiet: true },
  { code: 'return', name: m.step_return, command: 'case.return', quiet: true },
  { code: 'another', name: m.visit_another, command: 'visit.another', ended: true },
  { code: 'move_visit', name: m.visit_move, command: 'case.move', ended: true },
  { code: 'hand_over', name: m.step_hand_over, command: 'case.hand_over' },
  { code: 'received', name: m.received_title, command: 'case.received', ended: true },
  { code: 'files', name: m.files_open, command: 'file.withdraw', ended: true },
  { code: 'reopen', name: m.step_reopen, command: 'case.reopen', ended: true, quiet: true },
  { code: 'duplicate', name: m.step_duplicate, command: 'case.duplicate' },
  { code: 'cancel', name: m.case_cancel, command: 'case.cancel', critical: true },
  { code: 'erase', name: m.erase_open, command: 'erasure.ask', ended: true, critical: true },
];

type Shown = Pick<CaseView, 'steps' | 'status' | 'files'>;

/** The rows for a case with records. `may`: whether this person may give a command. */
export function menuItems(view: Shown | null, done: boolean, may: (command: string) => boolean): MenuItem[] {
  if (view === null || view.status === 'draft') return [];
  return ROWS.filter((row) => {
    if (!may(row.command) || (done && !row.ended)) return false;
    if (row.code === 'files') return view.files.length > 0;
    if (row.code === 'reopen') return done;
    // A quiet row waits until the program itself offers it.
    return !row.quiet || (view.steps.some((step) => step.code === row.code) && allowed(view, row.code));
  }).map(({ code, name, critical }) => ({ code, name: name(), why: whyNot(view, code), critical }));
}
