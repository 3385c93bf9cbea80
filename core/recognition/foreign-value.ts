type Rule = readonly [pattern: RegExp, what: string];

/** Values that are another tool's reference to a secret, or a secret that it sealed; each by that tool's documented form. */
const VALUES: readonly Rule[] = [
  [/^op:\/\/[^\s]/, 'a reference of 1Password'],
  [/^ENC\[(?:AES256_GCM|PKCS7|GPG|KMS)\b/, 'sealed by SOPS or eyaml: decrypt the file first'],
  [/^encrypted:[A-Za-z0-9+/=]{16,}$/, 'encrypted by dotenvx: decrypt the file first'],
  [/^EJ\[\d+:/, 'sealed by ejson: decrypt the file first'],
  [/^ENC\([^)]+\)$/, 'sealed by Jasypt'],
  [/^\$ANSIBLE_VAULT;|^!vault\b/, 'sealed by Ansible Vault'],
  [/^vault:v\d+:/, 'sealed by HashiCorp Vault'],
  [/^(?:vault:|>>vault:)[\w./-]+#/, 'a reference to HashiCorp Vault'],
  [/^(?:secret)?ref\+[a-z0-9]+:\/\//i, 'a reference of vals'],
  [/^secretref:/i, 'a reference of Azure'],
  [/^@Microsoft\.(?:KeyVault|AppConfiguration)\(/i, 'a reference to Azure Key Vault'],
  [/^(?:keyvault|akv|azurekeyvault):\/\/?/i, 'a reference to Azure Key Vault'],
  [/^arn:aws[\w-]*:(?:secretsmanager|ssm):[a-z0-9-]*:\d*:(?:secret|parameter)[:/]/, 'a reference to AWS'],
  [/^\{\{resolve:(?:secretsmanager|ssm|ssm-secure):/, 'a reference to AWS'],
  [/^(?:awssm|aws-sm|awsssm|ssm|secretsmanager|aws-ssm):\/\//i, 'a reference to AWS'],
  [
    /^(?:sm:\/\/|gcpsm:\/\/|berglas:\/\/)|^projects\/[^/\s]+\/secrets\/[^/\s]+(?:\/versions\/[^/\s]+)?$/i,
    'a reference to Google Secret Manager',
  ],
  [/^(?:doppler|dp):\/\/|^\$\{[a-z][\w-]*\.[\w-]+\.[A-Z][A-Z0-9_]*\}$/, 'a reference of Doppler'],
  [/^(?:bws|bitwarden|bw):\/\//i, 'a reference to Bitwarden'],
  [
    /^(?:infisical|pass|keychain|keyring|lastpass|lpass|keepass|dashlane|dl|conjur|akeyless|secret|secrets|varlock|vlt|keybase):\/\/[^\s@]+$/i,
    'a reference of another tool',
  ],
  [/^akeyless:\//, 'a reference to Akeyless'],
  [/^!var(?::\S+)?\s+\S/, 'a reference to Conjur'],
  [/^\$\{\{\s*(?:secrets|vars|env)\.[\w-]+\s*\}\}$/, 'a reference of GitHub Actions'],
  [/^-----BEGIN (?:PGP MESSAGE|AGE ENCRYPTED FILE)-----/, 'encrypted'],
];

/** Names that a tool keeps for itself beside the values that it sealed. */
const NAMES: readonly Rule[] = [
  [
    /^sops_(?:version|mac|lastmodified|unencrypted_suffix|encrypted_suffix|encrypted_regex|unencrypted_regex|mac_only_encrypted|shamir_threshold|(?:age|pgp|kms|gcp_kms|azure_kv|hc_vault)__list_\d+__map_\w+)$/,
    'belongs to SOPS, which sealed the values',
  ],
  [/^DOTENV_PUBLIC_KEY(?:_[A-Z0-9_]+)?$/, 'belongs to dotenvx, which encrypts this file’s values'],
  [/^DOTENV_VAULT(?:_[A-Z0-9_]+)?$/, 'encrypted by dotenv-vault: decrypt it first'],
];

/** What a name and value are where they are another tool's reference or sealed value, in words for a preview; else null. */
export function foreignValue(name: string, value: string): string | null {
  return (
    VALUES.find(([pattern]) => pattern.test(value))?.[1] ?? NAMES.find(([pattern]) => pattern.test(name))?.[1] ?? null
  );
}
