// Duties that are still owed, overdue first: the rows read so far, and where the reader stood, kept while other screens are shown.

import type { App } from '$lib/app/context';
import { urgency, type Urgency } from '$lib/duty';
import type { FollowUpRow, Platform } from '$lib/platform';
import { Keyset } from '../cases/keyset.svelte';
import { REFRESH_AFTER_MS } from '../cases/list.svelte';

/** A case can owe both the solution and progress; each is a row of its own. */
export const rowKey = (row: FollowUpRow): string => `${row.case}/${row.duty.kind}/${row.duty.due_at}`;

/** How many are overdue or due today. */
export function dueNow(rows: readonly FollowUpRow[]): number {
  return rows.filter((row) => urgency(row.duty) !== 'next').length;
}

/** How many of the rows are overdue, due today, and to come. */
export function parts(rows: readonly FollowUpRow[]): Record<Urgency, number> {
  const count: Record<Urgency, number> = { overdue: 0, due_today: 0, next: 0 };
  for (const row of rows) count[urgency(row.duty)] += 1;
  return count;
}

/** What the row leads to: a duty of progress to its dialog at once. */
export function leadsTo(row: FollowUpRow): Record<string, string> {
  return row.duty.kind === 'progress' ? { tindakan: 'progres' } : {};
}

const kept = new WeakMap<App, FollowUpController>();

export class FollowUpController {
  readonly list: Keyset<FollowUpRow>;
  top = $state(0);
  current = $state('');
  #seen = { from: 0, to: 0 };
  #pushed: ReturnType<typeof setTimeout> | undefined;

  constructor(host: Pick<Platform, 'call'>) {
    this.list = new Keyset((after, limit) => host.call('follow_up.list', { after, limit }), rowKey);
  }

  /** The list of a window: coming back finds it as it was left. */
  static of(app: App): FollowUpController {
    let found = kept.get(app);
    if (found === undefined) kept.set(app, (found = new FollowUpController(app.platform)));
    return found;
  }

  /** The screen is shown: read for the first time, or looked through for changes. */
  show(): void {
    if (this.list.loaded) void this.list.refresh(this.#seen.from, this.#seen.to);
    else void this.list.restart();
  }

  seen(from: number, to: number): void {
    this.#seen = { from, to };
    void this.list.visit(from, to);
  }

  changed(): void {
    this.#pushed ??= setTimeout(() => {
      this.#pushed = undefined;
      this.show();
    }, REFRESH_AFTER_MS);
  }
}
