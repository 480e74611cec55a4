// The people of a test office: who works there beside the officer, and who sits at the PC.
import { expect, type Page } from '@playwright/test';
import type { Bridge } from './bridge.ts';

export const PASSWORD = 'sandi contoh untuk uji';
/** Begins the office: officer and admin. */
export const OFFICER = 'Petugas Contoh';
export const COLLEAGUE = 'Petugas Kedua Contoh';
export const HEAD = 'Kasi Contoh';

/** Adds somebody to the office who can sign in on this PC; gives the user's id. */
export async function hire(bridge: Bridge, name: string, roles: string[]): Promise<string> {
  const { rows } = await bridge.call('users.add', { name, roles });
  const user = rows.find((row) => row.name === name)?.user;
  if (!user) throw new Error(`${name} is not in the office`);
  await bridge.call('users.slot', { user, password: PASSWORD });
  return user;
}

/** Makes somebody the head of every section. */
export async function appoint(bridge: Bridge, head: string): Promise<void> {
  const { sections } = await bridge.call('catalogue.get', {});
  for (const section of sections) await bridge.call('section.head', { section: section.code, head });
}

/** Whoever sits at the PC leaves and `name` signs in, without the page. */
export async function take(bridge: Bridge, name: string): Promise<void> {
  const { tiles } = await bridge.call('session.sign_out', {});
  const user = tiles.find((tile) => tile.name === name)?.user;
  if (!user) throw new Error(`${name} cannot sign in here`);
  await bridge.call('session.sign_in', { user, password: PASSWORD });
}

/** The same as people do it: lock, "Bukan saya", the own name, the own password; ends on the own Beranda. */
export async function change(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+l');
  await page.getByRole('button', { name: 'Bukan saya' }).press('Enter');
  await page.getByRole('list', { name: 'Pengguna komputer ini' }).getByRole('button', { name }).press('Enter');
  await expect(page.getByRole('textbox', { name: 'Kata sandi di komputer ini' })).toBeFocused();
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('navigation', { name: 'Utama' })).toBeVisible();
  await page.keyboard.press('Alt+1');
  await expect(page.getByRole('heading', { level: 1, name: new RegExp(name) })).toBeVisible();
}
