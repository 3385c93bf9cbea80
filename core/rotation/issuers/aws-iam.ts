import { z } from 'zod';
import { invalidAnswer, ProviderError } from '../../http/provider-error.ts';
import { isoDate } from '../../sync/draft-fields.ts';
import { innerXml, xmlText } from '../../sync/xml.ts';
import type { Issuer, IssuerContext, KeyAction, WriteRequest } from '../issuer.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference, version 2010-05-08: forms in, XML out. */
const VERSION = '2010-05-08';
const MOST_PAGES = 20;

type AccessKey = { readonly id: string; readonly status: string; readonly created: string };
const known = z.object({ ids: z.array(z.string()), userName: z.string() });

function settingStatus(status: 'Active' | 'Inactive'): KeyAction {
  return {
    request: async (context, id) =>
      form('UpdateAccessKey', { AccessKeyId: id, Status: status, UserName: await userOf(context, id) }),
    isDone: async (context, id) => {
      const now = (await listed(context)).keys.find((key) => key.id === id)?.status;
      // Gone is ended as well.
      return status === 'Active' ? now === 'Active' : now !== 'Active';
    },
  };
}

const deletion: KeyAction = {
  request: async (context, id) => form('DeleteAccessKey', { AccessKeyId: id, UserName: await userOf(context, id) }),
  isDone: async (context, id) => !(await listed(context)).keys.some((key) => key.id === id),
};

export const awsIam: Issuer = {
  makes: {
    how: 'beside',
    before: async (context) => {
      const { keys, userName } = await listed(context);
      return { ids: keys.map(({ id }) => id), userName } satisfies z.output<typeof known>;
    },
    request: (_, before) => form('CreateAccessKey', { UserName: known.parse(before).userName }),
    read: ({ client }, text) => {
      const [pair = ''] = innerXml(text, 'AccessKey');
      const id = xmlText(pair, 'AccessKeyId');
      const value = xmlText(pair, 'SecretAccessKey');
      if (id === null || value === null) {
        throw invalidAnswer('unexpected-shape', `The answer of ${client.host} is not what it documents.`);
      }
      return { value, identifier: id, remoteId: id, expires: null };
    },
    // Keys have no names: only a person knows whether somebody else made one in the meantime.
    lookUp: async (context, before) => {
      const { ids } = known.parse(before);
      const fresh = (await listed(context)).keys.filter(({ id }) => !ids.includes(id));
      const [only, ...others] = fresh;
      if (only === undefined) return { what: 'not-taken' };
      if (others.length > 0) {
        return { what: 'unknown', words: `Several keys appeared meanwhile: ${fresh.map(({ id }) => id).join(', ')}.` };
      }
      return {
        what: 'taken',
        remoteId: only.id,
        ours: false,
        words: `A key ${only.id} appeared (${only.created}). Unless somebody else made it, it is ours and its secret is lost.`,
      };
    },
    orphan: 'delete',
    discard: deletion,
    tooMany: async (context) => {
      const { keys } = await listed(context);
      return `The user has as many access keys as AWS allows: ${keys.map(({ id, status }) => `${id} (${status})`).join(', ')}. Delete the one that nothing uses, and try again.`;
    },
  },
  end: { ...settingStatus('Inactive'), undo: settingStatus('Active') },
  remove: deletion,
  lastUsed: async (context, id) => {
    const xml = await ask(context, 'GetAccessKeyLastUsed', { AccessKeyId: id });
    const date = xmlText(xml, 'LastUsedDate');
    return date === null ? 'never' : isoDate(date).at;
  },
};

function form(action: string, fields: Readonly<Record<string, string>>): WriteRequest {
  const given = Object.entries(fields).filter(([, value]) => value !== '');
  const text = new URLSearchParams({ Action: action, Version: VERSION, ...Object.fromEntries(given) }).toString();
  return { method: 'POST', path: '/', body: { contentType: 'application/x-www-form-urlencoded; charset=utf-8', text } };
}

/** Looking is a POST here as well. */
async function ask(
  { client }: IssuerContext,
  action: string,
  fields: Readonly<Record<string, string>>,
): Promise<string> {
  const { body, path } = form(action, fields);
  const answer = await client.ask(client.address(path), { method: 'POST', ...(body === undefined ? {} : { body }) });
  if (!/^\s*(?:<\?xml[^>]*>\s*)?<\w+Response[\s>]/.test(answer.text)) {
    throw invalidAnswer('not-xml', `The answer of ${client.host} is not the XML that was due.`);
  }
  return answer.text;
}

async function userOf(context: IssuerContext, id: string): Promise<string> {
  const own = context.parameters['userName'] ?? '';
  if (own !== '') return own;
  try {
    return xmlText(await ask(context, 'GetAccessKeyLastUsed', { AccessKeyId: id }), 'UserName') ?? '';
  } catch (error) {
    if (error instanceof ProviderError && error.code === 'provider-listing-missing') return '';
    throw error;
  }
}

/** The keys of the user that the old one belongs to. */
async function listed(context: IssuerContext): Promise<{ keys: AccessKey[]; userName: string }> {
  const userName = await userOf(context, context.old.remoteId);
  const keys: AccessKey[] = [];
  let marker: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const xml: string = await ask(context, 'ListAccessKeys', {
      UserName: userName,
      ...(marker === null ? {} : { Marker: marker }),
    });
    for (const member of innerXml(xml, 'AccessKeyMetadata').flatMap((list) => innerXml(list, 'member'))) {
      keys.push({
        id: xmlText(member, 'AccessKeyId') ?? '',
        status: xmlText(member, 'Status') ?? '',
        created: xmlText(member, 'CreateDate') ?? '',
      });
    }
    marker = xmlText(xml, 'IsTruncated') === 'true' ? xmlText(xml, 'Marker') : null;
    if (marker === null) return { keys, userName };
  }
  throw invalidAnswer('endless-pages', `The list of ${context.client.host} does not end.`);
}
