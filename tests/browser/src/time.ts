// The office's time of every test: a working-day morning, wherever and whenever the tests run, and going on from there.
import type { BrowserContext } from '@playwright/test';

/** Monday, 23 November 2026, 10.00 WITA: in working hours, with working days before and after it. */
const START = Date.UTC(2026, 10, 23, 2, 0, 0);
/** What this process adds to the PC's clock; a program that is started again goes on where it was. */
const shift = START - Date.now();

/** Milliseconds since 1970, as the program and the page have them. */
export function now(): number {
  return Date.now() + shift;
}

/** The day so many days from now, YYYY-MM-DD on the office's wall. */
export function day(from_now = 0): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Makassar' }).format(now() + from_now * 86_400_000);
}

/** Makes every page agree. Only what the clock shows is moved: timers run as they do. */
export async function follow(context: BrowserContext): Promise<void> {
  await context.addInitScript((by) => {
    const Own = Date;
    globalThis.Date = class extends Own {
      constructor(...given: [] | ConstructorParameters<typeof Date>) {
        if (given.length === 0) super(Own.now() + by);
        else super(...given);
      }
      static override now(): number {
        return Own.now() + by;
      }
    } as DateConstructor;
  }, shift);
}
