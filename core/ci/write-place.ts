import type { CiPlace } from '#shared/domain/ci.ts';
import type { PlaceChoices } from './read-place.ts';

/** A place as a person writes it. */
export type WrittenPlace = { readonly text: string; readonly choices: PlaceChoices };

/** Writes a place down so that `readPlace` gives exactly it again; what is the default is left out. */
export function writePlace(place: CiPlace): WrittenPlace {
  switch (place.system) {
    case 'github': {
      const { owner, repository, environment, visibility } = place;
      const family = place.family === 'dependabot' ? { dependabot: true } : {};
      if (repository === null) {
        return { text: owner, choices: { org: true, ...(visibility === null ? {} : { visibility }), ...family } };
      }
      return {
        text: behindHost('github.com', `${owner}/${keepingGit(repository)}`),
        choices: { ...(environment === null ? {} : { environment }), ...family },
      };
    }
    case 'gitlab': {
      const { kind, path, environmentScope, masked, hidden, protected: isProtected } = place;
      return {
        text: path.split('/').map(keepingGit).join('/'),
        choices: {
          ...(kind === 'group' ? { group: true } : {}),
          ...(environmentScope === '*' ? {} : { scope: environmentScope }),
          ...(masked ? {} : { masked }),
          ...(hidden ? { hidden } : {}),
          ...(isProtected ? { protected: true } : {}),
        },
      };
    }
    case 'circleci':
      return { text: place.slug, choices: place.context === null ? {} : { context: place.context } };
    case 'jenkins': {
      // Spaces at the ends of what is typed are cut off, and a folder's name may begin or end with one.
      const { folder } = place;
      return { text: folder === folder.trim() ? folder : `/${folder}/`, choices: {} };
    }
    case 'bitbucket': {
      const { workspace, repository, environment } = place;
      return {
        text: behindHost('bitbucket.org', repository === null ? workspace : `${workspace}/${repository}`),
        choices: environment === null ? {} : { environment },
      };
    }
    case 'vercel':
      return {
        text: place.project,
        choices: {
          environment: place.targets.join(','),
          ...(place.team === null ? {} : { team: place.team }),
          ...(place.gitBranch === null ? {} : { branch: place.gitBranch }),
        },
      };
    case 'netlify':
      return {
        text: place.site === null ? place.account : `${place.account}/${place.site}`,
        choices: { scope: place.context },
      };
  }
}

/** The end of a clone address is cut off once. */
function keepingGit(name: string): string {
  return name.endsWith('.git') ? `${name}.git` : name;
}

/** An owner that is called like the host would be taken for the host. */
function behindHost(host: string, path: string): string {
  return path.toLowerCase().startsWith(`${host}/`) ? `${host}/${path}` : path;
}
