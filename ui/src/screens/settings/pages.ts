// The parts of Pengaturan: those of this PC, and those of the office for whoever may see them.
import building from '@fluentui/svg-icons/icons/building_government_20_regular.svg?raw';
import calendar from '@fluentui/svg-icons/icons/calendar_ltr_20_regular.svg?raw';
import call from '@fluentui/svg-icons/icons/call_20_regular.svg?raw';
import color from '@fluentui/svg-icons/icons/color_20_regular.svg?raw';
import erased from '@fluentui/svg-icons/icons/delete_20_regular.svg?raw';
import desktop from '@fluentui/svg-icons/icons/desktop_20_regular.svg?raw';
import key from '@fluentui/svg-icons/icons/key_20_regular.svg?raw';
import megaphone from '@fluentui/svg-icons/icons/megaphone_20_regular.svg?raw';
import organization from '@fluentui/svg-icons/icons/organization_20_regular.svg?raw';
import people from '@fluentui/svg-icons/icons/people_20_regular.svg?raw';
import person_settings from '@fluentui/svg-icons/icons/person_settings_20_regular.svg?raw';
import swap from '@fluentui/svg-icons/icons/person_swap_20_regular.svg?raw';
import scales from '@fluentui/svg-icons/icons/scales_20_regular.svg?raw';
import server from '@fluentui/svg-icons/icons/server_20_regular.svg?raw';
import tag from '@fluentui/svg-icons/icons/tag_multiple_20_regular.svg?raw';
import { m } from '$lib/paraglide/messages';
import type { Me } from '$lib/platform';
import type { RouteName } from '$lib/routes';

export type SettingsRoute = Extract<RouteName, 'settings' | `settings_${string}`>;

export interface SettingsPage {
  name: SettingsRoute;
  title: () => string;
  /** As it stands in the list, under the name of its group. */
  brief?: () => string;
  icon: string;
  group: 'pc' | 'office';
  /** The command without which the page has nothing to show. */
  needs?: string;
  /** Who has something to do there; others are not led there. */
  roles?: readonly string[];
}

export const settingsPages: readonly SettingsPage[] = [
  { name: 'settings', title: () => m.settings_look(), brief: () => m.settings_look_brief(), icon: color, group: 'pc' },
  { name: 'settings_users', title: () => m.settings_users(), brief: () => m.settings_users_brief(), icon: people, group: 'pc' },
  { name: 'settings_server', title: () => m.settings_server(), brief: () => m.settings_server_brief(), icon: server, group: 'pc' },
  { name: 'settings_pc', title: () => m.settings_pc(), brief: () => m.settings_pc_brief(), icon: desktop, group: 'pc' },
  { name: 'settings_recovery', title: () => m.settings_seed(), icon: key, group: 'pc' },
  { name: 'settings_office', title: () => m.set_office(), icon: building, group: 'office', needs: 'settings.view' },
  { name: 'settings_standard', title: () => m.set_standard(), icon: scales, group: 'office', needs: 'settings.view' },
  { name: 'settings_sections', title: () => m.set_sections(), icon: organization, group: 'office', needs: 'settings.view' },
  { name: 'settings_substitutes', title: () => m.set_plh(), icon: swap, group: 'office', needs: 'sections.list', roles: ['admin', 'section_head'] },
  { name: 'settings_topics', title: () => m.set_topics(), icon: tag, group: 'office', needs: 'settings.view' },
  { name: 'settings_channels', title: () => m.set_channels(), icon: call, group: 'office', needs: 'settings.view' },
  { name: 'settings_complaints', title: () => m.set_complaints(), icon: megaphone, group: 'office', needs: 'settings.view' },
  { name: 'settings_calendar', title: () => m.set_calendar(), icon: calendar, group: 'office', needs: 'calendar.year' },
  { name: 'settings_people', title: () => m.set_people(), icon: person_settings, group: 'office', needs: 'users.list', roles: ['admin', 'section_head', 'office_head'] },
  { name: 'settings_erasures', title: () => m.set_erasures(), icon: erased, group: 'office', needs: 'erasure.list' },
];

const allowed = (page: SettingsPage, me: Me | null): boolean => page.needs === undefined || me?.may.includes(page.needs) === true;

/** The pages a person is led to. */
export function pagesFor(me: Me | null): SettingsPage[] {
  return settingsPages.filter((page) => allowed(page, me) && (page.roles === undefined || page.roles.some((role) => me?.roles.includes(role))));
}

/** The page of an address; the first one where it is none that this person may see. */
export function pageOf(name: RouteName, me: Me | null): SettingsPage {
  return settingsPages.find((page) => page.name === name && allowed(page, me)) ?? settingsPages[0]!;
}

export const settingsRoutes: readonly SettingsRoute[] = settingsPages.map((page) => page.name);
