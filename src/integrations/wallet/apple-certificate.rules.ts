import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';

/** The certificate and key by which a network signs its Apple Wallet passes. */
interface AppleSigner {
  /** The pass type id, such as `pass.com.example.loyalty`, from the certificate. */
  readonly passType: string;
  readonly team: string;
  /** The certificate and Apple's certificate that issued it, as PEM. */
  readonly certificates: readonly [string, string];
  /** The private key as PEM (PKCS #1), without a passphrase. */
  readonly key: string;
  readonly endsAt: Date;
}

/** Why a certificate is refused. */
type CertificateFault =
  | 'certificate_unreadable'
  | 'issuer_unreadable'
  | 'key_unreadable'
  | 'key_of_another'
  | 'issued_by_another'
  | 'not_for_passes'
  | 'ended';

interface UploadedSigner {
  readonly certificate: string;
  readonly issuer: string;
  readonly key: string;
  readonly passphrase: string | null;
}

/** Reads certificate, issuer and key, each as PEM or as DER in base64. Checks that they belong together and are meant for passes. */
export function readAppleSigner(given: UploadedSigner, now: Date): AppleSigner | CertificateFault {
  const certificate = certificateOf(given.certificate);
  if (certificate === undefined) return 'certificate_unreadable';
  const issuer = certificateOf(given.issuer);
  if (issuer === undefined) return 'issuer_unreadable';
  const key = keyOf(given);
  // Passes need an RSA signature.
  if (key?.asymmetricKeyType !== 'rsa') return 'key_unreadable';
  if (!certificate.checkPrivateKey(key)) return 'key_of_another';
  if (!certificate.checkIssued(issuer) || !certificate.verify(issuer.publicKey)) return 'issued_by_another';
  const subject = new Map(certificate.subject.split('\n').map((line) => line.split(/=(.*)/s) as [string, string]));
  const [passType, team] = [subject.get('UID'), subject.get('OU')];
  if (passType?.startsWith('pass.') !== true || team === undefined) return 'not_for_passes';
  const endsAt = new Date(Math.min(Date.parse(certificate.validTo), Date.parse(issuer.validTo)));
  if (endsAt <= now) return 'ended';
  return {
    passType,
    team,
    certificates: [certificate.toString(), issuer.toString()],
    key: key.export({ type: 'pkcs1', format: 'pem' }).toString(),
    endsAt,
  };
}

function certificateOf(text: string): X509Certificate | undefined {
  try {
    return new X509Certificate(text.includes('-----BEGIN') ? text : Buffer.from(text, 'base64'));
  } catch {
    return undefined;
  }
}

function keyOf({ key, passphrase }: UploadedSigner): KeyObject | undefined {
  try {
    return createPrivateKey({ key, ...(passphrase !== null && { passphrase }) });
  } catch {
    return undefined;
  }
}
