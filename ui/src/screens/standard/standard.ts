// The words of the standard page: what its numbers, steps and components say.

import { m } from '$lib/paraglide/messages';
import type { Standard, StandardComponent, StandardLimit, StandardStep } from '$lib/platform/api.gen';

export function limitOf(view: Pick<Standard, 'limits'>, setting: string): number {
  return view.limits.find((limit) => limit.setting === setting)?.value ?? 0;
}

const STEPS: Record<string, (words: { days: string }) => string> = {
  1: m.standard_step_1, 2: m.standard_step_2, 3: m.standard_step_3, 4: m.standard_step_4, 5: m.standard_step_5, 6: m.standard_step_6, '7a': m.standard_step_7a, '7b': m.standard_step_7b,
  8: m.standard_step_8, 9: m.standard_step_9, 10: m.standard_step_10, 11: m.standard_step_11, 12: m.standard_step_12, '13a': m.standard_step_13a, '13b': m.standard_step_13b,
};

/** What a step says; its code alone where this page has no words for it. */
export function stepWords(step: Pick<StandardStep, 'code'>, days: string): string {
  return STEPS[step.code]?.({ days }) ?? step.code;
}

const ACTORS: Record<StandardStep['actor'], () => string> = { front_office: m.standard_actor_front_office, stakeholder: m.standard_actor_stakeholder, officer: m.standard_actor_officer };
const WEIGHTS: Record<StandardStep['weight'], (() => string) | null> = { must: null, may: m.standard_weight_may, depends: m.standard_weight_depends };

/** Who takes a step, and whether it is always taken. */
export function stepNote(step: Pick<StandardStep, 'actor' | 'weight'>): string {
  return [ACTORS[step.actor](), WEIGHTS[step.weight]?.()].filter(Boolean).join(' · ');
}

const NAMES: Record<number, () => string> = {
  1: m.standard_component_1, 2: m.standard_component_2, 3: m.standard_component_3, 4: m.standard_component_4, 5: m.standard_component_5, 6: m.standard_component_6, 7: m.standard_component_7,
  8: m.standard_component_8, 9: m.standard_component_9, 10: m.standard_component_10, 11: m.standard_component_11, 12: m.standard_component_12, 13: m.standard_component_13, 14: m.standard_component_14,
};

export function componentName(number: number): string {
  return NAMES[number]?.() ?? String(number);
}

/** The steps of the standard without their halves: 7a and 7b are one. */
export function stepsCounted(view: Pick<Standard, 'steps'>): number {
  return new Set(view.steps.map((step) => step.code.replace(/\D/g, ''))).size;
}

/** What stands for a component: the office's words, else the standard's with today's numbers; nothing where only the office can say it. */
export function componentWords(view: Standard, component: StandardComponent, number: (value: number) => string): string | null {
  if (component.text !== '') return component.text;
  if (!component.said) return null;
  const minutes = number(limitOf(view, 'service_minutes'));
  const days = number(limitOf(view, 'solution_days'));
  switch (component.number) {
    case 1: return m.standard_said_1({ channels: view.online.join(', ') });
    case 2: return m.standard_said_2({ count: number(stepsCounted(view)) });
    case 3: return m.standard_said_3({ minutes, days });
    case 4: return m.standard_said_4();
    case 5: return m.standard_said_5();
    case 6: return m.standard_said_6({ channels: view.complaints.join(', ') });
    case 7: return m.standard_said_7({ decree: view.decree });
    default: return null;
  }
}

const LIMITS: Record<string, { name: () => string; value: (words: { count: string }) => string }> = {
  service_minutes: { name: m.standard_limit_service_minutes, value: m.standard_minutes },
  solution_days: { name: m.standard_limit_solution_days, value: m.standard_working_days },
  progress_days: { name: m.standard_limit_progress_days, value: m.standard_working_days },
  late_days: { name: m.standard_limit_late_days, value: m.standard_days },
};

export const limitName = (setting: string): string => LIMITS[setting]?.name() ?? setting;
export const limitValue = (setting: string, count: string): string => LIMITS[setting]?.value({ count }) ?? count;

/** Whether the standard itself speaks of it; how late something may be recorded is the office's own affair. */
export const ofStandard = (limit: Pick<StandardLimit, 'setting'>): boolean => limit.setting !== 'late_days';

/** Where a limit comes from; what the standard only says "periodically", or says nothing of, is told apart. */
export function limitBasis(limit: StandardLimit, decree: string): string {
  if (limit.from !== null) return limit.basis || m.standard_basis_none();
  if (limit.setting === 'progress_days') return m.standard_basis_periodic({ decree });
  return ofStandard(limit) ? limit.basis : m.standard_basis_office();
}
