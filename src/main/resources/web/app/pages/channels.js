import { html, nothing } from 'lit';
import { get, post } from '../api.js';
import { Element } from '../components/element.js';
import { dayField } from '../components/fields.js';
import { formDialog } from '../components/form-dialog.js';
import { icon } from '../components/icons.js';
import { notify } from '../components/toast.js';
import { channelMark, channelName, empty, pageHeader, problem, problemLine, select, skeleton, tag, technical } from '../components/ui.js';
import { date, dateTime, isoDay, NONE, number, percent, relative, span, startOfDay } from '../format.js';
import { has, t } from '../i18n.js';
import { hasRole } from '../session.js';

const EVERY_MS = 5_000;
const DAY_MS = 86_400_000;
/** A token that ends so soon is marked. */
const SOON_MS = 2 * DAY_MS;
const LONGEST_DAYS = 366;
const BACKFILL_TONES = { WAITING: 'grey', RUNNING: 'blue', RETRYING: 'amber', DONE: 'green', FAILED: 'red' };

class Channels extends Element {
  static properties = { channels: { state: true }, failure: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    this.#load();
    this.every(EVERY_MS, () => this.#load());
  }

  async #load() {
    const asked = performance.now();
    try {
      const { channels } = await get('/channels');
      if (asked < this.asked) {
        return;   // what was asked for later is shown already
      }
      this.asked = asked;
      // Those that are polled have more to tell: cards of a height stand side by side.
      this.channels = channels.sort((one, other) => other.polled - one.polled);
      this.failure = null;
    } catch (failure) {
      this.failure = failure;
    }
  }

  render() {
    return html`
      ${pageHeader({ title: t('page.channels'), sub: t('channels.sub') })}
      ${this.channels ? html`${problemLine(this.failure)}${this.channels.length ? html`<div class="channel-cards">${this.channels.map((channel) => this.#card(channel))}</div>`
        : html`<div class="card">${empty({ title: t('channels.none'), text: t('channels.none.todo'), image: 'channels' })}</div>`}`
        : html`<div class="card">${this.failure ? problem(this.failure, () => this.#load()) : skeleton(9)}</div>`}`;
  }

  #card(channel) {
    const id = `channel-${channel.channel}`;
    return html`
      <article class="card channel-card" aria-labelledby=${id}>
        <header><h2 id=${id}>${channelMark(channel.channel)}</h2>${this.#state(channel)}</header>
        ${!channel.on && channel.why_off ? html`<div class="banner">${icon('info')}<div><span>${t('channels.off.why')}</span>${technical(channel.why_off)}</div></div>` : nothing}
        ${channel.silent ? html`<div class="banner red">${icon('alert')}<div><span>${t(channel.webhook ? 'channels.silent.todo' : 'channels.silent.polls.todo', { time: span(channel.silent_after_seconds) })}</span></div></div>` : nothing}
        <dl class="rows">
          ${row(t('channels.webhook'), channel.on && channel.webhook === false ? html`<span class="muted">${t('channels.webhook.never')}</span>` : when(channel.last_webhook_at))}
          ${row(t('channels.poll'), this.#polls(channel))}
          ${row(t('channels.received'), number(channel.received))}
          ${channel.polled && channel.webhook !== false ? row(t('channels.missed'), html`<span class=${channel.missed_by_webhooks > 0 ? 'amber-text' : ''}>${number(channel.missed_by_webhooks)}</span>`, t('channels.missed.note')) : nothing}
          ${row(t('channels.rejected'), this.#rejected(channel.rejected ?? {}))}
          ${channel.token?.length ? row(t('channels.token'), this.#tokens(channel.token)) : nothing}
          ${row(t('channels.silence'), channel.silent_after_seconds ? t('channels.silence.after', { time: span(channel.silent_after_seconds) }) : html`<span class="muted">${t('channels.silence.never')}</span>`)}
        </dl>
        ${!channel.polled && !channel.backfills?.length ? nothing : html`<div class="backfills">
          <div class="backfill-head"><h3>${t('channels.backfill')}</h3>
            ${hasRole('operator', 'engineer') && channel.polled ? html`<button type="button" class="button small" @click=${() => this.#backfill(channel)}>${icon('download')}${t('channels.backfill.start')}</button>` : nothing}</div>
          ${channel.backfills?.length ? channel.backfills.map((one) => this.#progress(one, stateOf(one, channel.backfills))) : html`<p class="muted small-text">${t('channels.backfill.none')}</p>`}
        </div>`}
      </article>`;
  }

  #state(channel) {
    return !channel.on ? tag(t('channels.off'), 'grey') : channel.silent ? tag(t('channels.silent'), 'red')
      : channel.last_webhook_at || channel.last_poll_at ? tag(t('channels.on'), 'green') : tag(t('channels.quiet'), 'amber');
  }

  #polls(channel) {
    const failed = channel.polls_failed > 0 ? html`<span class="row-note amber-text">${t('channels.poll.failed', { n: channel.polls_failed, all: channel.polls })}</span>` : nothing;
    const why = channel.why_not_polled?.length ? html`<span class="row-note">${t('channels.poll.never.why')} ${technical(channel.why_not_polled.join(' '))}</span>` : nothing;
    return channel.polled ? html`${when(channel.last_poll_at)}${failed}${why}` : html`<span class="muted">${t('channels.poll.never')}</span>${why}`;
  }

  #rejected(reasons) {
    const told = Object.entries(reasons).filter(([, count]) => count > 0);
    return told.length === 0 ? number(0) : html`<span class="red-text">${number(told.reduce((sum, [, count]) => sum + count, 0))}</span>
      <span class="row-note">${told.map(([reason, count]) => `${has(`rejected.${reason}`) ? t(`rejected.${reason}`) : reason}: ${number(count)}`).join(' · ')}</span>`;
  }

