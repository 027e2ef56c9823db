import { html, nothing } from 'lit';
import { NONE } from '../format.js';

/**
 * A table; on a phone each row becomes a card. The roles are written out, for a table laid out otherwise would lose them.
 *
 * @param columns [{head, cell: (row) => …, kind: 'main' | 'number' | 'code' | 'time' | 'text' | 'end'}], falsy ones are left out
 */
export function table(label, columns, rows) {
  const shown = columns.filter(Boolean);
  return html`
    <div class="table-scroll" role="group" aria-label=${label} tabindex="0">
      <table class="rows" role="table" aria-label=${label}>
        <thead role="rowgroup">
          <tr role="row">${shown.map(({ head, kind }) => html`<th role="columnheader" scope="col" class=${kind ?? ''}>${kind === 'end' ? html`<span class="sr-only">${head}</span>` : head}</th>`)}</tr>
        </thead>
        <tbody role="rowgroup">
          ${rows.map((row) => html`<tr role="row">${shown.map((column) => drawn(column, row))}</tr>`)}
        </tbody>
      </table>
    </div>`;
}

function drawn({ head, kind, cell }, row) {
  const content = cell(row);
  const none = content === null || content === undefined || content === '' || content === nothing || content === NONE;
  return html`<td role="cell" class="${kind ?? ''} ${none ? 'none' : ''}" data-head=${kind === 'end' ? nothing : head}>${none ? (kind === 'end' ? nothing : NONE) : html`<div>${content}</div>`}</td>`;
}
