// The page in an ordinary browser, over the bridge's HTTP: the same program, for tests and for looking at it.
import { m } from '$lib/paraglide/messages';
import type { Changed, GoTo, Progress } from './api.gen';
import { CallError, isUiError, type Platform } from './types';

/** The bridge prints its address with a token; it stays for the life of the tab. */
function token(): string {
  const given = new URLSearchParams(location.search).get('token');
  if (given) sessionStorage.setItem('token', given);
  return given ?? sessionStorage.getItem('token') ?? '';
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  let answer: Response;
  try {
    const headers = { ...init.headers, 'x-lakon-token': token() };
    // A save on the way out must outlive the page; browsers allow that for small bodies only.
    answer = await fetch(path, { ...init, headers, keepalive: typeof init.body === 'string' && init.body.length < 60_000 });
  } catch {
    throw new CallError({ code: 'disconnected', message: m.error_disconnected(), details: null });
  }
  if (answer.ok) return answer;
  const body: unknown = await answer.json().catch(() => null);
  throw new CallError(isUiError(body) ? body : { code: 'internal', message: m.error_internal(), details: answer.status });
}

export const bridge: Platform = {
  async call(name, input) {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(input) };
    return (await ask(`/call/${name}`, init)).json();
  },
  async piece(staged, offset, bytes) {
    const headers = { 'content-type': 'application/octet-stream', staged, offset: String(offset) };
    await ask('/piece', { method: 'POST', headers, body: bytes });
  },
  async bytes(file, offset, length) {
    const query = new URLSearchParams({ file, offset: String(offset), length: String(length) });
    return new Uint8Array(await (await ask(`/bytes?${query}`, { method: 'GET' })).arrayBuffer());
  },
  subscribe(changed, progress, go) {
    const source = new EventSource(`/events?${new URLSearchParams({ token: token() })}`);
    source.addEventListener('changed', (event) => changed((JSON.parse(event.data) as Changed).topics));
    source.addEventListener('progress', (event) => progress(JSON.parse(event.data) as Progress));
    source.addEventListener('go', (event) => go(JSON.parse(event.data) as GoTo));
  },
  beforeClose(flush) {
    addEventListener('pagehide', () => void flush());
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') void flush();
    });
  },
};
