// Starts the built bridge on a data folder of its own, speaks to it as the page would, and stops it by its own handle.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Commands } from '../../../ui/src/lib/platform/api.gen.ts';
import { now } from './time.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const exe = process.platform === 'win32' ? '.exe' : '';
const program = process.env['LAKON_BRIDGE'] ?? path.join(root, 'target', 'debug', `lakon-bridge${exe}`);

/** A bridge that says nothing for this long has failed to start. */
const START_MS = 60_000;

export interface Options {
  /** What the file dialog gives back. */
  picks?: string[];
  /** Opens the sample office instead of an empty folder. */
  sample?: boolean;
  /** Shows the machine's own time: for a PC whose server does. */
  real?: boolean;
}

export class Bridge {
  private constructor(
    /** The address to open, token included. */
    readonly url: string,
    readonly folder: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(options: Options = {}): Promise<Bridge> {
    return Bridge.on(await mkdtemp(path.join(tmpdir(), 'lakon-browser-')), options);
  }

  /** Starts on a folder that may hold an office already. */
  static async on(folder: string, options: Options = {}): Promise<Bridge> {
    const given = ['--folder', folder, '--dist', path.join(root, 'ui', 'dist')];
    if (!options.real) given.push('--now', String(now()));
    if (options.sample) given.push('--sample');
    for (const file of options.picks ?? []) given.push('--pick', file);
    const child = spawn(program, given, { stdio: ['ignore', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout });
    const late = AbortSignal.timeout(START_MS);
    const [first] = (await Promise.race([
      once(lines, 'line', { signal: late }),
      once(child, 'exit', { signal: late }).then(([code]) => Promise.reject(new Error(`the bridge ended: ${code}`))),
    ])) as [string];
    return new Bridge(first.trim(), folder, child);
  }

  /** The address of a screen, such as `#/beranda`. */
  at(hash: string): string {
    return `${this.url}${hash}`;
  }

  /** Gives a command, as the page does. */
  async call<K extends keyof Commands>(name: K, input: Commands[K]['in']): Promise<Commands[K]['out']> {
    const answer = await this.ask(`/call/${name}`, JSON.stringify(input), { 'content-type': 'application/json' });
    return (await answer.json()) as Commands[K]['out'];
  }

  /** Adds a file to a case, in pieces. */
  async attach(kase: string, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
    const { staged, piece } = await this.call('file.stage', { case: kase, name, size: bytes.length });
    for (let offset = 0; offset < bytes.length; offset += piece) {
      const headers = { 'content-type': 'application/octet-stream', staged, offset: String(offset) };
      await this.ask('/piece', bytes.slice(offset, offset + piece), headers);
    }
    return (await this.call('file.finish', { staged })).file;
  }

  private async ask(route: string, body: BodyInit, headers: Record<string, string>): Promise<Response> {
    const { origin, searchParams } = new URL(this.url);
    const token = searchParams.get('token') ?? '';
    const answer = await fetch(origin + route, { method: 'POST', body, headers: { ...headers, 'x-lakon-token': token } });
    if (!answer.ok) throw new Error(`${route}: ${answer.status} ${await answer.text()}`);
    return answer;
  }

  /** Ends the program at once, as a power cut does; the data folder stays. */
  async kill(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = once(this.child, 'exit');
      this.child.kill('SIGKILL');
      await ended;
    }
  }

  /** Ends the program and removes its data folder. */
  async stop(): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }
}
