import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLikelySecret } from './likely-secret.ts';

describe('isLikelySecret', () => {
  it.each([
    ['PORT', '3000'],
    ['NODE_ENV', 'production'],
    ['DEBUG', 'true'],
    ['EMPTY', ''],
    ['API_KEY', '  '],
    ['BASE_URL', 'https://api.example.com/v1'],
    ['DB_HOST', 'localhost:5432'],
    ['HOST', 'db.internal.example'],
    ['DATA_DIR', '/var/lib/app'],
    ['LOG_FILE', './logs/app.log'],
    ['WINDOWS_DIR', 'C:\\Users\\app'],
    ['AWS_REGION', 'eu-central-1'],
    ['TZ', 'Europe/Berlin'],
    ['TIMEOUT', '30s'],
    ['MAX_TOKENS', '4096'],
    ['VERSION', '1.2.3'],
    ['MAIL_FROM', 'shop@example.com'],
    ['NEXT_PUBLIC_PORT', '3000'],
  ])('%s=%s is none', (name, value) => {
    expect(isLikelySecret(name, value).verdict).toBe('not-a-secret');
  });

  it.each([
    ['DATABASE_URL', 'postgres://app:hunter2@localhost/shop'],
    ['SENTRY_DSN', 'https://sentry.example/1'],
    ['DB_PASSWORD', 'production'],
    ['PIN', '1234'],
    ['DBPASSWORD', 'x'],
    ['clientSecret', 'true'],
    ['ANYTHING', 'xK3-unknown-thing-77'],
    ['HOOK', 'https://hooks.example/T0aB1cD2eF3gH4iJ5kL6'],
    ['SIGNED', 'https://files.example/x?sig=abc'],
    ['VITE_ADMIN_PASSWORD', 'hunter2'],
    ['PLAIN', `ghp_${'a1B2'.repeat(9)}`],
    ['NEXT_PUBLIC_OOPS', `sk_live_${'a1B2'.repeat(6)}`],
  ])('%s is a secret', (name, value) => {
    expect(isLikelySecret(name, value).verdict).toBe('secret');
  });

  it.each([
    ['STRIPE', `pk_live_${'a1B2'.repeat(6)}`],
    ['AWS_ACCESS_KEY_ID', 'AKIAQWERTYUIOPASDFGH'],
    ['NEXT_PUBLIC_MAPS_KEY', 'abcdef123456xyz'],
    ['VAPID_PUBLIC_KEY', 'BDd3_hVL9fZi9Ybo2UUzA284WG5FZR30_7yeZJtsp'],
  ])('%s is publishable', (name, value) => {
    expect(isLikelySecret(name, value).verdict).toBe('publishable');
  });

  it.each([
    ['UNLOCK_CODE', '84731920'],
    ['PINCODE', '4711'],
    ['DB_PW', 'letmein.now'],
    ['ADMIN_LOGIN', 'hunter2.example'],
    ['MASTER', 'test'],
    ['ROOT', 'production'],
    ['VAULT_UNSEAL', '12.34.56'],
    ['LICENSE', 'v1.2.3'],
    ['SAFE_PIN', '0000'],
    ['wifiPsk', 'local.network'],
    ['MFA_SEED', '123456'],
    ['DEPLOY_HOOK', 'https://ci.example.test/hook/1'],
    ['ADMIN_PASSCODE', 'debug'],
  ])('%s=%s is taken for one: its name does not say what else it is', (name, value) => {
    expect(isLikelySecret(name, value).verdict).toBe('secret');
  });

  it.each([
    ['TOKEN_TTL', '3600'],
    ['PASSWORD_MIN_LENGTH', '8'],
    ['COOKIE_SECURE', 'true'],
    ['JWT_EXPIRES_IN', '7d'],
    ['STATUS_CODE', '200'],
    ['COUNTRY_CODE', '49'],
    ['APP_ENV', 'staging'],
    ['LOG_LEVEL', 'debug'],
    ['API_VERSION', '2.1.0'],
    ['REDIS_HOST', 'cache.internal.example'],
    ['SHLVL', '1'],
    ['LS_COLORS', 'rs=0:di=01;34'],
  ])('%s=%s is how something is handled, and none', (name, value) => {
    expect(isLikelySecret(name, value).verdict).toBe('not-a-secret');
  });

  it('does not repeat the value in its reason', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), (name, value) => {
        expect(isLikelySecret(name, `Zq8v${value}`).reason).not.toContain('Zq8v');
      }),
    );
  });
});
