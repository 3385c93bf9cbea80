// A GitHub with repositories, a token for each, that takes its time over each answer, in a process of its own: what it
// computes and keeps is none of ours. Says over the channel to its parent where it is, and ends with it.
//
//   github-worker.ts REPOSITORIES DELAY_MS
import { startGitHubCi } from '../simulators/ci/github.ts';

const [repositories = '', delayMs = ''] = process.argv.slice(2);
const github = await startGitHubCi();
const { state, requests } = github;
const places = Array.from({ length: Number(repositories) }, (_, index) => {
  const name = `repository-${index}`;
  const { keyId, publicKey } = state.addRepository(`acme/${name}`).actions;
  // One each: GitHub counts writes by token, and its limit is not what is measured.
  return { name, token: state.addToken().value, keyId, publicKey };
});
github.faults.add({ kind: 'slow', delayMs: Number(delayMs) });
process.once('disconnect', () => process.exit());
process.on('message', () => {
  process.send?.(requests.entries.map(({ method, path, query }) => `${method} ${path}${query}`));
  requests.clear();
});
process.send?.({ url: github.url, places });
