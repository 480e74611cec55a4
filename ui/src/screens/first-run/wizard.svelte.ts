// The way through the first run: what was chosen and typed so far, and which page comes next.
import { getContext, setContext } from 'svelte';
import type { Invited, OfficeInfo } from '$lib/platform';

export type Step = 'welcome' | 'office' | 'server' | 'file' | 'you' | 'seed';
export type How = 'join' | 'file' | 'alone' | 'sample';

const WAY: Record<How, readonly Step[]> = {
  join: ['welcome', 'server', 'you'],
  file: ['welcome', 'file', 'you'],
  alone: ['welcome', 'office', 'you', 'seed'],
  sample: ['welcome'],
};

export class Wizard {
  step = $state<Step>('welcome');
  how = $state<How>('join');
  office = $state<OfficeInfo>({ code: '', name: '', zone: 'Asia/Makassar' });
  address = $state('');
  code = $state(Array<string>(5).fill(''));
  name = $state('');
  invited = $state.raw<Invited>();

  get steps(): readonly Step[] {
    return WAY[this.how];
  }
  /** From 1. */
  get number(): number {
    return this.steps.indexOf(this.step) + 1;
  }
  next(): void {
    this.step = this.steps[this.number] ?? this.step;
  }
  back(): void {
    // Whoever goes back may go another way; the invitation stays open at the server.
    this.invited = undefined;
    this.step = this.steps[Math.max(0, this.number - 2)] ?? 'welcome';
  }
}

const KEY = Symbol('wizard');
export const provideWizard = (wizard: Wizard): Wizard => setContext(KEY, wizard);
export const useWizard = (): Wizard => getContext<Wizard>(KEY);
