// What the page does with an error: its sentence comes from the program, this table adds how loud it is and what can be done at once.
import { m } from '$lib/paraglide/messages';
import type { JsonValue } from '$lib/platform/api.gen';
import { CallError, isUiError } from '$lib/platform/types';

export type Severity = 'info' | 'caution' | 'critical';
/** What a button beside the sentence can do. */
export type Remedy = 'retry' | 'sign_in';

interface Row {
  severity: Severity;
  remedy?: Remedy;
}

/** Codes that are not here are a caution without a button. */
const table: Record<string, Row> = {
  locked: { severity: 'info', remedy: 'sign_in' },
  signed_out: { severity: 'info', remedy: 'sign_in' },
  not_allowed: { severity: 'info' },
  unreachable: { severity: 'caution', remedy: 'retry' },
  failed: { severity: 'critical' },
  keys_lost: { severity: 'critical' },
  // These two are the page's own: the program did not answer, or not as agreed.
  disconnected: { severity: 'critical', remedy: 'retry' },
  internal: { severity: 'critical' },
};

export function present(code: string): Row {
  return table[code] ?? { severity: 'caution' };
}

/** A part of an error's details by name, where the program gives one: `group`, `wait_ms`. */
export function detailNumber(error: CallError, name: string): number | undefined {
  const value = isRecord(error.details) ? error.details[name] : undefined;
  return typeof value === 'number' ? value : undefined;
}

/** The fields an `invalid` or `incomplete` error marks, as names of the command's input. */
export function detailFields(error: CallError): string[] {
  const value = isRecord(error.details) ? error.details.fields : undefined;
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
}

function isRecord(value: JsonValue | undefined): value is { [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whatever was thrown, as the program's error; a fault of the page itself gets a sentence of its own. */
export function asCallError(thrown: unknown): CallError {
  if (thrown instanceof CallError) return thrown;
  if (isUiError(thrown)) return new CallError(thrown);
  console.error(thrown);
  return new CallError({ code: 'internal', message: m.error_internal(), details: null });
}
