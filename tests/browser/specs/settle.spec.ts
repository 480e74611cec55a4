// What two officers changed at once, side by side, settled by keyboard: left, right, a third, and back.
import { href } from '../../../ui/src/lib/routes.ts';
import type { Bridge } from '../src/bridge.ts';
import { begin, recorded } from '../src/office.ts';
import { COLLEAGUE, hire, OFFICER, take } from '../src/people.ts';
import { expect, test } from '../src/test.ts';

/** Two officers correct name and telephone of the same visitor, each over what stood there before either did. */
async function dispute(bridge: Bridge): Promise<string> {
  await begin(bridge);
  await hire(bridge, COLLEAGUE, ['officer']);
  await recorded(bridge, { question: 'Mengapa SPM kami ditolak?' });
  const { rows } = await bridge.call('party.list', { text: 'Rahma', after: null, limit: 10 });
  const id = rows.find((row) => !row.is_organisation)?.id ?? '';
  const { seen, email } = await bridge.call('party.view', { id });
  await bridge.call('party.edit', { id, name: 'Rahma Contoh, S.E.', phone: '081200000011', email, seen });
  await take(bridge, COLLEAGUE);
  await bridge.call('party.edit', { id, name: 'Rahmawati Contoh', phone: '081200000012', email, seen });
  return id;
}

test('two versions of a field stand side by side, one is taken with a key and given back with "Urungkan"', async ({ page, fresh }) => {
  const id = await dispute(fresh);
  await page.goto(fresh.at(href('settles')));
  await page.getByRole('main').getByRole('link', { name: /Rahma/ }).press('Enter');
  await expect(page).toHaveURL(new RegExp(id));
  const left = page.getByRole('article', { name: 'Versi kiri' });
  const right = page.getByRole('article', { name: 'Versi kanan' });
  await expect(page.getByRole('heading', { level: 2, name: /^Nama: .* \(1 dari 2\)/ })).toBeFocused();
  await expect(left).toContainText(OFFICER);
  await expect(left).toContainText('Rahma Contoh, S.E.');
  await expect(right).toContainText(COLLEAGUE);
  await expect(right).toContainText('Rahmawati Contoh');

  await page.keyboard.press('Control+2');
  await expect(page.getByText(/^Nama: .* sudah diselesaikan\./).first()).toBeVisible();
  await expect(page.getByRole('heading', { level: 2, name: /^Telepon: .* \(1 dari 1\)/ })).toBeFocused();
  await page.getByRole('button', { name: /^Urungkan/ }).first().press('Enter');
  await expect(page.getByRole('navigation', { name: 'Yang perlu dipilih' }).getByRole('button', { name: /^Nama: / })).toBeVisible();
});

test('a third version is typed in the place of both, and the stakeholder has it', async ({ page, fresh }) => {
  const id = await dispute(fresh);
  await page.goto(fresh.at(href('settle', { id })));
  await expect(page.getByRole('heading', { level: 2, name: /^Nama: .* \(1 dari 2\)/ })).toBeFocused();
  await page.keyboard.press('Control+3');
  const third = page.getByRole('textbox', { name: 'Versi ketiga' });
  await expect(third).toBeFocused();
  await expect(third).toHaveValue('Rahma Contoh, S.E.');
  // A name cannot be emptied.
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Isi nama terlebih dahulu.').first()).toBeVisible();
  await page.keyboard.type('Rahmawati Contoh, S.E.');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('heading', { level: 2, name: /^Telepon: .* \(1 dari 1\)/ })).toBeFocused();
  await page.keyboard.press('Control+1');
  await expect(page.getByText('Semua perubahan bersamaan sudah diselesaikan')).toBeVisible();
  await page.getByRole('link', { name: 'Buka profil stakeholder' }).press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Rahmawati Contoh, S.E.' })).toBeVisible();
  await expect(page.getByRole('textbox', { name: /^Nomor HP/ })).toHaveValue('081200000011');
});

test('a head reads both versions and is told who chooses', async ({ page, fresh }) => {
  const id = await dispute(fresh);
  await take(fresh, OFFICER);
  await hire(fresh, 'Kasi Contoh', ['section_head']);
  await take(fresh, 'Kasi Contoh');
  await page.goto(fresh.at(href('settle', { id })));
  await expect(page.getByText('Hanya Petugas yang dapat memilih versi.', { exact: false })).toBeVisible();
  await page.keyboard.press('Control+1');
  await expect(page.getByRole('article', { name: 'Versi kanan' })).toContainText('Rahmawati Contoh');
  await expect(page.getByRole('button', { name: /^Pakai yang/ })).toHaveCount(0);
});
