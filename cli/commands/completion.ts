import { success } from '#shared/contract/result.ts';
import { usage } from '../arguments.ts';
import { type CommandSpec, defineCommand } from '../command.ts';
import { SCRIPTS } from '../completion-scripts.ts';

const SHELLS = Object.keys(SCRIPTS);

const spec = {
  name: 'completion',
  usage: ['completion bash|zsh|fish|powershell'],
  about: `Prints a script that makes a shell complete commands, options, projects, environments and key names. Names are
completed only where the vault opens without a question.`,
  options: {},
  words: { min: 1, max: 1 },
  completes: SHELLS,
  examples: [
    ['keyrail completion bash > ~/.local/share/bash-completion/completions/keyrail', 'bash'],
    ['keyrail completion zsh > ~/.zfunc/_keyrail', 'zsh'],
    ['keyrail completion fish > ~/.config/fish/completions/keyrail.fish', 'fish'],
    ['keyrail completion powershell | Out-String | Invoke-Expression', 'PowerShell, in $PROFILE'],
  ],
} satisfies CommandSpec;

export const command = defineCommand(spec, async ({ words: [shell = ''] }, context) => {
  const script = Object.hasOwn(SCRIPTS, shell.toLowerCase()) ? SCRIPTS[shell.toLowerCase()] : undefined;
  if (script === undefined) return usage(spec, `There are scripts for ${SHELLS.join(', ')}.`);
  context.output.write(script);
  return success(0);
});
