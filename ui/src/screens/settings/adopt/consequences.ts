// What joining an office does to a computer that worked alone, in sentences.
import { m } from '$lib/paraglide/messages';
import type { AdoptPlan } from '$lib/platform';

export function consequences(plan: AdoptPlan, number: (n: number) => string): string[] {
  return [
    m.adopt_cases({ count: number(plan.cases) }),
    plan.people.length > 0 && m.adopt_people({ names: plan.people.join(', ') }),
    m.adopt_parties(),
    plan.settings > 0 && m.adopt_settings(),
    m.adopt_recovery(),
  ].filter((line) => line !== false);
}
