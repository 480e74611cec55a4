// The story's sentence for everything the service does beyond asking and answering.

import { m } from '$lib/paraglide/messages';
import type { StoryKind } from '$lib/platform/api.gen';

type Known =
  | 'opened' | 'party' | 'question' | 'topic' | 'answer' | 'channel' | 'hai' | 'clock_started' | 'resolved' | 'cancelled' | 'reverted' | 'file' | 'unknown';
export type ServiceKind = Exclude<StoryKind, Known>;

/** A kind without a sentence does not compile. */
export const SERVICE_STORY: Record<ServiceKind, () => string> = {
  received: m.story_received,
  moved: m.story_moved,
  paused: m.story_paused,
  resumed: m.story_resumed,
  clock_corrected: m.story_clock_corrected,
  contact: m.story_contact,
  promised: m.story_promised,
  progress: m.story_progress,
  document_requested: m.story_document_requested,
  document_arrived: m.story_document_arrived,
  document_waived: m.story_document_waived,
  escalated: m.story_escalated,
  escalation_delivered: m.story_escalation_delivered,
  escalation_answered: m.story_escalation_answered,
  escalation_confirmed: m.story_escalation_confirmed,
  escalation_asked_back: m.story_escalation_asked_back,
  escalation_replied: m.story_escalation_replied,
  escalation_referred: m.story_escalation_referred,
  escalation_withdrawn: m.story_escalation_withdrawn,
  answered: m.story_answered,
  chased: m.story_chased,
  reopened: m.story_reopened,
  duplicate: m.story_duplicate,
  forwarded: m.story_forwarded,
  returned: m.story_returned,
  file_withdrawn: m.story_file_withdrawn,
  file_moved: m.story_file_moved,
  reference: m.story_reference,
  corrected: m.story_corrected,
  handover_offered: m.story_handover_offered,
  handover_accepted: m.story_handover_accepted,
  handover_declined: m.story_handover_declined,
  handover_taken_back: m.story_handover_taken_back,
};

/** The sentence of a service kind; nothing for the others. */
export function serviceStory(kind: StoryKind): string | undefined {
  return kind in SERVICE_STORY ? SERVICE_STORY[kind as ServiceKind]() : undefined;
}

/** Kinds whose text is what somebody said: it stands under the sentence, not in it. */
const SPOKEN: ReadonlySet<StoryKind> = new Set<StoryKind>([
  'received', 'promised', 'progress', 'escalated', 'escalation_answered', 'escalation_asked_back', 'escalation_replied', 'escalation_referred', 'escalation_withdrawn',
  'chased', 'reopened', 'forwarded', 'returned', 'paused', 'clock_corrected', 'document_waived', 'file_withdrawn', 'corrected', 'handover_offered', 'handover_declined',
]);

export function isSpoken(kind: StoryKind): boolean {
  return SPOKEN.has(kind);
}
