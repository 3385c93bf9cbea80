/**
 * One script a shell. Each asks `keyrail __complete` with the words before the cursor, the last one unfinished, and gets
 * a candidate a line, with its meaning behind a tab. `:files` alone means that the shell completes file names.
 */
const BASH = `# bash completion for keyrail
_keyrail() {
  local candidates
  local IFS=$'\\n'
  candidates=($(keyrail __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | cut -f1))
  if [[ \${candidates[0]-} == ':files' ]]; then
    compopt -o default
    COMPREPLY=()
    return
  fi
  COMPREPLY=()
  local candidate
  for candidate in "\${candidates[@]}"; do
    COMPREPLY+=("$(printf '%q' "$candidate")")
  done
  if [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == --*= ]]; then compopt -o nospace; fi
}
complete -F _keyrail keyrail
`;

const ZSH = `#compdef keyrail
_keyrail() {
  local -a lines candidates
  local line
  lines=("\${(@f)$(keyrail __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ \${lines[1]} == ':files' ]]; then
    _files
    return
  fi
  for line in $lines; do
    [[ -n $line ]] || continue
    candidates+=("\${\${line%%$'\\t'*}//:/\\\\:}\${\${line#*$'\\t'}:+:\${line#*$'\\t'}}")
  done
  _describe 'keyrail' candidates
}
if [[ \${funcstack[1]} == _keyrail ]]; then _keyrail "$@"; else compdef _keyrail keyrail; fi
`;

const FISH = `# fish completion for keyrail
function __keyrail_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l lines (keyrail __complete -- $words[2..-1] 2>/dev/null)
    if test "$lines[1]" = ':files'
        __fish_complete_path (commandline -ct)
        return
    end
    printf '%s\\n' $lines
end
complete -c keyrail -f -a '(__keyrail_complete)'
`;

const POWERSHELL = `# PowerShell completion for keyrail
Register-ArgumentCompleter -Native -CommandName keyrail -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition -or $_.Extent.Text -ne $wordToComplete } |
        ForEach-Object { $_.Extent.Text })
    $lines = @(& keyrail __complete -- @words "$wordToComplete" 2>$null)
    if ($lines[0] -eq ':files') { return }
    foreach ($line in $lines) {
        $text, $meaning = $line -split "\`t", 2
        if (-not $meaning) { $meaning = $text }
        $quoted = if ($text -match '^[\\w.@%+:,/=-]+$') { $text } else { "'" + $text.Replace("'", "''") + "'" }
        [System.Management.Automation.CompletionResult]::new($quoted, $text, 'ParameterValue', $meaning)
    }
}
`;

export const SCRIPTS: Readonly<Record<string, string>> = { bash: BASH, zsh: ZSH, fish: FISH, powershell: POWERSHELL };
