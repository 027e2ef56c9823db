import { html, render } from 'lit';
import { post } from '../api.js';
import { t } from '../i18n.js';
import { openDialog } from './dialog.js';
import { icon } from './icons.js';
import { notify } from './toast.js';
import { problemLine } from './ui.js';

/** Lets whoever is signed in choose another password. */
export const changePassword = () => openDialog({
  title: t('password.change'),
  content: (close) => html`
    <form class="form" @submit=${(event) => submit(event, close)}>
      <div class="form-problem"></div>
      <div class="field"><label for="current">${t('password.current')}</label><input id="current" name="current" type="password" autocomplete="current-password" required></div>
      <div class="field"><label for="new">${t('password.new')}</label><input id="new" name="new" type="password" autocomplete="new-password" required></div>
      <div class="dialog-actions">
        <button type="button" class="button" @click=${() => close()}>${t('action.cancel')}</button>
        <button class="button primary">${t('password.change')}</button>
      </div>
    </form>`,
});

async function submit(event, close) {
  event.preventDefault();
  const form = event.currentTarget;
  try {
    await post('/auth/password', Object.fromEntries(new FormData(form)), { once: true });
    notify(t('password.changed'));
    close();
  } catch (failure) {
    // Here it is the password that is not known, and not the session that has ended.
    render(failure.status === 401 ? html`<div class="banner red" role="alert">${icon('alert')}<div><span>${t('password.wrong')}</span></div></div>` : problemLine(failure), form.querySelector('.form-problem'));
  }
}
