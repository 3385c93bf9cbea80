import { html, type Markup } from './html.ts';
import type { Listing, Row } from './listing.ts';

/** A plain HTML table. */
export function tableOf({ label, columns, rows, emptyText }: Listing): Markup {
  return html`<table aria-label="${label}"><thead><tr>${columns.map(({ title }) => html`<th scope="col">${title}</th>`)}</tr></thead>
<tbody>${
    rows.length === 0
      ? html`<tr><td colspan="${columns.length}">${emptyText}</td></tr>`
      : rows.map((row) => tableRow(columns, row))
  }</tbody></table>`;
}

export function tableRow(columns: Listing['columns'], { id, cells }: Row): Markup {
  return html`<tr data-id="${id}">${columns.map((column) => html`<td>${cells[column.id] ?? ''}</td>`)}</tr>
`;
}

/** The same in `div`s with roles, as component libraries build it. */
export function gridOf({ label, columns, rows, emptyText }: Listing): Markup {
  return html`<div role="grid" aria-label="${label}" aria-rowcount="${rows.length + 1}" class="grid">
<div role="rowgroup"><div role="row" class="grid-row">${columns.map(
    ({ title }) => html`<div role="columnheader"><span>${title}</span></div>`,
  )}</div></div>
<div role="rowgroup">${
    rows.length === 0
      ? html`<p>${emptyText}</p>`
      : rows.map(
          ({ id, cells }) =>
            html`<div role="row" class="grid-row" data-id="${id}">${columns.map(
              (column) => html`<div role="gridcell"><span>${cells[column.id] ?? ''}</span></div>`,
            )}</div>
`,
        )
  }</div></div>`;
}

/** A card a key: the first column is its heading, the others are named lines. */
export function cardsOf({ label, columns, rows, emptyText }: Listing): Markup {
  const [heading, ...lines] = columns;
  return html`<ul class="cards" aria-label="${label}">${
    rows.length === 0
      ? html`<li>${emptyText}</li>`
      : rows.map(
          ({ id, cells }) => html`<li><article class="card" data-id="${id}">
<h3>${heading === undefined ? '' : (cells[heading.id] ?? '')}</h3>
<dl>${lines.map(({ id: column, title }) => html`<div><dt>${title}</dt><dd>${cells[column] ?? ''}</dd></div>`)}</dl>
</article></li>
`,
        )
  }</ul>`;
}
