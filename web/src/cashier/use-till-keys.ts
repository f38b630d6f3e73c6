import { useRef } from 'react';
import { useScanner } from './find/use-scanner';
import type { TillMachine } from './machine/till.state';
import { useKeys } from './keys/use-keys';

/** Sends key presses and scans to the machine, wherever the focus is. */
export function useTillKeys({ state, send }: TillMachine): void {
  const before = useRef(state.draft);
  useScanner({
    onStart: () => {
      before.current = state.draft;
    },
    onScan: (text) => send({ kind: 'scanned', text, before: before.current }),
  });
  useKeys(
    {
      find: () => send({ kind: 'findPressed' }),
      back: () => send({ kind: 'backPressed' }),
      redeem: () => send({ kind: 'redeemPressed' }),
      manual: () => send({ kind: 'manualPressed' }),
      lastActs: () => send({ kind: 'opened', dialog: { kind: 'shift' } }),
      gifts: () => send({ kind: 'opened', dialog: { kind: 'gifts', code: '' } }),
      help: () => send({ kind: 'opened', dialog: { kind: 'keys' } }),
    },
    state.dialog === null,
  );
}
