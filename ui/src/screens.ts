// Which component shows which route inside the frame; the other side of `lib/routes.ts`.
import type { Component } from 'svelte';
import type { RouteName } from '$lib/routes';
import CaseList from './screens/cases/CaseList.svelte';
import CasePage from './screens/case/CasePage.svelte';
import Complaints from './screens/complaints/Complaints.svelte';
import Escalations from './screens/escalations/Escalations.svelte';
import FollowUps from './screens/follow-ups/FollowUps.svelte';
import Home from './screens/home/Home.svelte';
import PartyList from './screens/parties/PartyList.svelte';
import PartyPage from './screens/parties/PartyPage.svelte';
import { settingsRoutes } from './screens/settings/pages';
import SettleList from './screens/settle/SettleList.svelte';
import SettlePage from './screens/settle/SettlePage.svelte';
import Settings from './screens/settings/Settings.svelte';
import Standard from './screens/standard/Standard.svelte';
import SyncPage from './screens/sync/SyncPage.svelte';

/** Screens that show one thing, given by its id. */
export const pages: Partial<Record<RouteName, Component<{ id: string }>>> = { case: CasePage, party: PartyPage, settle: SettlePage };

export const screens: Partial<Record<RouteName, Component>> = { home: Home, cases: CaseList, follow_ups: FollowUps, escalations: Escalations, parties: PartyList, settles: SettleList, standard: Standard, complaints: Complaints, sync: SyncPage, ...Object.fromEntries(settingsRoutes.map((name) => [name, Settings])) };
