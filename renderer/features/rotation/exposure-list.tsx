import { ClipboardCopy } from 'lucide-react';
import { useState } from 'react';
import type { Exposure } from '#shared/domain/rotation.ts';
import { Button } from '../../ui/button.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { Time } from '../../ui/time.tsx';
import { EXPOSED_AT, takenWords, timesText } from './rotation-words.ts';

/** As many places of one sort are shown before the rest is asked for. */
const SHOWN = 5;

/** Where a leaked value was and since when, as far as Keyrail knows. */
export function ExposureList({
  exposure,
  onCopy,
}: {
  readonly exposure: Exposure;
  /** Copies it as text; absent before there is a rotation that keeps it. */
  readonly onCopy?: () => void;
}) {
  const { since, places, uses } = exposure;
  return (
    <section className="rotation-section rotation-exposure" aria-label="What was exposed">
      <div className="rotation-heading-line">
        <h3 className="rotation-heading">What was exposed</h3>
        {onCopy === undefined ? null : (
          <Button variant="quiet" icon={ClipboardCopy} onClick={onCopy}>
            Copy the report
          </Button>
        )}
      </div>
      <p className="rotation-since">
        {since === null ? (
          'Keyrail does not know since when it is outside. Scanning the repositories that use it may tell.'
        ) : (
          <>
            Outside since at least <Time at={since} show="day" />.
          </>
        )}
      </p>
      {(['file', 'history', 'ci-target', 'same-value'] as const).map((what) => (
        <Places key={what} title={EXPOSED_AT[what]} places={places.filter((place) => place.what === what)} />
      ))}
      {uses.length === 0 ? null : (
        <div className="exposure-group">
          <h4>Taken out of the vault</h4>
          <ul>
            {uses.map(({ what, times, last }) => (
              <li key={what}>
                <span>
                  {takenWords(what)} {timesText(times)}
                </span>
                <span className="exposure-since">
                  last <Time at={last} />
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

function Places({ title, places }: { readonly title: string; readonly places: Exposure['places'] }) {
  const [all, setAll] = useState(false);
  if (places.length === 0) return null;
  const shown = all ? places : places.slice(0, SHOWN);
  return (
    <div className="exposure-group">
      <h4>{title}</h4>
      <ul>
        {shown.map(({ where, since }) => (
          <li key={where}>
            <span className="selectable">{where}</span>
            {since === null ? null : (
              <span className="exposure-since">
                since <Time at={since} show="day" />
              </span>
            )}
          </li>
        ))}
      </ul>
      {shown.length === places.length ? null : (
        <Button variant="quiet" className="exposure-more" onClick={() => setAll(true)}>
          Show {formatCount(places.length - shown.length)} more
        </Button>
      )}
    </div>
  );
}
