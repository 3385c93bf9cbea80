import { z } from 'zod';
import { ownPolicy, policy, policyScope, policySource } from '../domain/policy.ts';
import { procedure } from './procedure.ts';
import { undoable } from './undoable.ts';

const notThere = ['environment-not-found', 'provider-not-found', 'key-not-found'] as const;

const sources = z.record(z.enum(Object.keys(policy.shape) as (keyof typeof policy.shape)[]), policySource);
/** A policy as it is in force at a place, and where each of its fields was said. */
const inForce = z.strictObject({
  own: ownPolicy,
  inForce: policy,
  from: sources,
  /** What would be in force if the place itself said nothing. */
  inherited: policy,
  inheritedFrom: sources,
});

export const policies = {
  /**
   * What holds at a place: for an environment its own over everything's over the default; for a key all of them. Of
   * everything and of a provider it shows what holds where nothing else is said, in a staging environment.
   */
  get: procedure({
    request: z.strictObject({ scope: policyScope }),
    response: inForce,
    errors: ['vault-locked', ...notThere],
  }),
  /** Every place that says something of its own. */
  list: procedure({
    request: z.strictObject({}),
    response: z.strictObject({ policies: z.array(z.strictObject({ scope: policyScope, own: ownPolicy })) }),
    errors: ['vault-locked'],
  }),
  /** Replaces what a place says; a field that is left out is inherited from then on. */
  set: procedure({
    request: z.strictObject({ scope: policyScope, own: ownPolicy }),
    response: undoable,
    errors: ['vault-locked', 'duration-invalid', ...notThere],
  }),
};
