import { html, nothing } from 'lit';
import { get, save } from '../api.js';
import { laidOut } from '../components/bytes.js';
import { postExact } from '../components/exact.js';
import { textArea, textField } from '../components/fields.js';
import { icon } from '../components/icons.js';
import { later } from '../components/later.js';
import { read } from '../components/list.js';
import { Page } from '../components/page.js';
import { Reading } from '../components/reading.js';
import { table } from '../components/table.js';
import { breakable, channelName, empty, facts, pageHeader, problem, problemLine, select, statusChip, tag, technical, technicalUnder } from '../components/ui.js';
import { has, t } from '../i18n.js';
import { setQuery } from '../router.js';
import { outcomeOf } from './dead-letters/outcome.js';

const TRY_AFTER_MS = 300;

/** Shows, while one types, what a channel's mapping makes of a message: signature, route, canonical message or the exact reason. */
class Workbench extends Page {
  static properties = { body: { state: true }, headers: { state: true }, name: { state: true }, failure: { state: true } };

  mappings = new Reading(this, (signal) => get('/mappings', {}, { signal }).then((answer) => answer.mappings));
  tried = new Reading(this, (signal) => postExact(`/mappings/${encodeURIComponent(this.channel)}/try`,
    { body: this.body, headers: headersOf(this.headers).headers }, { signal }));
  #tryLater = later(() => this.#try(), TRY_AFTER_MS);
  #letter = null;

  constructor() {
    super();
    this.body = '';
    this.headers = '';
    this.name = '';
  }

  followed() {
    if (this.mappings.state === 'new') {
      this.mappings.reload().then(() => this.#try());
    }
    const letter = this.filter('letter');
    if (letter && letter !== this.#letter) {
      this.#load(letter);
    } else {
      this.#try();   // and not where the address is set: the page has it, and so the channel, only now
    }
  }

  /** The one in the address; else the first there is. */
  get channel() {
    const asked = this.filter('channel');
    const known = (this.mappings.value ?? []).map((mapping) => mapping.channel);
    return known.includes(asked) || !known.length ? asked : known[0];
  }

  /** Takes a dead letter's message and headers. */
  async #load(id) {
    this.#letter = id;
    try {
      const letter = await get(`/dead-letters/${encodeURIComponent(id)}`);
      if (!this.isConnected) {
        return;   // the address is another page's by now
      }
      this.body = letter.body ?? '';
      this.headers = Object.entries(letter.headers ?? {}).map(([name, value]) => `${name}: ${value}`).join('\n');
      this.failure = null;
      setQuery({ channel: letter.channel, letter: null });
    } catch (failure) {
      this.failure = failure;
    }
  }

