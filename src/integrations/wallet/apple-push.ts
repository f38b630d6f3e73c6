import { type ClientHttp2Session, connect, constants } from 'node:http2';
import { Inject, Injectable } from '@nestjs/common';
import type { WalletAccount } from './wallet-accounts';
import { WALLET_SERVICES, type WalletServices } from './wallet-services';

const TIMEOUT_MS = 10_000;
/** The most bytes of an answer that are read. */
const MOST_BYTES = 4_096;

/** The outcome of a push: sent, the phone no longer has the pass, or the reason of a failure. */
type PushOutcome = 'SENT' | 'GONE' | { readonly failure: string };

/** APNs's reasons that mean that no phone with such a pass has the token. */
const GONE = new Set(['BadDeviceToken', 'Unregistered', 'DeviceTokenNotForTopic', 'ExpiredToken']);

/** Sends pushes by the Apple Push Notification service, which make phones fetch a newer pass. A push has no content. */
@Injectable()
export class ApplePush {
  constructor(
    @Inject(WALLET_SERVICES) private readonly services: Pick<WalletServices, 'applePush' | 'appleAuthority'>,
  ) {}

  /** The outcome for each token, in order. The certificate of the network's passes authenticates the connection. */
  async send(account: WalletAccount, tokens: readonly string[]): Promise<PushOutcome[]> {
    const { applePush, appleAuthority } = this.services;
    const session = connect(applePush, {
      cert: account.certificates ?? '',
      key: account.key,
      ...(appleAuthority !== undefined && { ca: appleAuthority }),
    });
    const failed = new Promise<PushOutcome>((resolve) => {
      const fail = (failure: string) => resolve({ failure });
      session.once('error', (error: Error) => fail(`no_connection: ${error.message}`.slice(0, 200)));
      session.once('close', () => fail('no_connection'));
      session.setTimeout(TIMEOUT_MS, () => {
        fail('timeout');
        session.destroy();
      });
    });
    try {
      return await Promise.all(
        tokens.map((token) => Promise.race([failed, push(session, account.account, token).catch(failureOf)])),
      );
    } finally {
      session.destroy();
    }
  }
}

function push(session: ClientHttp2Session, topic: string, token: string): Promise<PushOutcome> {
  return new Promise((resolve, reject) => {
    const stream = session.request({
      [constants.HTTP2_HEADER_METHOD]: 'POST',
      [constants.HTTP2_HEADER_PATH]: `/3/device/${token}`,
      'apns-topic': topic,
    });
    let [status, body] = [0, ''];
    stream.setEncoding('utf8');
    stream.on('response', (headers) => (status = headers[':status'] ?? 0));
    stream.on('data', (part: string) => (body = (body + part).slice(0, MOST_BYTES)));
    stream.on('error', reject);
    stream.on('end', () => resolve(outcomeOf(status, body)));
    stream.end('{}');
  });
}

function outcomeOf(status: number, body: string): PushOutcome {
  if (status === 200) return 'SENT';
  const reason = /"reason"\s*:\s*"(\w{1,60})"/.exec(body)?.[1] ?? String(status);
  return status === 410 || GONE.has(reason) ? 'GONE' : { failure: reason };
}

function failureOf(error: unknown): PushOutcome {
  return { failure: error instanceof Error ? error.message.slice(0, 200) : 'no_connection' };
}
