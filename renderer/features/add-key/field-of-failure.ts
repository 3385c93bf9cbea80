import type { Failure } from '#shared/contract/result.ts';

/** The part of a key's form that a failure is about. */
export type FailedField = 'name' | 'value' | 'environment' | 'expires' | 'rotateEvery' | 'form';

/** Where the engine's message belongs: beside the field that it is about, or over the whole form. */
export function fieldOfFailure({ code }: Failure): FailedField {
  switch (code) {
    case 'name-invalid':
    case 'name-taken':
      return 'name';
    case 'value-empty':
    case 'value-invalid':
    case 'value-too-large':
    case 'file-unreadable':
      return 'value';
    case 'project-not-found':
    case 'environment-not-found':
      return 'environment';
    case 'date-invalid':
      return 'expires';
    case 'duration-invalid':
      return 'rotateEvery';
    default:
      return 'form';
  }
}
