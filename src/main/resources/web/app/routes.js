/**
 * The pages: address, words, who may open it, and where its code is. A page is fetched when it is opened first.
 * A page's element is os-<path>; its module defines it.
 */

import { currentUser, hasRole } from './session.js';

export const PAGES = [
  { path: 'portal', group: 'own', roles: ['dealer'], load: () => import('./pages/portal.js') },
  { path: 'orders', group: 'sales', roles: ['viewer', 'operator', 'engineer', 'finance', 'credit'], load: () => import('./pages/orders.js') },
  { path: 'overview', group: 'sales', roles: ['viewer', 'operator', 'engineer'], load: () => import('./pages/overview.js') },
  { path: 'channels', group: 'flow', roles: ['viewer', 'operator', 'engineer'], load: () => import('./pages/channels.js') },
  { path: 'dead-letters', group: 'flow', roles: ['operator', 'engineer'], load: () => import('./pages/dead-letters.js') },
  { path: 'workbench', group: 'flow', roles: ['engineer'], load: () => import('./pages/workbench.js') },
  { path: 'credit', group: 'money', roles: ['credit'], load: () => import('./pages/credit.js') },
  { path: 'finance', group: 'money', roles: ['finance'], load: () => import('./pages/finance.js') },
  { path: 'users', group: 'system', roles: ['admin'], load: () => import('./pages/users.js') },
];

/** The pages that whoever is signed in may open, in the order of the menu. */
export const openPages = () => PAGES.filter((page) => hasRole(...page.roles)
  && (page.path !== 'portal' || currentUser().roles.includes('dealer')));
