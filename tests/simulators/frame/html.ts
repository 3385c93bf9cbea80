/** Text that is markup already. Only {@link html} makes it, so that everything else is escaped on its way in. */
export class Markup {
  readonly html: string;

  constructor(html: string) {
    this.html = html;
  }
}

export type Fragment = Markup | string | number | null | readonly Fragment[];

/** A template whose values are escaped unless they are {@link Markup}; null is nothing, a list is joined. */
export function html(strings: TemplateStringsArray, ...values: readonly Fragment[]): Markup {
  return new Markup(strings.reduce((markup, part, index) => markup + render(values[index - 1] ?? null) + part));
}

function render(value: Fragment): string {
  if (value === null) return '';
  if (value instanceof Markup) return value.html;
  if (typeof value === 'object') return value.map(render).join('');
  return escaped(String(value));
}

/** Holds for element content and for quoted attributes. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
