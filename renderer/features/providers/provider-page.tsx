import { ExternalLink, Plus } from 'lucide-react';
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { type DescribedSection, describeProvider } from '#shared/domain/describe-provider.ts';
import type { ProviderDefinition } from '#shared/domain/provider.ts';
import { openDialog } from '../../dialogs.ts';
import { showProviders } from '../../stores/providers-view.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorState, LoadingState } from '../../ui/states.tsx';
import { BackTo } from './back-to.tsx';
import { openProviderPage } from './connection-actions.ts';
import { ProviderFact } from './provider-fact.tsx';
import { useDefinition } from './use-definition.ts';

/** How far under the top edge a heading may stand and still be the one that is read. */
const HEADING_REACH_PX = 24;

/** Everything that a definition says of one provider, what it does not say, and where each fact was read. */
export function ProviderPage({ providerId }: { readonly providerId: string }) {
  const { definition, error, reload } = useDefinition(providerId);
  const title = useRef<HTMLHeadingElement>(null);
  const name = definition?.name.value;
  useEffect(() => {
    if (name !== undefined) title.current?.focus();
  }, [name]);
  const back = <BackTo label="Catalogue" onClick={() => showProviders({ at: 'catalogue' })} />;
  if (definition === null) {
    return (
      <>
        <header className="screen-header">
          {back}
          <h1 className="screen-title">{error === null ? 'Provider' : providerId}</h1>
        </header>
        {error === null ? (
          <LoadingState label="Reading the definition…" />
        ) : (
          <ErrorState title="This provider could not be read" message={error.message} onRetry={reload} />
        )}
      </>
    );
  }
  const { links } = definition;
  return (
    <>
      <header className="screen-header">
        {back}
        <h1 className="screen-title truncate" ref={title} tabIndex={-1}>
          {definition.name.value}
        </h1>
        {links.keysPage === undefined ? null : (
          <Button icon={ExternalLink} onClick={() => void openProviderPage(providerId, 'keys')}>
            Page with the keys
          </Button>
        )}
        {links.documentation === undefined ? null : (
          <Button icon={ExternalLink} onClick={() => void openProviderPage(providerId, 'documentation')}>
            Documentation
          </Button>
        )}
        <Button
          variant="primary"
          icon={Plus}
          onClick={() => openDialog({ kind: 'add-connection', provider: providerId })}
        >
          Connect…
        </Button>
      </header>
      <Facts definition={definition} />
    </>
  );
}

function Facts({ definition }: { readonly definition: ProviderDefinition }) {
  const sections = useMemo(() => gathered(describeProvider(definition)), [definition]);
  const scroller = useRef<HTMLElement>(null);
  const { current, follow } = useCurrentSection(scroller, sections);
  return (
    <div className="settings-columns provider-columns">
      <nav className="settings-nav" aria-label={`Facts about ${definition.name.value}`}>
        {sections.map(({ title }, index) => (
          <button
            key={title}
            type="button"
            title={title}
            className="truncate"
            aria-current={index === current ? 'true' : undefined}
            onClick={() => goTo(scroller.current, index)}
          >
            {shortTitle(title)}
          </button>
        ))}
      </nav>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls can be reached by keyboard */}
      <section className="settings-scroll" tabIndex={0} ref={scroller} onScroll={follow} aria-label="All facts">
        {sections.map(({ title, facts }) => (
          <section key={title} className="settings-section provider-section" tabIndex={-1} aria-label={title}>
            <h2>{title}</h2>
            <dl className="settings-card">
              {facts.map((fact) => (
                <ProviderFact key={fact.path} fact={fact} definition={definition} />
              ))}
            </dl>
          </section>
        ))}
      </section>
    </div>
  );
}

/** In the list at the left the kinds of key go by their own names. */
function shortTitle(title: string): string {
  const own = title.replace(/^Kind of key: /, '');
  return own.charAt(0).toUpperCase() + own.slice(1);
}

/** Sections of which nothing is known are lines of one at the end, so that what is known stands together. */
function gathered(sections: readonly DescribedSection[]): readonly DescribedSection[] {
  const isUnknown = ({ facts }: DescribedSection): boolean => facts.length === 1 && facts[0]?.text === null;
  const unknown = sections
    .filter(isUnknown)
    .flatMap(({ title, facts }) => facts.map((fact) => ({ ...fact, label: title })));
  const known = sections.filter((section) => !isUnknown(section));
  return unknown.length === 0 ? known : [...known, { title: 'Unknown', facts: unknown }];
}

/** The section that is read now: the last one whose heading has reached the top of what is in sight. */
function useCurrentSection(scroller: RefObject<HTMLElement | null>, sections: readonly DescribedSection[]) {
  const [current, setCurrent] = useState(0);
  const follow = (): void => {
    const element = scroller.current;
    if (element === null) return;
    const reached = [...element.children].filter(
      (section) => section instanceof HTMLElement && section.offsetTop <= element.scrollTop + HEADING_REACH_PX,
    ).length;
    setCurrent(Math.min(Math.max(0, reached - 1), sections.length - 1));
  };
  return { current, follow };
}

function goTo(scroller: HTMLElement | null, index: number): void {
  const section = scroller?.children[index];
  if (!(section instanceof HTMLElement)) return;
  // Not `scrollIntoView`, which moves everything around the page's own scroller as well.
  scroller?.scrollTo({ top: section.offsetTop });
  section.focus({ preventScroll: true });
}
