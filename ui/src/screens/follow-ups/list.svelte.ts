// Duties that are still owed, overdue first: the rows read so far, and where the reader stood, kept while other screens are shown.

import { perWindow } from '$lib/app/kept';
import type { FollowUpRow, Platform } from '$lib/platform';
import { Keyset } from '../cases/keyset.svelte';
import { Reading } from '../cases/reading.svelte';

/** A case can owe both the solution and progress; each is a row of its own. */
export const rowKey = (row: FollowUpRow): string => `${row.case}/${row.duty.kind}/${row.duty.due_at}`;

/** What the row leads to: a duty of progress to its dialog at once. */
export function leadsTo(row: FollowUpRow): Record<string, string> {
  return row.duty.kind === 'progress' ? { tindakan: 'progres' } : {};
}

export class FollowUpController extends Reading<FollowUpRow> {
  static of = perWindow((app) => new FollowUpController(app.platform));

  constructor(host: Pick<Platform, 'call'>) {
    super(new Keyset((after, limit) => host.call('follow_up.list', { after, limit }), rowKey));
  }
}
