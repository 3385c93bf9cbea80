import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportFormat } from '#shared/contract/imports.ts';
import type { ReaderChoice } from '#shared/domain/dotenv-reader.ts';
import { codeOf, createTestVault, must, type TestVault } from '../../tests/fixtures/test-vault.ts';
import { decodeFile } from '../formats/decode-file.ts';
import { findKey } from '../keys/find-key.ts';
import { takeValue } from '../keys/take-value.ts';
import { findProject } from '../projects/projects.ts';
import { applyImport } from './apply-import.ts';
import { previewImport, readImport } from './preview-import.ts';

// Inputs that went wrong elsewhere, as they are in the report; every value in them is made up.
const CASES = join(import.meta.dirname, '../formats/fixtures/cases');

let vault: TestVault;
beforeAll(async () => {
  vault = await createTestVault();
});
afterAll(() => vault.dispose());

async function preview(
  source: string,
  bytes: string | Buffer,
  as: { format?: ImportFormat; reader?: ReaderChoice } = {},
) {
  const text = decodeFile(source, Buffer.from(bytes));
  if (!text.ok) return text;
  const read = await readImport({ text: text.value, source, ...as });
  return read.ok ? previewImport(vault.store, vault.environment.staging, read.value) : read;
}
const ofCase = (file: string, as: Parameters<typeof preview>[2] = {}) =>
  preview(file, readFileSync(join(CASES, file)), as);
async function outcomes(source: string, text: string, as: Parameters<typeof preview>[2] = {}) {
  const { entries } = must(await preview(source, text, as)).preview;
  return Object.fromEntries(entries.map(({ name, outcome }) => [name, outcome]));
}
async function valuesOf(source: string, text: string, as: Parameters<typeof preview>[2] = {}) {
  return must(await preview(source, text, as)).values.map(({ name, value }) => [name, value]);
}
const reasonOf = async (source: string, text: string) => {
  const failed = await preview(source, text);
  return failed.ok ? 'read' : failed.error.message;
};

