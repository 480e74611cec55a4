// Freeing this PC of copies of attachments: which ones can be chosen, and what is said before and after.

import { m } from '$lib/paraglide/messages';
import type { FreedFiles } from '$lib/platform/api.gen';

/** Which copies go. Without days: those that would not be fetched by themselves. */
export const AGES: readonly { code: string; days: number | null; name: () => string }[] = [
  { code: 'spare', days: null, name: m.settings_files_age_spare },
  { code: '30', days: 30, name: () => m.settings_files_age_days({ days: 30 }) },
  { code: '90', days: 90, name: () => m.settings_files_age_days({ days: 90 }) },
  { code: '365', days: 365, name: () => m.settings_files_age_days({ days: 365 }) },
];

/** What is asked before. */
export function freeing(code: string): string {
  const days = AGES.find((age) => age.code === code)?.days ?? null;
  return days === null ? m.settings_files_ask_spare() : m.settings_files_ask_days({ days });
}

/** What is said after. */
export function freed(done: FreedFiles, size: (bytes: number) => string): string {
  if (done.files === 0 && done.stayed === 0) return m.settings_files_freed_none();
  const text = m.settings_files_freed({ count: done.files, size: size(done.bytes) });
  return done.stayed > 0 ? `${text} ${m.settings_files_stayed({ count: done.stayed })}` : text;
}
