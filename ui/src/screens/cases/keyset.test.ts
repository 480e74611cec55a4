import { describe, expect, it } from 'vitest';
import { Keyset, PAGE_ROWS } from './keyset.svelte';

/** A table of numbers in falling order, read by key as the program does it. */
class Table {
  asked: { after: string | null; limit: number }[] = [];
  rows: number[];

  constructor(count: number) {
    this.rows = Array.from({ length: count }, (_, n) => count - n);
  }

  ask = (after: string | null, limit: number) => {
    this.asked.push({ after, limit });
    const behind = this.rows.filter((row) => after === null || row < Number(after));
    const rows = behind.slice(0, limit);
    return Promise.resolve({ rows, next: behind.length > limit ? String(rows.at(-1)) : null });
  };
}

async function opened(count: number) {
  const table = new Table(count);
  const list = new Keyset<number>(table.ask, String);
  await list.restart();
  return { table, list };
}

describe('pages', () => {
  for (const count of [0, 1, PAGE_ROWS - 1, PAGE_ROWS, PAGE_ROWS + 1, 2 * PAGE_ROWS, 2 * PAGE_ROWS + 7]) {
    it(`show each of ${count} rows once`, async () => {
      const { table, list } = await opened(count);
      for (let n = 0; n < 5; n += 1) await list.more();
      expect(list.rows).toEqual(table.rows);
      expect(list.complete).toBe(true);
    });
  }

  it('are fetched before the end comes into view', async () => {
    const { list } = await opened(500);
    await list.visit(0, 20);
    expect(list.rows.length).toBe(PAGE_ROWS);
    await list.visit(40, 70);
    expect(list.rows.length).toBe(2 * PAGE_ROWS);
  });

  it('are asked for once, however often the end is seen', async () => {
    const { table, list } = await opened(500);
    await Promise.all([list.more(), list.more(), list.more()]);
    expect(table.asked.length).toBe(2);
  });

  it('drop the answer to a question that was replaced', async () => {
    let answer: (rows: { rows: number[]; next: null }) => void = () => undefined;
    let calls = 0;
    const list = new Keyset<number>(
      () => (++calls === 1 ? new Promise((resolve) => (answer = resolve)) : Promise.resolve({ rows: [2], next: null })),
      String,
    );
    const first = list.restart();
    await list.restart();
    answer({ rows: [1], next: null });
    await first;
    expect(list.rows).toEqual([2]);
  });
});

describe('a refresh', () => {
  it('shows a new first row and loses none at the edge of the pages', async () => {
    const { table, list } = await opened(300);
    await list.more();
    table.rows = [302, 301, ...table.rows];
    await list.refresh(0, 20);
    expect(list.rows).toEqual(table.rows.slice(0, 202));
  });

  it('drops rows that are gone', async () => {
    const { table, list } = await opened(300);
    await list.more();
    table.rows = table.rows.filter((row) => row !== 250 && row !== 200);
    await list.refresh(0, 220);
    for (let n = 0; n < 3; n += 1) await list.more();
    expect(list.rows).toEqual(table.rows);
  });

  it('reads again only what is seen', async () => {
    const { table, list } = await opened(1000);
    await list.more();
    await list.more();
    table.asked = [];
    await list.refresh(0, 20);
    expect(table.asked.length).toBe(1);
    await list.visit(230, 240);
    expect(table.asked.length).toBe(2);
  });

  it('keeps the rows when the program cannot answer', async () => {
    const { table, list } = await opened(10);
    table.ask = () => Promise.reject(new Error('busy'));
    const failing = new Keyset<number>((after, limit) => table.ask(after, limit), String);
    await failing.restart();
    expect(failing.failed).toBeInstanceOf(Error);
    expect(list.rows.length).toBe(10);
  });
});
