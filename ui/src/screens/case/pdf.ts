// PDFs as pages on a canvas (pdf.js in a worker), their bytes read piece by piece as they are needed; nothing in them runs.

import * as pdfjs from 'pdfjs-dist/legacy/build/pdf.mjs';
import jpx_fallback from 'pdfjs-dist/wasm/openjpeg_nowasm_fallback.js?url';
import worker from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';
import type { Host } from './host';

export type Document = pdfjs.PDFDocumentProxy;

/** Bytes asked for at a time. */
const PIECE = 256 * 1024;

pdfjs.GlobalWorkerOptions.workerSrc = worker;

const FONTS = import.meta.glob<string>('/node_modules/pdfjs-dist/standard_fonts/*.{pfb,ttf}', { query: '?url', import: 'default', eager: true });

/** The fonts a PDF may rely on without carrying them; they come with the program. */
class Fonts {
  async fetch({ filename }: { filename: string }): Promise<Uint8Array> {
    const found = Object.entries(FONTS).find(([path]) => path.endsWith(`/${filename}`));
    if (found === undefined) throw new Error(`no such font: ${filename}`);
    return new Uint8Array(await (await fetch(found[1])).arrayBuffer());
  }
}

class Pieces extends pdfjs.PDFDataRangeTransport {
  constructor(private host: Host, private file: string, size: number, first: Uint8Array, private failed: (thrown: unknown) => void) {
    super(size, first);
  }

  override requestDataRange(begin: number, end: number): void {
    this.host.bytes(this.file, begin, end - begin).then((bytes) => this.onDataRange(begin, bytes), this.failed);
  }
}

export interface Opened {
  document: Promise<Document>;
  close: () => void;
}

/** Opens a PDF of `size` bytes; `failed` hears of bytes that cannot be read later on. */
export async function openPdf(host: Host, file: string, size: number, failed: (thrown: unknown) => void): Promise<Opened> {
  const first = await host.bytes(file, 0, Math.min(size, PIECE));
  const task = pdfjs.getDocument({
    range: new Pieces(host, file, size, first, failed),
    rangeChunkSize: PIECE,
    disableAutoFetch: true,
    disableStream: true,
    enableXfa: false,
    useWorkerFetch: false,
    useWasm: false,
    isOffscreenCanvasSupported: false,
    BinaryDataFactory: Fonts,
    standardFontDataUrl: '/',
    // Everything behind "?" is only there because pdf.js wants a folder.
    wasmUrl: `${jpx_fallback}?/`,
    verbosity: 0,
  });
  return { document: task.promise, close: () => void task.destroy() };
}

/** Draws a page `width` CSS pixels wide onto a canvas and returns its words. */
export async function drawPage(document: Document, number: number, canvas: HTMLCanvasElement, width: number, ratio: number): Promise<string> {
  const page = await document.getPage(number);
  const natural = page.getViewport({ scale: 1 });
  const scale = width / natural.width;
  // A canvas beyond this many pixels fails on small PCs.
  const most = Math.sqrt(16_000_000 / (natural.width * natural.height));
  const viewport = page.getViewport({ scale: Math.min(scale * ratio, most) });
  const next = new OffscreenTwin(viewport.width, viewport.height);
  await page.render({ canvas: next.canvas, viewport }).promise;
  canvas.width = next.canvas.width;
  canvas.height = next.canvas.height;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${(width * natural.height) / natural.width}px`;
  canvas.getContext('2d')?.drawImage(next.canvas, 0, 0);
  return textOf(page);
}

type Chunk = Awaited<ReturnType<pdfjs.PDFPageProxy['getTextContent']>>;

/** The words of a page. Read chunk by chunk by hand: WebKit cannot iterate over a stream, as `getTextContent` does. */
async function textOf(page: pdfjs.PDFPageProxy): Promise<string> {
  const reader = (page.streamTextContent() as ReadableStream<Chunk>).getReader();
  let text = '';
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    for (const item of step.value.items) if ('str' in item) text += item.str + (item.hasEOL ? '\n' : '');
  }
  return text;
}

/** A canvas nobody sees: the page in view changes at once, not stroke by stroke. */
class OffscreenTwin {
  readonly canvas: HTMLCanvasElement;
  constructor(width: number, height: number) {
    this.canvas = window.document.createElement('canvas');
    this.canvas.width = Math.max(1, Math.floor(width));
    this.canvas.height = Math.max(1, Math.floor(height));
  }
}
