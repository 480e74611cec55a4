// What the standard's duties say on the page: how many working days are left, how loud it is, and when it is due.
import { dayMoment } from './moment';
import type { Format } from './format';
import { m } from './paraglide/messages';
import type { DutyView, TraceLine } from './platform/api.gen';

export type DutyTone = 'neutral' | 'info' | 'positive' | 'caution' | 'critical';
type Said = Pick<DutyView, 'kind' | 'state' | 'working_days_left'>;

/** Whether something is still to be done for it. */
export function owed(duty: Pick<DutyView, 'state'>): boolean {
  return duty.state === 'open' || duty.state === 'due_today' || duty.state === 'overdue';
}

/** What a case page shows: every solution and the reports still owed; reports of the past apart, the newest first. */
export function dutiesShown(duties: readonly DutyView[]): { now: DutyView[]; past: DutyView[] } {
  const meant = duties.filter((duty) => duty.state !== 'not_owed');
  const over = (duty: DutyView) => duty.kind === 'progress' && !owed(duty);
  return { now: meant.filter((duty) => !over(duty)), past: meant.filter(over).toReversed() };
}

/** Working days since it was due; none on the day itself. */
export function daysLate(duty: Said): number {
  return duty.state === 'overdue' ? Math.max(0, -duty.working_days_left) : 0;
}

const TONE: Record<DutyView['state'], DutyTone> = {
  overdue: 'critical', due_today: 'caution', open: 'info', met: 'positive', missed: 'caution', not_owed: 'neutral',
};

export function dutyTone(duty: Pick<DutyView, 'state'>): DutyTone {
  return TONE[duty.state];
}

/** The words of the chip: "Terlambat 1 hari kerja", "Progres hari ini belum disampaikan". */
export function dutyWords(duty: Said): string {
  const progress = duty.kind === 'progress';
  switch (duty.state) {
    case 'overdue': {
      const late = daysLate(duty);
      if (progress) return late === 0 ? m.duty_progress_late_today() : m.duty_progress_late({ days: late });
      return late === 0 ? m.duty_late_today() : m.duty_late({ days: late });
    }
    case 'due_today': return progress ? m.duty_progress_today() : m.duty_today();
    case 'open': {
      const days = Math.max(0, duty.working_days_left);
      return progress ? m.duty_progress_left({ days }) : m.duty_left({ days });
    }
    case 'met': return m.duty_met();
    case 'missed': return m.duty_missed();
    default: return m.duty_not_owed();
  }
}

/** "Solusi paling lambat Kamis, 26 November 2026 pukul 16.00 WITA" */
export function dutyDue(duty: Pick<DutyView, 'kind' | 'due_at'>, format: Format): string {
  const due = { date: format.date(duty.due_at), time: format.time(duty.due_at) };
  return duty.kind === 'progress' ? m.duty_due_progress(due) : m.duty_due_solution(due);
}

/** What makes the date uncertain: a holiday not decreed yet, a year without holidays in the table. */
export function dutyDoubts(duty: Pick<DutyView, 'provisional' | 'unknown_year'>): string[] {
  const doubts: string[] = [];
  if (duty.provisional) doubts.push(m.duty_provisional_text());
  if (duty.unknown_year !== null) doubts.push(m.duty_unknown_year({ year: duty.unknown_year }));
  return doubts;
}

/** One line of the explanation: "Kamis, 24 Desember 2026" and what the calendar says of it. */
export function traceDay(line: TraceLine, format: Format, zone: string): string {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(line.day) ? dayMoment(line.day, zone) : null;
  return at === null ? line.day : format.date(at);
}
