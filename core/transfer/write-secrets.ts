import type { TransferFormat } from '#shared/contract/imports.ts';
import { type Result, success } from '#shared/contract/result.ts';
import { formatDotenv } from '../formats/dotenv.ts';
import { formatKeyrailExport, type KeyrailExport } from '../formats/json-secrets.ts';
import { formatShell } from '../formats/shell.ts';

/** The text of an export. JSON is Keyrail's own shape and keeps everything; the others keep names and values. */
export function writeSecrets(
  format: TransferFormat,
  environment: KeyrailExport,
): Result<string, 'name-invalid' | 'value-invalid'> {
  switch (format) {
    case 'dotenv': {
      const written = formatDotenv(environment.keys);
      return written.ok ? success(written.value.text) : written;
    }
    case 'shell':
      return formatShell(environment.keys);
    case 'json':
      return success(formatKeyrailExport(environment));
  }
}
