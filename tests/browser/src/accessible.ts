// Asks axe about a page: one line for each rule that is broken, with the elements that break it.
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** WCAG 2.2 AA, and what axe calls best practice. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * Empty when every rule holds. The same rules run over the same elements either way; but by default axe also describes
 * every element that passes and has the sum made in a second, blank page, for frames of other origins. There are none
 * here (the page's policy forbids them), and nobody reads what passed: that took four fifths of the time.
 */
export async function inaccessible(page: Page): Promise<string[]> {
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).withTags(RULES).setLegacyMode(true);
  const { violations } = await axe.analyze();
  return violations.map(({ id, help, nodes }) => `${id}: ${help}\n${nodes.map((node) => `  ${node.html}`).join('\n')}`);
}
