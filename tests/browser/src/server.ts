// An office server of its own, and PCs that join it, for the tests of what travels between them.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { Bridge, type Options } from './bridge.ts';
import { PASSWORD } from './people.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const exe = process.platform === 'win32' ? '.exe' : '';
/** Beside the bridge, where one was named. */
const beside = process.env['LAKON_BRIDGE'] ? path.dirname(process.env['LAKON_BRIDGE']) : path.join(root, 'target', 'debug');
const program = path.join(beside, `lakon-server${exe}`);
const START_MS = 60_000;
const run = promisify(execFile);

export class Server {
  private constructor(
    readonly folder: string,
    readonly address: string,
    private readonly invitation: string,
    private child: ChildProcess,
  ) {}

  /** Makes an office and serves it on a free port. */
  static async begin(admin: string): Promise<Server> {
    const folder = path.join(await mkdtemp(path.join(tmpdir(), 'lakon-server-')), 'kantor');
    const { stdout } = await run(program, ['init', '--folder', folder, '--office', '046', '--name', 'KPPN Contoh', '--admin', admin, '--json']);
    const { invitation } = JSON.parse(stdout) as { invitation: string };
    const { child, address } = await serve(folder, '127.0.0.1:0');
    return new Server(folder, address, invitation, child);
  }

  /** The first admin's PC. */
  async admin(options: Options = {}): Promise<Bridge> {
    return this.join(this.invitation, options);
  }

  /** One more PC, of an officer. */
  async officer(name: string, options: Options = {}): Promise<Bridge> {
    return this.join(await this.invite(name), options);
  }

  /** A code for one more officer. */
  async invite(name: string): Promise<string> {
    const { stdout } = await run(program, ['invite', '--folder', this.folder, '--name', name, '--role', 'officer', '--json']);
    return (JSON.parse(stdout) as { invitation: string }).invitation;
  }

  private async join(code: string, options: Options): Promise<Bridge> {
    const bridge = await Bridge.start(options);
    await bridge.call('office.join', { address: this.address, code });
    await bridge.call('office.join_finish', { password: PASSWORD });
    return bridge;
  }

  /** From now on nobody answers. */
  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = once(this.child, 'exit');
      this.child.kill('SIGKILL');
      await ended;
    }
  }

  /** Answers again where it was. */
  async start(): Promise<void> {
    this.child = (await serve(this.folder, this.address)).child;
  }

  /** Ends it and removes its folder. */
  async end(): Promise<void> {
    await this.stop();
    await rm(path.dirname(this.folder), { recursive: true, force: true });
  }
}

async function serve(folder: string, listen: string): Promise<{ child: ChildProcess; address: string }> {
  const child = spawn(program, ['serve', '--folder', folder, '--listen', listen], { stdio: ['ignore', 'pipe', 'ignore'] });
  const lines = createInterface({ input: child.stdout });
  const late = AbortSignal.timeout(START_MS);
  const [first] = (await Promise.race([
    once(lines, 'line', { signal: late }),
    once(child, 'exit', { signal: late }).then(([code]) => Promise.reject(new Error(`the server ended: ${code}`))),
  ])) as [string];
  const address = first.replace('listening on ', '').trim();
  return { child, address };
}
