import { type Command, registerCommands } from '../../commands/registry.ts';
import { openDialog } from '../../dialogs.ts';
import { useConnections } from '../../stores/connections.ts';
import { showProviders } from '../../stores/providers-view.ts';

/** What can be asked of providers on every screen. */
export const providerCommands: readonly Command[] = [
  {
    id: 'providers.sync-all',
    title: 'Sync all connections',
    section: 'Providers',
    keywords: 'refresh fetch remote keys',
    when: () => (useConnections.getState().connections ?? []).length > 0,
    run: async () => {
      const { syncAll } = await import('../providers/connection-actions.ts');
      await syncAll();
    },
  },
  {
    id: 'providers.add',
    title: 'Add connection…',
    section: 'Providers',
    keywords: 'connect provider account',
    run: () => openDialog({ kind: 'add-connection' }),
  },
  {
    id: 'providers.catalogue',
    title: 'Catalogue of providers',
    section: 'Providers',
    keywords: 'search documentation formats limits',
    run: () => showProviders({ at: 'catalogue' }),
  },
];

/** Offers every connection by its name, as they come and go; the returned function ends it. */
export function offerConnections(): () => void {
  let known = '';
  let withdraw = (): void => undefined;
  const offer = (): void => {
    const connections = useConnections.getState().connections ?? [];
    const now = JSON.stringify(connections.map(({ connection: { id, name } }) => [id, name]));
    // A running sync changes the store many times a second, and the names hardly ever.
    if (now === known) return;
    known = now;
    withdraw();
    withdraw = registerCommands(
      connections.map(({ connection: { id, name, provider } }) => ({
        id: `go.connection.${id}`,
        title: `Connection ${name}`,
        section: 'Go to',
        keywords: provider,
        run: () => showProviders({ at: 'connection', connectionId: id }),
      })),
    );
  };
  offer();
  const end = useConnections.subscribe(offer);
  return () => {
    end();
    withdraw();
  };
}
