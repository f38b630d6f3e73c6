import { settings } from '../../platform/settings/settings';
import { type KeyRing, parseKeyRing } from './key-ring';

const AES_256_BYTES = 32;
const HMAC_BYTES = 32;
const SEED_BYTES = 32;

const rings = new Map<string, { readonly given: string | readonly string[]; readonly ring: KeyRing }>();

/** Signs and verifies access tokens. */
export function jwtKeys(): KeyRing {
  return ringOf('JWT_KEYS', settings.jwtKeys, HMAC_BYTES, true);
}

/** Encrypts personal data. */
export function piiKeys(): KeyRing {
  return ringOf('PII_KEYS', settings.piiKeys, AES_256_BYTES);
}

/** Makes blind indexes; only the newest is used, since an index that changes its key finds nothing. */
export function indexKeys(): KeyRing {
  return ringOf('INDEX_KEY', settings.indexKey, HMAC_BYTES, true);
}

/** Signs the QR codes of guests' cards. */
export function qrKeys(): KeyRing {
  return ringOf('QR_KEYS', settings.qrKeys, HMAC_BYTES, true);
}

/** Seeds of the keys that sign the ledger's seals. */
export function sealKeys(): KeyRing {
  return ringOf('SEAL_KEYS', settings.sealKeys, SEED_BYTES);
}

/**
 * Refuses to go on without the secrets of the installation, naming all that are missing in one sentence.
 * Called before the server listens; commands that only speak of the code run without any.
 */
export function assertSecrets(): void {
  const given: Readonly<Record<string, unknown>> = {
    JWT_KEYS: settings.jwtKeys,
    QR_KEYS: settings.qrKeys,
    PII_KEYS: settings.piiKeys,
    INDEX_KEY: settings.indexKey,
    SEAL_KEYS: settings.sealKeys,
  };
  const missing = Object.keys(given).filter((name) => given[name] === undefined);
  if (missing.length > 0) {
    const where = settings.production ? 'Production keeps no secrets of its own' : 'The start makes them in DATA_DIR';
    throw new Error(`Refusing to start: ${missing.join(', ')} not set. ${where}; see .env.example.`);
  }
}

/**
 * Refuses keys of a wrong form, by one sentence that names the setting. Called before the application is assembled,
 * whose parts would each report them differently. Missing keys are not checked here.
 */
export function requireFormOfKeys(): void {
  if (settings.jwtKeys !== undefined) jwtKeys();
  if (settings.qrKeys !== undefined) qrKeys();
  if (settings.piiKeys !== undefined) piiKeys();
  if (settings.indexKey !== undefined) indexKeys();
  if (settings.sealKeys !== undefined) sealKeys();
}

/** Parsed once for each value of the setting. */
function ringOf(
  setting: string,
  given: string | readonly string[] | undefined,
  bytes: number,
  atLeast = false,
): KeyRing {
  const known = rings.get(setting);
  if (known !== undefined && known.given === given) return known.ring;
  if (given === undefined) throw new Error(`${setting} is not set; see .env.example`);
  const ring = parseKeyRing(setting, typeof given === 'string' ? given.split(',') : given, bytes, atLeast);
  rings.set(setting, { given, ring });
  return ring;
}
