// What an admin decides about a revoked PC's records, and what was set aside after a fork, with a real office server.
import { cp, rm } from 'node:fs/promises';
import type { Browser, Page } from '@playwright/test';
import { href, type RouteName } from '../../../ui/src/lib/routes.ts';
import { inaccessible } from '../src/accessible.ts';
import { Bridge } from '../src/bridge.ts';
import { EMPTY, PASSWORD, recorded, sample } from '../src/office.ts';
import { overflowing } from '../src/overflow.ts';
import { Server } from '../src/server.ts';
import { expect, test } from '../src/test.ts';

type Look = { theme?: 'light' | 'dark'; width?: number; height?: number };

async function look(browser: Browser, bridge: Bridge, screen: RouteName, heading: string, { theme = 'light', width = 1366, height = 768 }: Look = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(bridge.at(href(screen)));
  await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
  return page;
}

async function sound(page: Page): Promise<void> {
  expect(await overflowing(page)).toEqual([]);
  expect(await inaccessible(page)).toEqual([]);
}

const part = (page: Page, name: string) => page.getByRole('region', { name });

/** A PC's program started once more on its folder, or on a copy of it. */
async function again(folder: string): Promise<Bridge> {
  const bridge = await Bridge.on(folder, { real: true });
  const { tiles } = await bridge.call('session.state', {});
  await bridge.call('session.sign_in', { user: tiles[0]?.user ?? '', password: PASSWORD });
  return bridge;
}

