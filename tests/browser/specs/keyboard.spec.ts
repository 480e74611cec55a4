// The officer's main job without a mouse: every step here is a key.
import path from 'node:path';
import { href } from '../../../ui/src/lib/routes.ts';
import { Bridge } from '../src/bridge.ts';
import { chooseIn, tabTo, typeInto } from '../src/keys.ts';
import { begin } from '../src/office.ts';
import { expect, test } from '../src/test.ts';

const paper = path.join(import.meta.dirname, '..', 'files', 'surat.pdf');

test('a new case, from Ctrl+N to Ctrl+Enter and back, by keyboard alone', async ({ page }) => {
  const bridge = await Bridge.start({ picks: [paper] });
  try {
    await begin(bridge);
    await page.goto(bridge.at(href('home')));
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await page.keyboard.press('Control+n');
    await expect(page).toHaveURL(/#\/konsultasi\/.+/);

    await typeInto(page, page.getByRole('combobox', { name: 'Nama Stakeholder' }), 'Rahma Contoh');
    await expect(page.getByRole('option', { name: /Tambah stakeholder baru/ })).toBeVisible();
    await page.keyboard.press('Enter');
    await chooseIn(page, page.getByRole('combobox', { name: 'Jenis Stakeholder' }), 'Satuan Kerja (satker)');
    await expect(page.getByRole('textbox', { name: 'Nama orang' })).toHaveValue('Rahma Contoh');
    await typeInto(page, page.getByRole('textbox', { name: 'Kode Satker (6 digit)' }), '012345');
    await typeInto(page, page.getByRole('textbox', { name: 'Nama Satker' }), 'Dinas Contoh Kehutanan');
    await chooseIn(page, page.getByRole('combobox', { name: 'Peran/Jabatan' }), 'Bendahara Pengeluaran');

    await typeInto(page, page.getByRole('textbox', { name: 'Pertanyaan/Permasalahan' }), 'Mengapa data supplier kami ditolak?');
    await typeInto(page, page.getByRole('combobox', { name: 'Topik' }), 'supplier');
    await expect(page.getByRole('listbox', { name: 'Topik' }).getByRole('option').first()).toBeVisible();
    await page.keyboard.press('Enter');

    await tabTo(page, page.getByRole('button', { name: 'pilih berkas' }));
    await page.keyboard.press('Enter');
    await expect(page.getByText('surat.pdf').first()).toBeVisible();

    // Something is missing: it is marked, and the focus goes there.
    const answer = page.getByRole('textbox', { name: 'Jawaban/Solusi' });
    await page.keyboard.press('Control+Enter');
    await expect(answer).toBeFocused();
    await expect(answer).toHaveAttribute('aria-invalid', 'true');

    await page.keyboard.type('Samakan nama rekening dengan buku tabungan, lalu ajukan ulang.');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByText(/046-.+ selesai/).first()).toBeVisible();

    await tabTo(page, page.getByRole('button', { name: /^Urungkan/ }).first());
    await page.keyboard.press('Enter');
    await expect(page.getByText(/^Diurungkan/).first()).toBeVisible();
    await expect(answer).toHaveValue(/Samakan nama rekening/);
  } finally {
    // A page whose program ends under it complains, rightly.
    await page.goto('about:blank');
    await bridge.stop();
  }
});

test('keys the browser would take for itself stay with the program', async ({ page, busy: office }) => {
  await page.goto(office.bridge.at(href('home')));
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.evaluate(() => Object.assign(window, { stillHere: true }));
  for (const key of ['F5', 'Control+r', 'Control+p', 'Control+f', 'F12']) await page.keyboard.press(key);
  expect(await page.evaluate(() => 'stillHere' in window)).toBe(true);
});
