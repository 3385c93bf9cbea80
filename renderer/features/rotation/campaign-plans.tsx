import { TriangleAlert } from 'lucide-react';
import type { RotationPlan } from '#shared/domain/rotation.ts';
import { formatCount } from '../../ui/format-count.ts';
import { LoadingState } from '../../ui/states.tsx';
import { KeyPlace } from './rotated-keys.tsx';
import { keysText, strategyWords } from './rotation-words.ts';
import type { CampaignPlan } from './use-campaign-plan.ts';

/** More of them are counted only. */
const SHOWN = 100;

/** The rotations of a campaign before it is started, and the keys that cannot be begun with. */
export function CampaignPlans({
  plan,
  busy,
  narrowed,
}: {
  readonly plan: CampaignPlan | null;
  readonly busy: boolean;
  readonly narrowed: boolean;
}) {
  if (!narrowed) {
    return (
      <p className="campaign-none">
        Choose which keys: a project’s production keys, a provider’s, everything that somebody knew.
      </p>
    );
  }
  if (plan === null) return busy ? <LoadingState label="Looking up how they are rotated…" /> : null;
  const { plans, refused } = plan;
  if (plans.length === 0 && refused.length === 0) {
    return (
      <p className="campaign-none" role="status">
        No key is like that.
      </p>
    );
  }
  const byPerson = plans.filter(({ steps }) => steps.some(({ automatic }) => !automatic)).length;
  return (
    <>
      <p className="visually-hidden" role="status">
        {formatCount(plans.length)} can be begun{refused.length === 0 ? '' : `, ${formatCount(refused.length)} cannot`}
      </p>
      <section className="rotation-section" aria-label="Rotations">
        <h3 className="rotation-heading">
          {plans.length === 1 ? '1 rotation' : `${formatCount(plans.length)} rotations`}
          {byPerson === 0 ? '' : `, ${formatCount(byPerson)} with something for you to do`}
        </h3>
        <ul className="campaign-list">
          {plans.slice(0, SHOWN).map((one) => (
            <Planned key={one.keys[0]?.keyId} plan={one} />
          ))}
        </ul>
        {plans.length > SHOWN ? <p className="rotation-undo">And {formatCount(plans.length - SHOWN)} more.</p> : null}
      </section>
      {refused.length === 0 ? null : (
        <section className="rotation-section" aria-label="Cannot be begun">
          <h3 className="rotation-heading">
            {refused.length === 1 ? '1 key cannot be begun' : `${formatCount(refused.length)} keys cannot be begun`}
          </h3>
          <ul className="campaign-list">
            {refused.slice(0, SHOWN).map(({ keyId, name, why }) => (
              <li key={keyId} className="campaign-refused">
                <span className="mono truncate" title={name}>
                  {name}
                </span>
                <span>{why}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Planned({ plan }: { readonly plan: RotationPlan }) {
  const [first] = plan.keys;
  const notes = [...(plan.outage === null ? [] : [plan.outage]), ...plan.warnings];
  return (
    <li>
      <span className="campaign-key">
        <span className="mono truncate" title={plan.keys.map(({ name }) => name).join(', ')}>
          {keysText(plan.keys)}
        </span>
        {first === undefined ? null : <KeyPlace of={first} />}
      </span>
      <span className="campaign-way">{strategyWords(plan).title}</span>
      {notes.length === 0 ? null : (
        <p className="campaign-note">
          <TriangleAlert size={13} aria-hidden="true" />
          <span>{notes.join(' ')}</span>
        </p>
      )}
    </li>
  );
}
