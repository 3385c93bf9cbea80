import { allProviders, findProvider } from '#core/providers/catalogue.ts';
import { failure, success } from '#shared/contract/result.ts';
import { type DescribedFact, describeProvider, unknownFacts } from '#shared/domain/describe-provider.ts';
import type { ProviderDefinition } from '#shared/domain/provider.ts';
import type { FactReference, FactSource } from '#shared/domain/provider-fact.ts';
import { type CommandSpec, defineCommand, JSON_OUTPUT } from '../command.ts';
import type { Context } from '../context.ts';
import { type Output, writeJson } from '../output.ts';
import { type Column, writeFacts, writeTable } from '../table.ts';

const spec = {
  name: 'providers',
  usage: ['providers [--json]', 'providers ID [--json]'],
  about: `Lists the providers that Keyrail knows, or shows everything that is known of one: how its keys look, what they may
do, what it limits, and how they are replaced, each with its source. What no source says is shown as unknown. It needs
no vault.`,
  options: { json: JSON_OUTPUT },
  words: { min: 0, max: 1 },
  examples: [
    ['keyrail providers', 'what Keyrail knows'],
    ['keyrail providers norrix', 'one provider, with sources'],
    ['keyrail providers --json | jq -r ".providers[].id"', 'for scripts'],
  ],
} as const satisfies CommandSpec;

export const command = defineCommand(spec, async ({ words: [id], options }, context) => {
  if (id === undefined) {
    list(context, options.json);
    return success(0);
  }
  const definition = findProvider(id.toLowerCase());
  if (definition === null) {
    return failure('provider-not-found', 'There is no provider of this id. "keyrail providers" lists them.');
  }
  if (options.json) writeJson(context.output, { provider: definition, unknown: unknownFacts(definition) });
  else show(context.output, definition);
  return success(0);
});

function list({ output }: Context, json: boolean): void {
  const providers = allProviders().map((definition) => ({
    id: definition.id,
    name: definition.name.value,
    ways: definition.sync.ways,
    defaultVariable: definition.defaultVariable?.value ?? null,
  }));
  if (json) {
    writeJson(output, { providers });
    return;
  }
  const columns: Column<(typeof providers)[number]>[] = [
    { title: 'ID', text: ({ id }) => id },
    { title: 'NAME', text: ({ name }) => name, gives: 2 },
    { title: 'SYNC', text: ({ ways }) => ways.join(', '), gives: 1 },
    { title: 'VARIABLE', text: ({ defaultVariable }) => defaultVariable ?? 'unknown', gives: 3 },
  ];
  writeTable(output, columns, providers);
}

function show(output: Output, definition: ProviderDefinition): void {
  for (const [index, { title, facts }] of describeProvider(definition).entries()) {
    output.write(`${index === 0 ? '' : '\n'}${title}\n`);
    writeFacts(
      output,
      facts.map((fact) => [`  ${fact.label}`, factText(fact)] as const),
    );
  }
  output.write('\nSources\n');
  writeFacts(
    output,
    Object.entries(definition.sources).map(([name, source]) => [`  ${name}`, sourceText(source)] as const),
  );
}

function factText({ text, from }: DescribedFact): string {
  return [text ?? 'unknown', ...from.map((reference) => `  source: ${referenceText(reference)}`)].join('\n');
}

function referenceText({ source, quote, at }: FactReference): string {
  const place = at === undefined ? '' : ` ${at}`;
  return `${source}${place}${quote === undefined ? '' : `, "${quote}"`}`;
}

function sourceText(source: FactSource): string {
  switch (source.kind) {
    case 'document':
      return [source.title, source.file, ...(source.url === undefined ? [] : [source.url])].join('\n');
    case 'facts':
      return [`${source.title} (${source.file})`, ...source.published].join('\n');
    case 'page':
      return `${source.title}\n${source.url}, read on ${source.readOn}`;
    case 'convention':
      return source.title;
  }
}
