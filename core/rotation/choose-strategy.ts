import type { ProviderDefinition } from '#shared/domain/provider.ts';
import type { RotationMode, RotationStepKind, RotationStrategy } from '#shared/domain/rotation.ts';
import type { EndsBy } from './rotation-rows.ts';

/** What Keyrail can do by itself at a provider for this very key. */
export type Ability = {
  /** `beside`: an API makes another key; `replaces`: it gives the key a new value; null: a person makes it. */
  readonly makes: 'beside' | 'replaces' | null;
  readonly ends: boolean;
  readonly removes: boolean;
};

export const BY_PERSON: Ability = { makes: null, ends: false, removes: false };

export type Chosen = {
  readonly strategy: RotationStrategy;
  readonly steps: readonly { readonly kind: RotationStepKind; readonly automatic: boolean }[];
  readonly endsBy: EndsBy;
  /** Whether the old key ends before the new one is everywhere. */
  readonly endsEarly: boolean;
  readonly notes: readonly string[];
};

const ALWAYS_AUTOMATIC: readonly RotationStepKind[] = ['store', 'place', 'check', 'confirm', 'retire'];

/**
 * How a key is rotated and in which order, from its provider's definition. Where no document says, the careful way: a new
 * key beside the old one, which is ended last.
 * @param key.keyKind the definition's kind of key; null where it is not known
 * @param key.oldName what it is called at the provider
 */
export function chooseStrategy(
  definition: ProviderDefinition | null,
  key: { keyKind: string | null; oldName: string | null },
  wish: { mode: RotationMode; endFirst: boolean },
  ability: Ability,
): Chosen {
  const notes: string[] = [];
  const name = definition?.name.value ?? 'the provider';
  const rules = (definition?.rotation ?? []).filter(
    ({ keyKinds, strategy }) =>
      keyKinds.length === 0 ||
      (key.keyKind === null ? strategy.value !== 'cannot-deactivate' : keyKinds.includes(key.keyKind)),
  );
  if (isNotEndable(definition, key)) {
    const instead = notForOf(definition)?.instead;
    if (instead !== undefined) notes.push(`${name} says: ${instead}.`);
    return chosen('cannot-deactivate', ['create', 'store', 'place', 'check', 'support', 'confirm', 'retire'], null);
  }
  const usual = rules.find(({ when, strategy }) => when === undefined && strategy.value !== 'cannot-deactivate');
  const urgent = rules.find(({ when, strategy }) => when !== undefined && strategy.value === 'regenerate');
  const rule = usual ?? (wish.mode === 'leaked' ? urgent : undefined);
  const endsBy = rule?.endsBy?.value ?? urgent?.endsBy?.value ?? endingOf(definition);

  const replaces = ability.makes === 'replaces' || (ability.makes === null && rule?.endsBy?.value === 'regenerate');
  if (replaces) {
    return chosen('automatic', ['regenerate', 'store', 'place', 'check', 'confirm', 'retire'], 'regenerate', true);
  }
  if (rule === undefined) {
    notes.push(
      definition === null
        ? 'Nothing is known of the provider. A new key is made beside the old one, and the old one is ended last.'
        : `No document says how a key of ${name} is rotated as planned. A new one is made beside the old one, which is ended last.`,
    );
  }
  const strategy = rule?.strategy.value ?? 'overlap';
  if (strategy === 'automatic' && ability.makes === null) {
    notes.push(`${name} has an API that makes keys; it is not used here, and a person makes the new one.`);
  }
  if (strategy === 'regenerate' || wish.endFirst) {
    return chosen('regenerate', ['end', 'create', 'store', 'place', 'check', 'confirm', 'retire'], endsBy, true);
  }
  const remove: RotationStepKind[] = ability.removes ? ['remove'] : [];
  if (wish.mode === 'leaked') {
    if (urgent !== undefined) {
      notes.push(
        `${name} says, when ${urgent.when}: ${urgent.steps?.value.join('; ') ?? 'end it first'}. Both keys can stand beside each other, so the new one is placed first; choose to end the old one first if not a minute may pass.`,
      );
    }
    return chosen(strategy, ['create', 'store', 'place', 'end', 'check', 'confirm', ...remove, 'retire'], endsBy);
  }
  return chosen(strategy, ['create', 'store', 'place', 'check', 'end', 'confirm', ...remove, 'retire'], endsBy);

  function chosen(
    strategyOf: RotationStrategy,
    kinds: readonly RotationStepKind[],
    ends: EndsBy,
    endsEarly = false,
  ): Chosen {
    const automatic = (kind: RotationStepKind): boolean => {
      if (kind === 'create' || kind === 'regenerate') return ability.makes !== null;
      if (kind === 'end') return ability.ends;
      if (kind === 'remove') return ability.removes;
      return ALWAYS_AUTOMATIC.includes(kind);
    };
    return {
      strategy: strategyOf,
      steps: kinds.map((kind) => ({ kind, automatic: automatic(kind) })),
      endsBy: ends,
      endsEarly,
      notes,
    };
  }
}

/** Whether the provider lets nobody end this key: SDK&Key's default key, by its kind or by its name. */
function isNotEndable(
  definition: ProviderDefinition | null,
  { keyKind, oldName }: { keyKind: string | null; oldName: string | null },
): boolean {
  if (definition === null) return false;
  const byKind = definition.rotation.some(
    ({ strategy, keyKinds }) =>
      strategy.value === 'cannot-deactivate' && keyKind !== null && keyKinds.includes(keyKind),
  );
  const pattern = notForOf(definition)?.pattern;
  return (
    byKind || (oldName !== null && pattern !== undefined && new RegExp(`^(?:${pattern})$`, 'u').test(oldName.trim()))
  );
}

function notForOf(definition: ProviderDefinition | null) {
  const { deactivate, revoke, delete: deletion } = definition?.actions ?? {};
  return (deactivate?.notFor ?? revoke?.notFor ?? deletion?.notFor)?.value;
}

function endingOf(definition: ProviderDefinition | null): EndsBy {
  const { deactivate, revoke, delete: deletion } = definition?.actions ?? {};
  if (deactivate !== undefined) return 'deactivate';
  if (revoke !== undefined) return 'revoke';
  return deletion === undefined ? null : 'delete';
}
