import { Plus, Search } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { CiTargetState } from '#shared/contract/ci-targets.ts';
import type { CiTargetId, EnvironmentId, KeyId } from '#shared/domain/ids.ts';
import type { KeySummary } from '#shared/domain/key.ts';
import { openDialog, type PushWish } from '../../dialogs.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { loadCi, useCi } from '../../stores/ci.ts';
import { useNavigation } from '../../stores/navigation.ts';
import { findEnvironment, useProjects } from '../../stores/projects.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { EnvironmentSwatch } from '../../ui/environment-swatch.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { Kbd } from '../../ui/kbd.tsx';
import { Select } from '../../ui/select.tsx';
import { LoadingState } from '../../ui/states.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { countOf } from './ci-words.ts';
import { SystemMark } from './marks.tsx';
import { PickList } from './pick-list.tsx';
import { type KeySource, useOfferedKeys } from './use-offered-keys.ts';

const NO_KEYS: readonly KeySummary[] = [];
const NO_TARGETS: readonly CiTargetState[] = [];

/** Which keys go where. What the person came from is chosen already. */
export function PushChooseStep({
  keyIds,
  targetIds,
  environmentId,
  onChoose,
  onClose,
}: {
  readonly keyIds: readonly KeyId[] | null;
  readonly targetIds: readonly CiTargetId[] | null;
  readonly environmentId: EnvironmentId | null;
  readonly onChoose: (steps: readonly PushWish[]) => void;
  readonly onClose: () => void;
}) {
  const targets = useCi((state) => state.targets);
  const [source, setSource] = useState<KeySource>(() => firstSource(keyIds, environmentId, targetIds, targets));
  const { keys, error } = useOfferedKeys(source);
  const [chosenKeys, setChosenKeys] = useState<ReadonlySet<KeyId>>(() => new Set(keyIds));
  const [chosenTargets, setChosenTargets] = useState<ReadonlySet<CiTargetId>>(() => new Set(targetIds));
  const [text, setText] = useState('');
  const submitButton = useRef<HTMLButtonElement>(null);
  useEffect(() => void loadCi(), []);
  useAllOfEnvironment(environmentId, source, keys, setChosenKeys);
  useLikelyTargets(keyIds, targetIds, keys, setChosenTargets);

  const found = useMemo(() => findKeys(keys ?? NO_KEYS, text), [keys, text]);
  const byId = useMemo(() => new Map((keys ?? NO_KEYS).map((key) => [key.id, key])), [keys]);
  const shownTargets = targets ?? NO_TARGETS;
  const targetById = useMemo(() => new Map(shownTargets.map((state) => [state.target.id, state])), [shownTargets]);
  const goingKeys = [...chosenKeys].filter((id) => byId.has(id));
  const goingTargets = [...chosenTargets].filter((id) => targetById.has(id));
  const withToken = goingTargets.filter((id) => targetById.get(id)?.target.hasToken === true);
  const [onlyKey] = goingKeys;
  const [onlyTarget] = goingTargets;
  // Without a token one key after the other is placed by hand.
  const byHand = goingTargets.length > 0 && withToken.length === 0;
  const handable = byHand && goingKeys.length === 1 && goingTargets.length === 1;
  const ready = byHand ? handable : goingKeys.length > 0 && withToken.length > 0;

  const submit = (): void => {
    if (!ready || onlyKey === undefined || onlyTarget === undefined) return;
    if (byHand) openDialog({ kind: 'copy-assistant', keyId: onlyKey, targetId: onlyTarget });
    else
      onChoose(
        withToken.flatMap((targetId) => goingKeys.map((keyId): PushWish => ({ keyId, targetId, named: false }))),
      );
  };

  return (
    <Dialog
      open
      size="large"
      className="push-choose"
      title={byHand ? 'Place by hand' : 'Push to CI'}
      description={
        byHand
          ? 'This target has no access token: its settings page is opened, and the name and the value go to the clipboard.'
          : 'Nothing is written before you have seen what would be.'
      }
      onClose={onClose}
      onSubmit={submit}
      {...(keyIds === null ? {} : { initialFocus: submitButton })}
      footer={
        <>
          <span className="footer-start push-count" role="status">
            {goingKeys.length === 0
              ? 'No key chosen'
              : goingTargets.length === 0
                ? 'No target chosen'
                : byHand && !handable
                  ? 'By hand it is one key to one target'
                  : `${countOf(goingKeys.length, 'key')} to ${countOf(byHand ? 1 : withToken.length, 'target')}`}
          </span>
          <Button onClick={onClose}>Cancel</Button>
          <Button ref={submitButton} type="submit" variant="primary" aria-disabled={!ready}>
            {byHand ? 'Place by hand…' : 'Look at what would be done'}
            <Kbd keys="mod+enter" />
          </Button>
        </>
      }
    >
      <div className="push-columns">
        <div className="push-column">
          <SourceField keyIds={keyIds} source={source} onChange={setSource} />
          <TextField
            label="Filter keys"
            labelHidden
            placeholder="Filter keys"
            icon={Search}
            type="search"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          {keys === null ? (
            <div className="pick-list pick-none">
              {error === null ? <LoadingState label="Reading keys…" /> : <p role="alert">{error.message}</p>}
            </div>
          ) : found.length === 0 ? (
            <p className="pick-list pick-none">{keys.length === 0 ? 'No keys there.' : 'No key fits.'}</p>
          ) : (
            <PickList
              label="Keys"
              ids={found}
              chosen={chosenKeys}
              onChange={setChosenKeys}
              row={(id) => <KeyRow keyOf={byId.get(id)} />}
            />
          )}
        </div>
        <div className="push-column">
          <p className="push-column-title">
            To
            <Button variant="quiet" icon={Plus} onClick={() => openDialog({ kind: 'add-ci-target' })}>
              Add target…
            </Button>
          </p>
          {shownTargets.length === 0 ? (
            <p className="pick-list pick-none">
              {targets === null ? 'Reading targets…' : 'There is no CI target yet. Add the first one.'}
            </p>
          ) : (
            <PickList
              label="Targets"
              ids={shownTargets.map(({ target }) => target.id)}
              chosen={chosenTargets}
              onChange={setChosenTargets}
              row={(id) => <TargetPick state={targetById.get(id)} />}
            />
          )}
        </div>
      </div>
      {!byHand && withToken.length < goingTargets.length ? (
        <p className="field-hint">
          {goingTargets.length - withToken.length === 1
            ? 'One target has no access token and is left out: keys are placed there by hand, one at a time.'
            : `${formatCount(goingTargets.length - withToken.length)} targets have no access token and are left out: keys are placed there by hand, one at a time.`}
        </p>
      ) : null}
    </Dialog>
  );
}

