import type { TestApp } from './app';
import { TillNetwork } from './till-network';

/** A network whose tills of R-Keeper spend points without a limit of their own. */
export const networkOfRkeeper = (test: TestApp): Promise<TillNetwork> =>
  TillNetwork.create(test, {
    preset: 'points-4',
    settings: { spending: { tillSystemPerReceipt: null, tillSystemPerDay: null } },
  });

/** Connects the network's till to R-Keeper. `path` is that of its hook. */
export async function connectRkeeper(
  network: TillNetwork,
  manager: string,
  more: object = {},
): Promise<{ readonly id: string; readonly path: string }> {
  const places = [{ organization: '1', terminal: null, pointOfSaleId: network.pointOfSaleId }];
  const made = await network
    .post('/api/integrations/connections', manager, { kind: 'RKEEPER', name: 'Hall', places, ...more })
    .expect(201);
  const { id, token } = made.body as { id: string; token: string };
  return { id, path: `/api/hooks/rkeeper/${token}` };
}
