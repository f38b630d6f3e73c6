import { useEffect, useReducer } from 'react';
import { useOnline } from '../shared/api/connection';
import { useNetwork } from '../shared/network/network';
import { readDraft, storeDraft } from './machine/draft';
import { readOpenSale } from './check/use-sale';
import { useOfflineDesk } from './offline/till-offline';
import { startTill, stepTill } from './machine/till.machine';
import type { Connection, TillMachine } from './machine/till.state';
import type { Till } from './till/till';

/** The till's machine, which goes on where a reload of the tab left it. */
export function useTill({ pointOfSaleId }: Till): TillMachine {
  const { currency } = useNetwork();
  const connection = useConnection();
  const [state, send] = useReducer(stepTill, null, () =>
    startTill({ pointOfSaleId, currency }, connection, readDraft(), readOpenSale()),
  );
  useEffect(() => {
    send({ kind: 'connectionChanged', connection });
  }, [connection]);
  const { draft } = state;
  useEffect(() => {
    storeDraft(draft);
  }, [draft]);
  return { state, send };
}

function useConnection(): Connection {
  const online = useOnline();
  const desk = useOfflineDesk();
  if (online) return 'online';
  return desk === null ? 'cut' : 'alone';
}
