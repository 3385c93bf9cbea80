/**
 * Every code that an expected failure can have, with the CLI's exit status for it.
 * 1 unexpected, 2 usage, 3 locked or cannot unlock, 4 not found, 5 conflict or invalid input,
 * 6 a provider or CI target refused or could not be reached, 7 the vault is damaged or from a newer version.
 */
export const ERROR_EXIT_STATUS = {
  // the call itself
  'invalid-request': 2,
  'sender-refused': 1,
  unexpected: 1,
  cancelled: 5,
  unsupported: 1,

  // opening the vault
  'vault-missing': 4,
  'vault-exists': 5,
  'vault-locked': 3,
  'vault-damaged': 7,
  'vault-newer': 7,
  'vault-busy': 1,
  'rekey-in-progress': 3,
  'wrong-passphrase': 3,
  'passphrase-needed': 3,
  'weak-passphrase': 5,
  'wrong-recovery-code': 3,
  'mistyped-recovery-code': 3,
  'too-many-attempts': 3,
  'slot-missing': 3,
  'last-slot': 5,
  'keychain-unavailable': 3,
  'keychain-refused': 3,

  // storage
  'disk-full': 1,
  'disk-read-only': 1,
  'disk-error': 1,
  'permission-denied': 1,
  'backup-invalid': 5,

  // things that are not there
  'project-not-found': 4,
  'pasted-not-found': 4,
  'environment-not-found': 4,
  'key-not-found': 4,
  'version-not-found': 4,
  'preview-not-found': 4,
  'undo-not-found': 4,
  'file-not-found': 4,
  'provider-not-found': 4,
  'connection-not-found': 4,
  'remote-key-not-found': 4,
  'ci-target-not-found': 4,
  'placement-not-found': 4,
  'receipt-not-found': 4,
  'copy-not-found': 4,
  'scan-not-found': 4,
  'rotation-not-found': 4,
  'reminder-not-found': 4,

  // input that cannot be taken
  'name-invalid': 5,
  'name-taken': 5,
  'value-empty': 5,
  'value-invalid': 5,
  'value-too-large': 5,
  'date-invalid': 5,
  'duration-invalid': 5,
  'import-invalid': 5,
  'address-invalid': 5,
  'file-unreadable': 5,
  'confirmation-needed': 5,
  'not-empty': 5,
  conflict: 5,

  // providers
  'sync-failed': 6,
  'provider-refused': 6,
  'provider-limited': 6,
  'provider-unreachable': 6,
  'provider-answer-invalid': 6,
  'provider-listing-missing': 6,
  'credential-missing': 5,
  'parameter-missing': 5,

  // CI targets
  'ci-place-invalid': 5,
  'nothing-to-push': 5,

  // a dashboard's window
  'dashboard-not-open': 5,
  'dashboard-unreadable': 6,

  // the desktop
  'clipboard-unavailable': 1,
} as const satisfies Record<string, 1 | 2 | 3 | 4 | 5 | 6 | 7>;

export type ErrorCode = keyof typeof ERROR_EXIT_STATUS;

export const ERROR_CODES = Object.keys(ERROR_EXIT_STATUS) as readonly ErrorCode[];
