import { html, nothing } from 'lit';
import { post, put } from '../../api.js';
import { textField } from '../../components/fields.js';
import { formDialog } from '../../components/form-dialog.js';
import { select } from '../../components/ui.js';
import { LANGUAGES, t } from '../../i18n.js';

export const ROLES = ['viewer', 'operator', 'engineer', 'finance', 'credit', 'shop', 'admin', 'dealer'];
const DEALER = 'dealer';
const PASSWORD_MIN_CHARACTERS = 10;

const isPassword = (text) => [...text].length >= PASSWORD_MIN_CHARACTERS;

/** A dealer is nothing else, and always one dealer's. */
const hasRoles = ({ roles, dealerId }) => roles.length > 0 && (!roles.includes(DEALER) || dealerId.trim() !== '');

function rolesField({ roles, dealerId }, set, fixed) {
  const choose = (role, chosen) => {
    const others = role === DEALER ? [] : roles.filter((one) => one !== role && one !== DEALER);
    set({ roles: chosen ? [...others, role] : others });
  };
  return html`
    <fieldset class="checks" ?disabled=${fixed}>
      <legend>${t('users.roles')}</legend>
      ${ROLES.map((role) => html`
        <label class="check"><input type="checkbox" .checked=${roles.includes(role)} @change=${(event) => choose(role, event.target.checked)}> <span>${t(`role.${role}`)}</span></label>`)}
    </fieldset>
    ${fixed ? html`<p class="hint">${t('users.roles.own')}</p>` : nothing}
    ${roles.includes(DEALER) ? textField({ id: 'user-dealer', label: t('credit.id'), value: dealerId, required: true, max: 100,
      hint: t('users.dealer.hint'), input: (text) => set({ dealerId: text }) }) : nothing}`;
}

const passwordField = (password, set, first = false) => textField({ id: 'user-password', label: t('sign-in.password'), type: 'password',
  value: password, required: true, max: 72, autocomplete: 'new-password', first,
  hint: t('users.password.hint', { n: PASSWORD_MIN_CHARACTERS }), input: (text) => set({ password: text }) });

const given = ({ roles, dealerId }) => ({ roles, ...(roles.includes(DEALER) ? { dealer_id: dealerId.trim() } : {}) });

export const addForm = () => formDialog({
  title: t('users.add'),
  action: t('users.add'),
  from: { username: '', name: '', password: '', roles: ['viewer'], dealerId: '' },
  ready: (values) => values.username.trim() && values.name.trim() && isPassword(values.password) && hasRoles(values),
  fields: (values, set) => html`
    ${textField({ id: 'user-username', label: t('sign-in.username'), value: values.username, required: true, max: 100, first: true,
      input: (username) => set({ username }) })}
    ${textField({ id: 'user-name', label: t('users.name'), value: values.name, required: true, input: (name) => set({ name }) })}
    ${passwordField(values.password, set)}
    ${rolesField(values, set, false)}`,
  send: (values) => post('/users', { username: values.username.trim(), name: values.name.trim(), password: values.password, ...given(values) }).then(() => values.username.trim()),
});

/** @param own whether it is the one who is signed in: nobody takes their own roles away */
export const editForm = (user, own) => formDialog({
  title: t('users.edit.title', { name: user.username }),
  action: t('action.save'),
  from: { name: user.name, roles: user.roles, dealerId: user.dealer_id ?? '', enabled: user.enabled, language: user.language ?? 'vi' },
  ready: (values) => values.name.trim() && hasRoles(values),
  fields: (values, set) => html`
    ${textField({ id: 'user-name', label: t('users.name'), value: values.name, required: true, first: true, input: (name) => set({ name }) })}
    ${rolesField(values, set, own)}
    ${select({ id: 'user-language', label: t('language.choose'), value: values.language,
      options: LANGUAGES.map((code) => [code, t(`language.${code}`)]), change: (language) => set({ language }) })}
    ${own ? nothing : html`<label class="check"><input type="checkbox" .checked=${values.enabled} @change=${(event) => set({ enabled: event.target.checked })}> <span>${t('users.may-sign-in')}<span class="under">${t('users.disable.means')}</span></span></label>`}`,
  send: (values) => put(`/users/${encodeURIComponent(user.username)}`, { name: values.name.trim(), enabled: values.enabled, language: values.language, ...given(values) }).then(() => user.username),
});

export const passwordForm = (user) => formDialog({
  title: t('users.password.title', { name: user.username }),
  action: t('users.password'),
  from: { password: '' },
  ready: ({ password }) => isPassword(password),
  fields: ({ password }, set) => html`<p class="muted">${t('users.password.means')}</p>${passwordField(password, set, true)}`,
  send: ({ password }) => post(`/users/${encodeURIComponent(user.username)}/password`, { password }).then(() => user.username),
});
