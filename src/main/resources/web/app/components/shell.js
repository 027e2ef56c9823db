import { html, nothing } from 'lit';
import { get, del } from '../api.js';
import { has, LANGUAGES, language, preferLanguage, setLanguage, t } from '../i18n.js';
import { href, onRoute, route } from '../router.js';
import { openPages, PAGES } from '../routes.js';
import { currentUser, hasRole, onSession, resume, signOut } from '../session.js';
import { setTheme, theme } from '../theme.js';
import { confirmDialog } from './dialog.js';
import { Element } from './element.js';
import { icon } from './icons.js';
import { changePassword } from './password.js';
import { notify, notifyProblem } from './toast.js';
import { empty, iconButton, loading, problem } from './ui.js';
import '../pages/sign-in.js';

const THEMES = ['system', 'light', 'dark'];
const THEME_ICONS = { system: 'contrast', light: 'sun', dark: 'moon' };
const GROUPS = ['own', 'sales', 'flow', 'money', 'system'];

/** How far clearing the demo is, is asked so often. */
const CLEARING_MS = 1_000;
/** Whether somebody else has cleared it, so often. */
const DEMO_MS = 30_000;

/** The frame of all pages: who is signed in, the menu, and the page that the address asks for. */
class Shell extends Element {
  static properties = { state: { state: true }, menu: { state: true }, here: { state: true }, shown: { state: true }, config: { state: true }, demo: { state: true } };

  constructor() {
    super();
    this.state = 'starting';
    this.here = route();
    this.config = {};
    this.refused = takeRefusal();
  }

  connectedCallback() {
    super.connectedCallback();
    this.until(onRoute(() => this.#arrive()));
    this.until(onSession(() => this.#signedInOrOut()));
    this.every(DEMO_MS, () => this.config.demo && this.demo?.state !== 'CLEARING' && this.#configure());
    this.#start(Shell.resumed);
  }

  /** @param resumed the taking up of the session, where it is under way already */
  async #start(resumed) {
    this.state = 'starting';
    this.#configure();
    try {
      await (resumed ?? resume());
      if (this.state === 'starting') {
        this.#signedInOrOut();   // else it was told before, and a page is being read already
      }
    } catch (failure) {
      this.failure = failure instanceof Response ? { status: failure.status } : { status: 0 };
      this.state = 'failed';
    }
  }

  async #configure() {
    const config = await get('/auth/config').catch(() => null);
    if (!config) {
      return;
    }
    if (this.config.demo && !config.demo) {
      // Somebody has cleared it, and what the page shows is gone: it begins anew.
      this.element = null;
    }
    this.config = config;
    this.#lookAtDemo();
  }

  #signedInOrOut() {
    const isFirst = this.state === 'starting';
    this.state = currentUser() ? 'in' : 'out';
    this.shown = undefined;
    // What the page has read is that user's alone.
    this.element = null;
    if (this.state === 'in') {
      preferLanguage(currentUser().language);
      this.#arrive();
      this.#lookAtDemo();
      if (isFirst && has(`sign-in.refused.${this.refused}`)) {
        this.#tellRefusal(`sign-in.refused.${this.refused}`);
      }
      this.refused = null;   // it was told, here or where they signed in
    } else {
      this.demo = null;
    }
  }

  /** To whoever came back from the provider in vain and is signed in all the same, as with a password in another window. */
  async #tellRefusal(key) {
    await this.updateComplete;   // until then nothing listens for it
    notify(t(key), 'red');
  }

  /** Fetches the page's code and shows it; the focus goes to its head, as it does where a browser opens a page. */
  async #arrive() {
    this.here = route();
    this.menu = false;
    if (this.state !== 'in') {
      return;
    }
    const page = this.#page();
    if (page && this.here.path.length === 0) {
      // An address that names its page can be kept and sent to others.
      history.replaceState(null, '', href([page.path], this.here.query));
      this.here = route();
    }
    if (page && page !== this.shown) {
      const failed = await page.load().then(() => false, () => true);
      if (page !== this.#page()) {
        return;   // the reader went on meanwhile, to a page that may be there already
      }
      this.pageless = failed;
      const moved = this.shown !== undefined;
      this.shown = page;
      await this.updateComplete;
      if (moved) {
        this.querySelector('main h1')?.focus({ preventScroll: true });
      }
    }
  }

