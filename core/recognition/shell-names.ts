/** Variables that a shell or a sign-in sets by itself, and that `export -p` and `env` list between a person's own. */
const SHELL_NAMES: ReadonlySet<string> = new Set(
  (
    '_ PWD OLDPWD SHLVL HOME PATH USER LOGNAME SHELL TERM LANG LANGUAGE LC_ALL LC_CTYPE TZ HOSTNAME HOSTTYPE OSTYPE MACHTYPE MAIL EDITOR ' +
    'VISUAL PAGER LESS LS_COLORS COLORTERM TERM_PROGRAM TERM_PROGRAM_VERSION DISPLAY WAYLAND_DISPLAY XDG_RUNTIME_DIR XDG_SESSION_ID ' +
    'XDG_SESSION_TYPE XDG_DATA_DIRS XDG_CONFIG_DIRS DBUS_SESSION_BUS_ADDRESS SSH_AUTH_SOCK SSH_CONNECTION SSH_CLIENT SSH_TTY TMPDIR IFS PS1'
  ).split(' '),
);

/** Whether a variable is the shell's own. */
export function isShellName(name: string): boolean {
  return SHELL_NAMES.has(name);
}
