import type { ProviderDefinition } from '#shared/domain/provider.ts';
import type { PersonTask, RotationMode, RotationStepKind, RotationStrategy } from '#shared/domain/rotation.ts';
import type { EndsBy, RotationFacts } from './rotation-rows.ts';

/** What the words of a step are made of. */
export type Wording = {
  readonly definition: ProviderDefinition | null;
  readonly keyName: string;
  readonly facts: Pick<RotationFacts, 'providerName' | 'oldName' | 'endsBy' | 'oldEnded'>;
};

const ENDING: Readonly<Record<Exclude<EndsBy, null>, string>> = {
  revoke: 'Revoke',
  deactivate: 'Deactivate',
  delete: 'Delete',
  regenerate: 'Replace',
};

/** A step in a few words. */
export function titleOf(kind: RotationStepKind, { facts }: Pick<Wording, 'facts'>): string {
  switch (kind) {
    case 'create':
      return 'Create the replacement';
    case 'regenerate':
      return 'Have the value replaced';
    case 'store':
      return 'Store the new value';
    case 'place':
      return 'Place it where the old one was';
    case 'check':
      return 'Check that it works';
    case 'end':
      return `${facts.endsBy === null ? 'End' : ENDING[facts.endsBy]} the old key`;
    case 'support':
      return 'Have support end the old key';
    case 'confirm':
      return 'Confirm that nothing uses the old one';
    case 'remove':
      return 'Remove the old key there';
    case 'retire':
      return 'Retire the old value';
  }
}

/** The old key as a person knows it: by its name at the provider, else by the vault's. */
export function oldKeyText({ keyName, facts }: Wording): string {
  return facts.oldName === null ? `the old key of ${keyName}` : `"${facts.oldName}"`;
}

/** How a new key may be called: 'Give it a name, such as "Jenkins".'; '' where its provider does not say. */
function namingText(definition: ProviderDefinition | null): string {
  const rule = definition?.naming?.value.words;
  if (rule === undefined) return '';
  return /^an? /.test(rule) ? ` Give it ${rule}.` : ` Its name: ${rule}.`;
}

const IN_THE_LOG: Readonly<Record<RotationStrategy, string>> = {
  overlap: 'with a new key beside the old one',
  regenerate: 'by ending the old key first',
  'replace-then-delete': 'with a new key, after which the old one is deleted',
  'cannot-deactivate': 'with a new key, as the old one cannot be ended',
  automatic: 'through the API of its provider',
};

/** How a rotation goes about it, for the activity: "began to rotate NAME, with a new key beside the old one". */
export function wayOf(strategy: RotationStrategy, mode: RotationMode): string {
  return `${IN_THE_LOG[strategy]}${mode === 'leaked' ? ', because the value leaked' : ''}`;
}

/** What a person has to do at a step that Keyrail cannot do. */
export function taskOf(kind: RotationStepKind, wording: Wording): PersonTask {
  const { definition, facts } = wording;
  const { links, actions } = definition ?? {};
  const url = links?.keysPage?.value ?? links?.dashboard?.value ?? null;
  const path = links?.keysPath?.value.join(' → ');
  const where = path === undefined ? `At ${facts.providerName}` : `At ${facts.providerName}, open ${path}`;
  const old = oldKeyText(wording);
  switch (kind) {
    case 'create': {
      const button = links?.createButton?.value;
      const how = button === undefined ? 'create a new key' : `click "${button}" and create a new key`;
      // Two that stand beside each other are told apart by their names.
      const named = facts.oldEnded && sameName(definition);
      const name = facts.oldName === null ? ' as the old one' : `, "${facts.oldName}"`;
      return {
        text: `${where}: ${how}${named ? ` with the same name${name}` : ''}, with the permissions of ${old}. Then give its value here; it is often shown only once.${named ? '' : namingText(definition)}`,
        copy: named ? facts.oldName : null,
        url,
      };
    }
    case 'regenerate':
      return {
        text: `${where}: have the value of ${facts.oldName === null ? `the key in ${wording.keyName}` : old} replaced. The old value ends at that moment. Then give the new value here.`,
        copy: facts.oldName,
        url,
      };
    case 'store':
      return { text: 'Give the new value here. It is sealed at once.', copy: null, url: null };
    case 'end':
      return endTask(where, url, wording);
    case 'support': {
      const action = actions?.deactivate ?? actions?.revoke ?? actions?.delete;
      const instead = action?.notFor?.value.instead;
      return {
        text: `${facts.providerName} lets nobody end ${old} by themselves. It counts as leaked from now on${instead === undefined ? '' : `; the document says: ${instead}`}. Write to support, and say here when they ended it.`,
        copy: facts.oldName,
        url,
      };
    }
    case 'check':
      return {
        text: `No document of ${facts.providerName} names a request that checks this key. Use it once where it is used, and say here that it works.`,
        copy: null,
        url: null,
      };
    case 'confirm': {
      const told = definition?.rotation.flatMap(({ steps }) => steps?.value ?? []).find((line) => /\blog/i.test(line));
      return {
        text: `${facts.providerName} tells nothing by which it could be known that ${old} is used no more. ${told === undefined ? 'Look into the logs of what used it' : `Its document says: ${told}`}; say here that nothing uses it.`,
        copy: null,
        url: null,
      };
    }
    case 'remove':
      return { text: `${where}: remove ${old}, which is ended already.`, copy: facts.oldName, url };
    case 'place':
    case 'retire':
      return { text: '', copy: null, url: null };
  }
}

