// The navigation: only screens that work stand here.
import chat from '@fluentui/svg-icons/icons/chat_bubbles_question_20_regular.svg?raw';
import standard from '@fluentui/svg-icons/icons/document_ribbon_20_regular.svg?raw';
import home from '@fluentui/svg-icons/icons/home_20_regular.svg?raw';
import sync from '@fluentui/svg-icons/icons/arrow_sync_20_regular.svg?raw';
import complaints from '@fluentui/svg-icons/icons/megaphone_20_regular.svg?raw';
import escalate from '@fluentui/svg-icons/icons/person_question_mark_20_regular.svg?raw';
import people from '@fluentui/svg-icons/icons/people_20_regular.svg?raw';
import tasks from '@fluentui/svg-icons/icons/clipboard_task_20_regular.svg?raw';
import settings from '@fluentui/svg-icons/icons/settings_20_regular.svg?raw';
import type { ShortcutId } from '$lib/app/shortcuts';
import type { Me } from '$lib/platform';
import { m } from '$lib/paraglide/messages';
import type { RouteName } from '$lib/routes';
import { settingsRoutes } from '../screens/settings/pages';

export interface NavRow {
  name: RouteName;
  /** Routes under which this row is the current one. */
  holds: readonly RouteName[];
  title: () => string;
  icon: string;
  key: ShortcutId;
  /** At the lower edge; of those, `help` stands under "Bantuan dan Standar". */
  foot?: 'help' | 'last';
  /** The command without which the screen is of no use; the row is hidden from whoever may not give it. */
  needs?: string;
  /** Only for those who head a section, or for whom something waits there (a Plh). */
  heads?: boolean;
}

/** How many things wait behind a row; nothing where that is not known. */
export type NavCounts = Partial<Record<RouteName, number>>;

/** The rows a person sees. */
export function rowsFor(me: Me | null, counts: NavCounts): NavRow[] {
  return nav.filter((row) => {
    if (row.needs !== undefined && me?.may.includes(row.needs) !== true) return false;
    return !row.heads || me?.roles.includes('section_head') === true || (counts[row.name] ?? 0) > 0;
  });
}

export const nav: readonly NavRow[] = [
  { name: 'home', holds: ['home'], title: () => m.nav_home(), icon: home, key: 'screen_1' },
  { name: 'cases', holds: ['cases', 'case', 'settles', 'settle'], title: () => m.nav_cases(), icon: chat, key: 'screen_2' },
  { name: 'follow_ups', holds: ['follow_ups'], title: () => m.nav_follow_ups(), icon: tasks, key: 'screen_3', needs: 'follow_up.list' },
  { name: 'escalations', holds: ['escalations'], title: () => m.nav_escalations(), icon: escalate, key: 'screen_4', needs: 'escalations.mine', heads: true },
  { name: 'parties', holds: ['parties', 'party'], title: () => m.nav_parties(), icon: people, key: 'screen_5' },
  { name: 'standard', holds: ['standard'], title: () => m.nav_standard(), icon: standard, key: 'screen_7', foot: 'help' },
  { name: 'complaints', holds: ['complaints'], title: () => m.nav_complaints(), icon: complaints, key: 'screen_8', foot: 'help' },
  { name: 'sync', holds: ['sync'], title: () => m.nav_sync(), icon: sync, key: 'screen_9', foot: 'last' },
  { name: 'settings', holds: settingsRoutes, title: () => m.nav_settings(), icon: settings, key: 'screen_6', foot: 'last' },
];
