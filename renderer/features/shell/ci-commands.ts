import { type Command, registerCommands } from '../../commands/registry.ts';
import { openDialog } from '../../dialogs.ts';
import { behindIn, useCi } from '../../stores/ci.ts';
import { showCi, showPlacements } from '../../stores/ci-view.ts';
import { useNavigation } from '../../stores/navigation.ts';

const someTargets = (): boolean => (useCi.getState().targets ?? []).length > 0;

/** What can be asked of CI targets on every screen. */
export const ciCommands: readonly Command[] = [
  {
    id: 'ci.push-behind',
    title: 'Push all that are behind…',
    section: 'CI',
    keywords: 'update current stale placements targets',
    when: () => behindIn(useCi.getState().targets ?? []) > 0,
    run: () => openDialog({ kind: 'push-behind' }),
  },
  {
    id: 'ci.push',
    title: 'Push keys to CI…',
    section: 'CI',
    keywords: 'place secrets targets send',
    when: someTargets,
    run: () => {
      const { environmentId } = useNavigation.getState();
      openDialog({ kind: 'push', ...(environmentId === null ? {} : { environmentId }) });
    },
  },
  {
    id: 'ci.check',
    title: 'Check all CI targets',
    section: 'CI',
    keywords: 'refresh status drift placements look',
    when: someTargets,
    run: async () => {
      const { checkTargets } = await import('../ci/ci-actions.ts');
      await checkTargets();
    },
  },
  {
    id: 'ci.add-target',
    title: 'Add CI target…',
    section: 'CI',
    keywords: 'new github gitlab circleci jenkins bitbucket vercel netlify repository secrets',
    run: () => openDialog({ kind: 'add-ci-target' }),
  },
  {
    id: 'ci.placements',
    title: 'Placements',
    section: 'CI',
    keywords: 'copies behind missing changed elsewhere',
    run: () => showPlacements('all'),
  },
  {
    id: 'ci.pushes',
    title: 'Past pushes',
    section: 'CI',
    keywords: 'receipts history undo put back resume',
    run: () => showCi({ at: 'pushes' }),
  },
];

/** Offers every target by its name, as they come and go; the returned function ends it. */
export function offerTargets(): () => void {
  let known = '';
  let withdraw = (): void => undefined;
  const offer = (): void => {
    const targets = useCi.getState().targets ?? [];
    const now = JSON.stringify(targets.map(({ target: { id, name } }) => [id, name]));
    // A running push changes the store many times a second, and the names hardly ever.
    if (now === known) return;
    known = now;
    withdraw();
    withdraw = registerCommands(
      targets.map(({ target: { id, name, place, placeText } }) => ({
        id: `go.ci-target.${id}`,
        title: `CI target ${name}`,
        section: 'Go to',
        keywords: `${place.system} ${placeText}`,
        run: () => showCi({ at: 'target', targetId: id }),
      })),
    );
  };
  offer();
  const end = useCi.subscribe(offer);
  return () => {
    end();
    withdraw();
  };
}