function SourceField({
  keyIds,
  source,
  onChange,
}: {
  readonly keyIds: readonly KeyId[] | null;
  readonly source: KeySource;
  readonly onChange: (source: KeySource) => void;
}) {
  const projects = useProjects((state) => state.projects) ?? [];
  const chosen =
    keyIds === null
      ? []
      : [
          {
            value: 'chosen',
            label: keyIds.length === 1 ? 'The chosen key' : `The ${countOf(keyIds.length, 'chosen key')}`,
          },
        ];
  return (
    <Select
      label="Keys of"
      value={source.from === 'environment' ? source.environmentId : source.from}
      onChange={(value) => {
        if (value === 'chosen' && keyIds !== null) onChange({ from: 'chosen', keyIds });
        else if (value === 'all') onChange({ from: 'all' });
        else {
          const environment = projects.flatMap(({ environments }) => environments).find(({ id }) => id === value);
          if (environment !== undefined) onChange({ from: 'environment', environmentId: environment.id });
        }
      }}
      options={[
        ...chosen,
        ...projects
          .filter(({ archivedAt }) => archivedAt === null)
          .map(({ name, environments }) => ({
            label: name,
            options: environments.map((environment) => ({
              value: environment.id as string,
              label: `${name}, ${environment.name}`,
              mark: <EnvironmentSwatch colour={environment.colour} />,
            })),
          })),
        { value: 'all', label: 'All projects' },
      ]}
    />
  );
}

