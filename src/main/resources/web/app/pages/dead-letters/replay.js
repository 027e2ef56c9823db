import { html, nothing } from 'lit';
import { get, post } from '../../api.js';
import { Element } from '../../components/element.js';
import { textField } from '../../components/fields.js';
import { formDialog } from '../../components/form-dialog.js';
import { notifyProblem } from '../../components/toast.js';
import { channelName, facts } from '../../components/ui.js';
import { dateTime, number } from '../../format.js';
import { t } from '../../i18n.js';
import { reasonWords } from './words.js';

const LOOK_EVERY_MS = 1_000;
const PER_SECOND = 50;
const MAX_PER_SECOND = 1_000;

/** Of a letter that was sent longer ago nothing is heard any more. */
const HEARD_WITHIN_MS = 3_600_000;

/** One that has ended is looked at until it is known how the last of its letters ended. */
const isMoving = (job) => job?.state === 'RUNNING' || job?.outcomes?.SENT > 0 && Date.now() - Date.parse(job.finished_at) < HEARD_WITHIN_MS;

const isPace = (text) => /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= MAX_PER_SECOND;

/**
 * Sends the open dead letters of a filter again: counts them first, and then shows how far it has come. Fires "moved" when
 * letters have gone.
 */
class Replay extends Element {
  static properties = { filter: { attribute: false }, job: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    this.every(LOOK_EVERY_MS, () => isMoving(this.job) && this.#look());
  }

  /** Counts what would be sent, and asks before it is. */
  async ask() {
    // Only open letters are replayed, whatever status the list shows.
    const { channel, reason, from, to } = this.filter ?? {};
    const wanted = Object.fromEntries(Object.entries({ channel, reason, from, to }).filter(([, value]) => value));
    let count;
    try {
      ({ count } = await post('/dead-letters/replay', { ...wanted, dryRun: true }));
    } catch (failure) {
      notifyProblem(failure);
      return;
    }
    const job = await formDialog({
      title: t('dead.replay.many'),
      from: { pace: String(PER_SECOND) },
      ready: ({ pace }) => count > 0 && isPace(pace),
      action: count ? t('dead.replay.start', { n: count }) : t('dead.replay.start.none'),
      fields: ({ pace }, set) => html`
        <p class="big" role="status">${t('dead.replay.count', { n: count })}</p>
        ${facts([
          [t('dead.channel'), channel ? channelName(channel) : t('any')],
          [t('dead.reason'), reason ? reasonWords(reason) : t('any')],
          from && [t('dead.from'), dateTime(from)],
          to && [t('dead.to.before'), dateTime(to)],
        ])}
        ${count ? textField({ id: 'replay-pace', label: t('dead.replay.pace'), value: pace, mode: 'numeric', max: 4, first: true,
          hint: t('dead.replay.pace.hint', { n: MAX_PER_SECOND }), input: (text) => set({ pace: text.trim() }) }) : nothing}`,
      send: ({ pace }) => post('/dead-letters/replay', { ...wanted, dryRun: false, perSecond: Number(pace) }),
    });
    if (job) {
      this.job = { id: job.id, state: 'RUNNING', total: count, sent: 0, outcomes: {} };
    }
  }

  async #look() {
    const before = this.job;
    try {
      this.job = await get(`/dead-letters/replays/${before.id}`);
    } catch {
      return; // It is asked again in a second.
    }
    if (JSON.stringify(this.job) !== JSON.stringify(before)) {
      this.dispatchEvent(new CustomEvent('moved'));
    }
  }

  async #stop() {
    try {
      this.job = await post(`/dead-letters/replays/${this.job.id}/stop`);
    } catch (failure) {
      notifyProblem(failure); // It ended first; the next look shows it.
    }
  }

  render() {
    return this.job ? this.#progress(this.job) : nothing;
  }

  #progress(job) {
    const running = job.state === 'RUNNING';
    const outcomes = Object.entries(job.outcomes ?? {});
    return html`
      <section class="card pad" aria-label=${t('dead.replay.progress')}>
        <div class="card-head">
          <h2>${t(`dead.replay.${job.state}`)}</h2>
          <span class="muted" role="status">${t('dead.replay.sent', { n: job.sent, total: number(job.total) })}</span>
          ${running
            ? html`<button type="button" class="button small" @click=${() => this.#stop()}>${t('dead.replay.stop')}</button>`
            : html`<button type="button" class="button small" @click=${() => { this.job = null; }}>${t('action.close')}</button>`}
        </div>
        <progress max=${Math.max(job.total, 1)} .value=${job.total ? job.sent : 1} aria-label=${t('dead.replay.progress')}></progress>
        ${outcomes.length ? html`<p class="outcomes">${outcomes.map(([state, count]) => html`
          <span>${t(`dead.replay.state.${state}`)} <strong>${number(count)}</strong></span>`)}</p>` : nothing}
        ${job.passed_over ? html`<p class="muted">${t('dead.replay.passed', { n: job.passed_over })}</p>` : nothing}
      </section>`;
  }
}

customElements.define('os-replay', Replay);
