import { html, nothing } from 'lit';
import { get } from '../api.js';
import '../components/chart.js';
import { Element } from '../components/element.js';
import { channelName, ORDER_STATUSES, pageHeader, problem, problemLine, skeleton, statusTone, tile } from '../components/ui.js';
import { compact, compactMoney, dateTime, duration, money, number, percent, time } from '../format.js';
import { t } from '../i18n.js';
import { href, setQuery } from '../router.js';
import { hasRole } from '../session.js';
import { openStream } from '../stream.js';

const WINDOWS = [6, 24, 72, 168];
const DEFAULT_HOURS = 24;
/** While orders change the figures are read again so often; a quiet page reads them less. */
const BUSY_MS = 3_000;
const QUIET_MS = 20_000;
/** From here on an error rate, or a number of records that wait, is marked. */
const HIGH_ERROR_RATE = 0.01;
const HIGH_LAG = 10_000;
const CURRENCY = 'VND';
const HOUR_MS = 3_600_000;

const valueIn = (values, currency) => values?.find((value) => value.currency === currency)?.amount ?? '0';

class Overview extends Element {
  static properties = { figures: { state: true }, failure: { state: true }, freshness: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    this.until(() => clearTimeout(this.next));
    this.until(openStream('/orders/stream', {}, {
      hello: (data) => this.#fresh(data?.freshness),
      freshness: (data) => this.#fresh(data),
      orders: () => this.#soon(BUSY_MS),
    }));
    this.every(QUIET_MS, () => this.#soon(0));
  }

  willUpdate(changed) {
    if (changed.has('route') && this.hours !== this.#hours()) {
      this.hours = this.#hours();
      this.figures = null;
      this.#load();
    }
  }

  #hours() {
    const asked = Number(this.route?.query.get('hours'));
    return WINDOWS.includes(asked) ? asked : DEFAULT_HOURS;
  }

