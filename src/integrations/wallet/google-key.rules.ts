import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';

/** The service account with which a network calls Google Wallet. */
interface GoogleSigner {
  readonly email: string;
  /** The private key as PEM. */
  readonly key: string;
}

/** The file's other members are ignored; the addresses in it are never called. */
const keyFile = z.looseObject({
  type: z.literal('service_account'),
  client_email: z.email().max(320),
  private_key: z.string().max(10_000),
});

/** Reads a service account's key file in JSON; undefined: it is not such a file, or has no RSA key. */
export function readGoogleKey(text: string): GoogleSigner | undefined {
  try {
    const { client_email: email, private_key: key } = keyFile.parse(JSON.parse(text));
    return createPrivateKey(key).asymmetricKeyType === 'rsa' ? { email, key } : undefined;
  } catch {
    return undefined;
  }
}
