// The bell: what the program tells whoever is signed in, how much of it is unread, and saying that it is read.

import type { NoticeKind, NoticeRow, Platform } from '$lib/platform';
import type { Format } from '$lib/format';
import { m } from '$lib/paraglide/messages';
import { href } from '$lib/routes';

const SAYS: Record<NoticeKind, () => string> = {
  overdue: m.notices_overdue, due_today: m.notices_due_today, escalation_arrived: m.notices_escalation_arrived, escalation_to_confirm: m.notices_escalation_to_confirm,
  escalation_asked_back: m.notices_escalation_asked_back, escalation_answered: m.notices_escalation_answered, handover_offered: m.notices_handover_offered,
  progress_owed: m.notices_progress_owed, confirmation_awaited: m.notices_confirmation_awaited,
};

export function says(kind: NoticeKind): string {
  return SAYS[kind]();
}

/** What is late or asked stands out. */
export function tone(kind: NoticeKind): 'critical' | 'caution' | 'plain' {
  if (kind === 'overdue') return 'critical';
  return kind === 'due_today' || kind === 'escalation_arrived' || kind === 'escalation_asked_back' ? 'caution' : 'plain';
}

/** "batas 16.00", "sejak 23 Nov 10.05" */
export function moment(row: NoticeRow, now: number, format: Format): string {
  const time = format.short(row.at, now);
  return row.kind === 'overdue' || row.kind === 'due_today' || row.kind === 'progress_owed' ? m.notices_due_at({ time }) : m.notices_since({ time });
}

/** Where it is done: a question in the head's inbox, anything else on the page of its case. */
export function addressOf(row: NoticeRow): string {
  return row.kind === 'escalation_arrived' && row.escalation !== null ? href('escalations', {}, { pilih: row.escalation }) : href('case', { id: row.case });
}

export class Bell {
  rows: NoticeRow[] = $state.raw([]);
  unread = $state(0);
  loaded = $state(false);
  failed: unknown = $state.raw(null);
  #host: Pick<Platform, 'call'>;
  #running = false;
  #again = false;

  constructor(host: Pick<Platform, 'call'>) {
    this.#host = host;
  }

  /** Reads what is told. Several wishes during one reading become one more. */
  async load(): Promise<void> {
    if (this.#running) return void (this.#again = true);
    this.#running = true;
    do {
      this.#again = false;
      await this.#take('notices.list', {});
    } while (this.#again);
    this.#running = false;
  }

  /** Those shown, and no other that has come since. */
  readAll(): Promise<void> {
    return this.read(this.rows.filter((row) => row.unread).map((row) => row.key));
  }

  async read(keys: readonly string[]): Promise<void> {
    if (keys.length > 0) await this.#take('notices.read', { keys: [...keys] });
  }

  async #take<K extends 'notices.list' | 'notices.read'>(name: K, input: Parameters<Platform['call']>[1]): Promise<void> {
    try {
      const told = await this.#host.call(name, input as never);
      this.rows = told.rows;
      this.unread = told.unread;
      this.loaded = true;
      this.failed = null;
    } catch (thrown) {
      this.failed = thrown;
    }
  }
}
