// Who may do what: what is not yours to do is not offered, and whoever asks all the same is told whom to ask.
import { href } from '../../../ui/src/lib/routes.ts';
import { begin, recorded } from '../src/office.ts';
import { appoint, change, COLLEAGUE, HEAD, hire, OFFICER, take } from '../src/people.ts';
import { expect, test } from '../src/test.ts';

test('an officer reads the settings and is told who changes them', async ({ page, fresh }) => {
  await begin(fresh);
  await hire(fresh, COLLEAGUE, ['officer']);
  await take(fresh, COLLEAGUE);
  const { topics } = await fresh.call('catalogue.get', {});
  await page.goto(fresh.at(href('home')));
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('Alt+6');
  const parts = page.getByRole('navigation', { name: 'Pengaturan' });
  await expect(parts.getByRole('link', { name: 'Topik' })).toBeVisible();
  await expect(parts.getByRole('link', { name: 'Pengguna dan Peran' })).toHaveCount(0);
  await parts.getByRole('link', { name: 'Topik' }).press('Enter');
  await expect(page.getByText(`Ini hanya dapat dibaca. Yang dapat mengubahnya: Pengelola (${OFFICER}).`).first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Tambah topik' })).toHaveCount(0);
  await page.getByRole('grid', { name: 'Topik' }).getByRole('row', { name: topics[0]?.name ?? '' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: topics[0]?.name ?? '' });
  await expect(dialog.getByRole('button', { name: 'Simpan' })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);

  // The page hides; the program refuses, and says whom to ask.
  const refused = fresh.call('settings.section', { section: null, name: 'Seksi Contoh', head: null, order: null, retired: false });
  await expect(refused).rejects.toThrow(/Anda tidak berwenang melakukan ini\. Mintalah kepada Pengelola/);
});

test('a head reads a case and is not offered what officers do', async ({ page, fresh }) => {
  await begin(fresh);
  await appoint(fresh, await hire(fresh, HEAD, ['section_head']));
  const id = await recorded(fresh, { question: 'Apakah koreksi setoran masih dapat diproses?' });
  await page.goto(fresh.at(href('home')));
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await change(page, HEAD);
  await expect(page.getByRole('button', { name: /^Konsultasi Baru/ })).toHaveCount(0);
  await page.goto(fresh.at(href('case', { id })));
  const question = page.getByRole('textbox', { name: 'Pertanyaan/Permasalahan' });
  await expect(question).toHaveValue('Apakah koreksi setoran masih dapat diproses?');
  await expect(question).toBeDisabled();
  await expect(page.getByText('Yang mengerjakannya Petugas Layanan.', { exact: false })).toBeVisible();
  for (const name of [/^Selesaikan/, /^Ganti/, /^Ubah/, /^pilih berkas/]) await expect(page.getByRole('button', { name })).toHaveCount(0);
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Lainnya', exact: true })).toHaveCount(0);
  await expect(page.getByRole('button', { name: /^Eskalasi/ })).toHaveCount(0);
  await expect(fresh.call('case.pause', { case: id, cause: 'telepon', reason: '' })).rejects.toThrow(/Mintalah kepada Petugas Layanan/);
});

test('what the standard does not allow yet says why, beside what it allows', async ({ page, fresh }) => {
  await begin(fresh);
  const id = await recorded(fresh, { question: 'Apakah koreksi setoran masih dapat diproses?' });
  await page.goto(fresh.at(href('case', { id })));
  const standing = page.getByRole('region', { name: 'Posisi konsultasi' });
  await standing.getByText(/^Belum dapat dilakukan/).press('Enter');
  await expect(standing.getByRole('listitem').filter({ hasText: 'Selesaikan (Resolved)' })).toContainText(/jawaban/i);
});
