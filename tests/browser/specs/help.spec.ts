// The help beside the screen and the pages shown to visitors, by keyboard: what is typed stays, the focus comes back.
import { href } from '../../../ui/src/lib/routes.ts';
import { begin } from '../src/office.ts';
import { expect, test } from '../src/test.ts';

test('F1 explains the screen beside what is being typed, and Esc gives the focus back', async ({ page, busy: office }) => {
  await page.goto(office.bridge.at(href('case', { id: office.open })));
  const answer = page.getByRole('textbox', { name: 'Jawaban/Solusi' });
  await answer.focus();
  const help = page.getByRole('complementary', { name: 'Bantuan' });
  await page.keyboard.press('F1');
  await expect(help.getByRole('heading', { name: 'Melayani sebuah konsultasi' })).toBeVisible();
  await expect(help.getByRole('region')).toBeFocused();
  await help.getByRole('button', { name: 'Jam layanan' }).first().focus();
  await page.keyboard.press('Enter');
  await expect(help.getByRole('heading', { name: 'Jam layanan', level: 2 })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(help).toHaveCount(0);
  await expect(answer).toBeFocused();
});

test('all guides are listed and searched', async ({ page, busy: office }) => {
  await page.goto(office.bridge.at(href('home')));
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('F1');
  const help = page.getByRole('complementary', { name: 'Bantuan' });
  await help.getByRole('searchbox', { name: 'Cari dalam panduan' }).fill('kode QR kamera');
  await expect(help.getByRole('listitem')).toHaveText(['Kanal Pengaduan']);
  await help.getByRole('button', { name: 'Kanal Pengaduan' }).focus();
  await page.keyboard.press('Enter');
  await expect(help.getByRole('heading', { name: 'Kanal Pengaduan', level: 2 })).toBeVisible();
});

test('the help opens before anybody has signed in', async ({ page, fresh }) => {
  await page.goto(fresh.at(href('first_run')));
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('F1');
  const help = page.getByRole('complementary', { name: 'Bantuan' });
  await expect(help.getByRole('heading', { name: 'Memulai Lakon di komputer ini' })).toBeVisible();
  await begin(fresh);
  await fresh.call('session.sign_out', {});
  await page.goto(fresh.at(href('sign_in')));
  await page.reload();
  const password = page.getByRole('textbox', { name: 'Kata sandi di komputer ini' });
  await password.fill('setengah');
  await page.keyboard.press('F1');
  await expect(help.getByRole('heading', { name: 'Masuk, mengunci, dan lupa kata sandi' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(password).toBeFocused();
  await expect(password).toHaveValue('setengah');
});

test('a code fills the window by keyboard, with the help over it', async ({ page, busy: office }) => {
  await page.goto(office.bridge.at(href('complaints')));
  const first = page.getByRole('button', { name: /^Tampilkan besar/ }).first();
  await first.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Whistleblowing System Kemenkeu (WISE)' });
  await expect(dialog.getByRole('img', { name: /^Kode QR/ })).toBeVisible();
  const box = await dialog.getByRole('img', { name: /^Kode QR/ }).boundingBox();
  expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThan(300);

  await page.keyboard.press('F1');
  await expect(page.getByRole('dialog', { name: 'Bantuan' }).getByRole('heading', { name: 'Kanal Pengaduan' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Bantuan' })).toHaveCount(0);
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('dialog', { name: 'Portal SIPANDU' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(first).toBeFocused();
});
