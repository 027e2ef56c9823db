import { html, nothing } from 'lit';
import { get, post } from '../../api.js';
import { HEX_MAX_BYTES, bytesOf, hex, laidOut } from '../../components/bytes.js';
import { Element } from '../../components/element.js';
import { postExact } from '../../components/exact.js';
import { textArea } from '../../components/fields.js';
import { later } from '../../components/later.js';
import { focusHead, read } from '../../components/list.js';
import { Reading } from '../../components/reading.js';
import { table } from '../../components/table.js';
import { notify } from '../../components/toast.js';
import { breakable, channelMark, facts, pageHeader, problem, problemLine, skeleton, technicalUnder } from '../../components/ui.js';
import { dateTime, number } from '../../format.js';
import { t } from '../../i18n.js';
import { href } from '../../router.js';
import { hasRole } from '../../session.js';
import { outcomeOf } from './outcome.js';
import { letterStatus, reasonWords, replayState, whyAndRemedy } from './words.js';

const TRY_AFTER_MS = 300;
const LOOK_AGAIN_MS = 1_000;
/** The source of a letter that was no message: it cannot be edited (see finance). */
const OUTBOX = 'outbox';
/** A replay that nothing was heard of for so long can be sent again. */
const UNHEARD_AFTER_MS = 3_600_000;
const VIEWS = ['text', 'hex', 'headers'];

const canBeSent = ({ status, source, replays }) => status === 'OPEN'
  || status === 'REPLAYING' && source !== OUTBOX && Date.now() - Date.parse(replays[0]?.requested_at) > UNHEARD_AFTER_MS;

/** One dead letter: its bytes, why it died, what the mapping makes of it, edited or not, and its replays. */
class DeadLetter extends Element {
  static properties = { letter: {}, view: { state: true }, edited: { state: true }, sending: { state: true }, refused: { state: true } };

