// Opening a document with another program: the program looks at it first, and a kind that can do harm is asked about once more.

import type { App } from '$lib/app/context';
import { m } from '$lib/paraglide/messages';

export async function openFile(app: App, file: string, name: string): Promise<void> {
  try {
    const opened = await app.call('file.open', { file, despite_warning: false });
    if (opened.opened || opened.warning === null) return;
    const agreed = await app.confirm({ title: m.file_open_title(), text: `${name}: ${opened.warning}`, yes: m.file_open_yes(), tone: 'critical' });
    if (agreed) await app.call('file.open', { file, despite_warning: true });
  } catch (thrown) {
    app.report(thrown);
  }
}