function endTask(where: string, url: string | null, wording: Wording): PersonTask {
  const { definition, facts } = wording;
  const { endsBy } = facts;
  const action = endsBy === null || endsBy === 'regenerate' ? undefined : definition?.actions[endsBy];
  const verb = endsBy === null ? 'end' : ENDING[endsBy].toLowerCase();
  const asks = action?.asks?.value;
  const typed =
    asks === 'the-name'
      ? ' It asks for the name of the key.'
      : asks === 'confirmation'
        ? ' It asks you to confirm.'
        : '';
  return {
    text: `${where}: ${verb} ${oldKeyText(wording)}.${typed} ${effectOf(endsBy, wording)}`.trim(),
    copy: asks === 'the-name' || facts.oldName !== null ? facts.oldName : null,
    url,
  };
}

/** What ending does, and whether it can be taken back, in the provider's words where it has some. */
export function effectOf(endsBy: EndsBy, { definition }: Pick<Wording, 'definition'>): string {
  const action = endsBy === null ? undefined : definition?.actions[endsBy];
  const effect = action?.effect.value;
  const first = effect === undefined ? 'What still uses it fails from then on.' : `${sentence(effect)}`;
  return `${first} ${undoOfEnd(endsBy, { definition })}`;
}

/** Whether ending the old key can be taken back, as far as the documents say. */
export function undoOfEnd(endsBy: EndsBy, { definition }: Pick<Wording, 'definition'>): string {
  const known = endsBy === null ? undefined : definition?.actions[endsBy]?.canBeUndone?.value;
  if (known === false) return 'This cannot be undone.';
  if (known === true) return 'This can be undone.';
  return 'No document says that it can be undone.';
}

/** What can be taken back of a step, before it is done. */
export function undoText(kind: RotationStepKind, automatic: boolean, wording: Wording): string {
  switch (kind) {
    case 'create':
      return automatic
        ? 'The new key can be deleted again, as long as it is not the current value.'
        : 'The new key can be deleted at the provider, by hand.';
    case 'regenerate':
      return 'Cannot be undone: the old value does not work any more.';
    case 'store':
      return 'The old value can be made the current one again, as long as the old key was not ended.';
    case 'place':
      return 'The old value can be put back where Keyrail replaced it, as long as the old key was not ended.';
    case 'end':
      return undoOfEnd(wording.facts.endsBy, wording);
    case 'support':
    case 'remove':
      return 'Cannot be undone.';
    case 'check':
    case 'confirm':
      return 'Changes nothing.';
    case 'retire':
      return 'The old value stays in the history, and can be made the previous one again.';
  }
}

/** NativeBridge: "generate a new key with the same name". */
function sameName(definition: ProviderDefinition | null): boolean {
  return (
    definition?.rotation.some(
      ({ strategy, steps }) =>
        strategy.value === 'regenerate' && steps?.value.some((line) => line.includes('same name')) === true,
    ) ?? false
  );
}

function sentence(words: string): string {
  const text = words.charAt(0).toUpperCase() + words.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