  #page() {
    const asked = this.here.path[0];
    const open = openPages();
    return asked ? open.find(({ path }) => path === asked) : open[0];
  }

  updated() {
    if (!this.element?.isConnected) {
      // One that has left the page has ended what it listened to: it does not come back.
      this.element = null;
    }
    const page = this.state === 'in' ? this.#page() : null;
    document.title = `${this.state === 'out' ? `${t('sign-in.title')} · ` : page ? `${t(`page.${page.path}`)} · ` : ''}OrderSync`;
  }

  render() {
    if (this.state === 'starting') {
      return html`<main class="centre">${loading()}</main>`;
    }
    if (this.state === 'failed') {
      return html`<main class="centre"><h1 class="sr-only">${t('app.start.failed')}</h1>${problem(this.failure, () => this.#start())}</main>`;
    }
    if (this.state === 'out') {
      return html`<os-sign-in .config=${this.config} .refused=${this.refused} .tools=${this.#tools()}></os-sign-in><os-toasts></os-toasts>`;
    }
    return html`
      <a class="skip" href="#main" @click=${this.#skip}>${t('app.skip')}</a>
      <div class="frame ${this.menu ? 'menu-open' : ''}">
        ${this.#bar()}
        ${this.#menu()}
        <div class="menu-shade" @click=${() => this.#toggle(false)}></div>
        <main id="main" tabindex="-1">
          ${this.config.demo ? this.#demo() : this.demo?.state === 'CLEARED' ? this.#demoCleared() : nothing}
          ${this.#content()}
        </main>
      </div>
      <os-toasts></os-toasts>`;
  }

  #bar() {
    const user = currentUser();
    return html`
      <header class="bar">
        ${iconButton(this.menu ? 'close' : 'menu', t(this.menu ? 'app.menu.close' : 'app.menu.open'), () => this.#toggle(!this.menu),
          { class: 'menu-button', expanded: this.menu ? 'true' : 'false' })}
        <a class="brand" href="#/" aria-label="OrderSync"><img src="/static/icon.svg" alt="" width="26" height="26"><span>OrderSync</span></a>
        <div class="bar-tools">${this.#tools()}
          <details class="account" @focusout=${this.#leaveAccount} @keydown=${(event) => event.key === 'Escape' && this.#closeAccount()}>
            <summary aria-label=${t('signed-in-as', { name: user.name || user.username })}>${icon('user')}<span class="account-name">${user.name || user.username}</span>${icon('chevron-down')}</summary>
            <div class="popup">
              <p><strong>${user.name || user.username}</strong><span>${user.username}</span></p>
              <p class="muted">${user.roles.map((role) => t(`role.${role}`)).join(', ')}</p>
              <button type="button" class="button ghost" @click=${() => { this.#closeAccount(); changePassword(); }}>${icon('key')}${t('password.change')}</button>
              <button type="button" class="button ghost" @click=${() => signOut().catch(notifyProblem)}>${icon('sign-out')}${t('sign-out')}</button>
            </div>
          </details>
        </div>
      </header>`;
  }

  #tools() {
    const next = THEMES[(THEMES.indexOf(theme()) + 1) % THEMES.length];
    return html`
      <div class="segments" role="group" aria-label=${t('language.choose')}>
        ${LANGUAGES.map((code) => html`<button type="button" lang=${code} aria-pressed=${code === language()} title=${t(`language.${code}`)}
          @click=${() => setLanguage(code)}>${code.toUpperCase()}<span class="sr-only"> ${t(`language.${code}`)}</span></button>`)}
      </div>
      ${iconButton(THEME_ICONS[theme()], `${t('theme.choose')}: ${t(`theme.${theme()}`)}`, () => {
        setTheme(next);
        this.requestUpdate();
      })}`;
  }

  #menu() {
    const open = openPages();
    const current = this.#page();
    return html`
      <nav class="menu" aria-label=${t('app.menu')}>
        ${GROUPS.map((group) => [group, open.filter((page) => page.group === group)]).filter(([, pages]) => pages.length).map(([group, pages]) => html`
          <h2 id="group-${group}">${t(`group.${group}`)}</h2>
          <ul aria-labelledby="group-${group}">${pages.map((page) => html`
            <li><a href=${href([page.path])} aria-current=${page === current ? 'page' : nothing} @click=${() => this.#toggle(false)}>
              ${icon(page.path)}<span>${t(`page.${page.path}`)}</span></a></li>`)}</ul>`)}
        ${this.config.version ? html`<p class="version">OrderSync ${this.config.version}</p>` : nothing}
      </nav>`;
  }

  #content() {
    const page = this.#page();
    if (!page) {
      const known = PAGES.find(({ path }) => path === this.here.path[0]);
      const words = known ? 'app.forbidden' : this.here.path.length ? 'app.not-found' : 'app.no-pages';
      return html`<h1 class="sr-only">${t(words)}</h1>${empty({
        title: t(words), image: known ? 'lock' : 'empty',
        text: t(`${words}.todo`, { roles: currentUser().roles.map((role) => t(`role.${role}`)).join(', ') || '—' }),
      })}`;
    }
    if (page !== this.shown) {
      return loading();
    }
    if (this.pageless) {
      // A newer version may be there, whose files have other names.
      return html`<h1 class="sr-only" tabindex="-1">${t(`page.${page.path}`)}</h1><div role="alert">${empty({
        title: t('app.page.failed'), text: t('app.page.failed.todo'), image: 'alert',
        action: html`<button type="button" class="button" @click=${() => location.reload()}>${icon('refresh')}${t('action.refresh')}</button>`,
      })}</div>`;
    }
    return this.#element(page);
  }

  /** The page's element, kept while its address stays: its filters may change under it. */
  #element(page) {
    if (this.element?.localName !== `os-${page.path}`) {
      this.element = document.createElement(`os-${page.path}`);
      this.element.classList.add('page');
    }
    this.element.route = this.here;
    return this.element;
  }

  #demo() {
    if (this.demo?.state === 'CLEARING') {
      return html`<div class="banner amber demo" role="status" aria-busy="true"><span class="spinner small" aria-hidden="true"></span><div><span>${t('app.demo.clearing')}</span>
        <span class="num" aria-live="off">${t('app.demo.rows', { n: rows(this.demo) })}</span></div></div>`;
    }
    return html`<div class="banner amber demo" role="status">${icon('info')}<div><span>${t(this.demo?.isLeft ? 'app.demo.left' : 'app.demo')}</span></div>
      ${hasRole('admin') ? html`<button type="button" class="button small" @click=${this.#clearDemo}>${t('app.demo.clear')}</button>` : nothing}</div>`;
  }

  #demoCleared() {
    return html`<div class="banner green demo-cleared" role="status">${icon('check')}<div><span>${t('app.demo.cleared')}</span><span class="num">${t('app.demo.rows', { n: rows(this.demo) })}</span></div>
      ${iconButton('close', t('action.close'), () => { this.demo = null; })}</div>`;
  }

  #clearDemo = async () => {
    if (!(await confirmDialog({ title: t('app.demo.clear'), text: t('app.demo.confirm'), confirm: t('app.demo.clear'), danger: true }))) {
      return;
    }
    try {
      this.#follow(await del('/demo'));
    } catch (failure) {
      notifyProblem(failure);
    }
  };

  /** Also where somebody else clears it, or the page was opened anew meanwhile. */
  async #lookAtDemo() {
    if (this.state !== 'in' || !this.config.demo || !hasRole('admin')) {
      return;
    }
    try {
      this.#follow(await get('/demo'));
    } catch {
      this.#lookAgain();
    }
  }

  #follow(demo) {
    const wasClearing = this.demo?.state === 'CLEARING';
    this.demo = { ...demo, isLeft: wasClearing && demo.state === 'THERE' };
    if (demo.state === 'CLEARING') {
      this.#lookAgain();
    } else if (demo.state === 'CLEARED') {
      this.config = { ...this.config, demo: false };
      // What the page shows is gone: it begins anew.
      this.element = null;
      this.requestUpdate();
    }
  }

  #lookAgain() {
    clearTimeout(this.looking);
    this.looking = setTimeout(() => this.#lookAtDemo(), CLEARING_MS);
  }

  #toggle(open) {
    this.menu = open;
    if (open) {
      this.updateComplete.then(() => this.querySelector('.menu a')?.focus());
    }
  }

  #skip = (event) => {
    event.preventDefault();
    this.querySelector('main').focus();
  };

  #leaveAccount = (event) => {
    if (!event.currentTarget.contains(event.relatedTarget)) {
      this.#closeAccount();
    }
  };

  #closeAccount() {
    this.querySelector('.account')?.removeAttribute('open');
  }
}

/** Why the server signed nobody in who came back from the provider; taken from the address, where it would be told again. */
function takeRefusal() {
  const refused = new URLSearchParams(location.search).get('refused');
  if (refused) {
    history.replaceState(null, '', location.pathname + location.hash);
  }
  return refused;
}

const rows = (demo) => Object.values(demo.deleted ?? {}).reduce((sum, count) => sum + count, 0);

/** Shows the frame. @param resumed who is signed in, being asked already */
export function start(resumed) {
  Shell.resumed = resumed;
  customElements.define('os-app', Shell);
}
