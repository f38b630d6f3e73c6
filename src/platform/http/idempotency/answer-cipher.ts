/** Encrypts stored responses, because they may have personal data. The security layer provides the cipher, since it has the keys. */
export abstract class AnswerCipher {
  abstract seal(networkId: string, text: string): Buffer;
  abstract open(networkId: string, blob: Buffer): string;
}
