import type { Clock } from '../frame/clock.ts';
import { html, type Markup } from '../frame/html.ts';
import { MadeUp } from '../frame/made-up.ts';
import { type Reply, xml } from '../frame/reply.ts';
import { form, type SimulatorRequest } from '../frame/request.ts';
import { Router } from '../frame/router.ts';
import { type Simulator, type SimulatorOptions, startServer } from '../frame/server.ts';
import { readSignature } from './aws-signature.ts';

export interface AwsAccessKey {
  readonly userName: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly createdAtMs: number;
  status: 'Active' | 'Inactive' | 'Expired';
  lastUsed: { readonly atMs: number; readonly service: string; readonly region: string } | null;
}

const NAMESPACE = 'https://iam.amazonaws.com/doc/2010-05-08/';

/** The users' access keys of one AWS account. */
export class AwsIam {
  readonly keys: AwsAccessKey[] = [];
  /** How many keys a user may have; AWS says only that there is a limit. */
  keysPerUser = 2;
  /** Answers with this code until it is taken back, as AWS does under load. */
  throttledWith: 'Throttling' | 'RequestLimitExceeded' | null = null;
  readonly #madeUp = new MadeUp('aws-iam');
  readonly #now: Clock;

  constructor(now: Clock) {
    this.#now = now;
  }

  add(
    userName: string,
    options: Partial<Pick<AwsAccessKey, 'createdAtMs' | 'status' | 'lastUsed'>> = {},
  ): AwsAccessKey {
    const key: AwsAccessKey = {
      userName,
      accessKeyId: `AKIA${this.#madeUp.upper(16)}`,
      secretAccessKey: this.#madeUp.base62(40),
      createdAtMs: this.#now(),
      status: 'Active',
      lastUsed: null,
      ...options,
    };
    this.keys.push(key);
    return key;
  }
}

/** IAM's query protocol: a form with an Action comes in, XML goes out, signed with Signature Version 4. */
export function startAwsIam(options: SimulatorOptions = {}): Promise<Simulator<AwsIam>> {
  const state = new AwsIam(options.now ?? Date.now);
  const router = new Router(() => failure(404, 'InvalidAction', 'There is nothing here.'));
  router.on('POST', '/', (request) => {
    const signed = readSignature(request);
    const caller = state.keys.find(({ accessKeyId }) => accessKeyId === signed?.accessKeyId);
    if (signed === null || signed.service !== 'iam')
      return failure(403, 'MissingAuthenticationToken', 'Request is missing Authentication Token');
    if (caller === undefined || caller.status !== 'Active' || request.sessionExpired) {
      return failure(403, 'InvalidClientTokenId', 'The security token included in the request is invalid.');
    }
    if (!signed.matches(caller.secretAccessKey)) {
      return failure(
        403,
        'SignatureDoesNotMatch',
        'The request signature we calculated does not match the signature you provided.',
      );
    }
    if (state.throttledWith === 'RequestLimitExceeded') return failure(503, 'RequestLimitExceeded', 'Rate exceeded');
    if (state.throttledWith === 'Throttling') return failure(400, 'Throttling', 'Rate exceeded');
    return act(state, request, caller);
  });
  return startServer(router, state, options);
}

function act(state: AwsIam, request: SimulatorRequest, caller: AwsAccessKey): Reply {
  const fields = form(request);
  const action = fields.get('Action') ?? '';
  const userName = fields.get('UserName') ?? caller.userName;
  switch (action) {
    case 'ListAccessKeys':
      return listed(state, request, userName);
    case 'GetAccessKeyLastUsed': {
      const key = state.keys.find(({ accessKeyId }) => accessKeyId === fields.get('AccessKeyId'));
      return key === undefined ? noSuchEntity() : result(action, lastUsed(key));
    }
    case 'CreateAccessKey': {
      const own = state.keys.filter((key) => key.userName === userName);
      if (own.length === 0) return noSuchEntity();
      if (own.length >= state.keysPerUser)
        return failure(409, 'LimitExceeded', 'Cannot exceed quota for AccessKeysPerUser');
      const key = state.add(userName);
      return result(
        action,
        html`<AccessKey>${metadata(key)}<SecretAccessKey>${key.secretAccessKey}</SecretAccessKey></AccessKey>`,
      );
    }
    case 'UpdateAccessKey':
    case 'DeleteAccessKey': {
      const key = state.keys.find((own) => own.userName === userName && own.accessKeyId === fields.get('AccessKeyId'));
      if (key === undefined) return noSuchEntity();
      if (action === 'DeleteAccessKey') state.keys.splice(state.keys.indexOf(key), 1);
      else key.status = fields.get('Status') === 'Active' ? 'Active' : 'Inactive';
      return result(action, null);
    }
    default:
      return failure(400, 'InvalidAction', `Could not find operation ${action}`);
  }
}

function listed(state: AwsIam, request: SimulatorRequest, userName: string): Reply {
  const fields = form(request);
  const all = state.keys.filter((key) => key.userName === userName);
  if (all.length === 0) return noSuchEntity();
  const size = Math.min(Math.max(Number(fields.get('MaxItems') ?? 100), 1), 1000);
  const start = request.endlessPages ? 0 : Number(fields.get('Marker') ?? 0);
  const truncated = request.endlessPages || start + size < all.length;
  return result(
    'ListAccessKeys',
    html`<UserName>${userName}</UserName><AccessKeyMetadata>${all
      .slice(start, start + size)
      .map(
        (key) => html`<member>${metadata(key)}</member>`,
      )}</AccessKeyMetadata><IsTruncated>${String(truncated)}</IsTruncated>${
      truncated ? html`<Marker>${start + size}</Marker>` : null
    }`,
  );
}

function metadata(key: AwsAccessKey): Markup {
  return html`<UserName>${key.userName}</UserName><AccessKeyId>${key.accessKeyId}</AccessKeyId><Status>${key.status}</Status><CreateDate>${isoSecond(key.createdAtMs)}</CreateDate>`;
}

function lastUsed({ userName, lastUsed: last }: AwsAccessKey): Markup {
  const when = last === null ? null : html`<LastUsedDate>${isoSecond(last.atMs)}</LastUsedDate>`;
  return html`<UserName>${userName}</UserName><AccessKeyLastUsed>${when}<ServiceName>${last?.service ?? 'N/A'}</ServiceName><Region>${last?.region ?? 'N/A'}</Region></AccessKeyLastUsed>`;
}

function result(action: string, content: Markup | null): Reply {
  const [response, inner] = [`${action}Response`, `${action}Result`];
  const body = content === null ? '' : `<${inner}>${content.html}</${inner}>`;
  return xml(
    `<${response} xmlns="${NAMESPACE}">${body}<ResponseMetadata><RequestId>made-up</RequestId></ResponseMetadata></${response}>`,
  );
}

function noSuchEntity(): Reply {
  return failure(404, 'NoSuchEntity', 'There is no such user or access key.');
}

function failure(status: number, code: string, message: string): Reply {
  const error = html`<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`;
  return xml(`<ErrorResponse xmlns="${NAMESPACE}">${error.html}<RequestId>made-up</RequestId></ErrorResponse>`, {
    status,
  });
}

function isoSecond(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+/, '');
}
