import { html, nothing } from 'lit';
import { del, get } from '../api.js';
import { dayFields, filterField } from '../components/fields.js';
import { confirmDialog } from '../components/dialog.js';
import { exportButtons } from '../components/export.js';
import { icon } from '../components/icons.js';
import { list } from '../components/list.js';
import { Page } from '../components/page.js';
import { Pager } from '../components/pager.js';
import { table } from '../components/table.js';
import { notify, notifyProblem } from '../components/toast.js';
import { empty, pageHeader, select, tag, technicalUnder } from '../components/ui.js';
import { dateTime, relative, startOfDay } from '../format.js';
import { has, keysOf, t } from '../i18n.js';
import { href, setQuery } from '../router.js';
import { currentUser } from '../session.js';
import { ROLES, addForm, editForm, passwordForm } from './users/forms.js';
import './users/privacy.js';

const SUB_PAGES = ['list', 'audit', 'privacy'];
const FILTERS = ['user', 'action', 'from', 'to'];
const ACTION = 'users.action.';

/** Who may sign in and what they may do; and who did what. */
class Users extends Page {
  users = new Pager(this, (cursor, signal) => get('/users', { text: this.filter('text'), cursor }, { signal })
    .then((answer) => ({ rows: answer.users, next: answer.next })));
  entries = new Pager(this, (cursor, signal) => get('/audit', { ...this.#wanted(), cursor }, { signal })
    .then((answer) => ({ rows: answer.entries, next: answer.next })));

  get #sub() {
    return SUB_PAGES.includes(this.rest[0]) ? this.rest[0] : 'list';
  }

  followed() {
    ({ list: this.users, audit: this.entries })[this.#sub]?.reload();
  }

  /** The filters as the API takes them. */
  #wanted() {
    const { from, to, ...others } = this.filters(...FILTERS);
    return { ...others, from: from && startOfDay(from), to: to && startOfDay(to, 1) };
  }

  render() {
    return html`
      ${pageHeader({ title: t('page.users'), sub: t('users.sub'), actions: this.#sub === 'list' ? html`
        <button type="button" class="button primary" @click=${() => this.#after(addForm(), 'users.added')}>${icon('plus')}${t('users.add')}</button>` : null })}
      <nav class="sub-pages" aria-label=${t('page.users')}>
        ${SUB_PAGES.map((sub) => html`<a href=${href(['users', sub])} aria-current=${sub === this.#sub ? 'page' : nothing}>${t(`users.${sub}`)}</a>`)}
      </nav>
      ${{ list: () => this.#users(), audit: () => this.#audit(), privacy: () => html`<os-privacy class="stack"></os-privacy>` }[this.#sub]()}`;
  }

  /** What a form gave is the user's name, where it was sent. */
  async #after(form, words) {
    const name = await form;
    if (name) {
      notify(t(words, { name }));
      this.users.reload();
    }
  }

  #users() {
    return html`
      <section class="card list" aria-label=${t('users.list')}>
        <div class="filters inset">
          ${filterField({ id: 'user-text', name: 'text', grow: true, label: t('users.search'), value: this.filter('text') })}
        </div>
        ${list(this.users, (users) => table(t('users.list'), [
          { head: t('users.user'), kind: 'main', cell: (user) => html`<strong>${user.name}</strong><span class="under">${user.username}</span>` },
          { head: t('users.roles'), cell: (user) => html`
            <span class="chips">${user.roles.map((role) => tag(t(`role.${role}`), role === 'admin' ? 'violet' : 'blue'))}${user.dealer_id ? html`
              <code>${user.dealer_id}</code>` : nothing}</span>` },
          { head: t('dead.status'), cell: standing },
          { head: t('users.last'), kind: 'time', cell: (user) => (user.last_sign_in_at ? html`
            <time datetime=${user.last_sign_in_at} title=${dateTime(user.last_sign_in_at)}>${relative(user.last_sign_in_at)}</time>` : t('users.never')) },
          { head: t('users.since'), kind: 'time', cell: (user) => dateTime(user.created_at) },
          { head: t('users.do'), kind: 'end', cell: (user) => html`
            <button type="button" class="button small" aria-label=${t('users.edit.of', { name: user.username })} @click=${() => this.#after(editForm(user, this.#isMe(user)), 'users.saved')}>${t('users.edit')}</button>
            <button type="button" class="button small" aria-label=${t('users.password.of', { name: user.username })} @click=${() => this.#after(passwordForm(user), 'users.password.done')}>${t('users.password')}</button>
            ${this.#isMe(user) ? nothing : html`
              <button type="button" class="button small" aria-label=${t('users.remove.of', { name: user.username })} @click=${() => this.#remove(user)}>${t('users.remove')}</button>`}` },
        ], users), () => empty({ title: t('users.none'), text: t('filtered.todo') }))}
      </section>
      <section class="card pad" aria-labelledby="users-roles">
        <h2 id="users-roles">${t('users.roles.what')}</h2>
        <dl class="roles">${ROLES.map((role) => html`
          <div><dt>${tag(t(`role.${role}`), role === 'admin' ? 'violet' : 'blue')}</dt><dd>${t(`users.role.${role}`)}</dd></div>`)}</dl>
      </section>`;
  }

  #isMe(user) {
    return user.username === currentUser()?.username;
  }

  async #remove(user) {
    if (!(await confirmDialog({ title: t('users.remove.title', { name: user.name }), text: t('users.remove.means'), confirm: t('users.remove'), danger: true }))) {
      return;
    }
    try {
      await del(`/users/${encodeURIComponent(user.username)}`);
      notify(t('users.removed', { name: user.username }));
    } catch (failure) {
      notifyProblem(failure);
    }
    this.users.reload();
  }

  #audit() {
    const filtered = FILTERS.some((name) => this.filter(name));
    const actions = [...new Set([...keysOf(ACTION), ...this.entries.rows.map((entry) => entry.action), this.filter('action')])].filter(Boolean);
    return html`
      <section class="card list" aria-label=${t('users.audit')}>
        <div class="filters inset">
          ${filterField({ id: 'audit-user', name: 'user', label: t('users.user'), value: this.filter('user') })}
          ${select({ id: 'audit-action', label: t('users.action'), value: this.filter('action'),
            options: [['', t('any')], ...actions.map((action) => [action, actionWords(action)])], change: (action) => setQuery({ action }) })}
          ${dayFields({ from: this.filter('from'), to: this.filter('to'), fromLabel: t('dead.from'), toLabel: t('dead.to'), change: setQuery })}
          ${filtered ? html`<a class="button ghost" href="#/users/audit">${t('action.clear')}</a>` : nothing}
          <span class="filters-end">${exportButtons('/audit/export', this.#wanted(), 'audit')}</span>
        </div>
        ${list(this.entries, (rows) => table(t('users.audit'), [
          { head: t('users.action'), kind: 'main', cell: (entry) => (has(ACTION + entry.action) ? html`
            <strong title=${entry.action}>${actionWords(entry.action)}</strong>` : html`<code>${entry.action}</code>`) },
          { head: t('users.user'), cell: (entry) => entry.username ?? t('users.nobody') },
          { head: t('users.subject'), kind: 'code', cell: (entry) => entry.subject?.replace(/(^|, )\w+=/g, '$1') },
          { head: t('users.detail'), kind: 'text', cell: (entry) => rightsWords(entry) ?? technicalUnder(typeof entry.detail === 'object' && entry.detail ? JSON.stringify(entry.detail) : entry.detail) },
          { head: t('at'), kind: 'time', cell: (entry) => dateTime(entry.at, { seconds: true }) },
        ], rows), () => empty({ title: t('users.audit.none'), text: t(filtered ? 'filtered.todo' : 'users.audit.none.todo') }))}
      </section>`;
  }
}

customElements.define('os-users', Users);

/** What somebody might do and may do now, as the audit has it: "none → dealer of DL-1", "viewer → credit,finance (disabled)". */
const RIGHTS = /^([a-z,]+)(?: of (.+?))?( \(disabled\))?$/;

/** Such a change in words; undefined: it is none. */
function rightsWords({ action, detail }) {
  const sides = /^(POST|PUT|DELETE) \/users/.test(action) && detail ? detail.split(' → ').map((side) => RIGHTS.exec(side)) : [];
  return sides.length === 2 && sides.every(Boolean) ? sides.map(([, roles, dealer, disabled]) => [
    roles === 'none' ? t('users.rights.none') : roles.split(',').map((role) => t(`role.${role}`)).join(', '), dealer, disabled && `(${t('users.disabled')})`,
  ].filter(Boolean).join(' ')).join(' → ') : undefined;
}

const actionWords = (action) => (has(ACTION + action) ? t(ACTION + action) : action);

function standing(user) {
  if (!user.enabled) {
    return tag(t('users.disabled'), 'grey');
  }
  return user.locked ? tag(t('users.locked'), 'red', t('users.locked.means')) : tag(t('users.enabled'), 'green');
}