describe('the reported files', () => {
  it('are all here', () => {
    expect(readdirSync(CASES)).toHaveLength(15);
  });

  it.each(['escapes.env', 'variables.env', 'hash-first.env', 'hash-truncation.env'])(
    '%s: where readers disagree, it is said what each reads, and no value is in it',
    async (file) => {
      const { preview: shown, values } = must(await ofCase(file));
      const differing = shown.entries.filter(({ differs }) => differs);
      expect(differing.length).toBeGreaterThan(0);
      for (const entry of differing) {
        expect(entry.readings.length + entry.unread.length).toBeGreaterThan(1);
        for (const { value } of values[entry.index]?.readings ?? []) {
          if (value !== null && value.length > 3)
            expect(JSON.stringify(shown)).not.toContain(JSON.stringify(value).slice(1, -1));
        }
      }
      expect(shown.errors).toEqual([]);
      expect(shown.warnings.map(({ message }) => message).join()).not.toMatch(/put it in quotes/);
    },
  );

  it('variables.env: expanded or kept as the person chooses', async () => {
    const readBy = async (reader: ReaderChoice, name: string) => {
      const { values } = must(await ofCase('variables.env', { reader }));
      return values.find((entry) => entry.name === name)?.value;
    };
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what dotenv files hold
    expect(await readBy('dotenv', 'URL_SECRET')).toBe('postgres://u:${BASE_PASSWORD}@db/x');
    expect(await readBy('compose', 'URL_SECRET')).toBe('postgres://u:hunter9@db/x');
    expect(await readBy('bash', 'CMD_SECRET')).toBeNull();
    expect(await readBy('dotenv', 'CMD_SECRET')).toBe('$(cat /etc/hostname)');
    const { entries } = must(await ofCase('variables.env', { reader: 'bash' })).preview;
    expect(entries.find(({ name }) => name === 'CMD_SECRET')).toMatchObject({ outcome: 'unread' });
  });

  it('hash-first.env, hash-truncation.env: a "#" belongs to its value', async () => {
    for (const file of ['hash-first.env', 'hash-truncation.env']) {
      const { values } = must(await ofCase(file));
      expect(values.find(({ name }) => name === 'BRAND_SECRET')?.value).toBe('#A1B2C3-token');
    }
    const { values } = must(await ofCase('hash-truncation.env'));
    expect(values.find(({ name }) => name === 'NOTE_SECRET')?.value).toBe('abc');
    expect(values.find(({ name }) => name === 'REPORT_DB')?.value).toMatch(/Password=77#88xyz;$/);
  });

  it('dotted-names.env: imported', async () => {
    const kept = must(await ofCase('dotted-names.env'));
    const answer = must(applyImport(vault.store, kept, new Set([0, 1, 2])));
    expect(answer).toMatchObject({ added: 3 });
    expect(kept.preview.entries.map(({ name }) => name)).toEqual([
      'spring.datasource.password',
      'MY-API-TOKEN',
      'GOOD_TOKEN',
    ]);
  });

  it('misjudged-secrets.env: a name that says secret makes it one', async () => {
    const { entries } = must(await ofCase('misjudged-secrets.env')).preview;
    const plain = entries.filter(({ outcome }) => outcome === 'not-a-secret').map(({ name }) => name);
    expect(plain).toEqual(['SMTP_USER', 'REDIS', 'DB', 'PORT', 'EMPTY_TOKEN', 'NODE_ENV']);
  });

  it('op-ref.env, sops.env: named, and not stored unless a person insists', async () => {
    for (const file of ['op-ref.env', 'sops.env']) {
      const kept = must(await ofCase(file));
      expect(new Set(kept.preview.entries.map(({ outcome }) => outcome))).toEqual(new Set(['elsewhere']));
      for (const { reason } of kept.preview.entries) expect(reason).toMatch(/1Password|SOPS/);
    }
  });

  it('bitwarden-encrypted.json: refused, with how to export it openly', async () => {
    const refused = await ofCase('bitwarden-encrypted.json');
    expect(codeOf(refused)).toBe('import-invalid');
    expect(refused.ok ? '' : refused.error.message).toMatch(
      /encrypted export of Bitwarden.*not "\.json \(Encrypted\)"/,
    );
  });

  it('gcp-sa.json: one key, kept whole', async () => {
    const bytes = readFileSync(join(CASES, 'gcp-sa.json'));
    const kept = must(await ofCase('gcp-sa.json'));
    expect(kept.preview.entries).toMatchObject([{ name: 'GOOGLE_CREDENTIALS', kind: 'file', outcome: 'new' }]);
    must(applyImport(vault.store, kept, new Set([0])));
    expect(stored('GOOGLE_CREDENTIALS').equals(bytes)).toBe(true);
  });

  it('case.json: names keep their case in what is said of them', async () => {
    const { errors } = must(await ofCase('case.json')).preview;
    expect(errors.map(({ message }) => message.split(' ')[0])).toEqual(['apiKey', 'dbPassword']);
  });

  it('flat2.yaml: YAML’s escapes and comments are YAML’s', async () => {
    expect(await valuesOf('flat2.yaml', readFileSync(join(CASES, 'flat2.yaml'), 'utf8'))).toEqual([
      ['PAY_API_KEY', 'zz-123456'],
      ['DB_PASSWORD', 'p ä "q"'],
    ]);
  });

  it('bash-export-p.txt: declare -x is read, and the shell’s own is none', async () => {
    expect(await outcomes('bash-export-p.txt', readFileSync(join(CASES, 'bash-export-p.txt'), 'utf8'))).toEqual({
      A_TOKEN: 'new',
      PWD: 'not-a-secret',
      SHLVL: 'not-a-secret',
    });
  });

  it('aws-credentials.ini: every profile, under names that tell them apart', async () => {
    const { entries } = must(await ofCase('aws-credentials.ini')).preview;
    expect(entries.map(({ name }) => name)).toEqual([
      'AWS_ACCESS_KEY_ID',
      'AWS_SECRET_ACCESS_KEY',
      'PROD_AWS_ACCESS_KEY_ID',
      'PROD_AWS_SECRET_ACCESS_KEY',
    ]);
  });
});

describe('other people’s files', () => {
  it.each([
    // docker/compose issues 10419, 11058 and 7747; docker-archive/compose-cli 1720; elastic/elasticsearch 108154.
    ['API_KEY=$2a$10$bY3ZpvQN/nTFHFSZjaZg1On50ueeib', 'API_KEY', '$2a$10$bY3ZpvQN/nTFHFSZjaZg1On50ueeib'],
    ['PASSWORD="abc$def"', 'PASSWORD', 'abc$def'],
    ['passwd=Nkfe#8j2', 'passwd', 'Nkfe#8j2'],
    ['HTTP_AUTH=admin:$2y$05$uGiLGJaXP0', 'HTTP_AUTH', 'admin:$2y$05$uGiLGJaXP0'],
    // No program but Compose touches what is in single quotes, and it does not either.
    ["ELASTIC_PASSWORD='APasswordWithA$Sign'", 'ELASTIC_PASSWORD', 'APasswordWithA$Sign'],
    // Laravel's own example.
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what dotenv files hold
    ['APP_NAME=Laravel\nMAIL_FROM_NAME="${APP_NAME}"', 'MAIL_FROM_NAME', 'Laravel'],
    [
      'KEY_SECRET="-----BEGIN X-----\\nMIIB\\n-----END X-----\\n"',
      'KEY_SECRET',
      '-----BEGIN X-----\nMIIB\n-----END X-----\n',
    ],
    ['BAR_SECRET="value#with#hash"', 'BAR_SECRET', 'value#with#hash'],
  ])('%j gives %s what its owner meant', async (text, name, value) => {
    expect(await valuesOf('.env', text)).toContainEqual([name, value]);
  });

  it('are the same name in NFC and NFD', async () => {
    const kept = must(
      await preview('.env', 'CAFE\u0301_TOKEN=one-made-up\nCAF\u00c9_TOKEN=two-made-up\n', { format: 'dotenv' }),
    );
    expect(kept.preview.errors).toMatchObject([{ line: 1 }, { line: 2 }]);
    const json = must(await preview('x.json', '{"CAFE\u0301": "one-made-up"}'));
    expect(json.preview.entries).toMatchObject([{ name: 'CAF\u00c9' }]);
    must(applyImport(vault.store, json, new Set([0])));
    const again = must(await preview('x.yaml', 'CAF\u00c9: one-made-up\n'));
    expect(again.preview.entries).toMatchObject([{ outcome: 'same' }]);
    expect(await outcomes('two.yaml', 'CAFE\u0301: a-made-up\nCAF\u00c9: b-made-up\n')).toEqual({
      'CAF\u00c9': 'changed',
    });
  });

  it.each([
    ['.env', '__proto__=made-up-1\nconstructor=made-up-2\n'],
    ['a.json', '{"__proto__": "made-up-1", "constructor": "made-up-2"}'],
    ['a.yaml', '__proto__: made-up-1\nconstructor: made-up-2\n'],
    ['a.ini', '[x]\n__proto__ = made-up-1\nconstructor = made-up-2\n'],
    ['a.sh', "export __proto__='made-up-1'\nexport constructor=made-up-2\n"],
    [
      'k.json',
      JSON.stringify({
        format: 'keyrail-export',
        version: 1,
        project: 'p',
        environment: 'e',
        keys: [
          { name: '__proto__', value: 'made-up-1' },
          { name: 'constructor', value: 'made-up-2' },
        ],
      }),
    ],
  ])('%s: a key named __proto__ works', async (source, text) => {
    const kept = must(await preview(source, text));
    expect(kept.preview.entries).toMatchObject([{ name: '__proto__' }, { name: 'constructor' }]);
    must(applyImport(vault.store, kept, new Set([0, 1])));
    expect(stored('__proto__').toString()).toBe('made-up-1');
  });

  it.each([
    ['A', 'op://vault/item/section/field', '1Password'],
    ['A', 'ENC[PKCS7,MIIBeQYJKoZIhvcNAQcDoIIBajCCAWYCAQAx]', 'eyaml'],
    ['A', `encrypted:${'BDqDBibm4wsYqMpCjTQ6'.repeat(3)}=`, 'dotenvx'],
    ['A', 'EJ[1:abcd=:efgh:ijkl]', 'ejson'],
    ['A', 'ref+vault://secret/data/app#/token', 'vals'],
    ['A', 'vault:secret/data/app#token', 'HashiCorp Vault'],
    ['A', 'vault:v1:8SDd3WHDOjf7mq69CyCqYjBXAiQQAVZRkFM13ok481zoCmHnSeDX9vyf7w==', 'HashiCorp Vault'],
    ['A', 'secretref:db-password', 'Azure'],
    ['A', '@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/s/)', 'Azure Key Vault'],
    ['A', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-AbCdEf', 'AWS'],
    ['A', '{{resolve:secretsmanager:MySecret:SecretString:password}}', 'AWS'],
    ['A', 'projects/demo/secrets/db/versions/latest', 'Google'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what dotenv files hold
    ['A', '${shop.prd.STRIPE_KEY}', 'Doppler'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what dotenv files hold
    ['A', '${{ secrets.NPM_TOKEN }}', 'GitHub'],
    ['A', '!var prod/db/password', 'Conjur'],
    ['sops_age__list_0__map_recipient', 'age1qqqqqq', 'SOPS'],
    ['DOTENV_PUBLIC_KEY_PRODUCTION', '02a1b2c3', 'dotenvx'],
  ])('%s=%s is another tool’s', async (name, value, tool) => {
    const { entries } = must(await preview('.env', `${name}='${value}'\n`)).preview;
    expect(entries).toMatchObject([{ outcome: 'elsewhere', reason: expect.stringContaining(tool) }]);
  });

  it.each([
    ['A_SECRET', 'optimal://not-a-reference'],
    ['A_SECRET', 'ENCODED[abc]'],
    ['A_SECRET', 'encrypted: my diary'],
    ['DOTENV_PRIVATE_KEY', '81dac4d2c42e67a2c6542d3b943a4674a05c4be5e7e5a40a689be7a3bd49a07e'],
    ['A_SECRET', 'vault:my-own-password'],
  ])('%s=%s is a secret of one’s own', async (name, value) => {
    expect(await outcomes('.env', `${name}='${value}'`)).toEqual({ [name]: 'new' });
  });

  it.each([
    ['db.kdbx', '\u0003\u00d9\u00a2\u009a\u0067\u00fb\u004b\u00b5', /KeePass database/],
    ['x.1pux', 'PK\u0003\u0004\u0014\0\0\0export.data', /1Password.*op read/],
    ['x.zip', 'PK\u0003\u0004\u0014\0\0\0a.env', /archive/],
    ['secrets.env', '\0GITCRYPT\0\u0001\u0002', /git-crypt unlock/],
    ['x.age', 'age-encryption.org/v1\n-> X25519 abc\n', /age --decrypt/],
    ['x.asc', '-----BEGIN PGP MESSAGE-----\n\nhQEMA\n', /gpg --decrypt/],
    ['vault.yml', '$ANSIBLE_VAULT;1.1;AES256\n6162\n', /ansible-vault/],
    [
      'secrets.yaml',
      'db: ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]\nsops:\n    mac: ENC[AES256_GCM,data:q]\n',
      /sops decrypt/,
    ],
    ['secrets.json', '{"db":"ENC[AES256_GCM,data:x]","sops":{"mac":"ENC[AES256_GCM,data:q]"}}', /sops decrypt/],
    ['lastpass.csv', 'url,username,password,totp,extra,name,grouping,fav\nhttps://x,a,b,,,n,,0\n', /LastPass/],
    [
      'bitwarden.csv',
      'folder,favorite,type,name,notes,fields,reprompt,login_uri,login_username,login_password,login_totp\n',
      /Bitwarden/,
    ],
    ['bitwarden.json', '{"encrypted": false, "folders": [], "items": []}', /Bitwarden/],
    ['keepass.xml', '<?xml version="1.0"?>\n<KeePassFile>\n', /KeePass/],
    ['secret.yaml', 'apiVersion: v1\nkind: Secret\ndata:\n  a: Yg==\n', /Kubernetes/],
    ['a.bin', 'a\u00ff\u00fe\u0000', /UTF-8/],
  ])('%s is named, not taken apart', async (source, text, what) => {
    expect(await reasonOf(source, Buffer.from(text, 'latin1') as unknown as string)).toMatch(what);
  });

  it('private keys and files of accounts are one key; a file in UTF-16 is read', async () => {
    const pem =
      '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUA\n-----END OPENSSH PRIVATE KEY-----\n';
    const key = must(await preview('id_ed25519', pem));
    expect(key.preview.entries).toMatchObject([{ name: 'ID_ED25519', kind: 'key-pair' }]);
    must(applyImport(vault.store, key, new Set([0])));
    expect(stored('ID_ED25519').toString()).toBe(pem);
    const user = '{"type": "authorized_user", "client_secret": "made-up", "refresh_token": "made-up"}';
    expect(must(await preview('adc.json', user)).preview.entries).toMatchObject([{ kind: 'file' }]);
    const powershell = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('A_TOKEN=made-up\r\n', 'utf16le')]);
    expect(must(await preview('.env', powershell)).values).toMatchObject([{ name: 'A_TOKEN', value: 'made-up' }]);
    const nested = '{"service": {"type": "service_account"}, "private_key": "x"}';
    expect(must(await preview('n.json', nested)).preview.format).toBe('json');
  });

  it.each([
    [
      'zsh',
      "export A_TOKEN='it'\\''s'\ntypeset -x B_TOKEN=$'a\\nb'\n",
      [
        ['A_TOKEN', "it's"],
        ['B_TOKEN', 'a\nb'],
      ],
    ],
    ['bash', 'declare -rx A_TOKEN="q\\"\\$x"\ndeclare -x B\ndeclare -ax C\n', [['A_TOKEN', 'q"$x']]],
    ['dash', "export A_TOKEN='abc'\nexport OLDPWD\n", [['A_TOKEN', 'abc']]],
  ])('what %s lists of its variables is read', async (_shell, text, values) => {
    expect(await valuesOf('pasted text', text, { format: 'shell' })).toEqual(values);
  });

  it('nothing that is only a guess is stored of an import', async () => {
    const kept = must(await preview('.env', `A_KEY=pk_${'aB3dE6gH'.repeat(3)}\nSTRIPE_KEY=pk_test_abc\n`));
    expect(kept.preview.entries).toMatchObject([
      { provider: null, maybe: 'bkend', kind: 'secret' },
      { provider: 'stripe' },
    ]);
    expect(kept.values[0]?.fields.provider).toBeNull();
  });
});

function stored(name: string): Buffer {
  const place = { project: projectRow(), environment: { id: vault.environment.staging } } as Parameters<
    typeof findKey
  >[1];
  const key = must(findKey(vault.store, place, name));
  return must(takeValue(vault.store, { keyId: key.id, version: 'current', use: 'read', confirmed: () => true })).bytes;
}

function projectRow() {
  const name = vault.store.sql('SELECT name FROM projects LIMIT 1').pluck().get() as string;
  return findProject(vault.store, name);
}