test.describe('with an office server', () => {
  let server: Server;
  const open: Bridge[] = [];
  const copies: string[] = [];
  test.beforeEach(async () => {
    server = await Server.begin('Pengelola Contoh');
  });
  test.afterEach(async () => {
    for (const bridge of open.splice(0)) await bridge.stop();
    for (const folder of copies.splice(0)) await rm(folder, { recursive: true, force: true });
    await server.end();
  });

  /** An officer's PC that was revoked and went on working, and the admin's PC. */
  async function revoked(): Promise<Bridge> {
    const admin = await server.admin({ real: true });
    const officer = await server.officer('Petugas Kedua Contoh', { real: true });
    open.push(admin, officer);
    await recorded(officer, { question: 'Sebelum dicabut' });
    await officer.call('sync.now', {});
    await admin.call('sync.now', {});
    const { rows } = await admin.call('devices.list', {});
    const device = rows.find((row) => !row.here)?.device ?? '';
    await admin.call('devices.revoke', { device, reason: 'Laptop diganti' });
    await admin.call('sync.now', {});
    const kase = await recorded(officer, { question: 'Pekerjaan hari terakhir' });
    await officer.attach(kase, 'surat-permohonan.pdf', await sample('surat.pdf'));
    await officer.call('case.record', { case: kase });
    // It is refused, and hands everything in. One that was under way before there was everything is not waited for.
    await expect.poll(() => officer.call('sync.now', {}).then(() => 'under way', () => 'refused')).toBe('refused');
    return admin;
  }

  test('an admin sees what a revoked PC handed in and takes it', async ({ browser }) => {
    const admin = await revoked();
    const page = await look(browser, admin, 'settings_pc', 'Komputer ini');
    const row = part(page, 'Komputer kantor').getByRole('listitem').filter({ hasText: 'Petugas Kedua Contoh' });
    await expect(row).toContainText(/Menyerahkan \d+ catatan yang menunggu keputusan Anda\./);
    await expect(row).toContainText('1 berkas ikut diserahkan lengkap.');
    await row.getByRole('button', { name: /^Terima semuanya/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Terima semuanya' }).click();
    await expect(dialog).toContainText('Tuliskan alasannya');
    await dialog.getByRole('textbox', { name: 'Alasan' }).fill('Pekerjaan hari terakhir sebelum laptop diganti');
    await sound(page);
    await dialog.getByRole('button', { name: 'Terima semuanya' }).click();
    await expect(row).toContainText('Catatan yang diserahkan diterima Pengelola Contoh');
    await expect(row.getByRole('button')).toHaveCount(0);
    const { rows } = await admin.call('case.list', { status: null, text: '', after: null, limit: 10 });
    expect(rows.map((one) => one.question)).toContain('Pekerjaan hari terakhir');
  });

  /** Syncs until the server has everything: one that was under way already is not waited for. */
  async function sent(bridge: Bridge): Promise<void> {
    await expect.poll(async () => (await bridge.call('sync.now', {})).unsent_records).toBe(0);
  }

  /** An admin's PC that holds the branch of a log the server lost. */
  async function forked(): Promise<Bridge> {
    const admin = await server.admin({ real: true });
    const officer = await server.officer('Petugas Kedua Contoh', { real: true });
    open.push(admin);
    await recorded(officer, { question: 'Sebelum salinan' });
    await officer.call('sync.now', {});
    await admin.call('sync.now', {});
    await officer.kill();
    const [image, backup] = [`${officer.folder}-salinan`, `${server.folder}-kemarin`];
    copies.push(backup);
    await server.stop();
    await cp(officer.folder, image, { recursive: true });
    await cp(server.folder, backup, { recursive: true });
    await server.start();
    const before = await again(officer.folder);
    await recorded(before, { ...EMPTY, question: 'Di cabang yang kalah' });
    await sent(before);
    await admin.call('sync.now', {});
    // Otherwise it may give the server its branch back before the copy comes with another.
    await admin.call('sync.pause', { minutes: null });
    await before.stop();
    await server.stop();
    await rm(server.folder, { recursive: true, force: true });
    await cp(backup, server.folder, { recursive: true });
    await server.start();
    const twin = await again(image);
    open.push(twin);
    await recorded(twin, { question: 'Di cabang server' });
    await sent(twin);
    await admin.call('sync.resume', {});
    await admin.call('sync.now', {});
    await admin.call('sync.now', {});
    return admin;
  }

  for (const theme of ['light', 'dark'] as const) {
    test(`what waits of a revoked PC is accessible and fits in the ${theme} theme`, async ({ browser }, info) => {
      const admin = await revoked();
      for (const [width, height] of [[1366, 768], [960, 540]] as const) {
        const page = await look(browser, admin, 'settings_pc', 'Komputer ini', { theme, width, height });
        const row = part(page, 'Komputer kantor').getByRole('listitem').filter({ hasText: 'Petugas Kedua Contoh' });
        await expect(row).toContainText('Menyerahkan');
        await row.scrollIntoViewIfNeeded();
        await sound(page);
        await page.screenshot({ path: info.outputPath(`pc-${width}.png`) });
        await row.getByRole('button', { name: /^Tolak/ }).click();
        await sound(page);
        await page.screenshot({ path: info.outputPath(`tolak-${width}.png`) });
        await page.context().close();
        const sync = await look(browser, admin, 'sync', 'Sinkronisasi', { theme, width, height });
        await expect(part(sync, 'Yang perlu diperhatikan')).toContainText('catatan yang menunggu keputusan');
        await sound(sync);
        await sync.screenshot({ path: info.outputPath(`sinkronisasi-${width}.png`), fullPage: true });
        const pcs = part(sync, 'Komputer di kantor ini');
        await expect(pcs.getByRole('listitem').filter({ hasText: 'komputer ini' })).toContainText('tersambung');
        await pcs.scrollIntoViewIfNeeded();
        await sync.screenshot({ path: info.outputPath(`komputer-${width}.png`) });
        await sync.context().close();
        const usb = await look(browser, admin, 'settings_server', 'Server kantor', { theme, width, height });
        await sound(usb);
        await usb.screenshot({ path: info.outputPath(`server-${width}.png`) });
        await usb.context().close();
      }
    });

    test(`records set aside are accessible and fit in the ${theme} theme`, async ({ browser }, info) => {
      const admin = await forked();
      for (const [width, height] of [[1366, 768], [960, 540]] as const) {
        const page = await look(browser, admin, 'sync', 'Sinkronisasi', { theme, width, height });
        const aside = part(page, 'Catatan yang disisihkan');
        await expect(aside).toContainText('Hanya ada di sini');
        await aside.getByText('Tampilkan catatannya').first().click();
        await expect(aside).toContainText('Di cabang yang kalah');
        await aside.scrollIntoViewIfNeeded();
        await sound(page);
        await page.screenshot({ path: info.outputPath(`sisih-${width}.png`) });
        await page.context().close();
      }
    });
  }
});
