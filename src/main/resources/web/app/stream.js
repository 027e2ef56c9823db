/**
 * Server-sent events by fetch, because EventSource sends no Authorization header. It reconnects by itself, from the last event
 * it has seen, and waits longer after each failure.
 */

import { request, withQuery } from './api.js';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
/** The server says something every 15 s; a connection that is silent for longer is dead. */
const SILENT_MS = 40_000;

/**
 * @param handlers {event name: (data, id, resumed) => …}, resumed: whether the connection goes on from an event heard before; `state` is told 'connecting', 'open' or 'waiting'
 * @returns {() => void} ends it
 */
export function openStream(path, query, handlers) {
  const stop = new AbortController();
  run(path, query, handlers, stop.signal);
  return () => stop.abort();
}

async function run(path, query, handlers, stopped) {
  let lastId = null;
  let wait = FIRST_WAIT_MS;
  let resumed = false;
  const tell = (event) => {
    wait = FIRST_WAIT_MS;
    if (event.name === 'reset') {
      lastId = null;
    } else if (event.id) {
      lastId = event.id;
    }
    handlers[event.name]?.(event.data ? JSON.parse(event.data) : null, event.id, resumed);
  };
  while (!stopped.aborted) {
    handlers.state?.('connecting');
    resumed = lastId !== null;
    try {
      await listen(withQuery(path, query), lastId, stopped, tell, () => handlers.state?.('open'));
    } catch (failure) {
      if (failure?.status === 403) {
        handlers.state?.('waiting');
        return;
      }
    }
    if (!stopped.aborted) {
      handlers.state?.('waiting');
      await pause(wait * (0.75 + Math.random() / 2), stopped);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    }
  }
}

async function listen(address, lastId, stopped, tell, opened) {
  const silent = new AbortController();
  let watch;
  const heard = () => {
    clearTimeout(watch);
    watch = setTimeout(() => silent.abort(), SILENT_MS);
  };
  heard();
  try {
    const response = await request(address, {
      headers: { Accept: 'text/event-stream', ...(lastId ? { 'Last-Event-ID': lastId } : {}) },
      signal: AbortSignal.any([stopped, silent.signal]),
      cache: 'no-store',
    });
    opened();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    const parser = new EventParser(tell);
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      heard();
      parser.take(part.value);
    }
  } finally {
    clearTimeout(watch);
  }
}

function pause(milliseconds, stopped) {
  return new Promise((resolve) => {
    const over = new AbortController();
    const now = () => {
      clearTimeout(timer);
      over.abort();   // so that no wait leaves a listener behind
      resolve();
    };
    const timer = setTimeout(now, milliseconds);
    stopped.addEventListener('abort', now, { signal: over.signal });
    addEventListener('online', now, { signal: over.signal });
  });
}

/** The form of text/event-stream, as the HTML standard has it. */
export class EventParser {
  #rest = '';
  #name = '';
  #id = '';
  #data = [];

  constructor(tell) {
    this.tell = tell;
  }

  take(text) {
    this.#rest += text;
    let end;
    while ((end = this.#rest.search(/\r\n|\n|\r/)) >= 0) {
      // A carriage return that ends the part may be half of a line's end.
      if (this.#rest[end] === '\r' && end === this.#rest.length - 1) {
        return;
      }
      const line = this.#rest.slice(0, end);
      this.#rest = this.#rest.slice(end + (this.#rest.startsWith('\r\n', end) ? 2 : 1));
      this.#line(line);
    }
  }

  #line(line) {
    if (line === '') {
      if (this.#data.length || this.#name) {
        this.tell({ name: this.#name || 'message', id: this.#id, data: this.#data.join('\n') });
      }
      this.#name = '';
      this.#data = [];
      return;
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') {
      this.#name = value;
    } else if (field === 'data') {
      this.#data.push(value);
    } else if (field === 'id') {
      this.#id = value;
    }
  }
}
