// The visits a case could belong to, as choices of a dialog.

import type { Format } from '$lib/format';
import { m } from '$lib/paraglide/messages';
import type { VisitChoice } from '$lib/platform/api.gen';

/** The choice that stands for a visit of its own. */
export const NEW_VISIT = 'new';

export interface Choice {
  code: string;
  name: string;
  hint: string;
}

/** A new visit first, then the others with who came, when, and the numbers of their cases. */
export function visitChoices(visits: readonly VisitChoice[], now: number, format: Format): Choice[] {
  const choice = (visit: VisitChoice): Choice => ({
    code: visit.visit,
    name: `${visit.organisation || visit.who || m.visit_unnamed()} · ${format.short(visit.at, now)}`,
    hint: visit.cases.map((each) => each.number).join(', '),
  });
  return [{ code: NEW_VISIT, name: m.visit_new(), hint: m.visit_new_hint() }, ...visits.map(choice)];
}

/** What is sent for a choice. */
export const visitOf = (code: string): string | null => (code === NEW_VISIT ? null : code);
