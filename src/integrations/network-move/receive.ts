import type { INestApplicationContext } from '@nestjs/common';
import { NetworkMoves } from '../../configuration';
import { settings } from '../../platform/settings/settings';
import { LedgerVerification, linesOfVerification } from '../../transactions';
import { NetworkForgetting } from '../archive/network-forgetting';
import { NetworkReading } from '../archive/network-reading';
import type { CallResponse, CallRequest, ReceivingCalls } from './receiving-calls';

/** Does what the process that moves a network requests from its new cell, until that process ends this one. */
export async function receiveNetwork(context: INestApplicationContext): Promise<void> {
  const { channel } = process;
  if (channel === undefined) throw new Error('"network receive" is started by "network move".');
  channel.ref();
  const answer = (message: CallResponse): void => void process.send?.(message);
  await new Promise<void>((end) => {
    const calls = callsOf(context, { end, ready: () => answer({ ready: true }) });
    process.on('message', ({ number, call, given }: CallRequest) => {
      (calls[call] as (given: unknown) => Promise<unknown>)(given).then(
        (result) => answer({ number, result }),
        (error: unknown) => answer({ number, failure: error instanceof Error ? error.message : String(error) }),
      );
    });
    answer({ ready: true });
  });
  channel.unref();
}

function callsOf(
  context: INestApplicationContext,
  { end, ready }: { readonly end: () => void; readonly ready: () => void },
): ReceivingCalls {
  const url = settings.databaseOwnerUrl ?? '';
  let arrived: () => void = () => undefined;
  return {
    async read({ file, signedBy, waits, dryRun }) {
      const arrival = (): Promise<void> => {
        const arriving = new Promise<void>((resolve) => (arrived = resolve));
        ready();
        return arriving;
      };
      const request = { file, signedBy, url, dryRun, keepClosed: true };
      const { totals } = await context.get(NetworkReading).read(waits ? { ...request, arrival } : request);
      return totals;
    },
    arrive() {
      arrived();
      return Promise.resolve();
    },
    open: (networkId) => context.get(NetworkMoves).open(networkId),
    async verify({ id, code }) {
      const result = await context.get(LedgerVerification).verify(id);
      return { isRight: result.isRight, lines: [...linesOfVerification(code, result)] };
    },
    forget: (networkId) => context.get(NetworkForgetting).forget(networkId, url),
    end() {
      end();
      return Promise.resolve();
    },
  };
}
