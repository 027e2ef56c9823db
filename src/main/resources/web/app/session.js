/**
 * Who is signed in. The access token lives in this page's memory only; the refresh token is in a cookie that no script reads.
 */

const LOCK = 'ordersync.refresh';
const SIGNED_IN = 'ordersync.signed-in';
/** A token is renewed so long before it ends, so that no request meets its end. */
const RENEW_BEFORE_MS = 60_000;

const changed = new EventTarget();
let token = null;
let user = null;
let endsAt = 0;
let renewing = null;

export function currentUser() {
  return user;
}

/** Whether the user holds one of the roles, by itself or by a greater one. */
export function hasRole(...roles) {
  const held = user?.may ?? user?.roles ?? [];
  return roles.some((role) => held.includes(role)) || (held.includes('admin') && !roles.includes('dealer'));
}

/** Calls back when somebody signs in or out; gives what ends that. */
export function onSession(callback) {
  changed.addEventListener('change', callback);
  return () => changed.removeEventListener('change', callback);
}

/** The token to send; renewed when it is about to end. Null: nobody is signed in. */
export async function accessToken() {
  if (token && Date.now() > endsAt - RENEW_BEFORE_MS) {
    try {
      await renew();
    } catch (refusal) {
      // For now (429, 503, no network), and the token is good a little longer.
      if (Date.now() >= endsAt) {
        throw refusal;
      }
    }
  }
  return token;
}

/** Takes up the session that the cookie holds, if there is one. */
export async function resume() {
  return renew();
}

/** Whether somebody was signed in here before, as far as the browser tells: the cookie is not for scripts to see. */
export function wasSignedIn() {
  try {
    return localStorage.getItem(SIGNED_IN) !== null;
  } catch {
    return false;
  }
}

function remember(signedIn) {
  try {
    if (signedIn) {
      localStorage.setItem(SIGNED_IN, '');
    } else {
      localStorage.removeItem(SIGNED_IN);
    }
  } catch {
    // Then the next visit is as slow as the first.
  }
}

/**
 * Signs in.
 * @throws {Response} the server's refusal
 */
export async function signIn(username, password) {
  const response = await send('/auth/login', { username, password });
  if (!response.ok) {
    throw response;
  }
  take(await response.json());
}

/** @throws {Error} the server did not end the session: the cookie is still good, and the page stays signed in */
export async function signOut() {
  const response = await send('/auth/logout');
  if (!response.ok) {
    throw new Error(`The sign-out was answered ${response.status}`);
  }
  forget();
}

/** Gets a new token by the cookie. At most one such call is under way, in all tabs: a cookie used twice ends the session. */
export function renew() {
  renewing ??= alone(async () => {
    const response = await send('/auth/refresh');
    if (response.ok) {
      take(await response.json());
      return true;
    }
    if (response.status === 401 || response.status === 403 || response.status === 404) {
      forget();
      return false;
    }
    throw response;
  }).finally(() => {
    renewing = null;
  });
  return renewing;
}

function alone(work) {
  return navigator.locks ? navigator.locks.request(LOCK, work) : work();
}

function send(path, body) {
  return fetch(path, {
    method: 'POST',
    credentials: 'same-origin',
    headers: body ? { 'Content-Type': 'application/json' } : {},
    body: body ? JSON.stringify(body) : undefined,
  });
}

function take(answer) {
  const before = user?.username;
  token = answer.access_token;
  endsAt = Date.now() + answer.expires_in * 1000;
  user = answer.user;
  remember(true);
  if (before !== user?.username) {
    changed.dispatchEvent(new Event('change'));
  }
}

function forget() {
  const was = user;
  token = null;
  user = null;
  remember(false);
  if (was) {
    changed.dispatchEvent(new Event('change'));
  }
}
