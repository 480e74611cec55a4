// From a step of the procedure to what the page does for it: a dialog, or the act itself.

import { m } from '$lib/paraglide/messages';
import type { CasePage } from '../page.svelte';
import { whyNot } from './steps';

const DIALOGS = {
  promise: 'promise', escalate: 'escalate', request_document: 'request_document', contact: 'contact', progress: 'progress', pause: 'pause',
  forward: 'forward', return: 'return', chase: 'chase', duplicate: 'duplicate', reopen: 'reopen', reference: 'reference', hand_over: 'hand_over',
} as const;
type WithDialog = keyof typeof DIALOGS;

/** Steps the page can be sent to from a list, as words of the address: `?tindakan=progres`. */
export const STEP_WORDS: Record<string, WithDialog> = { progres: 'progress', konfirmasi: 'chase', dokumen: 'request_document' };

/** Goes on with a step. One that is not allowed yet says why; a promise brings its contact person along, so that is no hindrance. */
export function openStep(page: CasePage, code: string, onfinish: () => void): void {
  const why = whyNot(page.case.view, code);
  if (why !== undefined && !(code === 'promise' && page.case.view?.contact === null && page.case.view.promised_at === null)) {
    page.app.toasts.show({ text: why, tone: 'info' });
    return;
  }
  if (code === 'resolve' || code === 'answer') onfinish();
  else if (code === 'resume') void page.service.now('case.resume', {}, m.resume_done());
  else if (code === 'start_clock') void page.case.startClock().then((problem) => problem && page.app.report(problem));
  else if (code in DIALOGS) page.service.ask(DIALOGS[code as WithDialog]);
}
