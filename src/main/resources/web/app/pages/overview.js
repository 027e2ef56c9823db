import { html } from 'lit';
import { Element } from '../components/element.js';
import { pageHeader } from '../components/ui.js';
import { t } from '../i18n.js';

class Overview extends Element {
  render() {
    return html`${pageHeader({ title: t('page.overview') })}`;
  }
}

customElements.define('os-overview', Overview);
