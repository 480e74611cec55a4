// Short messages at the lower edge, with "Urungkan" where something can be undone.

export interface Toast {
  id: number;
  text: string;
  tone: 'positive' | 'caution' | 'critical' | 'info';
  /** What the button says and does; the toast goes when it is pressed. */
  action?: { label: string; run: () => void };
}

/** Milliseconds a message stays; one with a button stays longer, because a hand has to get there. */
const STAY = 6_000;
const STAY_WITH_ACTION = 15_000;
const MOST = 3;

export class Toasts {
  items = $state<Toast[]>([]);
  #next = 1;
  #timers = new Map<number, ReturnType<typeof setTimeout>>();

  /** Shows a message and returns its id. Critical ones stay until they are closed. */
  show(toast: { text: string; tone?: Toast['tone']; action?: Toast['action'] }): number {
    const item: Toast = { id: this.#next++, tone: 'info', ...toast };
    for (const old of this.items.slice(0, Math.max(0, this.items.length + 1 - MOST))) this.close(old.id);
    this.items.push(item);
    this.#start(item);
    return item.id;
  }

  close(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.items = this.items.filter((item) => item.id !== id);
  }

  /** Takes all of them away: behind a lock nothing may be read. */
  clear(): void {
    for (const item of [...this.items]) this.close(item.id);
  }

  /** While the pointer or the focus is on the messages none of them goes (WCAG 2.2.1). */
  hold(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  resume(): void {
    for (const item of this.items) this.#start(item);
  }

  #start(item: Toast): void {
    if (item.tone === 'critical' || this.#timers.has(item.id)) return;
    this.#timers.set(item.id, setTimeout(() => this.close(item.id), item.action ? STAY_WITH_ACTION : STAY));
  }
}
