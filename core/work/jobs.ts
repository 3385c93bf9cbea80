import type { ReadRequest, RepositoryReading, ScanStep } from '../scan/read-repository.ts';

/** What workers do: of each job what it is given, what it tells meanwhile, and what it answers. All of it can be cloned. */
export type Jobs = {
  readonly 'read-repository': {
    readonly request: ReadRequest;
    readonly progress: ScanStep;
    readonly answer: RepositoryReading;
  };
};

export type ToWorker = { [J in keyof Jobs]: { readonly job: J; readonly request: Jobs[J]['request'] } }[keyof Jobs];

export type FromWorker<J extends keyof Jobs = keyof Jobs> =
  | { readonly kind: 'alive' }
  | { readonly kind: 'progress'; readonly progress: Jobs[J]['progress'] }
  | { readonly kind: 'answer'; readonly answer: Jobs[J]['answer'] }
  | { readonly kind: 'cancelled' }
  /** `name` of the error alone: a message can quote what was read. */
  | { readonly kind: 'failed'; readonly name: string };
