// Sinkronisasi with a real office server: what is not sent leads to its case, a pause holds, a trouble says what to do.
import type { Browser, Page } from '@playwright/test';
import { href } from '../../../ui/src/lib/routes.ts';
import { inaccessible } from '../src/accessible.ts';
import type { Bridge } from '../src/bridge.ts';
import { draft, recorded, sample } from '../src/office.ts';
import { overflowing } from '../src/overflow.ts';
import { Server } from '../src/server.ts';
import { expect, test } from '../src/test.ts';

/** The server shows the machine's own time, and so do the PCs and the pages here: no test may depend on the day. */
async function look(browser: Browser, bridge: Bridge, options: { theme?: 'light' | 'dark'; width?: number; height?: number } = {}): Promise<Page> {
  const { theme = 'light', width = 1366, height = 768 } = options;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(bridge.at(href('sync')));
  await expect(page.getByRole('heading', { level: 1, name: 'Sinkronisasi' })).toBeVisible();
  return page;
}

/** An admin's PC that has two cases and a file nobody else has, and a server that does not answer. */
async function offline(server: Server): Promise<Bridge> {
  const bridge = await server.admin({ real: true });
  const other = await server.officer('Petugas Kedua Contoh', { real: true });
  await recorded(other, { question: 'Dari komputer lain' });
  await other.call('sync.now', {});
  await bridge.call('sync.now', {});
  await other.stop();
  await server.stop();
  const kase = await recorded(bridge, { question: 'Mengapa data supplier kami ditolak?' });
  await bridge.attach(kase, 'surat-permohonan.pdf', await sample('surat.pdf'));
  await bridge.call('case.record', { case: kase });
  await bridge.call('case.record', { case: await draft(bridge, { person_name: 'Bima Contoh', phone: '081200000002', question: 'Bagaimana mengajukan TUP?' }) });
  return bridge;
}

const now = (page: Page) => page.getByRole('main').getByRole('status');
const part = (page: Page, name: string) => page.getByRole('region', { name });

test.describe('with an office server', () => {
  let server: Server;
  let bridge: Bridge | undefined;
  test.beforeEach(async () => {
    server = await Server.begin('Pengelola Contoh');
  });
  test.afterEach(async () => {
    await bridge?.stop();
    bridge = undefined;
    await server.end();
  });

  test('what is not sent stands with its case, and is gone once the server answers again', async ({ browser }) => {
    bridge = await offline(server);
    const page = await look(browser, bridge);
    await expect(now(page)).toContainText('Server kantor tidak terjangkau');
    const records = part(page, 'Catatan yang belum terkirim');
    await expect(records.getByRole('link')).toHaveCount(2);
    const file = part(page, 'Berkas yang belum selesai').getByRole('listitem');
    await expect(file).toContainText('surat-permohonan.pdf');
    await expect(file).toContainText('hanya di komputer ini, menunggu dikirim');
    await records.getByRole('link', { name: /Bagaimana mengajukan TUP/ }).click();
    await expect(page.getByRole('textbox', { name: 'Pertanyaan/Permasalahan' })).toHaveValue('Bagaimana mengajukan TUP?');

    await server.start();
    // The sentence of the bar leads here from everywhere.
    await page.getByRole('contentinfo').getByRole('link', { name: /^Tersimpan di komputer ini/ }).click();
    await page.getByRole('button', { name: 'Sinkronkan sekarang' }).click();
    await expect(now(page)).toContainText('Semua sudah terkirim');
    await expect(records).toContainText('Tidak ada catatan yang menunggu');
    await expect(part(page, 'Berkas yang belum selesai')).toContainText('Tidak ada berkas yang menunggu');
    const devices = part(page, 'Komputer di kantor ini').getByRole('listitem');
    await expect(devices).toHaveCount(2);
    await expect(devices.filter({ hasText: 'Petugas Kedua Contoh' })).toContainText('lengkap');
    await expect(devices.filter({ hasText: 'Pengelola Contoh' })).toContainText('komputer ini');
  });

  test('a pause is said everywhere, outlives the program, and is ended by hand', async ({ browser }) => {
    bridge = await server.admin({ real: true });
    const page = await look(browser, bridge);
    await page.getByRole('button', { name: 'Jeda 1 jam' }).click();
    await expect(now(page)).toContainText(/Dijeda sampai pukul \d\d\.\d\d/);
    await expect(page.getByRole('contentinfo')).toContainText(/dijeda sampai pukul \d\d\.\d\d/);
    await page.getByRole('button', { name: 'Lanjutkan' }).click();
    await expect(page.getByRole('contentinfo')).not.toContainText('dijeda');
    await page.getByRole('button', { name: 'Jeda sampai dilanjutkan' }).click();
    await expect(now(page)).toContainText('Dijeda sampai dilanjutkan');
    // What is typed is a record all the same, and stays here.
    await recorded(bridge, { question: 'Selama jeda' });
    await expect(part(page, 'Catatan yang belum terkirim').getByRole('link')).toHaveCount(1);
    await page.getByRole('button', { name: 'Lanjutkan' }).click();
    await expect(now(page)).toContainText('Semua sudah terkirim');
  });

  test('a clock that is off is one sentence and what to do', async ({ browser }) => {
    bridge = await server.admin();
    await bridge.call('sync.now', {});
    const page = await look(browser, bridge);
    await expect(part(page, 'Yang perlu diperhatikan')).toContainText('Jam komputer ini berbeda lebih dari 5 menit dari jam server.');
    await expect(part(page, 'Yang perlu diperhatikan')).toContainText('Periksa tanggal, jam, dan zona waktu Windows.');
    await expect(now(page)).toContainText('Ada yang perlu diperiksa');
  });

  for (const theme of ['light', 'dark'] as const) {
    test(`is accessible and fits with everything on it in the ${theme} theme`, async ({ browser }, info) => {
      bridge = await offline(server);
      for (const [width, height] of [[1366, 768], [1024, 680], [960, 540]] as const) {
        const page = await look(browser, bridge, { theme, width, height });
        await expect(part(page, 'Catatan yang belum terkirim').getByRole('link')).toHaveCount(2);
        await expect(part(page, 'Komputer di kantor ini').getByRole('listitem')).toHaveCount(2);
        expect(await overflowing(page)).toEqual([]);
        expect(await inaccessible(page)).toEqual([]);
        await page.screenshot({ path: info.outputPath(`${width}.png`) });
        await page.context().close();
      }
    });
  }
});
