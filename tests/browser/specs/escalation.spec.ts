// A question to a section head and back, by keyboard: raised with Ctrl+E, answered on the head's own screen, or by telephone.
import type { Page } from '@playwright/test';
import { href } from '../../../ui/src/lib/routes.ts';
import type { Bridge } from '../src/bridge.ts';
import { begin, recorded } from '../src/office.ts';
import { typeInto } from '../src/keys.ts';
import { appoint, change, HEAD, hire, OFFICER } from '../src/people.ts';
import { expect, test } from '../src/test.ts';

/** An office with a head of every section. */
async function withHead(bridge: Bridge): Promise<void> {
  await begin(bridge);
  await appoint(bridge, await hire(bridge, HEAD, ['section_head']));
}

/** Asks the head of the case's section. */
async function escalate(page: Page, question: string): Promise<void> {
  await page.keyboard.press('Control+e');
  const dialog = page.getByRole('dialog', { name: 'Eskalasi ke Kepala Seksi' });
  await expect(dialog).toBeVisible();
  await typeInto(page, dialog.getByRole('textbox', { name: 'Pertanyaan untuk Kepala Seksi' }), question);
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toBeHidden();
}

test('a head reads the question, answers it and has the next; the officer sees "dijawab"', async ({ page, fresh }) => {
  await withHead(fresh);
  const first = await recorded(fresh, { question: 'Apakah koreksi setoran tahun lalu masih dapat diproses?' });
  const second = await recorded(fresh, { person_name: 'Bima Contoh', phone: '081200000002', question: 'Bolehkah TUP melewati bulan berjalan?' });
  await page.goto(fresh.at(href('case', { id: first })));
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  // Nothing is sent without a question.
  await page.keyboard.press('Control+e');
  const words = page.getByRole('textbox', { name: 'Pertanyaan untuk Kepala Seksi' });
  await expect(words).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(words).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(words).toBeHidden();
  await escalate(page, 'Mohon arahan: koreksi setoran tahun lalu.');
  const asked = page.getByRole('region', { name: 'Eskalasi' });
  await expect(asked).toContainText('Mohon arahan: koreksi setoran tahun lalu.');
  await page.goto(fresh.at(href('case', { id: second })));
  // The page of the first one stands until this one is there.
  await expect(page.getByRole('textbox', { name: 'Pertanyaan/Permasalahan' })).toHaveValue('Bolehkah TUP melewati bulan berjalan?');
  await escalate(page, 'Mohon arahan: TUP.');

  await change(page, HEAD);
  await expect(page.getByRole('region', { name: 'Eskalasi untuk Anda' })).toContainText('2 menunggu');
  await page.keyboard.press('Alt+4');
  const list = page.getByRole('listbox', { name: 'Daftar eskalasi' });
  await expect(list.getByRole('option')).toHaveCount(2);
  const answer = page.getByRole('textbox', { name: 'Jawaban Anda' });
  // The hand is where the answer is written, beside the case it is about.
  await expect(answer).toBeFocused();
  const one = page.getByRole('region', { name: 'Eskalasi yang dipilih' });
  await expect(one).toContainText('Apakah koreksi setoran tahun lalu masih dapat diproses?');
  await page.keyboard.type('Dapat, selama bukti setornya asli.');
  await page.keyboard.press('Control+Enter');
  await expect(list.getByRole('option')).toHaveCount(1);
  await expect(one).toContainText('Mohon arahan: TUP.');
  await expect(answer).toBeFocused();
  await page.keyboard.type('Tidak boleh melewati bulan.');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Tidak ada eskalasi untuk Anda')).toBeVisible();

  await change(page, OFFICER);
  await page.goto(fresh.at(href('case', { id: first })));
  await expect(asked).toContainText('Dijawab');
  await expect(asked).toContainText('Dapat, selama bukti setornya asli.');
});

test('a head asks back, the officer replies, and the question waits again', async ({ page, fresh }) => {
  await withHead(fresh);
  const id = await recorded(fresh, { question: 'Apakah koreksi setoran masih dapat diproses?' });
  await page.goto(fresh.at(href('case', { id })));
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await escalate(page, 'Mohon arahan.');
  await change(page, HEAD);
  await page.keyboard.press('Alt+4');
  await expect(page.getByRole('textbox', { name: 'Jawaban Anda' })).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('ArrowRight');
  await typeInto(page, page.getByRole('textbox', { name: 'Yang perlu diketahui' }), 'Setoran tahun berapa?');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Pertanyaan dikirim kepada petugas.').first()).toBeVisible();

  await change(page, OFFICER);
  await page.goto(fresh.at(href('case', { id })));
  const asked = page.getByRole('region', { name: 'Eskalasi' });
  await expect(asked).toContainText('Kepala Seksi bertanya balik');
  await asked.getByRole('button', { name: 'Balas Kepala Seksi' }).press('Enter');
  const reply = page.getByRole('dialog', { name: 'Jawab pertanyaan Kepala Seksi' });
  await expect(reply.getByRole('textbox', { name: 'Jawaban untuk Kepala Seksi' })).toBeFocused();
  await page.keyboard.type('Tahun 2025.');
  await page.keyboard.press('Control+Enter');
  await expect(reply).toBeHidden();
  await expect(asked).toContainText('Tahun 2025.');
});

test('a decision by telephone is recorded on the head\'s behalf and confirmed by the head', async ({ page, fresh }) => {
  await withHead(fresh);
  const id = await recorded(fresh, { question: 'Apakah koreksi setoran masih dapat diproses?' });
  await page.goto(fresh.at(href('case', { id })));
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await escalate(page, 'Mohon arahan.');
  const asked = page.getByRole('region', { name: 'Eskalasi' });
  await asked.getByRole('button', { name: 'Catat keputusan telepon' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Catat keputusan lewat telepon' });
  await expect(dialog.getByRole('textbox', { name: 'Keputusan Kepala Seksi' })).toBeFocused();
  await page.keyboard.type('Dapat diproses.');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toBeHidden();
  await expect(asked).toContainText('belum dibenarkan');

  await change(page, HEAD);
  await page.keyboard.press('Control+b');
  const told = page.getByRole('link', { name: /Keputusan lewat telepon menunggu konfirmasi Anda/ });
  await told.press('Enter');
  await page.goto(fresh.at(href('case', { id })));
  await asked.getByRole('button', { name: 'Benarkan keputusan ini' }).press('Enter');
  await expect(page.getByText('Keputusan dibenarkan.').first()).toBeVisible();
  await expect(asked).not.toContainText('belum dibenarkan');
});
