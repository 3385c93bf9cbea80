import type { Contract } from '#shared/contract/index.ts';
import type { RequestOf } from '#shared/contract/procedure.ts';

/** What is to be looked at, as `pushes.preview` takes it. */
export type PushQuestion = RequestOf<Contract['pushes']['preview']>;
