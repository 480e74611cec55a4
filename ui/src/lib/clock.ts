// The service clock as the page shows it (KEP-57/PB/2023: 20 minutes). Counting is the program's; this only adds the open interval.
import type { Clock } from './platform/api.gen';

const MINUTE = 60_000;
/** Minutes at which a running clock is read out. */
export const ANNOUNCED = [15, 18, 20];
/** Share of the limit from which the clock is shown amber. */
const NEAR = 0.75;

/** Milliseconds handled up to `now`; a pause that lasts does not count. */
export function elapsed(clock: Clock, now: number): number {
  const until = clock.paused_since ?? now;
  return clock.before_ms + (clock.running_since === null ? 0 : Math.max(0, until - clock.running_since));
}

/** Whether the clock counts at this moment. */
export function counting(clock: Clock | null): boolean {
  return clock !== null && clock.running_since !== null && clock.paused_since === null;
}

/** "08:14", "61:03"; whole minutes do not turn into hours, the standard counts minutes. */
export function digits(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
}

export type Tone = 'calm' | 'near' | 'over';

/** Calm, near the limit, or past it. Past is amber and not alarm. */
export function tone(clock: Clock, ms: number): Tone {
  if (ms > clock.limit_ms) return 'over';
  return ms >= clock.limit_ms * NEAR ? 'near' : 'calm';
}

/** The announced minute that was reached between two readings of one clock, the highest if several. */
export function reached(before: number, after: number): number | null {
  return ANNOUNCED.filter((minute) => before < minute * MINUTE && after >= minute * MINUTE).at(-1) ?? null;
}
