import { html } from 'lit';
import { Element } from '../components/element.js';
import { pageHeader } from '../components/ui.js';
import { t } from '../i18n.js';

class Finance extends Element {
  render() {
    return html`${pageHeader({ title: t('page.finance') })}`;
  }
}

customElements.define('os-finance', Finance);
