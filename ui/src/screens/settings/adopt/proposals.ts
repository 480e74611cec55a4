// How a proposal is called: what it sets, and which one.
import { m } from '$lib/paraglide/messages';
import type { ProposalKind, ProposalRow } from '$lib/platform';

const kinds: Record<ProposalKind, () => string> = {
  limit: m.proposal_limit, text: m.proposal_text, section: m.proposal_section, topic: m.proposal_topic, channel: m.proposal_channel,
  complaint: m.proposal_complaint, holiday: m.proposal_holiday, hours: m.proposal_hours,
};
const limits: Record<string, () => string> = {
  service_minutes: m.set_limit_minutes, solution_days: m.set_limit_solution, progress_days: m.set_limit_progress, late_days: m.set_limit_late,
};

export const proposalKind = (kind: ProposalKind): string => kinds[kind]();

/** A limit by what it limits and its number, everything else by its name and its code. */
export function proposalName(row: ProposalRow): string {
  if (row.kind === 'limit') return `${limits[row.key]?.() ?? row.key}: ${row.title}`;
  if (row.kind === 'complaint' || row.kind === 'hours') return row.title;
  return row.title === '' ? row.key : `${row.key} · ${row.title}`;
}
