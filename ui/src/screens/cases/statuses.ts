// The statuses the list can be filtered by; a draft has no record yet and stands on Beranda.

import type { CaseCounts, CaseStatus } from '$lib/platform';

export const STATUSES = ['received', 'identified', 'resolved', 'cancelled'] as const satisfies readonly (CaseStatus & keyof CaseCounts)[];
