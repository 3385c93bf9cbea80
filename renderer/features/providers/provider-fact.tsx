import { ExternalLink, Quote } from 'lucide-react';
import { useId, useState } from 'react';
import type { DescribedFact } from '#shared/domain/describe-provider.ts';
import type { ProviderDefinition } from '#shared/domain/provider.ts';
import type { FactReference } from '#shared/domain/provider-fact.ts';
import { Button } from '../../ui/button.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import { openProviderPage } from './connection-actions.ts';

const LINKS: Readonly<Record<string, 'dashboard' | 'keys' | 'documentation'>> = {
  'links.dashboard': 'dashboard',
  'links.keysPage': 'keys',
  'links.documentation': 'documentation',
};
/** What is written for machines, and read letter by letter. */
const CODE = /(?:^defaultVariable|\.prefix|\.pattern|\.scheme|\.request|^baseAddress|\.alsoSend)$/;

/** One fact: what, what is known, and on demand where it was read. */
export function ProviderFact({
  fact: { path, label, text, from },
  definition,
}: {
  readonly fact: DescribedFact;
  readonly definition: ProviderDefinition;
}) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const link = LINKS[path];
  const titles = [...new Set(from.map(({ source }) => definition.sources[source]?.title ?? source))];
  return (
    <div className="provider-fact">
      <dt className="provider-fact-label">{label}</dt>
      <dd className="provider-fact-text selectable" data-code={(text !== null && CODE.test(path)) || undefined}>
        {text === null ? (
          <span className="faint">unknown</span>
        ) : link === undefined ? (
          text
        ) : (
          <button
            type="button"
            className="provider-fact-link"
            onClick={() => void openProviderPage(definition.id, link)}
          >
            {text}
            <ExternalLink size={12} aria-hidden="true" />
          </button>
        )}
        {open ? (
          <ul className="provider-fact-sources" id={id}>
            {from.map((reference) => (
              <Source key={JSON.stringify(reference)} reference={reference} definition={definition} />
            ))}
          </ul>
        ) : null}
      </dd>
      <dd className="provider-fact-action">
        {from.length === 0 ? null : (
          <Tooltip text={titles.join(', ')}>
            <button
              type="button"
              className="icon-button icon-button-small provider-fact-source-button"
              aria-label={`Source of ${label}`}
              aria-expanded={open}
              aria-controls={open ? id : undefined}
              onClick={() => setOpen(!open)}
            >
              <Quote size={13} aria-hidden="true" />
            </button>
          </Tooltip>
        )}
      </dd>
    </div>
  );
}

function Source({
  reference: { source: name, quote, at },
  definition,
}: {
  readonly reference: FactReference;
  readonly definition: ProviderDefinition;
}) {
  const source = definition.sources[name];
  if (source === undefined) return null;
  const hasPage = source.kind === 'page' || (source.kind === 'document' && source.url !== undefined);
  return (
    <li>
      {quote === undefined ? null : <q>{quote}</q>}
      {at === undefined ? null : <span className="mono">{at}</span>}
      <span className="provider-fact-source">
        {source.title}
        {source.kind === 'page' ? `, read on ${source.readOn}` : ''}
        {source.kind === 'convention' ? ' (Keyrail’s own convention)' : ''}
        {hasPage ? (
          <Button
            variant="quiet"
            className="link-button"
            onClick={() => void openProviderPage(definition.id, { source: name })}
          >
            Open page
          </Button>
        ) : null}
      </span>
    </li>
  );
}
