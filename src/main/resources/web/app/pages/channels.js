import '../components/date-picker.js';
import { html, nothing, render } from 'lit';
import { get, post } from '../api.js';
import { openDialog } from '../components/dialog.js';
import { Element } from '../components/element.js';
import { icon } from '../components/icons.js';
import { notify } from '../components/toast.js';
import { channelMark, channelName, empty, pageHeader, problem, problemLine, skeleton, tag, technical } from '../components/ui.js';
import { date, dateTime, datePickerWords, isoDay, NONE, number, percent, relative, span, startOfDay } from '../format.js';
import { has, t } from '../i18n.js';
import { hasRole } from '../session.js';

const EVERY_MS = 5_000;
const DAY_MS = 86_400_000;
/** A token that ends so soon is marked. */
const SOON_MS = 2 * DAY_MS;
const LONGEST_DAYS = 366;
const BACKFILL_TONES = { RUNNING: 'blue', DONE: 'green', FAILED: 'red' };

class Channels extends Element {
  static properties = { channels: { state: true }, failure: { state: true }, at: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    this.#load();
    this.every(EVERY_MS, () => this.#load());
  }

  async #load() {
    try {
      // Those that are polled have more to tell: cards of a height stand side by side.
      this.channels = (await get('/channels')).channels.sort((one, other) => other.polled - one.polled);
      this.at = Date.now();
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
          ${channel.backfills?.length ? channel.backfills.map((one) => this.#progress(one)) : html`<p class="muted small-text">${t('channels.backfill.none')}</p>`}
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
    return channel.polled ? html`${when(channel.last_poll_at)}${failed}` : html`<span class="muted">${t('channels.poll.never')}</span>${why}`;
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

  #progress(backfill) {
    const { id, from, to, state, done = 0, total = 0, shop, fetched, detail } = backfill;
    const part = total > 0 ? Math.min(1, done / total) : 0;
    const words = `${date(from)} – ${date(new Date(new Date(to).getTime() - 1))}`;
    return html`<div class="backfill">
      <p><span>${words}${shop ? html` <span class="muted">${shop}</span>` : nothing}</span>${tag(has(`backfill.${state}`) ? t(`backfill.${state}`) : state, BACKFILL_TONES[state])}</p>
      <progress max=${total || 1} .value=${done} aria-label=${t('channels.backfill.progress', { range: words })}>${percent(part, 0)}</progress>
      <p class="muted small-text num">${t('channels.backfill.done', { part: percent(part, 0), n: fetched ?? 0 })}<span class="sr-only"> #${id}</span></p>
      ${detail ? html`<p class="small-text"><span class=${state === 'FAILED' ? 'red-text' : 'amber-text'}>${t(`backfill.${state}.todo`)}</span> ${technical(detail)}</p>` : nothing}</div>`;
  }

  #backfill(channel) {
    const today = isoDay();
    const shops = [...new Set((channel.token ?? []).map(({ shop }) => shop).filter(Boolean))];
    openDialog({
      title: t('channels.backfill.title', { channel: channelName(channel.channel) }),
      content: (close) => html`
        <form class="form" @submit=${(event) => this.#start(event, channel, close)}>
          <p class="muted">${t('channels.backfill.what', { n: LONGEST_DAYS })}</p>
          <div class="form-problem"></div>
          ${shops.length > 1 ? html`<div class="field"><label for="backfill-shop">${t('orders.shop')}</label><select id="backfill-shop" name="shop">${shops.map((shop) => html`<option>${shop}</option>`)}</select></div>` : nothing}
          <div class="two">
            <vaadin-date-picker id="backfill-from" label=${t('channels.backfill.from')} required .i18n=${datePickerWords()} .value=${isoDay(Date.now() - 7 * DAY_MS)} max=${today}></vaadin-date-picker>
            <vaadin-date-picker id="backfill-to" label=${t('channels.backfill.to')} required .i18n=${datePickerWords()} .value=${today} max=${today}></vaadin-date-picker>
          </div>
          <div class="dialog-actions"><button type="button" class="button" @click=${() => close()}>${t('action.cancel')}</button><button class="button primary">${t('channels.backfill.start')}</button></div>
        </form>`,
    });
  }

  async #start(event, channel, close) {
    event.preventDefault();
    const form = event.currentTarget;
    const from = form.querySelector('#backfill-from').value;
    const to = form.querySelector('#backfill-to').value;
    if (!from || !to || from > to) {
      render(html`<div class="banner red" role="alert">${icon('alert')}<div><span>${t('channels.backfill.wrong')}</span></div></div>`, form.querySelector('.form-problem'));
      return;
    }
    try {
      await post(`/channels/${encodeURIComponent(channel.channel)}/backfill`,
        { shop: form.elements.shop?.value, from: startOfDay(from), to: startOfDay(to, 1) });
      close();
      notify(t('channels.backfill.begun', { channel: channelName(channel.channel) }));
      this.#load();
    } catch (failure) {
      render(problemLine(failure), form.querySelector('.form-problem'));
    }
  }
}

const when = (instant) => (instant ? html`<time datetime=${instant} title=${dateTime(instant, { seconds: true })}>${relative(instant, { exact: true })}</time><span class="row-note">${dateTime(instant, { seconds: true })}</span>`
  : html`<span class="muted">${t('channels.never')}</span>`);

const row = (name, value, note) => html`<div><dt>${name}${note ? html`<span class="row-note">${note}</span>` : nothing}</dt><dd>${value}</dd></div>`;

customElements.define('os-channels', Channels);