  #try() {
    if (this.channel && this.body) {
      this.tried.reload();
    } else {
      this.tried.clear();
      this.requestUpdate();
    }
  }

  #type(changes) {
    Object.assign(this, changes);
    this.#tryLater();
  }

  render() {
    return html`
      ${pageHeader({ title: t('page.workbench'), sub: t('bench.sub') })}
      ${problemLine(this.failure)}
      ${read(this.mappings, (mappings) => (mappings.length ? this.#bench(mappings) : empty({ title: t('bench.none'), text: t('bench.none.todo') })), 8)}`;
  }

  #bench(mappings) {
    const mapping = mappings.find((one) => one.channel === this.channel);
    return html`
      <div class="two">
        <section class="card pad" aria-labelledby="bench-message">
          <h2 id="bench-message">${t('bench.message')}</h2>
          ${select({ id: 'bench-channel', label: t('dead.channel'), value: this.channel, options: mappings.map(({ channel }) => [channel, channelName(channel)]),
            change: (channel) => setQuery({ channel }) })}
          ${textArea({ id: 'bench-body', label: t('dead.body'), value: this.body, mono: true, rows: 18, max: 0, hint: t('bench.body.hint'),
            input: (body) => this.#type({ body }) })}
          <div class="button-row">
            <button type="button" class="button" ?disabled=${!this.body} @click=${() => this.#type({ body: laidOut(this.body) })}>${t('dead.lay-out')}</button>
            <button type="button" class="button" ?disabled=${!this.body && !this.headers} @click=${() => this.#type({ body: '', headers: '' })}>${t('bench.empty')}</button>
          </div>
          ${textArea({ id: 'bench-headers', label: t('bench.headers'), value: this.headers, mono: true, rows: 4, max: 0, hint: t('bench.headers.hint'),
            input: (headers) => this.#type({ headers }) })}
          ${this.#wrongHeaders()}
        </section>
        <div class="stack" aria-live="polite" aria-busy=${this.tried.state === 'loading' ? 'true' : 'false'}>${this.#result()}</div>
      </div>
      ${mapping ? this.#channelFile(mapping) : nothing}`;
  }

  #wrongHeaders() {
    const { wrong } = headersOf(this.headers);
    return wrong ? html`<p class="field-error" role="alert">${t('bench.headers.wrong', { line: wrong })}</p>` : nothing;
  }

  #result() {
    if (this.tried.state === 'failed') {
      return html`<section class="card">${problem(this.tried.error, () => this.#try())}</section>`;
    }
    const tried = this.tried.value;
    if (!tried) {
      return html`<section class="card">${empty({ title: t('bench.waiting'), text: t('bench.waiting.todo'), image: 'workbench' })}</section>`;
    }
    return html`
      <section class="card pad" aria-labelledby="bench-outcome">
        <h2 id="bench-outcome">${t('bench.outcome')}</h2>
        ${outcomeOf(tried)}
        ${tried.case ? this.#case(tried) : nothing}
      </section>
      <section class="card pad" aria-labelledby="bench-signature">
        <div class="card-head"><h2 id="bench-signature">${t('bench.signature')}</h2>${signatureTag(tried.signature)}</div>
        ${tried.signature?.why ? html`<p>${t(tried.signature.checked ? 'bench.signature.invalid.why' : 'bench.signature.unchecked.why')}</p>
          <p>${technical(tried.signature.why)}</p>` : nothing}
        ${tried.signature?.scheme ? html`<p class="muted">${t('bench.scheme')}: <code>${tried.signature.scheme}</code></p>` : nothing}
      </section>
      <section class="card pad" aria-labelledby="bench-route">
        <h2 id="bench-route">${t('bench.route')}</h2>
        ${facts([
          [t('bench.event'), tried.kind?.event ? html`<code>${tried.kind.event}</code>` : t('bench.event.none')],
          tried.kind?.mapping && [t('dead.mapping'), html`<code>${breakable(tried.kind.mapping)}</code>`],
          tried.kind?.ignored && [t('try.outcome.IGNORED'), html`${t('bench.ignored')} ${technical(tried.kind.ignored)}`],
        ])}
      </section>`;
  }

  #case(tried) {
    const name = this.name || `${tried.outcome.toLowerCase()}-case`;
    return html`
      <form class="case-form" @submit=${(event) => { event.preventDefault(); saveCase(tried.case, name); }}>
        ${textField({ id: 'bench-case', label: t('bench.case'), value: this.name, placeholder: `${tried.outcome.toLowerCase()}-case`, max: 80,
          input: (text) => { this.name = text.trim().replace(/[^\w.-]+/g, '-').replace(/\.json$/, ''); } })}
        <button class="button">${icon('download')}${t('bench.case.save')}</button>
      </form>
      <p class="hint">${t('bench.case.hint', { channel: this.channel })}</p>`;
  }

  #channelFile(mapping) {
    return html`
      <details class="card pad">
        <summary><strong>${t('bench.file', { channel: channelName(mapping.channel) })}</strong></summary>
        <div class="two">
          <div class="stack">
            <h3>${t('bench.files')}</h3>
            <p>${(mapping.files ?? []).map((file) => html`<code class="chip">${file}</code> `)}</p>
            <h3>${t('bench.events')}</h3>
            ${table(t('bench.events'), [
              { head: t('bench.event'), kind: 'main', cell: (row) => html`<code>${row.event}</code>` },
              { head: t('bench.goes-to'), kind: 'text', cell: (row) => (row.mapping ? html`
                <code>${breakable(row.mapping)}</code>` : html`${tag(t('try.outcome.IGNORED'))} ${technicalUnder(row.ignored)}`) },
            ], mapping.events ?? [])}
          </div>
          <div class="stack">
            <h3>${t('bench.statuses')}</h3>
            ${table(t('bench.statuses'), [
              { head: t('bench.word'), kind: 'main', cell: (row) => html`<code>${row.word}</code>` },
              { head: t('dead.status'), cell: (row) => (has(`bench.effect.${row.status}`) ? tag(t(`bench.effect.${row.status}`)) : statusChip(row.status)) },
            ], mapping.statuses ?? [])}
          </div>
        </div>
      </details>`;
  }
}

customElements.define('os-workbench', Workbench);

function signatureTag(signature) {
  if (!signature?.checked) {
    return tag(t('bench.signature.unchecked'));
  }
  return signature.valid ? tag(t('bench.signature.valid'), 'green') : tag(t('bench.signature.invalid'), 'red');
}

/** Lines "Name: value"; {@code wrong} is the number of the first that is none. */
function headersOf(text) {
  const headers = {};
  let wrong = 0;
  text.split('\n').forEach((line, index) => {
    const colon = line.indexOf(':');
    if (colon > 0) {
      headers[line.slice(0, colon).trim()] = line.slice(colon + 1).trim();
    } else if (line.trim()) {
      wrong ||= index + 1;
    }
  });
  return { headers, wrong };
}

function saveCase(golden, name) {
  save(new Blob([`${JSON.stringify(golden, null, 2)}\n`], { type: 'application/json' }), `${name}.json`);
}
