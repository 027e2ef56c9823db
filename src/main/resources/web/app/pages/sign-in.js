import { html, nothing } from 'lit';
import { ApiError } from '../api.js';
import { Element } from '../components/element.js';
import { icon } from '../components/icons.js';
import { problemWords } from '../components/ui.js';
import { span } from '../format.js';
import { has, t } from '../i18n.js';
import { signIn } from '../session.js';

const MINUTE_S = 60;

class SignIn extends Element {
  static properties = { config: { attribute: false }, tools: { attribute: false }, working: { state: true }, failure: { state: true }, seen: { state: true }, refused: { attribute: false } };

  firstUpdated() {
    this.querySelector('#username')?.focus();
  }

  render() {
    return html`
      <div class="sign-in">
        <header class="sign-in-tools">${this.tools}</header>
        <main class="card">
          <div class="sign-in-brand"><img src="/static/icon.svg" alt="" width="40" height="40"><div><span class="brand-name">OrderSync</span><span>${t('app.tagline')}</span></div></div>
          <h1>${t('sign-in.title')}</h1>
          ${has(`sign-in.refused.${this.refused}`) ? html`<div class="banner red" role="alert">${icon('alert')}<div><span>${t(`sign-in.refused.${this.refused}`)}</span></div></div>` : nothing}
          ${this.config?.oidc ? this.#oidc() : this.#form()}
        </main>
      </div>`;
  }

  #oidc() {
    return html`<a class="button primary wide" href=${this.config.sign_in ?? '/auth/oidc'}>${icon('key')}${t('sign-in.oidc')}</a>
      <details class="sign-in-password"><summary>${t('sign-in.with-password')}</summary>${this.#form()}</details>`;
  }

  #form() {
    return html`
      <form class="form" novalidate @submit=${this.#submit}>
        ${this.failure ? html`<div class="banner red" role="alert" id="sign-in-problem">${icon('alert')}<div><span>${this.failure}</span></div></div>` : nothing}
        <div class="field"><label for="username">${t('sign-in.username')}</label>
          <input id="username" name="username" autocomplete="username" autocapitalize="none" spellcheck="false" required aria-describedby=${this.failure ? 'sign-in-problem' : nothing}></div>
        <div class="field"><label for="password">${t('sign-in.password')}</label>
          <div class="with-button"><input id="password" name="password" type=${this.seen ? 'text' : 'password'} autocomplete="current-password" required>
            <button type="button" class="button ghost small" aria-label=${t(this.seen ? 'sign-in.hide' : 'sign-in.show')} @click=${() => { this.seen = !this.seen; }}>${t(this.seen ? 'sign-in.hide.short' : 'sign-in.show.short')}</button></div></div>
        <button class="button primary wide" ?disabled=${this.working}>${t(this.working ? 'sign-in.working' : 'sign-in.submit')}</button>
        <p class="muted small-text">${t('sign-in.first')}</p>
      </form>`;
  }

  #submit = async (event) => {
    event.preventDefault();
    const { username, password } = Object.fromEntries(new FormData(event.currentTarget));
    if (!username || !password) {
      this.failure = t('sign-in.missing');
      this.querySelector(username ? '#password' : '#username').focus();
      return;
    }
    this.working = true;
    this.failure = null;
    this.refused = null;
    try {
      await signIn(username.trim(), password);
    } catch (refusal) {
      this.failure = await words(refusal);
      this.querySelector('#password').select();
    } finally {
      this.working = false;
    }
  };
}

/** Nobody counts hundreds of seconds: from two minutes on the full minutes, and rather one more. */
const handy = (seconds) => (seconds < 2 * MINUTE_S ? seconds : Math.ceil(seconds / MINUTE_S) * MINUTE_S);

async function words(refusal) {
  if (!(refusal instanceof Response)) {
    const { title, todo } = problemWords({ status: 0 });
    return `${title} ${todo}`;
  }
  if (refusal.status === 401) {
    return t('sign-in.wrong');
  }
  const failure = await ApiError.of(refusal);
  if (failure.status === 429) {
    return t('sign-in.locked', { time: span(handy(failure.retryAfterSeconds ?? MINUTE_S)) });
  }
  const { title, todo } = problemWords(failure);
  return `${title} ${todo}`;
}

customElements.define('os-sign-in', SignIn);