  #tokens(tokens) {
    return html`<ul class="tokens">${tokens.map(({ shop, expires_at: ends }) => {
      const left = ends ? new Date(ends) - Date.now() : Infinity;
      const tone = left <= 0 ? 'red' : left < SOON_MS ? 'amber' : 'green';
      return html`<li><span>${shop || NONE}</span>${ends ? tag(left <= 0 ? t('channels.token.ended', { when: relative(ends) }) : t('channels.token.ends', { when: relative(ends) }), tone, dateTime(ends)) : tag(t('channels.token.forever'))}</li>`;
    })}</ul>`;
  }

  #progress(backfill, state) {
    const { id, from, to, done = 0, total = 0, shop, fetched, detail } = backfill;
    const part = total > 0 ? Math.min(1, done / total) : 0;
    const words = `${date(from)} – ${date(new Date(new Date(to).getTime() - 1))}`;
    return html`<div class="backfill">
      <p><span>${words}${shop ? html` <span class="muted">${shop}</span>` : nothing}</span>${tag(has(`backfill.${state}`) ? t(`backfill.${state}`) : state, BACKFILL_TONES[state])}</p>
      <progress max=${total || 1} .value=${done} aria-label=${t('channels.backfill.progress', { range: words })}>${percent(part, 0)}</progress>
      <p class="muted small-text num">${t('channels.backfill.done', { part: percent(part, 0), n: fetched ?? 0 })}<span class="sr-only"> #${id}</span></p>
      ${detail ? html`<p class="small-text"><span class=${state === 'FAILED' ? 'red-text' : 'amber-text'}>${t(`backfill.${backfill.state}.todo`)}</span> ${technical(detail)}</p>` : nothing}</div>`;
  }

  async #backfill(channel) {
    const today = isoDay();
    const { shops = [] } = channel;
    const begun = await formDialog({
      title: t('channels.backfill.title', { channel: channelName(channel.channel) }),
      action: t('channels.backfill.start'),
      from: { shop: shops.length > 1 ? shops[0] : undefined, from: isoDay(Date.now() - 7 * DAY_MS), to: today },
      ready: ({ from, to }) => from && to && from <= to,
      fields: ({ shop, from, to }, set) => html`
        <p class="muted">${t('channels.backfill.what', { n: LONGEST_DAYS })}</p>
        ${shops.length > 1 ? select({ id: 'backfill-shop', label: t('orders.shop'), value: shop, options: shops.map((one) => [one, one]),
          change: (chosen) => set({ shop: chosen }) }) : nothing}
        <div class="two">
          ${dayField({ label: t('channels.backfill.from'), value: from, max: today, clearable: false, change: (day) => set({ from: day }) })}
          ${dayField({ label: t('channels.backfill.to'), value: to, max: today, clearable: false, change: (day) => set({ to: day }) })}
        </div>
        ${from && to && from <= to ? nothing : html`<p class="hint" role="status">${t('channels.backfill.wrong')}</p>`}`,
      send: ({ shop, from, to }) => post(`/channels/${encodeURIComponent(channel.channel)}/backfill`, { shop, from: startOfDay(from), to: startOfDay(to, 1) }),
    });
    if (begun) {
      notify(t('channels.backfill.begun', { channel: channelName(channel.channel) }));
      this.#load();
    }
  }
}

/** A shop's ranges are read one after another; one whose turn has not come is told as running, and waits. So is one that had trouble and has not got further since; it lets the others go first. */
function stateOf({ id, shop, state, detail }, all) {
  if (state !== 'RUNNING') {
    return state;
  }
  if (detail) {
    return 'RETRYING';
  }
  return all.some((other) => other.state === 'RUNNING' && !other.detail && other.shop === shop && other.id < id) ? 'WAITING' : state;
}

const when = (instant) => (instant ? html`<time datetime=${instant} title=${dateTime(instant, { seconds: true })}>${relative(instant, { exact: true })}</time><span class="row-note">${dateTime(instant, { seconds: true })}</span>`
  : html`<span class="muted">${t('channels.never')}</span>`);

const row = (name, value, note) => html`<div><dt>${name}${note ? html`<span class="row-note">${note}</span>` : nothing}</dt><dd>${value}</dd></div>`;

customElements.define('os-channels', Channels);
