// Finds what does not fit: a page that scrolls sideways, boxes past the edge, text that is cut without a sign of it.
import type { Page } from '@playwright/test';

/** One line for each thing that does not fit; empty when all does. */
export function overflowing(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const root = document.documentElement;
    const name = (element: Element) => {
      const text = (element.textContent ?? '').trim().replace(/\s+/g, ' ').slice(0, 40);
      return `<${element.tagName.toLowerCase()} class="${element.getAttribute('class') ?? ''}"> ${text}`;
    };
    const hidden = (element: Element) => {
      for (let at: Element | null = element; at; at = at.parentElement) {
        const style = getComputedStyle(at);
        if (style.visibility === 'hidden' || style.display === 'none' || at.closest('.visually-hidden, .sr-only')) return true;
        // A box that scrolls by itself may hold more than it shows.
        if (at !== element && ['auto', 'scroll'].includes(style.overflowX)) return true;
      }
      return false;
    };
    // A zone that scrolls downwards must not have to be scrolled sideways to be read; only the row of open cases may.
    for (const zone of document.body.querySelectorAll('*')) {
      if (zone.closest('footer')) continue;
      const scrolls = ['auto', 'scroll'].includes(getComputedStyle(zone).overflowY) && zone.clientWidth > 0;
      if (scrolls && zone.scrollWidth > zone.clientWidth + 1) found.push(`a zone scrolls sideways: ${zone.scrollWidth} > ${zone.clientWidth}: ${name(zone)}`);
    }
    if (root.scrollWidth > root.clientWidth) found.push(`the page scrolls sideways: ${root.scrollWidth} > ${root.clientWidth}`);
    for (const element of document.body.querySelectorAll('*')) {
      if (element.closest('svg') || hidden(element)) continue;
      const box = element.getBoundingClientRect();
      if (box.width === 0 || box.height === 0) continue;
      if (box.right > root.clientWidth + 1 || box.left < -1) found.push(`past the edge: ${name(element)}`);
      const style = getComputedStyle(element);
      const hasText = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());
      const cut = ['hidden', 'clip'].includes(style.overflowX) && element.scrollWidth > element.clientWidth + 1;
      const small = box.width <= 1 || box.height <= 1;
      if (hasText && cut && !small && style.textOverflow !== 'ellipsis') found.push(`cut: ${name(element)}`);
      const cutBelow = ['hidden', 'clip'].includes(style.overflowY) && element.scrollHeight > element.clientHeight + 2;
      if (hasText && cutBelow && !small && style.webkitLineClamp === 'none') found.push(`cut below: ${name(element)}`);
    }
    return found;
  });
}
