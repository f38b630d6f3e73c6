import { useMemo } from 'react';
import { type KeptSession, useSession } from '../entities/session/session';
import { useNetwork } from '../shared/network/network';
import { useOfflineTill } from './offline/till-offline';
import { useOthersSent } from './pin/use-bound-till';
import type { Till } from './till/till';

/** Starts this device's offline work for the signed-in person. */
export function usePersonOffline(till: Till): void {
  const network = useNetwork();
  const session = useSession();
  const user = 'user' in session ? session.user : null;
  // A session that has ended, or that this device kept, is not confirmed by the server.
  const isConfirmed = session.state === 'signedIn' && session.isKept !== true;
  const signedIn = useMemo(
    (): KeptSession | null => (user === null || !isConfirmed ? null : { user, network }),
    [user, network, isConfirmed],
  );
  useOfflineTill(user?.id ?? '', till, signedIn);
  useOthersSent(user?.id ?? '', isConfirmed);
}
