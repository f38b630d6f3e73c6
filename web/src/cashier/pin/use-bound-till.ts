import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { readDevice } from '../../entities/session/bound-device';
import { besides, unlockOwnPin } from '../../entities/session/till-sign-in.api';
import { useSession } from '../../entities/session/session';
import { useOnline } from '../../shared/api/connection';
import { useOfflineDesk, useOutlook } from '../offline/till-offline';
import { changeCashier, openForOther } from './change-of-cashier';

/** At a bound till: a password ends the own lock there, and a session that ended leads to the PIN instead of the password. */
export function useBoundTill(): void {
  const session = useSession();
  const user = 'user' in session ? session.user : null;
  const isByPassword =
    session.state === 'signedIn' && session.isKept !== true && (session.user.boundTillId ?? null) === null;
  const userId = user?.id;
  useEffect(() => {
    const device = readDevice();
    if (device !== null && isByPassword && userId !== undefined) void unlockOwnPin(device.key).catch(leaveToNextSignIn);
  }, [isByPassword, userId]);

  const queries = useQueryClient();
  const hasEnded = session.state === 'ended' && readDevice() !== null;
  useEffect(() => {
    if (hasEnded) changeCashier(queries);
  }, [hasEnded, queries]);
}

/** Sends what others rang up at this till while the server was away, in sessions that their PINs open. */
export function useOthersSent(userId: string, isConfirmed: boolean): void {
  const online = useOnline();
  const desk = useOfflineDesk();
  const { ofOthers } = useOutlook();
  useEffect(() => {
    if (!online || !isConfirmed || desk === null || ofOthers === 0 || readDevice() === null) return;
    void (async () => {
      for (const other of await desk.listWaitingFor()) {
        const opened = other === userId ? null : await openForOther(other);
        if (opened !== null) await besides(opened, (as) => desk.deliverFor(other, as));
      }
    })().catch(leaveToNextSignIn);
  }, [online, isConfirmed, desk, ofOthers, userId]);
}

function leaveToNextSignIn(): void {
  // The person's next sign-in does it.
}
