// What the program pushes: topics that changed, the progress of moving bytes, and where a clicked notice leads.
import type { Platform, Progress } from '$lib/platform';

type Told = (topic: string) => void;

export class Changes {
  #listeners = new Map<string, Set<Told>>();
  #progress = new Map<string, Set<(step: Progress) => void>>();
  #held: Set<string> | null = null;
  #go: (id: string) => void = () => {};
  #wanted: string | null = null;

  listen(platform: Platform): void {
    platform.subscribe(
      (topics) => this.tell(topics),
      (step) => this.#progress.get(step.id)?.forEach((told) => told(step)),
      (to) => this.#lead(to.case),
    );
  }

  /** Calls `told` when one of the topics changes: `cases`, `case:<id>`, `tabs`, `parties`, `sync`, `files`, `users`, `settings`, `session`, `notices`. */
  on(topics: string[], told: Told): () => void {
    for (const topic of topics) (this.#listeners.get(topic) ?? this.#listeners.set(topic, new Set()).get(topic))?.add(told);
    return () => topics.forEach((topic) => this.#listeners.get(topic)?.delete(told));
  }

  /** Calls `told` with each step of one staged, sending or arriving file. */
  onProgress(id: string, told: (step: Progress) => void): () => void {
    const those = this.#progress.get(id) ?? new Set();
    this.#progress.set(id, those.add(told));
    return () => {
      those.delete(told);
      if (those.size === 0) this.#progress.delete(id);
    };
  }

  /** Calls `lead` with the case of a notice of the system that was clicked; one that was clicked behind a lock is led to afterwards. */
  onGo(lead: (id: string) => void): void {
    this.#go = lead;
  }

  #lead(id: string): void {
    if (this.#held) this.#wanted = id;
    else this.#go(id);
  }

  /** Announces changes. One listener of several topics is called once. */
  tell(topics: string[]): void {
    const through = this.#held ? topics.filter((topic) => topic === 'session') : topics;
    if (this.#held) for (const topic of topics) if (topic !== 'session') this.#held.add(topic);
    const called = new Set<Told>();
    for (const topic of through) {
      for (const told of this.#listeners.get(topic) ?? []) {
        if (called.has(told)) continue;
        called.add(told);
        told(topic);
      }
    }
  }

  /** While the page is locked nothing may be read: what changes is kept and told at unlocking. */
  hold(): void {
    this.#held ??= new Set();
  }

  release(): void {
    const kept = [...(this.#held ?? [])];
    this.#held = null;
    this.tell(kept);
    const wanted = this.#wanted;
    this.#wanted = null;
    if (wanted !== null) this.#go(wanted);
  }
}
