import { css } from 'lit';

/** What pages with tables, bars and source text add to the look of all. Fetched with the first of them. */
const sheet = css`
  .back { width: fit-content; font-size: 0.93rem; text-decoration: none; }
  .back:hover { text-decoration: underline; }
  .section-title { margin-bottom: 8px; }
  .two { display: grid; gap: 14px; grid-template-columns: repeat(2, minmax(0, 1fr)); align-items: start; }
  .two.narrow-first { grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); }
  @media (max-width: 999px) { .two, .two.narrow-first { grid-template-columns: minmax(0, 1fr); } }
  .stack { display: grid; gap: 14px; grid-template-columns: minmax(0, 1fr); align-content: start; }
  .card { min-width: 0; }
  os-replay { display: contents; }
  .case-form { display: flex; align-items: end; gap: 8px; }
  .case-form .field { flex: 1; max-width: 480px; }
  .card.pad { display: grid; gap: 12px; grid-template-columns: minmax(0, 1fr); align-content: start; }
  .card.list { overflow: hidden; }
  .card.list > h2 { padding: 12px 14px 8px; }
  .card-head { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 12px; }
  .card-head > h2 { flex: 1 1 auto; }
  .card.list > .card-head { padding: 10px 14px; }
  .filters.inset { padding: 12px 14px; border-bottom: 1px solid var(--line); }
  .filters > .field { flex: 0 1 148px; min-width: 130px; }
  .filters > .field.grow { flex: 1 1 220px; max-width: 340px; }
  .filters > vaadin-date-picker { flex: 0 1 162px; min-width: 130px; }
  .filters-end { display: flex; flex-wrap: wrap; gap: 8px; margin-left: auto; }
  @media (max-width: 719px) { .filters > .field, .filters > .field.grow, .filters > vaadin-date-picker { flex: 1 1 calc(50% - 5px); max-width: none; } .filters-end { margin-left: 0; } }
  .card.list > .inset { padding: 0 14px 12px; }
  .card.list > .filters.inset { padding: 12px 14px; }
  .card-head .segments { max-width: 100%; overflow-x: auto; }
  .card-head .segments button { white-space: nowrap; flex: none; }
  .button-row { display: flex; flex-wrap: wrap; gap: 8px; }
  .nowrap { white-space: nowrap; }
  .big { font-size: 1.15rem; font-weight: 620; }
  .required { color: var(--red-text); }
  .stale { opacity: 0.6; }
  .detail, .remedy { overflow-wrap: anywhere; }
  .remedy { padding: 8px 12px; border-radius: var(--radius-s); background: var(--surface-2); }
  .outcome { display: grid; gap: 10px; }
  .outcome .chip { margin-right: 4px; }
  .outcomes { display: flex; flex-wrap: wrap; gap: 4px 18px; color: var(--text-2); }

  .sub-pages { display: flex; gap: 2px; overflow-x: auto; border-bottom: 1px solid var(--line); scrollbar-width: none; }
  .sub-pages a { padding: 8px 12px; border-bottom: 2px solid transparent; color: var(--text-2); font-weight: 550; text-decoration: none; white-space: nowrap; }
  .sub-pages a:hover { color: var(--text); }
  .sub-pages a[aria-current] { color: var(--text); border-color: var(--accent); }
  .sub-pages a:focus-visible { outline-offset: -2px; }

  .choice-cards { display: grid; gap: 10px; grid-template-columns: repeat(auto-fill, minmax(min(100%, 250px), 1fr)); }
  @media (max-width: 719px) { .choice-cards { display: flex; overflow-x: auto; padding-bottom: 4px; scroll-snap-type: x proximity; } .choice-card { flex: 0 0 230px; scroll-snap-align: start; } }
  .choice-card { display: grid; grid-template-rows: 1fr; gap: 3px; padding: 11px 14px; border: 1px solid var(--line); border-radius: var(--radius); background: var(--surface); box-shadow: var(--shadow); color: var(--text); text-decoration: none; font-size: 0.93rem; }
  .choice-card:hover { background: var(--hover); }
  .choice-card[aria-current] { border-color: var(--accent); background: var(--chosen); }
  .choice-top { display: flex; align-items: baseline; justify-content: space-between; gap: 10px; font-size: 1rem; }
  .choice-count { font-size: 1.2rem; font-weight: 640; font-variant-numeric: tabular-nums; }

  /* What is only said, such as the head of the last column, stays within. */
  .table-scroll { position: relative; overflow-x: auto; }
  .table-scroll:focus-visible { outline-offset: -2px; }
  table.rows thead th { background: var(--surface-2); vertical-align: bottom; }
  table.rows th:first-child, table.rows td:first-child { padding-left: 14px; }
  table.rows th:last-child, table.rows td:last-child { padding-right: 14px; }
  table.rows tbody tr:hover { background: var(--hover); }
  table.rows .number { text-align: right; white-space: nowrap; }
  table.rows .time { white-space: nowrap; }
  table.rows td.time { color: var(--text-2); }
  table.rows td.code { font: 400 0.88rem/1.45rem var(--mono); overflow-wrap: anywhere; min-width: 9rem; }
  table.rows td.main { overflow-wrap: anywhere; min-width: 11rem; }
  table.rows td.main a { font-weight: 550; text-decoration: none; }
  table.rows td.main a:hover { text-decoration: underline; }
  table.rows td.text { overflow-wrap: anywhere; min-width: 12rem; }
  table.rows td.end { text-align: right; white-space: nowrap; }
  table.rows td.end > div { display: flex; justify-content: flex-end; gap: 6px; }
  table.rows td.none { color: var(--text-2); font-family: var(--font); }
  table.rows .bar-cell { min-width: 15rem; }
  table.rows td.bar-cell > div > div { display: grid; gap: 4px; padding-top: 5px; }
  table.rows td.standing { max-width: 15rem; }
  .under { display: block; color: var(--text-2); font-size: 0.9rem; overflow-wrap: anywhere; }
  @media (max-width: 719px) {
    table.rows, table.rows tbody, table.rows tr { display: block; }
    table.rows thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    table.rows tbody tr { padding: 10px 14px; border-bottom: 1px solid var(--line); }
    table.rows tbody tr:last-child { border-bottom: 0; }
    table.rows tbody td[class] { display: grid; grid-template-columns: 36% minmax(0, 1fr); gap: 12px; padding: 2px 0; border: 0; text-align: left; white-space: normal; min-width: 0; overflow-wrap: anywhere; }
    table.rows td::before { content: attr(data-head); color: var(--text-2); font: 400 0.9rem/1.45 var(--font); }
    table.rows tbody td[class].main { display: block; padding-bottom: 4px; }
    table.rows tbody td[class].end { display: block; padding-top: 6px; }
    table.rows td.main::before, table.rows td.end::before { content: none; }
    table.rows td.end > div { flex-wrap: wrap; justify-content: flex-start; }
    table.rows tbody td[class].none { display: none; }
    table.rows .bar-cell { min-width: 0; }
    table.rows td.standing { max-width: none; }
  }

  pre.code { margin: 0; padding: 10px 12px; max-height: 440px; overflow: auto; border: 1px solid var(--line); border-radius: var(--radius-s); background: var(--surface-2); font-size: 0.88rem; line-height: 1.5; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 2; }
  pre.code.hex { white-space: pre; overflow-wrap: normal; }
  textarea.code { font: 400 0.88rem/1.5 var(--mono); white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 2; }
  @media (max-width: 719px) { textarea.code { font-size: 16px; field-sizing: content; min-height: 9rem; max-height: 70dvh; } }

  .credit-bar { display: block; width: 100%; height: 10px; border-radius: 99px; overflow: hidden; background: var(--grey-ground); }
  .credit-bar.large { height: 16px; }
  .credit-bar .owed { fill: var(--chart-blue); }
  .credit-bar .held { fill: var(--chart-amber); }
  .credit-bar .over { fill: var(--chart-red); }
  .bar-legend { display: flex; flex-wrap: wrap; gap: 2px 16px; color: var(--text-2); font-size: 0.88rem; font-variant-numeric: tabular-nums; }
  .bar-legend > span { display: inline-flex; align-items: center; gap: 6px; }
  .swatch { width: 10px; height: 10px; border-radius: 3px; flex: none; background: var(--grey-ground); box-shadow: inset 0 0 0 1px var(--field-border); }
  .swatch.owed { background: var(--chart-blue); box-shadow: none; }
  .swatch.held { background: var(--chart-amber); box-shadow: none; }

  .form.pair { grid-template-columns: repeat(2, minmax(0, 1fr)); align-items: start; }
  .form.pair > .all { grid-column: 1 / -1; }
  @media (max-width: 479px) { .form.pair { grid-template-columns: minmax(0, 1fr); } }
  .checks { display: grid; gap: 6px 14px; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); margin: 0; padding: 0; border: 0; }
  .checks legend { padding: 0; margin-bottom: 6px; font-size: 0.86rem; font-weight: 500; color: var(--text-2); }
  .check { display: flex; align-items: flex-start; gap: 8px; min-height: 24px; }
  .check input { width: 18px; height: 18px; margin: 1px 0 0; accent-color: var(--accent); flex: none; }
  .chips { display: flex; flex-wrap: wrap; gap: 4px; align-items: center; }
  .roles { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr)); gap: 8px 20px; }
  .roles > div { display: grid; grid-template-columns: 126px minmax(0, 1fr); gap: 10px; align-items: baseline; }
  .steps { display: grid; gap: 0; margin: 0; padding: 0; list-style: none; }
  .steps li { position: relative; display: grid; gap: 1px; padding: 0 0 14px 22px; }
  .steps li:last-child { padding-bottom: 0; }
  .steps li::before { content: ''; position: absolute; left: 2px; top: 5px; width: 9px; height: 9px; border-radius: 50%; background: var(--chart-grey); }
  .steps li.green::before { background: var(--chart-green); }
  .steps li.amber::before { background: var(--chart-amber); }
  .steps li.red::before { background: var(--chart-red); }
  .steps li.blue::before { background: var(--chart-blue); }
  .steps li:not(:last-child)::after { content: ''; position: absolute; left: 6px; top: 17px; bottom: -3px; width: 1px; background: var(--line); }
`;

export const styles = {
  /** Dresses the document, once. */
  wear() {
    if (!document.adoptedStyleSheets.includes(sheet.styleSheet)) {
      document.adoptedStyleSheets.push(sheet.styleSheet);
    }
  },
};