  /** Of the last seconds; where nothing was stored in them, of the time that is chosen. */
  #fresh(freshness) {
    this.freshness = freshness?.p50_ms === undefined || freshness.p50_ms === null ? null : freshness;
  }

  /** At most one reading waits, however many orders change. */
  #soon(milliseconds) {
    if (!this.next && document.visibilityState === 'visible') {
      this.next = setTimeout(() => {
        this.next = null;
        this.#load();
      }, milliseconds);
    }
  }

  async #load() {
    const { hours } = this;
    const asked = performance.now();
    try {
      const figures = await get('/overview', { hours });
      if (hours === this.hours && !(asked < this.asked)) {
        this.asked = asked;
        this.figures = figures;
        this.failure = null;
      }
    } catch (failure) {
      if (hours === this.hours) {
        this.failure = failure;
      }
    }
  }

  render() {
    return html`
      ${pageHeader({ title: t('page.overview'), sub: this.figures ? t(this.figures.complete === false ? 'overview.counting' : 'overview.at', { time: time(this.figures.at) }) : t('overview.sub'), actions: this.#windows() })}
      ${this.figures ? html`${problemLine(this.failure)}${this.#tiles()}${this.#charts()}`
        : this.failure ? html`<div class="card">${problem(this.failure, () => this.#load())}</div>` : html`<div class="card">${skeleton(9)}</div>`}`;
  }

  #windows() {
    return html`<div class="segments" role="group" aria-label=${t('overview.window')}>${WINDOWS.map((hours) => html`
      <button type="button" aria-pressed=${hours === this.hours ? 'true' : 'false'} @click=${() => setQuery({ hours: hours === DEFAULT_HOURS ? null : hours })}>${hours % 24 || hours === 24 ? t('overview.hours', { n: hours }) : t('overview.days', { n: hours / 24 })}</button>`)}</div>`;
  }

  #tiles() {
    const { totals } = this.figures;
    const freshness = this.freshness ?? this.figures.freshness;
    const others = totals.value.filter(({ currency }) => currency !== CURRENCY);
    const dead = hasRole('operator', 'engineer') ? html`<a href=${href(['dead-letters'])}>${t('overview.dead.see')}</a>` : nothing;
    return html`<section class="tiles six" aria-label=${t('overview.totals')}>
      ${tile({ label: t('overview.orders'), value: number(totals.orders) })}
      ${tile({ label: t('overview.value'), value: compactMoney(valueIn(totals.value, CURRENCY), CURRENCY), note: others.map(({ amount, currency }) => `+ ${money(amount, currency)}`).join(' ') })}
      ${tile({ label: t('overview.changes'), value: number(totals.changes) })}
      ${tile({ label: t('overview.error-rate'), value: percent(totals.error_rate, 2), tone: totals.error_rate >= HIGH_ERROR_RATE ? 'red' : '', note: t('overview.error-rate.note') })}
      ${tile({ label: t('overview.dead'), value: number(totals.dead_open), tone: totals.dead_open > 0 ? 'amber' : '', note: totals.dead_open > 0 ? dead : t('overview.dead.none') })}
      ${tile({ label: t('overview.freshness'), value: duration(freshness?.p99_ms), note: freshness?.p50_ms === undefined || freshness.p50_ms === null ? '' : t('overview.freshness.note', { p50: duration(freshness.p50_ms) }) })}
    </section>`;
  }

  #charts() {
    const { by_channel: all, by_status: statuses, by_hour: hourly, lag } = this.figures;
    const channels = all.filter(({ orders }) => orders > 0).sort((one, other) => other.orders - one.orders);
    const hours = hoursUntil(this.figures.at, this.figures.hours);
    const names = channels.map(({ platform }) => platform);
    const byValue = [...channels].sort((one, other) => valueIn(other.value, CURRENCY) - valueIn(one.value, CURRENCY));
    const none = t(this.hours === WINDOWS.at(-1) ? 'overview.nothing.longest' : 'overview.nothing');
    const quiet = names.length ? '' : none;
    const at = new Map(hourly.map((one) => [`${new Date(one.hour).toISOString()}|${one.platform}`, one]));
    const figure = (hour, platform, name) => at.get(`${hour}|${platform}`)?.[name] ?? 0;
    const sum = (hour, name) => all.reduce((total, { platform }) => total + figure(hour, platform, name), 0);
    const label = (hour) => (this.hours <= 24 ? dateTime(hour).slice(11) : dateTime(hour).replace(/\/\d{4}/, ''));
    const errors = hours.map((hour) => sum(hour, 'dead') / Math.max(1, sum(hour, 'changes') + sum(hour, 'dead')));
    return html`<div class="overview-charts">
      <os-chart class="wide" heading=${t('overview.by-hour')} .table=${{ columns: [t('overview.hour'), ...names.map(channelName)], rows: hours.map((hour) => [dateTime(hour), ...names.map((platform) => number(figure(hour, platform, 'orders')))]) }}
        .empty=${quiet}
        .option=${(colours, width) => hourChart(colours, width, hours.map(label), names.map((platform) => ({
          id: platform, name: channelName(platform), type: 'bar', stack: 'orders', color: colours.channel[platform] ?? colours.channel.other, data: hours.map((hour) => figure(hour, platform, 'orders')),
        })), number)}></os-chart>
      <os-chart heading=${t('overview.by-channel')} .table=${table(t('overview.channel'), t('overview.orders'), channels.map((one) => [channelName(one.platform), number(one.orders)]))} .empty=${quiet}
        .option=${(colours) => ranking(colours, channels.map((one) => [channelName(one.platform), one.orders, colours.channel[one.platform] ?? colours.channel.other]), number)}></os-chart>
      <os-chart heading=${t('overview.value-by-channel')} .table=${table(t('overview.channel'), t('overview.value'), byValue.map((one) => [channelName(one.platform), money(valueIn(one.value, CURRENCY), CURRENCY)]))} .empty=${quiet}
        .option=${(colours) => ranking(colours, byValue.map((one) => [channelName(one.platform), Number(valueIn(one.value, CURRENCY)), colours.channel[one.platform] ?? colours.channel.other]), (value) => compactMoney(value, CURRENCY))}></os-chart>
      <os-chart heading=${t('overview.by-status')} chart-height="340" .table=${table(t('orders.status'), t('overview.orders'), inOrder(statuses).map((one) => [t(`status.${one.status}`), number(one.orders)]))} .empty=${statuses.length ? '' : none}
        .option=${(colours) => ranking(colours, inOrder(statuses).map((one) => [t(`status.${one.status}`), one.orders, colours.tone[statusTone(one.status)]]), number)}></os-chart>
      <os-chart heading=${t('overview.errors')} chart-height="340" note=${t('overview.errors.note')} .table=${{ columns: [t('overview.hour'), t('overview.error-rate'), t('overview.dead-letters')], rows: hours.map((hour, index) => [dateTime(hour), percent(errors[index], 2), number(sum(hour, 'dead'))]) }}
        .empty=${errors.some(Boolean) ? '' : quiet}
        .option=${(colours, width) => hourChart(colours, width, hours.map(label), [{ id: 'errors', name: t('overview.error-rate'), type: 'line', showSymbol: false, color: colours.tone.red, areaStyle: { opacity: 0.12 }, data: errors }], (value) => percent(value, 2))}></os-chart>
      <os-chart class="wide" heading=${t('overview.lag')} note=${t('overview.lag.note')} chart-height=${Math.max(60, 34 * lag.length)} .empty=${lag.length ? '' : t('overview.lag.none')}
        .table=${{ columns: [t('overview.lag.step'), t('overview.lag.records')], rows: lag.map((one) => [waiting(one), number(one.records)]) }}
        .option=${(colours) => ranking(colours, lag.map((one) => [waiting(one), one.records, one.records >= HIGH_LAG ? colours.tone.red : colours.tone.blue]), number)}></os-chart>
    </div>`;
  }
}

/** The full hours up to one that is under way: where nothing happened, nothing is told, and yet it is an hour. */
function hoursUntil(instant, count) {
  const last = Math.floor(new Date(instant).getTime() / HOUR_MS);
  return Array.from({ length: count }, (_, index) => new Date((last - count + 1 + index) * HOUR_MS).toISOString());
}

/** All statuses, in the order of an order's life; last, where there are any, those nobody has told of. */
const inOrder = (statuses) => [...ORDER_STATUSES, ...(statuses.some(({ status }) => status === 'UNKNOWN') ? ['UNKNOWN'] : [])].map((status) => statuses.find((one) => one.status === status) ?? { status, orders: 0 });

/** A consumer group and what it reads. */
const waiting = ({ group, topic }) => `${group} ← ${topic}`;

const table = (name, figure, rows) => ({ columns: [name, figure], rows });

const base = (colours) => ({
  animationDuration: 300, animationDurationUpdate: 400,
  textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: colours.text },
  tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' }, backgroundColor: colours.surface, borderColor: colours.line, textStyle: { color: colours.text, fontSize: 12 }, confine: true },
});

/** A legend takes two lines where the chart is narrow. */
const NARROW = 480;

function hourChart(colours, width, labels, series, words) {
  const many = series.length > 1;
  // Bars count orders; half of one there is not.
  const counts = series.every(({ type }) => type === 'bar');
  return {
    ...base(colours),
    legend: { show: many, top: 0, left: 0, icon: 'roundRect', itemWidth: 10, itemHeight: 10, textStyle: { color: colours.muted }, inactiveColor: colours.line },
    grid: { left: 4, right: 8, top: !many ? 12 : width < NARROW ? 54 : 34, bottom: 2, containLabel: true },
    xAxis: { type: 'category', data: labels, axisLine: { lineStyle: { color: colours.line } }, axisTick: { show: false }, axisLabel: { color: colours.muted, hideOverlap: true } },
    yAxis: { type: 'value', minInterval: counts ? 1 : undefined, splitLine: { lineStyle: { color: colours.line } }, axisLabel: { color: colours.muted, formatter: counts ? compact : words } },
    tooltip: { ...base(colours).tooltip, valueFormatter: words },
    series: series.map((one, index) => ({ barMaxWidth: 26, ...(one.type === 'bar' && index === series.length - 1 ? { itemStyle: { borderRadius: [3, 3, 0, 0] } } : {}), ...one })),
  };
}

/** Horizontal bars: names need room. rows: [[name, figure, colour]]. */
function ranking(colours, rows, words) {
  return {
    ...base(colours),
    tooltip: { ...base(colours).tooltip, valueFormatter: words },
    grid: { left: 4, right: 74, top: 4, bottom: 2, containLabel: true },
    xAxis: { type: 'value', show: false },
    yAxis: { type: 'category', inverse: true, data: rows.map(([name]) => name), axisLine: { show: false }, axisTick: { show: false }, axisLabel: { color: colours.text } },
    series: [{ id: 'ranking', type: 'bar', barMaxWidth: 18, data: rows.map(([, value, color]) => ({ value, itemStyle: { color, borderRadius: [0, 4, 4, 0] } })), label: { show: true, position: 'right', color: colours.muted, formatter: ({ value }) => words(value) } }],
  };
}

customElements.define('os-overview', Overview);
