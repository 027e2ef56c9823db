/**
 * What the first page needs, fetched before the frame is drawn: on a slow line each thing that waits for another costs a way there
 * and back.
 */

import { ordersAhead } from './orders-list.js';
import { route } from './router.js';
import { PAGES, openPages } from './routes.js';
import { wasSignedIn } from './session.js';

/** Fetches the code of the page that the address asks for; of whoever has to sign in first, the sign-in comes first. */
export function loadAhead() {
  const asked = route().path[0] ?? 'orders';
  if (wasSignedIn()) {
    PAGES.find(({ path }) => path === asked)?.load().catch(() => {});
  }
}

/** Asks for the first orders as soon as it is known who asks. */
export function askAhead(signedIn) {
  const { path: [asked], query } = route();
  const page = signedIn && openPages().find(({ path }) => path === (asked ?? openPages()[0]?.path));
  if (page?.path === 'orders') {
    ordersAhead(query);
  }
}
