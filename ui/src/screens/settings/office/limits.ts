// The numbers of the service standard in words: which holds now, which comes, which is over, and what a new one will do.
import type { Format } from '$lib/format';
import { m } from '$lib/paraglide/messages';
import type { LimitCode, LimitValue, LimitView } from '$lib/platform';
import { isDay } from '../calendar/year';
import { wholeOf } from '../days';
import { recomputed } from './effects';

interface Words {
  name: () => string;
  text: () => string;
  value: (count: string) => string;
  unit: () => string;
}

const WORDS: Record<LimitCode, Words> = {
  service_minutes: { name: () => m.set_limit_minutes(), text: () => m.set_limit_minutes_text(), value: (count) => m.set_minutes({ count }), unit: () => m.set_unit_minutes() },
  solution_days: { name: () => m.set_limit_solution(), text: () => m.set_limit_solution_text(), value: (count) => m.set_working_days({ count }), unit: () => m.set_unit_working_days() },
  progress_days: { name: () => m.set_limit_progress(), text: () => m.set_limit_progress_text(), value: (count) => m.set_working_days({ count }), unit: () => m.set_unit_working_days() },
  late_days: { name: () => m.set_limit_late(), text: () => m.set_limit_late_text(), value: (count) => m.set_days_count({ count }), unit: () => m.set_unit_days() },
};

export const limitWords = (setting: LimitCode): Words => WORDS[setting];

/** Whether due dates of cases rest on it. */
export const movesDueDates = (setting: LimitCode): boolean => setting === 'solution_days' || setting === 'progress_days';

export type When = 'holds' | 'coming' | 'over';

export function whenOf(value: Pick<LimitValue, 'holds' | 'from'>, today: string): When {
  return value.holds ? 'holds' : value.from > today ? 'coming' : 'over';
}

/** The newest first; of two from one day the one that holds stands above. */
export const newestFirst = (values: readonly LimitValue[]): LimitValue[] => values.toReversed();

export interface TypedLimit {
  value: string;
  from: string;
  basis: string;
}

/** By field id. */
export function limitErrors(limit: Pick<LimitView, 'lowest' | 'highest'>, typed: TypedLimit): Record<string, string | false> {
  const value = wholeOf(typed.value);
  return {
    'limit-value': (value === null || value < limit.lowest || value > limit.highest) && m.set_limit_wrong({ lowest: limit.lowest, highest: limit.highest }),
    'limit-from': !isDay(typed.from) && m.set_from_missing(),
    'limit-basis': typed.basis.trim() === '' && m.set_basis_missing(),
  };
}

/** What a value does from its first day on: it holds for cases received then, and due dates move only where it reaches back. */
export function limitEffect(
  limit: { setting: LimitCode; value: number; from: string; corrects: Pick<LimitValue, 'from'> | null },
  here: { today: string; open: number | undefined; format: Pick<Format, 'number'>; date: (day: string) => string },
): string {
  const coming = limit.from > here.today;
  const since = { value: WORDS[limit.setting].value(here.format.number(limit.value)), date: here.date(limit.from) };
  const reachesBack = !coming || (limit.corrects !== null && limit.corrects.from <= here.today);
  const said: string[] = [coming ? m.set_limit_effect_coming(since) : m.set_limit_effect_now(since)];
  if (movesDueDates(limit.setting) && reachesBack) said.push(recomputed(here.open, here.format));
  else if (coming) said.push(m.set_limit_effect_before());
  return said.join(' ');
}
