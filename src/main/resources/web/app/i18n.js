/** The page's words. Vietnamese is the first language, English the second; each is fetched when it is chosen. */

const KEY = 'ordersync.language';
const LOADERS = {
  vi: () => import('./messages/vi.js'),
  en: () => import('./messages/en.js'),
};
const LOCALES = { vi: 'vi-VN', en: 'en-GB' };

export const LANGUAGES = Object.keys(LOADERS);

const changed = new EventTarget();
let current = 'vi';
let last = current;
let messages = {};
let plurals = new Intl.PluralRules(LOCALES.vi);

export function language() {
  return current;
}

export function locale() {
  return LOCALES[current];
}

/** Calls back at each change of the language; gives what ends that. */
export function onLanguage(callback) {
  changed.addEventListener('change', callback);
  return () => changed.removeEventListener('change', callback);
}

/** The first of the browser's languages that there is. */
function asked() {
  return navigator.languages?.find((tag) => LOADERS[tag.slice(0, 2)])?.slice(0, 2);
}

export async function startLanguage() {
  const kept = read();
  await load(LOADERS[kept] ? kept : asked() ?? 'vi');
}

/** Changes the language of the page, and keeps the choice in this browser. */
export async function setLanguage(chosen) {
  try {
    localStorage.setItem(KEY, chosen);
  } catch {
    // A browser that keeps nothing asks again next time.
  }
  await change(chosen);
}

/** Takes up a user's language where the browser tells none: neither chosen in it, nor among those it asks for. */
export async function preferLanguage(preferred) {
  if (!LOADERS[read()] && !asked()) {
    await change(preferred);
  }
}

async function change(chosen) {
  if (LOADERS[chosen]) {
    await load(chosen);
    changed.dispatchEvent(new Event('change'));
  }
}

async function load(chosen) {
  last = chosen;
  const words = (await LOADERS[chosen]()).default;
  if (chosen !== last) {
    return;   // another was asked for since, whose words may have come before these
  }
  messages = words;
  current = chosen;
  plurals = new Intl.PluralRules(LOCALES[chosen]);
  document.documentElement.lang = chosen;
}

/** Whether there are words for this key. */
export function has(key) {
  return key in messages;
}

/** What follows the prefix in the keys that begin with it. */
export const keysOf = (prefix) => Object.keys(messages).filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));

/**
 * The words of a key. {name} in them is replaced by the value of that name; numbers are written as the language does.
 * A message that depends on a number is an object {one, other}, chosen by the value n.
 */
export function t(key, values = {}) {
  let message = messages[key];
  if (message === undefined) {
    return key;
  }
  if (typeof message === 'object') {
    message = message[plurals.select(values.n)] ?? message.other;
  }
  return message.replace(/\{(\w+)\}/g, (whole, name) => {
    const value = values[name];
    return value === undefined ? whole : typeof value === 'number' ? value.toLocaleString(locale()) : String(value);
  });
}

function read() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