  detail = new Reading(this, (signal) => get(`/dead-letters/${encodeURIComponent(this.letter)}`, {}, { signal }));
  tried = new Reading(this, (signal) => postExact(`/dead-letters/${encodeURIComponent(this.letter)}/try`, this.#isEdited() ? { body: this.edited } : {}, { signal }));
  #tryLater = later(() => this.tried.reload(), TRY_AFTER_MS);

  constructor() {
    super();
    this.view = 'text';
    this.edited = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.every(LOOK_AGAIN_MS, () => this.detail.value?.status === 'REPLAYING' && this.detail.state === 'ready' && this.#look());
  }

  updated(changed) {
    focusHead(this);
    if (changed.has('letter')) {
      this.edited = null;
      this.refused = null;
      this.detail.clear();
      this.tried.clear();
      this.detail.reload().then((detail) => detail && detail.source !== OUTBOX && this.tried.reload());
    }
  }

  /** Looks how a replay has ended; once it has, the mapping is asked again. */
  async #look() {
    const now = await this.detail.reload();
    if (now && now.status !== 'REPLAYING') {
      notify(t(now.status === 'RESOLVED' ? 'dead.replayed' : 'dead.failed-again'), now.status === 'RESOLVED' ? 'green' : 'red');
      if (now.source !== OUTBOX) {
        this.tried.reload();
      }
    }
  }

  #isEdited() {
    return this.edited !== null && this.edited !== this.detail.value?.body;
  }

  async #replay() {
    this.sending = true;
    this.refused = null;
    try {
      await post(`/dead-letters/${encodeURIComponent(this.letter)}/replay`, this.#isEdited() ? { body: this.edited } : {});
      notify(t('dead.sent'));
    } catch (failure) {
      this.refused = failure;
    }
    this.sending = false;
    this.detail.reload();
  }

  render() {
    return html`<a class="back" href="#/dead-letters">← ${t('page.dead-letters')}</a>${read(this.detail, (detail) => this.#whole(detail), 8, t('dead.title', { id: this.letter }))}`;
  }

  #whole(detail) {
    return html`
      ${pageHeader({ title: t('dead.title', { id: detail.id }), aside: letterStatus(detail.status), actions: html`
        ${hasRole('engineer') && detail.source !== OUTBOX ? html`
          <a class="button" href=${href(['workbench'], { letter: detail.id })}>${t('dead.workbench')}</a>` : nothing}
        <button type="button" class="button primary" ?disabled=${!canBeSent(detail) || this.sending} @click=${() => this.#replay()}>
          ${t(this.#isEdited() ? 'dead.replay.edited' : 'dead.replay.one')}</button>` })}
      ${problemLine(this.refused)}
      <div class="two">
        <section class="card pad" aria-labelledby="dead-why">
          <h2 id="dead-why">${reasonWords(detail.reason)}</h2>
          ${whyAndRemedy(detail)}
          ${facts([
            [t('dead.channel'), channelMark(detail.channel)],
            [t('dead.mapping'), html`<code>${breakable(detail.mapping)}</code>`],
            [t('dead.key'), html`<code>${breakable(detail.key)}</code>`],
            [t('dead.source'), t(`dead.source.${detail.source}`)],
            [t('dead.received-at'), dateTime(detail.received_at, { seconds: true })],
            [t('dead.failed-at'), dateTime(detail.failed_at, { seconds: true })],
            [t('dead.place'), html`<code>${breakable(detail.topic)} <span class="nowrap">· ${detail.partition} · ${detail.offset}</span></code>`],
          ])}
        </section>
        ${detail.source === OUTBOX ? this.#outbox(detail) : html`
          <section class="card pad" aria-labelledby="dead-try" aria-busy=${this.tried.state === 'loading' ? 'true' : 'false'}>
          <h2 id="dead-try">${t(this.#isEdited() ? 'dead.try.edited' : 'dead.try')}</h2>
          <p class="muted">${t('dead.try.sub')}</p>
          <div aria-live="polite">${this.#tried()}</div>
        </section>`}
      </div>
      ${this.#message(detail)}
      ${detail.replays.length ? this.#replays(detail.replays) : nothing}`;
  }

  /** A posting is no message: what there is to see of it is its life. */
  #outbox(detail) {
    return html`
      <section class="card pad" aria-labelledby="dead-posting">
        <h2 id="dead-posting">${t('dead.outbox')}</h2>
        <p>${t('dead.edit.outbox')}</p>
        ${hasRole('finance') ? html`<p><a href=${href(['finance', 'postings'], { order: detail.key.split(':').at(-1), status: 'REFUSED' })}>${t('dead.outbox.postings')}</a></p>` : nothing}
      </section>`;
  }

  #tried() {
    if (this.tried.state === 'failed') {
      return problem(this.tried.error, () => this.tried.reload());
    }
    return this.tried.value ? outcomeOf(this.tried.value) : skeleton(4);
  }

  #message(detail) {
    const bytes = bytesOf(detail);
    const isText = detail.body !== undefined && detail.body !== null;
    const hasText = isText || this.edited !== null;
    const view = hasText || this.view !== 'text' ? this.view : 'hex';
    return html`
      <section class="card pad" aria-labelledby="dead-message">
        <div class="card-head">
          <h2 id="dead-message">${t('dead.message')}</h2>
          <span class="muted">${t('dead.bytes', { n: bytes.length })}</span>
          <div class="segments" role="group" aria-label=${t('dead.view')}>
            ${VIEWS.filter((one) => one !== 'text' || hasText).map((one) => html`
              <button type="button" aria-pressed=${one === view ? 'true' : 'false'} @click=${() => { this.view = one; }}>${t(`dead.view.${one}`)}</button>`)}
          </div>
        </div>
        ${{ text: () => this.#editor(detail), hex: () => this.#hex(bytes, isText), headers: () => this.#headers(detail.headers) }[view]()}
      </section>`;
  }

  #editor(detail) {
    const text = this.edited ?? detail.body;
    const fixed = detail.source === OUTBOX || !canBeSent(detail);
    return html`
      ${textArea({ id: 'dead-body', label: t('dead.body'), hideLabel: true, mono: true, rows: rowsOf(text), max: 0, value: text, disabled: fixed,
        hint: t(detail.source === OUTBOX ? 'dead.edit.outbox' : fixed ? 'dead.edit.closed' : 'dead.edit'),
        input: (text) => { this.edited = text; this.#tryLater(); } })}
      ${fixed ? nothing : html`
        <div class="button-row">
          <button type="button" class="button" @click=${() => this.#edit(laidOut(text))}>${t('dead.lay-out')}</button>
          <button type="button" class="button" ?disabled=${!this.#isEdited()} @click=${() => this.#edit(detail.body ?? null)}>${t('dead.restore')}</button>
        </div>`}`;
  }

  #edit(text) {
    this.edited = text;
    this.#tryLater();
  }

  #hex(bytes, isText) {
    return html`
      ${isText ? nothing : html`<p class="muted">${t('dead.not-text')}</p>
        ${canBeSent(this.detail.value) && this.edited === null ? html`
          <div class="button-row"><button type="button" class="button" @click=${() => { this.view = 'text'; this.#edit(new TextDecoder().decode(bytes)); }}>${t('dead.as-text')}</button></div>` : nothing}`}
      <pre class="code hex" tabindex="0" aria-label=${t('dead.view.hex')}>${hex(bytes)}</pre>
      ${bytes.length > HEX_MAX_BYTES ? html`<p class="muted">${t('dead.hex.first', { n: HEX_MAX_BYTES })}</p>` : nothing}`;
  }

  #headers(headers) {
    const names = Object.keys(headers ?? {}).sort();
    return names.length ? facts(names.map((name) => [name, html`<code>${String(headers[name])}</code>`])) : html`<p class="muted">${t('dead.headers.none')}</p>`;
  }

  #replays(replays) {
    return html`
      <section class="card list" aria-labelledby="dead-replays">
        <h2 id="dead-replays">${t('dead.replays', { n: number(replays.length) })}</h2>
        ${table(t('dead.replays'), [
          { head: t('dead.replay.requested'), kind: 'time', cell: (replay) => dateTime(replay.requested_at, { seconds: true }) },
          { head: t('dead.status'), cell: (replay) => replayState(replay.state) },
          { head: t('dead.replay.what'), cell: (replay) => t(replay.edited ? 'dead.replay.was-edited' : 'dead.replay.as-it-was') },
          { head: t('dead.replay.finished'), kind: 'time', cell: (replay) => dateTime(replay.finished_at, { seconds: true }) },
          { head: t('dead.replay.why'), kind: 'text', cell: (replay) => replay.detail && html`<span>${replay.reason ? reasonWords(replay.reason) : t(`dead.replay.why.${replay.state}`)}</span>${technicalUnder(replay.detail)}` },
        ], replays)}
      </section>`;
  }
}

customElements.define('os-dead-letter', DeadLetter);

/** As high as its text, within what is handy: some lines are long, and wrap. */
function rowsOf(text) {
  const lines = text.split('\n').reduce((sum, line) => sum + 1 + Math.floor(line.length / 120), 0);
  return Math.min(24, Math.max(6, lines + 1));
}
