/** A file that another program sealed or laid out for itself: what it is, and how its values can be had in the open. */
export type ForeignFile = Readonly<{ what: string; advice: string }>;

/** How much of a file is looked at for what is not at its start. */
const LOOKED_AT = 262_144;

const OPENED = 'Then import what it writes.';
type Rule = readonly [test: (text: string, fileName: string) => boolean, file: ForeignFile];

const starts = (start: string) => (text: string) => text.startsWith(start);
/** Each by itself, so that a long text is gone through once a pattern. */
const matches =
  (...patterns: readonly RegExp[]) =>
  (text: string) =>
    patterns.every((pattern) => pattern.test(text));
const columns =
  (...names: readonly string[]) =>
  (text: string) => {
    const header = text.slice(0, 1_000).split(/\r?\n/, 1)[0]?.toLowerCase().replaceAll('"', '').split(',') ?? [];
    return names.every((name) => header.includes(name));
  };

/** Read as Latin-1, so that bytes above 0x7f have places too. The signatures are those of the programs' own documentation. */
const RULES: readonly Rule[] = [
  [
    starts('\u0003\u00d9\u00a2\u009a'),
    {
      what: 'a KeePass database',
      advice: 'Open it in KeePassXC and copy the values from there: Keyrail does not open databases of other programs.',
    },
  ],
  [
    (text) => text.startsWith('PK\u0003\u0004') && text.includes('export.data'),
    {
      what: 'an export of 1Password (1pux)',
      advice: 'Use "op read" or "op inject" to write the values into a .env file.',
    },
  ],
  [starts('PK\u0003\u0004'), { what: 'a compressed archive', advice: 'Unpack it and import the file that is in it.' }],
  [starts('\u001f\u008b'), { what: 'a compressed file', advice: 'Unpack it with gunzip first.' }],
  [
    matches(/^\0GITCRYPT\0/),
    { what: 'locked by git-crypt', advice: 'Run "git-crypt unlock" in its repository first.' },
  ],
  [
    starts('Salted__'),
    {
      what: 'encrypted by OpenSSL',
      advice: 'Decrypt it with the command that its owner uses, and pipe the result into "keyrail import -".',
    },
  ],
  [starts('age-encryption.org/v1'), { what: 'encrypted by age', advice: `Decrypt it with "age --decrypt". ${OPENED}` }],
  [
    starts('-----BEGIN AGE ENCRYPTED FILE-----'),
    { what: 'encrypted by age', advice: `Decrypt it with "age --decrypt". ${OPENED}` },
  ],
  [
    starts('-----BEGIN PGP MESSAGE-----'),
    { what: 'encrypted by GnuPG', advice: `Decrypt it with "gpg --decrypt". ${OPENED}` },
  ],
  [
    matches(/^\$ANSIBLE_VAULT;/),
    { what: 'encrypted by Ansible Vault', advice: `Decrypt it with "ansible-vault view". ${OPENED}` },
  ],
  [
    matches(/^\s*\{/, /"encrypted"\s*:\s*true\b/, /"(?:encKeyValidation_DO_NOT_EDIT|kdfIterations)"/),
    {
      what: 'an encrypted export of Bitwarden',
      advice:
        'Export again in Bitwarden with the file format ".json", not ".json (Encrypted)", and take the values that you need over as NAME=value lines.',
    },
  ],
  [
    matches(/^\s*\{\s*"encrypted"\s*:\s*(?:false|true)\s*,/, /"(?:items|folders)"\s*:\s*\[/),
    {
      what: 'an export of Bitwarden',
      advice: 'It has logins with several fields each. Take the values that you need over as NAME=value lines.',
    },
  ],
  [
    matches(/^sops:[^\S\n]*$|"sops"\s*:\s*\{/m, /ENC\[AES256_GCM,/),
    { what: 'encrypted by SOPS', advice: `Decrypt it with "sops decrypt". ${OPENED}` },
  ],
  [
    matches(/^\s*\{/, /"_public_key"\s*:\s*"[0-9a-f]{64}"/),
    { what: 'encrypted by ejson', advice: `Decrypt it with "ejson decrypt". ${OPENED}` },
  ],
  [
    matches(/^kind:\s*["']?SealedSecret\b|"kind"\s*:\s*"SealedSecret"/m),
    {
      what: 'a sealed secret of Kubernetes',
      advice: 'Only its cluster can open it. Take the values from where they were sealed.',
    },
  ],
  [
    matches(/^kind:\s*["']?Secret["']?\s*$|"kind"\s*:\s*"Secret"/m),
    {
      what: 'a secret of Kubernetes, whose values are in base64',
      advice: 'Write them out with "kubectl get secret NAME -o go-template" and base64decode, as NAME=value lines.',
    },
  ],
  [
    matches(/<KeePassFile>/),
    { what: 'an XML export of KeePass', advice: 'Copy the values that you need from it as NAME=value lines.' },
  ],
  [
    (text, name) => /\.1pif$/i.test(name) || text.includes('***5642bee8-a5ff-11dc-8314-0800200c9a66***'),
    {
      what: 'an export of 1Password (1pif)',
      advice: 'Use "op read" or "op inject" to write the values into a .env file.',
    },
  ],
  [
    columns('url', 'username', 'password', 'extra', 'name'),
    {
      what: 'an export of LastPass',
      advice: 'Copy the values that you need from it as NAME=value lines, and delete it then.',
    },
  ],
  [
    columns('folder', 'name', 'login_username', 'login_password'),
    {
      what: 'an export of Bitwarden',
      advice: 'Copy the values that you need from it as NAME=value lines, and delete it then.',
    },
  ],
  [
    columns('group', 'title', 'username', 'password'),
    {
      what: 'an export of KeePassXC',
      advice: 'Copy the values that you need from it as NAME=value lines, and delete it then.',
    },
  ],
  [
    columns('title', 'password'),
    {
      what: 'an export of a password manager',
      advice: 'Copy the values that you need from it as NAME=value lines, and delete it then.',
    },
  ],
  [
    columns('url', 'username', 'password'),
    {
      what: 'an export of a password manager or browser',
      advice: 'Copy the values that you need from it as NAME=value lines, and delete it then.',
    },
  ],
];

/** What a file is where it is another program's own, or null. Nothing of it is taken apart. */
export function recogniseForeign(fileName: string, bytes: Buffer): ForeignFile | null {
  const text = bytes
    .subarray(0, LOOKED_AT)
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '');
  return RULES.find(([test]) => test(text, fileName))?.[1] ?? null;
}
