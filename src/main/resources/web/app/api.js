/** Calls to OrderSync's API. */

import { accessToken, renew } from './session.js';

/** A request that got no answer in this time is given up, unless it is given longer. */
const TIMEOUT_MS = 30_000;

/** What went wrong: an answer of RFC 9457, or none (status 0: the server could not be reached; 'timeout': it may be at it still). */
export class ApiError extends Error {
  constructor(status, problem = {}, retryAfterSeconds = null) {
    super(problem.detail ?? problem.title ?? `HTTP ${status}`);
    this.status = status;
    this.detail = problem.detail ?? '';
    this.problem = problem;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  static async of(response) {
    const type = response.headers.get('Content-Type') ?? '';
    const problem = type.includes('json') ? await response.json().catch(() => ({})) : {};
    const after = Number(response.headers.get('Retry-After'));
    return new ApiError(response.status, problem, after > 0 ? after : null);
  }
}

export const get = (path, query, options) => json('GET', withQuery(path, query), undefined, options);
export const post = (path, body, options) => json('POST', path, body ?? null, options);
export const put = (path, body, options) => json('PUT', path, body ?? null, options);
export const del = (path, options) => json('DELETE', path, undefined, options);

/** The path with its query; what is null, undefined or empty is left out. */
export function withQuery(path, query) {
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== null && value !== undefined && value !== '');
  const text = new URLSearchParams(given).toString();
  return text ? `${path}?${text}` : path;
}

async function json(method, path, body, { signal, headers, once, limitMs = TIMEOUT_MS } = {}) {
  const response = await request(path, {
    method,
    headers: { Accept: 'application/json', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.any([AbortSignal.timeout(limitMs), ...(signal ? [signal] : [])]),
    once,
  });
  const type = response.headers.get('Content-Type') ?? '';
  return type.includes('json') ? response.json() : null;
}

/**
 * A request with the token; once more with a new one where the server does not take it, unless {@code once} is set: a 401 of it
 * tells something else.
 * @throws {ApiError} unless the answer is a good one
 */
export async function request(path, options = {}) {
  let response = await send(path, options);
  if (response.status === 401 && !options.once && (await renew().catch(() => false))) {
    response = await send(path, options);
  }
  if (!response.ok) {
    throw await ApiError.of(response);
  }
  return response;
}

async function send(path, options) {
  try {
    const token = await accessToken();
    return await fetch(path, { ...options, headers: { ...options.headers, ...(token ? { Authorization: `Bearer ${token}` } : {}) } });
  } catch (failure) {
    if (failure?.name === 'AbortError') {
      throw failure;
    }
    throw failure instanceof Response ? await ApiError.of(failure) : new ApiError(failure?.name === 'TimeoutError' ? 'timeout' : 0);
  }
}

/** Saves what the address gives as a file: the token goes in a header, never in an address. */
export async function download(path, query, fallbackName) {
  const response = await request(withQuery(path, query));
  const named = /filename="?([^";]+)"?/.exec(response.headers.get('Content-Disposition') ?? '')?.[1];
  save(await response.blob(), named ?? fallbackName);
}

/** Hands a file to the browser's downloads. */
export function save(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
