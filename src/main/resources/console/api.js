// The public API, and nothing else. A credential is kept in memory alone: it is gone with the page.

/** What the service answered instead; status 0 where it did not answer. */
export class Problem extends Error {
  constructor(status, document) {
    super(document.detail || document.title || `Status ${status}`);
    this.status = status;
    this.code = document.code || (document.type || '').split('/').pop();
    this.scope = document.scope;
    this.errors = document.errors || [];
  }
}

let credential = '';
let written = 0;
let onUnknown = () => {};

export const logIn = text => { credential = text.trim(); };
export const isLoggedIn = () => credential !== '';
export const whenUnknown = handler => { onUnknown = handler; };

/** Whole numbers beyond 2^53 stay what they are. */
const exact = (key, value, { source }) =>
  typeof value === 'number' && /^-?\d+$/.test(source) && !Number.isSafeInteger(value) ? BigInt(source) : value;
export const parse = text => JSON.parse(text, exact);

async function ask(path, { method = 'GET', body, signal, headers = {} } = {}) {
  if (credential) headers.Authorization = `Bearer ${credential}`;
  if (written && method === 'GET') headers['Min-Position'] = written; // what is read shows what was done here
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  let answer;
  try {
    answer = await fetch(path, { method, headers, signal, body: body === undefined ? undefined : JSON.stringify(body), cache: 'no-store' });
  } catch (failure) {
    if (failure.name === 'AbortError') throw failure;
    throw new Problem(0, { detail: 'The service does not answer.' });
  }
  if (!answer.ok) {
    const problem = new Problem(answer.status, await answer.json().catch(() => ({})));
    if (answer.status === 401) onUnknown();
    throw problem;
  }
  return answer;
}

export const get = async (path, options) => parse(await (await ask(path, options)).text());
export const getText = async (path, options) => (await ask(path, options)).text();

/** Changes something; what is read from then on shows it. */
export async function change(method, path, body) {
  const text = await (await ask(path, { method, body })).text();
  const answer = text ? parse(text) : {};
  written = Math.max(written, answer.position ?? 0);
  return answer;
}

/** An address with those parameters that are something. */
export function address(path, parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return given.length ? `${path}?${new URLSearchParams(given)}` : path;
}

/** The position of the log's last event: up to there it is looked through for what comes in a far year. */
export async function head(signal) {
  const answer = await ask('/api/events?limit=1&from=9998-01-01T00:00:00Z', { signal });
  return Number(answer.headers.get('Log-Position'));
}

const SLICE = 500;
const pause = millis => new Promise(done => { setTimeout(done, millis); });

/**
 * Follows the log behind a position, which is asked for first, until the signal: none is missed, none comes twice, however often the connection breaks.
 * onEvents is told several at once, each by its position and its JSON, and onState whether the service is there.
 */
export async function follow(path, after, onEvents, onState, signal) {
  let last;
  while (!signal.aborted) {
    try {
      last ??= String(await after());
      const answer = await ask(path, { signal, headers: { Accept: 'text/event-stream', 'Last-Event-ID': last } });
      onState(null);
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let rest = ''; ;) {
        const { value, done } = await reader.read();
        if (done) break;
        const frames = (rest + value).split('\n\n');
        rest = frames.pop();
        for (let from = 0; from < frames.length; from += SLICE) {
          if (from) await pause(0); // the page stays awake behind a burst
          const events = [];
          for (const frame of frames.slice(from, from + SLICE)) {
            const id = /^id: (\d+)$/m.exec(frame);
            if (id) last = id[1];
            const data = frame.indexOf('data: ');
            if (data >= 0) events.push({ position: Number(last), data: frame.slice(data + 6) });
          }
          if (events.length) onEvents(events);
        }
      }
    } catch (failure) {
      if (signal.aborted) return;
      onState(failure instanceof Problem ? failure : new Problem(0, { detail: 'The connection broke.' }));
      if (failure.status >= 400 && failure.status < 500 && failure.status !== 429) return;
    }
    await pause(1000);
  }
}

/** Asks every so often while the page is seen; gives what ends it. */
export function every(millis, action) {
  let timer;
  const turn = async () => {
    if (!document.hidden) await action();
    if (timer !== null) timer = setTimeout(turn, millis);
  };
  turn();
  return () => { clearTimeout(timer); timer = null; };
}
