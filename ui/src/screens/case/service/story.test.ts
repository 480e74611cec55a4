import { expect, it } from 'vitest';
import type { StoryItem } from '$lib/platform/api.gen';
import { happened } from '../said';
import { isSpoken, SERVICE_STORY, serviceStory, type ServiceKind } from './story';

const item = (kind: StoryItem['kind']): StoryItem => ({ event: 'e', kind, at: 1, recorded_at: 1, author: '', user: '', text: '', state: 'known', old: null, file: null, reverted: false, voided: false, rulings: [], stands: true });

it('every service kind has a sentence of its own', () => {
  const sentences = Object.values(SERVICE_STORY).map((say) => say());
  expect(new Set(sentences).size).toBe(sentences.length);
});
it('the story tells them', () => {
  for (const kind of Object.keys(SERVICE_STORY) as ServiceKind[]) expect(happened(item(kind), true)).toBe(SERVICE_STORY[kind]());
});
it('a kind of a newer program is still told as one', () => expect(happened(item('unknown'), true)).toBe('Catatan dari Lakon yang lebih baru'));
it('the first kinds keep their sentences', () => expect([serviceStory('answer'), happened(item('resolved'), true)]).toEqual([undefined, 'Selesai (Resolved)']));
it('what somebody said stands apart from what happened', () => expect([isSpoken('progress'), isSpoken('escalated'), isSpoken('document_requested')]).toEqual([true, true, false]));
