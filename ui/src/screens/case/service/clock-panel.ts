// The service clock opened up: its intervals with pauses and corrections, and a correction that keeps untouched seconds.

import { digits } from '$lib/clock';
import type { Format } from '$lib/format';
import { fromMomentInput, momentInput } from '$lib/moment';
import { m } from '$lib/paraglide/messages';
import type { CaseView, IntervalView } from '$lib/platform/api.gen';

/** Milliseconds that count; what runs counts up to `now`. */
export function netMs(interval: Pick<IntervalView, 'start' | 'end' | 'pauses_ms'>, now: number): number {
  return Math.max(0, (interval.end ?? now) - interval.start - interval.pauses_ms);
}

/** "10.34–10.45", "10.34 sampai sekarang" */
export function spanLine(interval: Pick<IntervalView, 'start' | 'end'>, format: Format): string {
  const start = format.hour(interval.start);
  return interval.end === null ? m.interval_running({ start }) : m.interval_span({ start, end: format.hour(interval.end) });
}

export function isCorrected(interval: Pick<IntervalView, 'original_start' | 'original_end'>): boolean {
  return interval.original_start !== null || interval.original_end !== null;
}

/** "semula 10.30–10.50", where it was corrected. */
export function originalLine(interval: IntervalView, format: Format): string | null {
  if (!isCorrected(interval)) return null;
  return m.interval_original({ span: spanLine({ start: interval.original_start ?? interval.start, end: interval.original_end ?? interval.end }, format) });
}

/** "jeda 03:10", where there was one. */
export function pauseLine(interval: IntervalView): string | null {
  return interval.pauses_ms > 0 ? m.interval_pauses({ time: digits(interval.pauses_ms) }) : null;
}

/** The event a case entered later names for the times of its first interval, which is not there before; `null` where there are intervals. */
export function emptyInterval(view: Pick<CaseView, 'intervals' | 'story'>): string | null {
  if (view.intervals.length > 0) return null;
  return view.story.find((item) => item.kind === 'opened')?.event ?? null;
}

/** Milliseconds of a field; one left as it was keeps its seconds. */
export function movedTo(text: string, before: number | null, zone: string): number | null {
  if (before !== null && text === momentInput(before, zone)) return before;
  return fromMomentInput(text, zone);
}

export interface Correction {
  start: number | null;
  end: number | null;
  running: boolean;
  reason: string;
}

/** What a correction still lacks, by field. */
export function correctionErrors(it: Correction, now: number): { start?: string; end?: string; reason?: string } {
  const errors: { start?: string; end?: string; reason?: string } = {};
  if (it.start === null) errors.start = m.correct_time_missing();
  else if (it.start > now) errors.start = m.moment_future();
  if (!it.running) {
    if (it.end === null) errors.end = m.correct_time_missing();
    else if (it.end > now) errors.end = m.moment_future();
    else if (it.start !== null && it.end < it.start) errors.end = m.correct_end_before();
  }
  if (it.reason.trim() === '') errors.reason = m.reason_missing();
  return errors;
}
