// A PC that worked alone joins an office through its own page; the stakeholder both had is one afterwards, and the admin says who the
// other person of that PC is.
import { href } from '../../../ui/src/lib/routes.ts';
import { inaccessible } from '../src/accessible.ts';
import { Bridge } from '../src/bridge.ts';
import { begin, PASSWORD, recorded } from '../src/office.ts';
import { overflowing } from '../src/overflow.ts';
import { Server } from '../src/server.ts';
import { expect, test } from '../src/test.ts';

test.describe('a PC that worked alone', () => {
  let server: Server;
  const open: Bridge[] = [];
  test.beforeEach(async () => {
    server = await Server.begin('Pengelola Contoh');
  });
  test.afterEach(async () => {
    for (const bridge of open.splice(0)) await bridge.stop();
    await server.end();
  });

  for (const theme of ['light', 'dark'] as const) {
    test(`reads what joining does, joins, and finds its visitors among the office's, ${theme}`, async ({ browser }) => {
      const admin = await server.admin({ real: true });
      const alone = await Bridge.start({ real: true });
      open.push(admin, alone);
      await recorded(admin, { question: 'Sudah dikenal kantor' });
      await admin.call('sync.now', {});
      await begin(alone);
      await recorded(alone, { question: 'Ditanyakan sebelum bergabung' });
      await alone.call('users.add', { name: 'Agus Dahulu', roles: ['officer'] });
      await admin.call('users.add', { name: 'Agus Kantor', roles: ['officer'] });

      const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, colorScheme: theme, reducedMotion: 'reduce' });
      const page = await context.newPage();
      await page.goto(alone.at(href('settings_server')));
      await page.getByRole('button', { name: 'Gabung ke kantor…' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('textbox', { name: 'Alamat server' }).fill(server.address);
      await dialog.getByRole('textbox', { name: /^Kode undangan, .* 1 / }).fill(await server.invite('Sri Contoh'));
      await dialog.getByRole('button', { name: 'Lanjut' }).click();
      await expect(dialog).toContainText('Anda bergabung sebagai Sri Contoh');
      await expect(dialog).toContainText('Stakeholder yang sudah dikenal kantor itu');
      expect(await overflowing(page)).toEqual([]);
      expect(await inaccessible(page)).toEqual([]);
      await dialog.getByLabel('Kata sandi sekarang').fill(PASSWORD);
      await dialog.getByRole('button', { name: 'Bergabung' }).click();
      await expect(page.getByText('Komputer ini sudah bergabung')).toBeVisible();

      await expect
        .poll(async () => (await alone.call('case.list', { status: null, text: '', after: null, limit: 10 })).rows.length)
        .toBe(2);
      await page.goto(alone.at(href('parties')));
      const list = page.getByRole('main');
      await expect(list.getByText('Rahma Contoh')).toHaveCount(1);
      await expect(list.getByText('Dinas Contoh Kehutanan')).toHaveCount(1);

      await admin.call('sync.now', {});
      await page.goto(admin.at(href('settings_people')));
      await page.getByRole('checkbox', { name: /nonaktif/ }).check();
      const row = page.getByRole('row', { name: /Agus Dahulu/ });
      await row.click();
      await dialog.getByRole('button', { name: 'Samakan dengan…' }).click();
      await dialog.getByRole('combobox', { name: 'Pengguna kantor' }).selectOption('Agus Kantor');
      await expect(dialog).toContainText('Semua yang dicatat Agus Dahulu di komputer itu tampil sebagai catatan Agus Kantor');
      expect(await overflowing(page)).toEqual([]);
      expect(await inaccessible(page)).toEqual([]);
      await page.screenshot({ path: test.info().outputPath(`same-${theme}.png`) });
      await dialog.getByRole('button', { name: 'Samakan', exact: true }).click();
      await expect(row).toContainText('Disamakan');
      await row.click();
      await expect(dialog).toContainText('Catatan Agus Dahulu tampil sebagai catatan Agus Kantor.');
      await page.screenshot({ path: test.info().outputPath(`parted-${theme}.png`) });
      await dialog.getByRole('button', { name: 'Pisahkan kembali' }).click();
      await expect(row).not.toContainText('Disamakan');
    });
  }
});
