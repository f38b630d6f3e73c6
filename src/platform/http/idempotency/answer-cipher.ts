/** Encrypts stored answers, which may have personal data. The security layer has the keys; the application binds the two. */
export abstract class AnswerCipher {
  abstract seal(networkId: string, text: string): Buffer;
  abstract open(networkId: string, blob: Buffer): string;
}
