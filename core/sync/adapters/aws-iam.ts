import type { RemoteKeyDraft } from '#shared/domain/remote-key.ts';
import { invalidAnswer } from '../../http/provider-error.ts';
import type { Adapter, ListContext, ListedPage } from '../adapter.ts';
import { draftOf, isoDate, kindOf, maybe, statusOf } from '../draft-fields.ts';
import { inTurns } from '../in-turns.ts';
import { innerXml, xmlText } from '../xml.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference, version 2010-05-08: forms in, XML out. */
const VERSION = '2010-05-08';
const MOST_PAGES = 100;

export const awsIam: Adapter = (context) => listing(context);

async function* listing(context: ListContext): AsyncGenerator<ListedPage> {
  const { client, parameters } = context;
  const userName = parameters['userName'] ?? '';
  let marker: string | null = null;
  const markers = new Set<string>();
  for (let page = 1; ; page += 1) {
    const xml = await act(context, 'ListAccessKeys', {
      MaxItems: '1000',
      ...(userName === '' ? {} : { UserName: userName }),
      ...(marker === null ? {} : { Marker: marker }),
    });
    const members = innerXml(xml, 'AccessKeyMetadata').flatMap((list) => innerXml(list, 'member'));
    const drafts = await inTurns(members, client.gate.concurrent, (member) => draft(context, member));
    yield { drafts, page, pages: null };
    if (xmlText(xml, 'IsTruncated') !== 'true') return;
    marker = xmlText(xml, 'Marker');
    if (marker === null || markers.has(marker) || page === MOST_PAGES) {
      throw invalidAnswer('repeated-page', `The list of ${client.host} leads back to a page that was read already.`);
    }
    markers.add(marker);
  }
}

/** The last use is asked for key by key. */
async function draft(context: ListContext, member: string): Promise<RemoteKeyDraft> {
  const { client, definition } = context;
  const id = xmlText(member, 'AccessKeyId');
  if (id === null || !/^\w{16,128}$/.test(id)) {
    throw invalidAnswer('unexpected-shape', `The answer of ${client.host} is not what it documents.`);
  }
  const used = await act(context, 'GetAccessKeyLastUsed', { AccessKeyId: id });
  return draftOf({
    remoteId: id,
    name: id,
    // The id is no secret: it is what a stored key is known by.
    prefix: id.slice(0, 20),
    kind: kindOf(definition, 'iam-access-key-id'),
    ...statusOf(definition, xmlText(member, 'Status') ?? ''),
    created: maybe(xmlText(member, 'CreateDate'), isoDate, null),
    createdBy: xmlText(member, 'UserName'),
    lastUsed: maybe(xmlText(used, 'LastUsedDate'), isoDate, 'never'),
  });
}

async function act({ client }: ListContext, action: string, fields: Record<string, string>): Promise<string> {
  const form = new URLSearchParams({ Action: action, Version: VERSION, ...fields });
  const answer = await client.ask(client.address('/'), {
    method: 'POST',
    body: { contentType: 'application/x-www-form-urlencoded; charset=utf-8', text: form.toString() },
  });
  if (!/^\s*(?:<\?xml[^>]*>\s*)?<\w+Response[\s>]/.test(answer.text)) {
    throw invalidAnswer('not-xml', `The answer of ${client.host} is not the XML that was due.`);
  }
  return answer.text;
}
