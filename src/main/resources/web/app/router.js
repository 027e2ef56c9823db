/** Addresses of the pages: #/orders/lazada/123?status=PENDING. The server's own paths are the API's. */

const changed = new EventTarget();

/** @returns {{path: string[], query: URLSearchParams}} the page that is asked for */
export function route() {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  return { path: path.split('/').filter(Boolean).map(decoded), query: new URLSearchParams(query ?? '') };
}

/** A percent sign typed by hand is no reason to show nothing. */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address of a page: href(['orders', 'lazada', id], {in: shop}); what is null, undefined or empty is left out. */
export function href(path, query = {}) {
  const pairs = query instanceof URLSearchParams ? [...query] : Object.entries(query);
  const given = pairs.filter(([, value]) => value !== null && value !== undefined && value !== '');
  const text = new URLSearchParams(given).toString();
  return `#/${path.map(encodeURIComponent).join('/')}${text ? `?${text}` : ''}`;
}

export function go(path, query) {
  location.hash = href(path, query);
}

/** Changes some of the filters in the address; null takes one away. No step of the browser's history is made. */
export function setQuery(changes) {
  const { path, query } = route();
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === undefined || value === '') {
      query.delete(name);
    } else {
      query.set(name, value);
    }
  }
  history.replaceState(null, '', href(path, query));
  changed.dispatchEvent(new Event('change'));
}

export function onRoute(callback) {
  changed.addEventListener('change', callback);
  return () => changed.removeEventListener('change', callback);
}

addEventListener('hashchange', () => changed.dispatchEvent(new Event('change')));
