// A PC that worked alone joins an office through its own page, and the stakeholder both had is one afterwards.
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
    });
  }
});
