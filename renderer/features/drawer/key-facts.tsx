import type { ReactNode } from 'react';
import type { DatedFact } from '#shared/domain/instant.ts';
import type { KeyDetail } from '#shared/domain/key.ts';
import { Time } from '../../ui/time.tsx';
import { identifierLabel } from '../add-key/key-kinds.ts';
import { KeyDueFacts } from './key-due-facts.tsx';

/** What is known of a key, each date with where it comes from. What is not known is not listed. */
export function KeyFacts({ detail }: { readonly detail: KeyDetail }) {
  const current = detail.versions.find((version) => version.state === 'current');
  const identifier = identifierLabel(detail.kind);
  return (
    <section>
      <h3 className="drawer-heading">Details</h3>
      <dl className="facts">
        {identifier === null || current?.identifier == null ? null : (
          <Fact name={identifier}>
            <span className="mono selectable fact-long">{current.identifier}</span>
          </Fact>
        )}
        {detail.description === '' ? null : <Fact name="Description">{detail.description}</Fact>}
        {detail.scopes.length === 0 ? null : <Fact name="Scopes">{detail.scopes.join(', ')}</Fact>}
        {detail.consumer === null ? null : <Fact name="Used by">{detail.consumer}</Fact>}
        <KeyDueFacts detail={detail} />
        {detail.created === null ? null : (
          <Fact name="Created">
            <Dated fact={detail.created} />
          </Fact>
        )}
        {detail.lastUsed === null ? null : (
          <Fact name="Last used">
            <Time at={detail.lastUsed.at} precision={detail.lastUsed.precision} /> <em>{detail.lastUsed.origin}</em>
          </Fact>
        )}
        {detail.tags.length === 0 ? null : (
          <Fact name="Tags">
            <span className="fact-tags">
              {detail.tags.map((tag) => (
                <span key={tag} className="tag-quiet">
                  {tag}
                </span>
              ))}
            </span>
          </Fact>
        )}
        <Fact name="Added">
          <Time at={detail.addedAt} show="day" />
        </Fact>
        {detail.notes === '' ? null : (
          <Fact name="Notes">
            <span className="selectable fact-notes">{detail.notes}</span>
          </Fact>
        )}
      </dl>
    </section>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Dated({ fact }: { readonly fact: DatedFact }) {
  return (
    <>
      <Time at={fact.at} precision={fact.precision} show="day" /> <em>{fact.origin}</em>
    </>
  );
}
