import { html, nothing } from 'lit';
import { get } from '../api.js';
import { exportButtons } from '../components/export.js';
import { dayFields } from '../components/fields.js';
import { list, read } from '../components/list.js';
import { Page } from '../components/page.js';
import { Pager } from '../components/pager.js';
import { Reading } from '../components/reading.js';
import { table } from '../components/table.js';
import { channelMark, channelName, empty, pageHeader, select, technicalUnder } from '../components/ui.js';
import { dateTime, number, relative, startOfDay } from '../format.js';
import { t } from '../i18n.js';
import { href, setQuery } from '../router.js';
import { LETTER_STATUSES, REASONS, letterStatus, reasonWords } from './dead-letters/words.js';
import './dead-letters/letter.js';
import './dead-letters/replay.js';

const LOOK_AGAIN_MS = 10_000;
const FILTERS = ['channel', 'reason', 'status', 'from', 'to'];

/** What could not be understood: grouped by reason, one by one, and sent again. */
class DeadLetters extends Page {
  groups = new Reading(this, (signal) => get('/dead-letters/groups', {}, { signal }).then((answer) => byChannelAndReason(answer.groups)));
  letters = new Pager(this, (cursor, signal) => get('/dead-letters', { ...this.#wanted(), cursor }, { signal })
    .then((answer) => ({ rows: answer.dead_letters, next: answer.next })));

  connectedCallback() {
    super.connectedCallback();
    this.every(LOOK_AGAIN_MS, () => this.#look());
  }

  #look() {
    if (!this.rest.length && this.groups.state === 'ready') {
      this.groups.reload();
      this.letters.look();
    }
  }

  followed() {
    if (!this.rest.length) {
      this.#reload();
    }
  }

  #reload() {
    this.letters.reload();
    this.groups.reload();
  }

  /** The filters as the API takes them: its end is not part of a span of time. */
  #wanted() {
    const { from, to, ...others } = this.filters(...FILTERS);
    return { ...others, from: from && startOfDay(from), to: to && startOfDay(to, 1) };
  }

  render() {
    const [id] = this.rest;
    return id ? html`<os-dead-letter class="stack" .letter=${id}></os-dead-letter>` : html`
      ${pageHeader({ title: t('page.dead-letters'), sub: t('dead.sub'), actions: html`
        ${exportButtons('/dead-letters/export', this.#wanted(), 'dead-letters')}
        <button type="button" class="button primary" @click=${() => this.querySelector('os-replay').ask()}>${t('dead.replay.many')}</button>` })}
      <os-replay .filter=${this.#wanted()} @moved=${() => this.#reload()}></os-replay>
      ${read(this.groups, (groups) => (groups.length ? this.#byReason(groups) : nothing), 3)}
      <section class="card list" aria-label=${t('dead.letters')}>
        ${this.#filters()}
        ${list(this.letters, (rows) => this.#rows(rows), () => this.#none())}
      </section>`;
  }

  #byReason(groups) {
    return html`
      <section aria-labelledby="dead-groups">
        <h2 class="section-title" id="dead-groups">${t('dead.groups')}</h2>
        <div class="choice-cards">
          ${groups.map((group) => {
            const chosen = this.filter('reason') === group.reason && this.filter('channel') === group.channel;
            return html`
              <a class="choice-card" href=${href(['dead-letters'], chosen ? {} : { channel: group.channel,
                reason: group.reason })} aria-current=${chosen ? 'true' : nothing}>
                <span class="choice-top"><strong>${reasonWords(group.reason)}</strong><span class="choice-count">${number(group.open)}</span></span>
                <span>${channelMark(group.channel)}</span>
                <span class="muted">${t('dead.newest', { time: relative(group.newest_at) })}</span>
              </a>`;
          })}
        </div>
      </section>`;
  }

  #filters() {
    const channels = [...new Set([...(this.groups.value ?? []).map((group) => group.channel), this.filter('channel')])].filter(Boolean).sort();
    const all = ['', t('any')];
    return html`
      <div class="filters inset">
        ${select({ id: 'dead-channel', label: t('dead.channel'), value: this.filter('channel'), change: (channel) => setQuery({ channel }),
          options: [all, ...channels.map((channel) => [channel, channelName(channel)])] })}
        ${select({ id: 'dead-reason', label: t('dead.reason'), value: this.filter('reason'), change: (reason) => setQuery({ reason }),
          options: [all, ...REASONS.map((reason) => [reason, reasonWords(reason)])] })}
        ${select({ id: 'dead-status', label: t('dead.status'), value: this.filter('status') || 'OPEN',
          change: (status) => setQuery({ status: status === 'OPEN' ? null : status }),
          options: LETTER_STATUSES.map((status) => [status, t(`dead.status.${status}`)]) })}
        ${dayFields({ from: this.filter('from'), to: this.filter('to'), fromLabel: t('dead.from'), toLabel: t('dead.to'), change: setQuery })}
        ${FILTERS.some((name) => this.filter(name)) ? html`<a class="button ghost" href="#/dead-letters">${t('action.clear')}</a>` : nothing}
      </div>`;
  }

  #rows(rows) {
    return table(t('dead.letters'), [
      { head: t('dead.letter'), kind: 'main', cell: (letter) => html`
        <a href=${href(['dead-letters', String(letter.id)])}>${reasonWords(letter.reason)}</a>${technicalUnder(letter.detail)}` },
      { head: t('dead.channel'), cell: (letter) => channelMark(letter.channel) },
      { head: t('dead.key'), kind: 'code', cell: (letter) => letter.key },
      { head: t('dead.status'), cell: (letter) => letterStatus(letter.status) },
      { head: t('dead.failed-at'), kind: 'time', cell: (letter) => html`<time datetime=${letter.failed_at}>${dateTime(letter.failed_at)}</time>` },
      { head: t('dead.number'), kind: 'number', cell: (letter) => String(letter.id) },
    ], rows);
  }

  #none() {
    return FILTERS.some((name) => this.filter(name))
      ? empty({ title: t('dead.none.filtered'), text: t('dead.none.filtered.todo'), action: html`<a class="button" href="#/dead-letters">${t('action.clear')}</a>` })
      : empty({ title: t('dead.none'), text: t('dead.none.todo'), image: 'check' });
  }
}

customElements.define('os-dead-letters', DeadLetters);

/** The server tells mappings' versions apart as well; what is to be done is the same for all of them. */
function byChannelAndReason(groups) {
  const found = new Map();
  for (const group of groups) {
    const key = JSON.stringify([group.channel, group.reason]);
    const known = found.get(key);
    found.set(key, known ? { ...known, open: known.open + group.open, newest_at: [known.newest_at, group.newest_at].sort().at(-1) } : group);
  }
  return [...found.values()].sort((one, other) => other.open - one.open);
}
