import { json } from './reply.ts';
import { Router } from './router.ts';
import { type Simulator, startServer } from './server.ts';

/** Another origin, where redirects of a fault lead: takes whatever comes and remembers whether credentials came along. */
export function startElsewhere(): Promise<Simulator<null>> {
  return startServer(new Router(() => json([])), null, {});
}
