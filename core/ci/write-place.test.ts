import fc from 'fast-check';
import { expect, it } from 'vitest';
import { writtenPlace } from '#shared/contract/ci-targets.ts';
import { CI_SYSTEMS, type CiSystemId, ciPlace } from '#shared/domain/ci.ts';
import { PLACE_CHOICES, type PlaceChoices, readPlace } from './read-place.ts';
import { writePlace } from './write-place.ts';

/** Parts that have a meaning of their own somewhere, among ordinary ones. */
const part = fc.oneof(
  fc.constantFrom('acme', 'web.git', 'a.git.git', 'gh', 'bb', 'circleci', 'github', '4711', '-', '.git', ' x ', 'żółć'),
  fc.constantFrom('github.com', 'GitHub.com', 'bitbucket.org', 'vercel.com', 'www.github.com', 'https:', '{a-b}'),
  fc.stringMatching(/^[A-Za-z0-9_.-]{1,12}$/),
  fc.string({ minLength: 1, maxLength: 8 }),
);
const text = fc.oneof(
  fc.array(part, { maxLength: 4 }).map((parts) => parts.join('/')),
  fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => `https://github.com/${parts.join('/')}`),
  fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => `/${parts.join('/')}/`),
);
const word = fc.oneof(
  fc.constantFrom('production', 'preview', '*', 'all', 'review/*', 'preview,production', 'feature/login'),
  fc.stringMatching(/^[a-z0-9/_*-]{1,12}$/),
);
const CHOICES: Readonly<Record<keyof PlaceChoices, fc.Arbitrary<string | boolean>>> = {
  environment: word,
  org: fc.boolean(),
  visibility: fc.constantFrom('all', 'private', 'selected'),
  dependabot: fc.boolean(),
  group: fc.boolean(),
  scope: word,
  masked: fc.boolean(),
  hidden: fc.boolean(),
  protected: fc.boolean(),
  context: word,
  team: fc.constantFrom('acme', 'team_1'),
  branch: word,
};

it.each(CI_SYSTEMS)('%s: what is written reads back as the same place', (system: CiSystemId) => {
  const choices = fc.record(
    Object.fromEntries(PLACE_CHOICES[system].map((choice) => [choice, CHOICES[choice]])) as Record<
      string,
      fc.Arbitrary<unknown>
    >,
    { requiredKeys: [] },
  ) as fc.Arbitrary<PlaceChoices>;
  let places = 0;
  fc.assert(
    fc.property(text, choices, (typed, chosen) => {
      const read = readPlace(system, typed, chosen);
      if (!read.ok) return;
      places += 1;
      expect(ciPlace.parse(read.value)).toEqual(read.value);
      const written = writePlace(read.value);
      expect(writtenPlace.parse(written)).toEqual(written);
      expect(readPlace(system, written.text, written.choices)).toEqual(read);
    }),
    { numRuns: 15_000 },
  );
  expect(places).toBeGreaterThan(100);
});
