import { closest } from './arguments.ts';
import type { CommandSpec, OptionSpec } from './command.ts';
import { COMMANDS } from './commands.ts';

const STATUS = `Exit status:
  0  done
  1  unexpected
  2  wrong usage
  3  locked, or cannot unlock
  4  not found
  5  conflict, invalid input, or a question that was not answered with yes
  6  a provider or CI target refused or could not be reached
  7  the vault is damaged, or from a newer version
  8  something is due (only of "reminders --fail-on")
  9  a rotation waits for you (only of "rotate"; it says for what)
`;

export function generalHelp(): string {
  const names = Object.keys(COMMANDS);
  const width = Math.max(...names.map((name) => name.length));
  const commands = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return `keyrail keeps API keys per project and environment, encrypted on this machine.

Usage: keyrail COMMAND [OPTIONS]
       keyrail COMMAND --help

Commands:
${commands.join('\n')}

Values come from standard input or a hidden prompt, never from the command line.

Environment:
  KEYRAIL_HOME        the data directory (default: the platform's place for application data)
  KEYRAIL_PASSPHRASE  unlocks without asking; no program that keyrail starts gets it
  NO_COLOR            no colours

${STATUS}`;
}

export function commandHelp(spec: CommandSpec): string {
  const forms = spec.usage.map((form) => `keyrail ${form}`).join('\n       ');
  const rows = Object.entries(spec.options).map(([name, option]) => [optionForm(name, option), option.help] as const);
  rows.push(['-h, --help', 'show this help']);
  const width = Math.max(...rows.map(([form]) => form.length));
  const options = rows.map(([form, help]) => `  ${form.padEnd(width)}  ${help}`).join('\n');
  const examples = spec.examples.map(([example, what]) => `  # ${what}\n  ${example}`).join('\n');
  return `${spec.about}

Usage: ${forms}

Options:
${options}
${examples === '' ? '' : `\nExamples:\n${examples}\n`}
${STATUS}`;
}

export function unknownCommand(name: string): string {
  // Whatever was typed in a command's place may be a secret that was pasted there.
  const close = /^[a-z-]{1,20}$/.test(name) ? closest(name, Object.keys(COMMANDS)) : null;
  const hint = close === null ? '' : ` Did you mean "${close}"?`;
  return `There is no such command.${hint}\n"keyrail --help" lists the commands.`;
}

function optionForm(name: string, option: OptionSpec): string {
  const short = option.short === undefined ? '    ' : `-${option.short}, `;
  return `${short}--${name}${option.type === 'flag' ? '' : ` ${option.value ?? 'VALUE'}`}`;
}
