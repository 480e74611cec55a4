// What hands do on the keyboard: reach a field and type, choose from a list, choose an act.
import { expect, type Locator, type Page } from '@playwright/test';

/** More presses than any screen has stops. */
const STOPS = 80;

/** Presses `key` until `target` has the focus. */
async function pressTo(page: Page, key: string, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let press = 0; press < STOPS; press += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  await expect(target, `not reached with ${STOPS} presses of ${key}`).toBeFocused();
}

/** Presses Tab until `target` has the focus. */
export function tabTo(page: Page, target: Locator): Promise<void> {
  return pressTo(page, 'Tab', target);
}

export async function typeInto(page: Page, target: Locator, text: string): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(text);
}

/** Opens a list of choices and types the beginning of one, as everybody does. */
export async function chooseIn(page: Page, target: Locator, label: string): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.type(label);
  await expect(target.locator('option:checked')).toHaveText(label);
}

/** Chooses an act of the case from "Lainnya". */
export async function act(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('button', { name: 'Lainnya', exact: true }).press('Enter');
  await pressTo(page, 'ArrowDown', page.getByRole('menuitem', { name }));
  await page.keyboard.press('Enter');
}
