// Where a case stands in the procedure and what may come next (KEP-57/PB/2023, thirteen steps): the program decides, this only words it.

import { m } from '$lib/paraglide/messages';
import type { CaseView, Step } from '$lib/platform/api.gen';

/** Steps the page words itself; one of a newer program is left out. */
const NAMES: Record<string, () => string> = {
  resolve: m.step_resolve,
  answer: m.step_answer,
  promise: m.step_promise,
  escalate: m.step_escalate,
  request_document: m.step_request_document,
  reference: m.step_reference,
  contact: m.step_contact,
  progress: m.step_progress,
  pause: m.step_pause,
  resume: m.step_resume,
  start_clock: m.step_start_clock,
  forward: m.step_forward,
  return: m.step_return,
  chase: m.step_chase,
  hand_over: m.step_hand_over,
  duplicate: m.step_duplicate,
  reopen: m.step_reopen,
};
/** What officers do most stands first; the rest keeps the program's order. */
const FIRST = ['resolve', 'answer', 'request_document', 'escalate', 'contact', 'promise', 'progress', 'chase'];

export interface NextStep {
  code: string;
  name: string;
  /** Why it cannot be done yet; `null` where it can. */
  why: string | null;
}

export type Shown = Pick<CaseView, 'steps' | 'status' | 'chips' | 'stage'>;

export function stepOf(view: Pick<Shown, 'steps'> | null, code: string): Step | null {
  return view?.steps.find((step) => step.code === code) ?? null;
}

/** Whether it may be done now. A step the program says nothing of is tried: it refuses with its reason. */
export function allowed(view: Pick<Shown, 'steps'> | null, code: string): boolean {
  return stepOf(view, code)?.allowed ?? true;
}

/** Why it may not be done yet; `undefined` where it may. */
export function whyNot(view: Pick<Shown, 'steps'> | null, code: string): string | undefined {
  const step = stepOf(view, code);
  return step === null || step.allowed ? undefined : (step.why ?? m.step_not_yet());
}

/** What may come next, and what not yet with its reason. */
export function nextSteps(view: Pick<Shown, 'steps' | 'status' | 'chips'>): { can: NextStep[]; cannot: NextStep[] } {
  const rank = (code: string) => (FIRST.includes(code) ? FIRST.indexOf(code) : FIRST.length);
  const named = view.steps
    .flatMap((step) => {
      // An answer that was given is not finished but confirmed.
      const name = step.code === 'resolve' && awaitsConfirmation(view) ? m.finish_confirm() : NAMES[step.code]?.();
      return name === undefined ? [] : [{ code: step.code, name, why: step.allowed ? null : (step.why ?? m.step_not_yet()) }];
    })
    .sort((a, b) => rank(a.code) - rank(b.code));
  return { can: named.filter((step) => step.why === null), cannot: named.filter((step) => step.why !== null) };
}

const STAGES: Record<string, () => string> = {
  1: m.stage_1, 2: m.stage_2, 3: m.stage_3, 4: m.stage_4, 5: m.stage_5, 6: m.stage_6, '7a': m.stage_7a, '7b': m.stage_7b,
  8: m.stage_2, 9: m.stage_3, 10: m.stage_4, 11: m.stage_5, 12: m.stage_6, '13a': m.stage_7a, '13b': m.stage_7b,
};

/** "Langkah 7b: janji solusi dan progres" */
export function stageLine(stage: string): string {
  const words = STAGES[stage]?.();
  return words === undefined ? m.stage_plain({ stage }) : m.stage_line({ stage, words });
}

/** What Ctrl+Enter does: HAI CSO answers first and resolves when the stakeholder has confirmed (product.md "Facts left open"). */
export type Finish = 'resolve' | 'answer' | 'confirm';

export function finishOf(view: Pick<Shown, 'status' | 'chips'> | null, hai: boolean): Finish {
  if (awaitsConfirmation(view)) return 'confirm';
  return hai ? 'answer' : 'resolve';
}

export function awaitsConfirmation(view: Pick<Shown, 'status' | 'chips'> | null): boolean {
  return view !== null && (view.status === 'waiting_confirmation' || view.chips.includes('waiting_confirmation'));
}

/** What Ctrl+T opens: the promise, or progress on one that stands. */
export function followUpOf(view: Pick<CaseView, 'promised_at' | 'steps'> | null): 'promise' | 'progress' {
  return view !== null && view.promised_at !== null && !allowed(view, 'promise') ? 'progress' : 'promise';
}

/** Face to face the session cannot end without an answer until somebody can be told it, or would not be (product.md rule 5). */
export function needsContact(view: Pick<CaseView, 'contact'> | null, online: boolean): boolean {
  return !online && (view?.contact ?? null) === null;
}
