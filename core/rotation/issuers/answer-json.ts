import { invalidAnswer } from '../../http/provider-error.ts';

/** The JSON of an answer that was kept as text. @throws ProviderError without anything of the text */
export function answerJson(text: string, host: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw invalidAnswer('not-json', `The answer of ${host} is no whole JSON.`);
  }
}
