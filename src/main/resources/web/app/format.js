/** Numbers, amounts and times as the chosen language writes them. Times are in the zone of the browser. */

import { language, locale, t } from './i18n.js';

const kept = new Map();

function formatter(kind, options) {
  const key = `${kind.name}|${locale()}|${JSON.stringify(options)}`;
  if (!kept.has(key)) {
    kept.set(key, new kind(locale(), options));
  }
  return kept.get(key);
}

/** What is shown where there is nothing. */
export const NONE = '—';

const missing = (value) => value === null || value === undefined || value === '';

export function number(value, options = {}) {
  return missing(value) ? NONE : formatter(Intl.NumberFormat, options).format(value);
}

/** In full as long as it is short, then 12,3 triệu, 4.5M: for charts and tiles. */
export function compact(value) {
  return missing(value) || Math.abs(value) < 100_000 ? number(value) : formatter(Intl.NumberFormat, compactForm()).format(value);
}

/** Vietnamese writes triệu and tỷ, not Tr and T. */
const compactForm = () => ({ notation: 'compact', compactDisplay: language() === 'vi' ? 'long' : 'short', maximumFractionDigits: 1 });

/** @param value 0 to 1 */
export function percent(value, digits = 1) {
  return missing(value) ? NONE : formatter(Intl.NumberFormat, { style: 'percent', maximumFractionDigits: digits }).format(value);
}

/** @param amount a decimal string, formatted without passing through a binary fraction */
export function money(amount, currency) {
  if (missing(amount)) {
    return NONE;
  }
  if (!currency || !/^[A-Z]{3}$/.test(currency)) {
    return `${number(amount)} ${currency ?? ''}`.trim();
  }
  return formatter(Intl.NumberFormat, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }).format(amount);
}

/** How many VND one unit is: a rate keeps its decimals. */
export const rateText = (vnd) => `${number(vnd, { maximumFractionDigits: 6 })} ₫`;

export function compactMoney(amount, currency) {
  if (missing(amount) || language() === 'vi') {
    // There is no long form of amounts in Vietnamese: the number's, and the sign behind it.
    return missing(amount) ? NONE : `${compact(amount)} ${currency === 'VND' ? '₫' : currency}`;
  }
  return formatter(Intl.NumberFormat, { style: 'currency', currency, currencyDisplay: 'narrowSymbol', ...compactForm() }).format(amount);
}

const instant = (value) => (value instanceof Date ? value : new Date(value));

/** What is no time, such as a day that somebody put into the address, is shown as it is. */
function moment(value, options) {
  return missing(value) ? NONE : Number.isNaN(instant(value).getTime()) ? String(value) : formatter(Intl.DateTimeFormat, options).format(instant(value));
}

/** 28/11/2026 */
export const date = (value) => moment(value, { day: '2-digit', month: '2-digit', year: 'numeric' });

/** 18:05:09 */
export const time = (value) => moment(value, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });

/** 28/11/2026 18:05: the day first in both languages. */
export function dateTime(value, { seconds = false } = {}) {
  const day = date(value);
  return day === NONE || day === value ? day
    : `${day} ${moment(value, { hour: '2-digit', minute: '2-digit', ...(seconds ? { second: '2-digit' } : {}), hourCycle: 'h23' })}`;
}

const STEPS = [['day', 86_400], ['hour', 3_600], ['minute', 60]];

/**
 * 5 phút trước, in 3 days.
 * @param exact from 10 seconds on, seconds ago are told as such, and are not just now
 */
export function relative(value, { now = Date.now(), exact = false } = {}) {
  if (missing(value)) {
    return NONE;
  }
  const seconds = (instant(value).getTime() - now) / 1000;
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) {
      return formatter(Intl.RelativeTimeFormat, {}).format(Math.trunc(seconds / size), unit);
    }
  }
  return seconds > 10 || exact && seconds <= -10 ? formatter(Intl.RelativeTimeFormat, {}).format(Math.trunc(seconds), 'second') : t('time.now');
}

/** 240 ms, 1,2 s. */
export function duration(milliseconds) {
  if (missing(milliseconds)) {
    return NONE;
  }
  return milliseconds < 1000 ? `${number(Math.round(milliseconds))} ms` : `${number(milliseconds / 1000, { maximumFractionDigits: 1 })} s`;
}

/** 20 seconds, 60 phút. */
export function span(seconds) {
  const [value, unit] = seconds % 60 ? [seconds, 'second'] : [seconds / 60, 'minute'];
  return number(value, { style: 'unit', unit, unitDisplay: 'long' });
}

/** The start of a day of the browser's zone, from yyyy-mm-dd, as an instant; days are added to it. What is no day stays, for the server to refuse. */
export function startOfDay(day, add = 0) {
  const [year, month, dayOfMonth] = day.split('-').map(Number);
  const start = new Date(year, month - 1, dayOfMonth + add);
  return Number.isNaN(start.getTime()) ? day : start.toISOString();
}

/** yyyy-mm-dd of the browser's zone. */
export function isoDay(value = new Date()) {
  const at = instant(value);
  return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;
}

/** What <vaadin-date-picker> needs to speak the language and to write days as it does; the same object until the language changes. */
export function datePickerWords() {
  const key = `date picker|${locale()}`;
  if (!kept.has(key)) {
    kept.set(key, wordsOfDatePicker());
  }
  return kept.get(key);
}

function wordsOfDatePicker() {
  const month = (style) => Array.from({ length: 12 }, (_, index) => new Intl.DateTimeFormat(locale(), { month: style }).format(new Date(2024, index, 1)));
  const weekday = (style) => Array.from({ length: 7 }, (_, index) => new Intl.DateTimeFormat(locale(), { weekday: style }).format(new Date(2024, 8, 1 + index)));
  return {
    monthNames: month('long'), weekdays: weekday('long'), weekdaysShort: weekday(language() === 'vi' ? 'narrow' : 'short'), firstDayOfWeek: 1,
    today: t('date.today'), cancel: t('action.cancel'),
    formatDate: ({ day, month: at, year }) => `${String(day).padStart(2, '0')}/${String(at + 1).padStart(2, '0')}/${year}`,
    parseDate: (text) => {
      const parts = /^(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?$/.exec(text.trim());
      return parts ? { day: Number(parts[1]), month: Number(parts[2]) - 1, year: Number(parts[3] ?? new Date().getFullYear()) } : undefined;
    },
    formatTitle: (name, year) => `${name} ${year}`,
  };
}
