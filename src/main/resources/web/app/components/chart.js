import { html, nothing } from 'lit';
import { t } from '../i18n.js';
import { themeChanged } from '../theme.js';
import { Element } from './element.js';

/**
 * A chart with its words, and the same figures as a table for whoever does not see it.
 *
 * heading its title
 * option  (colours, width in pixels) => an option of ECharts; colours: {text, muted, line, surface, series: […], tone: {green, …}}
 * table   {columns: [words], rows: [[cell]]}
 */
class Chart extends Element {
  static properties = {
    heading: {}, note: {}, option: { attribute: false }, table: { attribute: false }, empty: {}, chartHeight: { type: Number, attribute: 'chart-height' },
  };

  connectedCallback() {
    super.connectedCallback();
    const draw = () => this.#draw();
    themeChanged.addEventListener('change', draw);
    this.until(() => themeChanged.removeEventListener('change', draw));
    const resized = new ResizeObserver(() => this.chart?.resize());
    resized.observe(this);
    this.until(() => resized.disconnect());
    this.until(() => {
      this.chart?.dispose();
      this.chart = null;
    });
  }

  render() {
    return html`
      <figure class="chart card">
        <figcaption><h2>${this.heading}</h2>${this.note ? html`<p>${this.note}</p>` : nothing}</figcaption>
        ${this.empty ? html`<p class="chart-empty">${this.empty}</p>` : nothing}
        <div class="chart-canvas ${this.empty ? 'hidden' : ''}" aria-hidden="true"></div>
        ${this.table?.rows.length ? html`<details class="chart-table"><summary>${t('action.table')}</summary>
          <div class="scroll-x" tabindex="0" role="region" aria-label=${this.heading}><table>
            <thead><tr>${this.table.columns.map((words) => html`<th scope="col">${words}</th>`)}</tr></thead>
            <tbody>${this.table.rows.map(([first, ...rest]) => html`<tr><th scope="row">${first}</th>${rest.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
          </table></div></details>` : nothing}
      </figure>`;
  }

  updated() {
    this.#draw();
  }

  async #draw() {
    const room = this.querySelector('.chart-canvas');
    if (!room || !this.option || this.empty) {
      return;
    }
    room.style.height = `${this.chartHeight || 260}px`;
    const { init } = await import('./echarts.js');
    if (!this.isConnected) {
      return;
    }
    this.chart ??= init(room);
    this.chart.resize();
    // A series that keeps its id moves to its new figures; one that is gone is taken away.
    this.chart.setOption(this.option(colours(), room.clientWidth), { replaceMerge: ['series'] });
  }
}

/** The theme's colours, as the canvas needs them. */
function colours() {
  const probe = document.createElement('span');
  document.body.append(probe);
  const read = (name) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const found = {
    text: read('text'), muted: read('text-2'), line: read('border'), surface: read('surface'), accent: read('accent'),
    tone: Object.fromEntries(['grey', 'blue', 'green', 'amber', 'red', 'violet'].map((tone) => [tone, read(`chart-${tone}`)])),
    channel: Object.fromEntries(['lazada', 'tiki', 'sendo', 'standard', 'b2b', 'pos', 'website', 'other'].map((channel) => [channel, read(`channel-${channel}`)])),
  };
  probe.remove();
  return found;
}

customElements.define('os-chart', Chart);
