import { createContext, useContext } from 'react';
import type { Schemas } from '../api/schemas';

export type NetworkProfile = NonNullable<Schemas['Me']['network']>;

/** The signed-in person's network, with its money, zone and language. */
export const NetworkContext = createContext<NetworkProfile | null>(null);

export function useNetwork(): NetworkProfile {
  const network = useContext(NetworkContext);
  if (network === null) throw new Error('a screen of a network was shown to somebody without one');
  return network;
}
