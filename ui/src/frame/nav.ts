// The navigation: only screens that work stand here.
import chat from '@fluentui/svg-icons/icons/chat_bubbles_question_20_regular.svg?raw';
import home from '@fluentui/svg-icons/icons/home_20_regular.svg?raw';
import people from '@fluentui/svg-icons/icons/people_20_regular.svg?raw';
import settings from '@fluentui/svg-icons/icons/settings_20_regular.svg?raw';
import type { ShortcutId } from '$lib/app/shortcuts';
import { m } from '$lib/paraglide/messages';
import type { RouteName } from '$lib/routes';

export interface NavRow {
  name: RouteName;
  /** Routes under which this row is the current one. */
  holds: readonly RouteName[];
  title: () => string;
  icon: string;
  key: ShortcutId;
  foot?: boolean;
}

export const nav: readonly NavRow[] = [
  { name: 'home', holds: ['home'], title: () => m.nav_home(), icon: home, key: 'screen_1' },
  { name: 'cases', holds: ['cases', 'case'], title: () => m.nav_cases(), icon: chat, key: 'screen_2' },
  { name: 'parties', holds: ['parties', 'party'], title: () => m.nav_parties(), icon: people, key: 'screen_3' },
  { name: 'settings', holds: ['settings'], title: () => m.nav_settings(), icon: settings, key: 'screen_4', foot: true },
];
