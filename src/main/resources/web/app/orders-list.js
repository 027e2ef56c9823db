/** The list of orders, as the API is asked for it. */

import { get, withQuery } from './api.js';
import { startOfDay } from './format.js';
import { onSession } from './session.js';

/** The first page is what a screen holds, so that it is there soon on a slow line. */
const FIRST_PAGE_SIZE = 50;
const PAGE_SIZE = 100;

export const FILTERS = ['platform', 'status', 'shop', 'dealer', 'text', 'from', 'to'];

/** What was asked for before the page was there; taken once. */
let ahead = null;
onSession(() => {
  ahead = null;
});

export const filterOf = (query) => Object.fromEntries(FILTERS.map((name) => [name, (query.get(name) ?? '').trim()]).filter(([, value]) => value));

/** The filter as the API takes it: days of this zone as instants. */
export function askedOf(query) {
  const filter = filterOf(query);
  return { ...filter, ...(filter.from ? { from: startOfDay(filter.from) } : {}), ...(filter.to ? { to: startOfDay(filter.to, 1) } : {}) };
}

const wanted = (query, cursor) => ({ ...askedOf(query), limit: cursor ? PAGE_SIZE : FIRST_PAGE_SIZE, cursor });

export function ordersAhead(query) {
  const asked = wanted(query, null);
  ahead = { address: withQuery('', asked), answer: get('/orders', asked) };
  ahead.answer.catch(() => {});
}

/** A page of the list: {orders, next}. */
export async function orders(query, cursor, signal) {
  const asked = wanted(query, cursor);
  const known = ahead;
  ahead = null;
  return known?.address === withQuery('', asked) ? known.answer : get('/orders', asked, { signal });
}
