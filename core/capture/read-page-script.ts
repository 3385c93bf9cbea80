import { DASHBOARD_LIMITS } from './page-reading.ts';
import { readPage } from './read-page.ts';

/** The script that reads the document of the page in whose isolated world it is evaluated. Its value is JSON. */
export function readPageScript(): string {
  return `(${String(readPage)})(document, ${JSON.stringify(DASHBOARD_LIMITS)})`;
}
