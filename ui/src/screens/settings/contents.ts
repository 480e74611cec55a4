// Which component shows which part of Pengaturan; the other side of `pages.ts`.
import type { Component } from 'svelte';
import Calendar from './calendar/Calendar.svelte';
import Channels from './lists/Channels.svelte';
import Complaints from './lists/Complaints.svelte';
import Sections from './lists/Sections.svelte';
import Topics from './lists/Topics.svelte';
import Erasures from './erasures/Erasures.svelte';
import Look from './Look.svelte';
import Office from './office/Office.svelte';
import Standard from './office/Standard.svelte';
import type { SettingsRoute } from './pages';
import People from './people/People.svelte';
import Substitutes from './people/Substitutes.svelte';
import Recovery from './Recovery.svelte';
import Server from './Server.svelte';
import ThisPc from './ThisPc.svelte';
import Users from './Users.svelte';

export const contents: Record<SettingsRoute, Component> = {
  settings: Look, settings_users: Users, settings_server: Server, settings_pc: ThisPc, settings_recovery: Recovery,
  settings_office: Office, settings_standard: Standard, settings_sections: Sections, settings_substitutes: Substitutes, settings_topics: Topics,
  settings_channels: Channels, settings_complaints: Complaints, settings_calendar: Calendar, settings_people: People,
  settings_erasures: Erasures,
};