function KeyRow({ keyOf: key }: { readonly keyOf: KeySummary | undefined }) {
  if (key === undefined) return null;
  const place = findEnvironment(key.environmentId);
  return (
    <>
      <span className="mono truncate pick-name" title={key.name}>
        {key.name}
      </span>
      <span className="pick-place">
        {place === undefined ? null : <EnvironmentSwatch colour={place.environment.colour} />}
        <span className="truncate">
          {place === undefined ? '' : `${place.project.name}, ${place.environment.name}`}
        </span>
      </span>
    </>
  );
}

function TargetPick({ state }: { readonly state: CiTargetState | undefined }) {
  if (state === undefined) return null;
  const { target } = state;
  return (
    <>
      <SystemMark system={target.place.system} />
      <span className="truncate pick-name" title={target.placeText}>
        {target.name}
      </span>
      <span className="pick-place">
        <span className="truncate">{target.hasToken ? target.placeText : 'no token'}</span>
      </span>
    </>
  );
}

/** Where the keys come from at first: from what was chosen, else from what the target is marked for. */
function firstSource(
  keyIds: readonly KeyId[] | null,
  environmentId: EnvironmentId | null,
  targetIds: readonly CiTargetId[] | null,
  targets: readonly CiTargetState[] | null,
): KeySource {
  if (keyIds !== null) return { from: 'chosen', keyIds };
  if (environmentId !== null) return { from: 'environment', environmentId };
  const marked = targets?.find(({ target }) => target.id === targetIds?.[0])?.target;
  const ofTarget = marked?.environmentId ?? null;
  if (ofTarget !== null) return { from: 'environment', environmentId: ofTarget };
  const project = useProjects
    .getState()
    .projects?.find(({ id }) => id === (marked?.projectId ?? useNavigation.getState().projectId));
  const first = project?.environments[0];
  return first === undefined ? { from: 'all' } : { from: 'environment', environmentId: first.id };
}

/** Asked for an environment, all of its keys are chosen. */
function useAllOfEnvironment(
  environmentId: EnvironmentId | null,
  source: KeySource,
  keys: readonly KeySummary[] | null,
  choose: (keys: ReadonlySet<KeyId>) => void,
): void {
  const done = useRef(false);
  useEffect(() => {
    const isIt = source.from === 'environment' && source.environmentId === environmentId;
    if (done.current || !isIt || keys === null) return;
    done.current = true;
    choose(new Set(keys.map(({ id }) => id)));
  }, [environmentId, source, keys, choose]);
}

/** Targets where the one key is already, else those that are marked for the environment that all keys are of. */
function useLikelyTargets(
  keyIds: readonly KeyId[] | null,
  targetIds: readonly CiTargetId[] | null,
  keys: readonly KeySummary[] | null,
  choose: (targets: ReadonlySet<CiTargetId>) => void,
): void {
  const done = useRef(false);
  useEffect(() => {
    if (done.current || targetIds !== null || keys === null) return;
    done.current = true;
    const environments = new Set(keys.map(({ environmentId }) => environmentId));
    void likelyTargets(keyIds ?? [], environments).then((likely) => {
      if (likely.length > 0) choose(new Set(likely));
    });
  }, [keyIds, targetIds, keys, choose]);
}

async function likelyTargets(
  keyIds: readonly KeyId[],
  environments: ReadonlySet<EnvironmentId>,
): Promise<readonly CiTargetId[]> {
  const targets = (useCi.getState().targets ?? []).flatMap(({ target }) => (target.hasToken ? [target] : []));
  const [keyId] = keyIds;
  if (keyId !== undefined && keyIds.length === 1) {
    const answer = await call(engine().placements.list({ keyId }));
    const there = new Set(answer.ok ? answer.value.placements.map(({ targetId }) => targetId) : []);
    const own = targets.filter(({ id }) => there.has(id));
    if (own.length > 0) return own.map(({ id }) => id);
  }
  const [environment] = environments;
  if (environments.size !== 1 || environment === undefined) return [];
  return targets.filter(({ environmentId }) => environmentId === environment).map(({ id }) => id);
}

/** The keys that have every word of `text` in their names. */
function findKeys(keys: readonly KeySummary[], text: string): readonly KeyId[] {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return keys
    .filter(({ name }) => {
      const lower = name.toLowerCase();
      return words.every((word) => lower.includes(word));
    })
    .map(({ id }) => id);
}
