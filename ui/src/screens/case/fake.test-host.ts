// A host for tests: answers what it is told to, and keeps what it was asked.

import type { CaseView, Commands, Fields } from '$lib/platform/api.gen';
import { EMPTY } from './draft.svelte';
import type { Host } from './host';

type Answers = { [K in keyof Commands]?: (input: Commands[K]['in']) => Commands[K]['out'] | Promise<Commands[K]['out']> };

export interface Asked {
  name: keyof Commands;
  input: unknown;
}

export class FakeHost implements Host {
  readonly asked: Asked[] = [];
  readonly pieces: { staged: string; offset: number; length: number }[] = [];
  onPiece: (staged: string, offset: number) => Promise<void> = () => Promise.resolve();

  constructor(readonly answers: Answers) {}

  async call<K extends keyof Commands>(name: K, input: Commands[K]['in']): Promise<Commands[K]['out']> {
    this.asked.push({ name, input });
    const answer = this.answers[name];
    if (answer === undefined) throw { code: 'unexpected', message: `nobody answers ${name}`, details: null };
    return answer(input);
  }

  async piece(staged: string, offset: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    this.pieces.push({ staged, offset, length: bytes.length });
    await this.onPiece(staged, offset);
  }

  bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return Promise.resolve(new Uint8Array());
  }

  inputs<K extends keyof Commands>(name: K): Commands[K]['in'][] {
    return this.asked.filter((each) => each.name === name).map((each) => each.input as Commands[K]['in']);
  }
}

/** Something answered later, by hand. */
export function later<T>(): { promise: Promise<T>; answer: (value: T) => void; refuse: (reason: unknown) => void } {
  let answer: (value: T) => void = () => undefined;
  let refuse: (reason: unknown) => void = () => undefined;
  const promise = new Promise<T>((resolve, reject) => {
    answer = resolve;
    refuse = reject;
  });
  return { promise, answer, refuse };
}

export function viewOf(changes: Partial<CaseView> = {}, fields: Partial<Fields> = {}): CaseView {
  return {
    case: 'c1', seen: 'v1', number: null, number_shared: false, status: 'draft', fields: { ...EMPTY, channel: 'tatap_muka', ...fields }, unrecorded: false,
    clock: { running_since: null, paused_since: null, before_ms: 0, limit_ms: 1_200_000 }, story: [], files: [], concurrent: [],
    party_concurrent: null, needs_review: false, question_state: 'known', answer_state: 'known', party_state: 'known', undo: null,
    opened_at: null, resolved_at: null, handled_minutes: null, stakeholder_past: null, officer: null,
    chips: [], stage: '1', steps: [], received_at: null, late: false, contact: null, documents: [], waiting_ms: 0, escalations: [],
    promised_at: null, progress: [], duties: [], intervals: [], answered_at: null, duplicate_of: null, holder: '', handover: null, visit: [], same_ticket: null,
    references: [], withdrawn_files: [], ...changes,
  };
}
