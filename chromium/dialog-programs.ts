import type * as Electron from 'electron';
import { findProgram, runProgram } from './clipboard-tools.ts';

/** The desktop's own dialogs by a program. Each resolves with the answer, or null when it was cancelled. */
export interface DialogPrograms {
  open(options: Electron.OpenDialogOptions): Promise<string[] | null>;
  save(options: Electron.SaveDialogOptions): Promise<string | null>;
  /** Says something and waits until it has been read. */
  tell(title: string, detail: string): Promise<void>;
}

type Command = readonly [string, ...string[]];

async function answer(command: Command): Promise<string | null> {
  const { status, output } = await runProgram(command, { timeLimitMs: 0 });
  const text = output.replace(/\r?\n$/, '');
  return status === 0 && text !== '' ? text : null;
}

const lines = (text: string | null): string[] | null => (text === null ? null : text.split('\n'));

function zenity(program: string): DialogPrograms {
  const filters = (list: Electron.FileFilter[] = []): string[] =>
    list.map(
      ({ name, extensions }) =>
        `--file-filter=${name} | ${extensions.map((extension) => (extension === '*' ? '*' : `*.${extension}`)).join(' ')}`,
    );
  const common = (options: { title?: string; defaultPath?: string; filters?: Electron.FileFilter[] }): string[] => [
    '--file-selection',
    `--title=${options.title ?? ''}`,
    ...(options.defaultPath === undefined ? [] : [`--filename=${options.defaultPath}`]),
    ...filters(options.filters),
  ];
  return {
    open: async (options) => {
      const properties = options.properties ?? [];
      return lines(
        await answer([
          program,
          ...common(options),
          ...(properties.includes('openDirectory') ? ['--directory'] : []),
          ...(properties.includes('multiSelections') ? ['--multiple', '--separator=\n'] : []),
        ]),
      );
    },
    save: (options) => answer([program, ...common(options), '--save', '--confirm-overwrite']),
    tell: async (title, detail) => {
      await runProgram([program, '--error', '--no-markup', `--title=${title}`, `--text=${detail}`], { timeLimitMs: 0 });
    },
  };
}

function kdialog(program: string): DialogPrograms {
  return {
    open: async ({ title = '', defaultPath = '.', properties = [] }) =>
      lines(
        await answer(
          properties.includes('openDirectory')
            ? [program, '--title', title, '--getexistingdirectory', defaultPath]
            : properties.includes('multiSelections')
              ? [program, '--title', title, '--multiple', '--separate-output', '--getopenfilename', defaultPath]
              : [program, '--title', title, '--getopenfilename', defaultPath],
        ),
      ),
    save: ({ title = '', defaultPath = '.' }) => answer([program, '--title', title, '--getsavefilename', defaultPath]),
    tell: async (title, detail) => {
      await runProgram([program, '--title', title, '--error', detail], { timeLimitMs: 0 });
    },
  };
}

/** AppleScript takes what it is told as arguments, so that no text becomes code. */
function appleScript(program: string): DialogPrograms {
  const script = (code: string, ...args: string[]): Command => [
    program,
    '-e',
    `on run argv\n${code}\nend run`,
    ...args,
  ];
  return {
    open: async ({ title = '', properties = [] }) => {
      const what = properties.includes('openDirectory') ? 'folder' : 'file';
      const many = properties.includes('multiSelections') && what === 'file';
      const code = many
        ? 'set text item delimiters to linefeed\nset found to {}\nrepeat with one in (choose file with prompt (item 1 of argv) invisibles true multiple selections allowed true)\nset end of found to POSIX path of one\nend repeat\nreturn found as text'
        : `return POSIX path of (choose ${what} with prompt (item 1 of argv) invisibles true)`;
      return lines(await answer(script(code, title)));
    },
    save: ({ title = '', defaultPath = '' }) =>
      answer(
        script(
          'return POSIX path of (choose file name with prompt (item 1 of argv) default name (item 2 of argv))',
          title,
          defaultPath,
        ),
      ),
    tell: async (title, detail) => {
      await runProgram(script('display alert (item 1 of argv) message (item 2 of argv)', title, detail), {
        timeLimitMs: 0,
      });
    },
  };
}

/** Text reaches PowerShell through the environment-free route of standard input, so that none of it becomes code. */
function powerShell(): DialogPrograms {
  const run = async (code: string, input: object): Promise<string | null> => {
    const prelude =
      '[Console]::InputEncoding=[Text.Encoding]::UTF8;[Console]::OutputEncoding=[Text.Encoding]::UTF8;' +
      'Add-Type -AssemblyName System.Windows.Forms;$o=[Console]::In.ReadToEnd()|ConvertFrom-Json;';
    const { status, output } = await runProgram(['powershell', '-NoProfile', '-STA', '-Command', prelude + code], {
      input: JSON.stringify(input),
      timeLimitMs: 0,
      keepOutput: true,
    });
    const text = output.trim();
    return status === 0 && text !== '' ? text : null;
  };
  return {
    open: async ({ title = '', properties = [] }) => {
      if (properties.includes('openDirectory')) {
        return lines(
          await run(
            '$d=New-Object Windows.Forms.FolderBrowserDialog;$d.Description=$o.title;if($d.ShowDialog() -eq "OK"){$d.SelectedPath}',
            { title },
          ),
        );
      }
      const many = properties.includes('multiSelections');
      const found = await run(
        '$d=New-Object Windows.Forms.OpenFileDialog;$d.Title=$o.title;$d.Multiselect=$o.many;if($d.ShowDialog() -eq "OK"){$d.FileNames -join "`n"}',
        { title, many },
      );
      return lines(found);
    },
    save: ({ title = '', defaultPath = '' }) =>
      run(
        '$d=New-Object Windows.Forms.SaveFileDialog;$d.Title=$o.title;$d.FileName=$o.name;if($d.ShowDialog() -eq "OK"){$d.FileName}',
        {
          title,
          name: defaultPath,
        },
      ),
    tell: async (title, detail) => {
      await run('[void][Windows.Forms.MessageBox]::Show($o.detail,$o.title)', { title, detail });
    },
  };
}

/** The dialogs of this desktop, or undefined. */
export function findDialogPrograms(env: NodeJS.ProcessEnv = process.env): DialogPrograms | undefined {
  if (process.platform === 'darwin') return appleScript('osascript');
  if (process.platform === 'win32') return powerShell();
  if ((env['DISPLAY'] ?? '') === '' && (env['WAYLAND_DISPLAY'] ?? '') === '') return undefined;
  const ofKde = findProgram('kdialog', env);
  const ofGnome = findProgram('zenity', env);
  if (ofKde !== undefined && (ofGnome === undefined || /kde/i.test(env['XDG_CURRENT_DESKTOP'] ?? '')))
    return kdialog(ofKde);
  return ofGnome === undefined ? undefined : zenity(ofGnome);
}
