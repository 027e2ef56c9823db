import { request } from '../api.js';

/**
 * Posts JSON, and reads the answer with every digit of its numbers: an id of more than fifteen digits, or 12.50, is written
 * again as it was. A browser that cannot do so reads plain numbers.
 */
export async function postExact(path, body, { signal } = {}) {
  const response = await request(path, { method: 'POST', headers: { Accept: 'application/json', 'Content-Type': 'application/json' }, body: JSON.stringify(body), signal });
  return JSON.parse(await response.text(), (name, value, context) => (
    typeof value === 'number' && context?.source !== undefined && JSON.rawJSON && String(value) !== context.source ? JSON.rawJSON(context.source) : value));
}
