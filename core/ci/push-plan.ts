import type { PushStep, RemoteSecret, ValueEncoding } from '#shared/domain/ci.ts';

/** One step of a plan, with what carrying it out is held to. */
export type PlannedStep = PushStep & {
  readonly keyName: string;
  readonly targetName: string;
  /** The environment whose protection counts. */
  readonly keyEnvironmentId: string;
  /** What the target had under that name when it was looked at; null: nothing. */
  readonly known: RemoteSecret | null;
  /** The version of ours that was there by our knowledge; null: none of ours. */
  readonly previousVersionId: string | null;
  readonly encoding: ValueEncoding;
  readonly previousEncoding: ValueEncoding;
};

/** What a push would do. Made by looking only; it is carried out exactly as it is, or not at all. */
export type PushPlan = {
  readonly steps: readonly PlannedStep[];
  /** The receipt that it takes back. */
  readonly undoes: string | null;
  /** When the targets were looked at, in milliseconds since 1970. */
  readonly lookedAt: number;
};

/** Whether a step writes. */
export function writes({ action }: Pick<PushStep, 'action'>): boolean {
  return action === 'create' || action === 'replace';
}
