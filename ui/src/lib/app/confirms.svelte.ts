// Asks before what cannot be undone. One question at a time; its dialog stands in the page once.

export interface Question {
  title: string;
  text: string;
  /** The button that does it, a verb: "Batalkan Konsultasi". */
  yes: string;
  tone?: 'critical' | 'brand';
}

export class Confirms {
  question = $state<Question>();
  #answer: ((yes: boolean) => void) | null = null;

  /** Resolves to whether the person agreed; closing the dialog is no. */
  ask(question: Question): Promise<boolean> {
    this.reply(false);
    this.question = question;
    return new Promise((resolve) => (this.#answer = resolve));
  }

  reply(yes: boolean): void {
    this.#answer?.(yes);
    this.#answer = null;
    this.question = undefined;
  }
}
