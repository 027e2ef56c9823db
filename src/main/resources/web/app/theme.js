/** Light, dark, or as the system has it; kept in the browser. */

const KEY = 'ordersync.theme';
const CHOICES = ['system', 'light', 'dark'];

export const themeChanged = new EventTarget();

export function theme() {
  const kept = read();
  return CHOICES.includes(kept) ? kept : 'system';
}

/** Whether the page is dark now, whatever made it so. */
export function isDark() {
  return theme() === 'dark' || (theme() === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
}

export function setTheme(choice) {
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // A browser that keeps nothing has the theme until the page is left.
  }
  apply(choice);
}

export function startTheme() {
  apply(theme());
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => themeChanged.dispatchEvent(new Event('change')));
}

function apply(choice) {
  if (choice === 'system') {
    delete document.documentElement.dataset.theme;
  } else {
    document.documentElement.dataset.theme = choice;
  }
  themeChanged.dispatchEvent(new Event('change'));
}

function read() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
