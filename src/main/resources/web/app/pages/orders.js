import { html } from 'lit';
import { Element } from '../components/element.js';
import { pageHeader } from '../components/ui.js';
import { t } from '../i18n.js';

class Orders extends Element {
  render() {
    return html`${pageHeader({ title: t('page.orders') })}`;
  }
}

customElements.define('os-orders', Orders);
