import { editOf, readOf } from '../../shared/api/calls';
import type { TaggedResource } from '../../shared/api/tagged';
import type { Schemas } from '../../shared/api/schemas';

export type Network = Schemas['Network'];
export type NetworkSettings = Network['settings'];
/** A consent that a till asks of a new guest. */
export type ConsentText = NetworkSettings['consents'][number];

/** The network with its settings, as a manager sees it. */
export const readNetwork = (id: string) =>
  readOf('/api/networks/{id}', { id }) as () => Promise<TaggedResource<Network>>;

/** Settings that let somebody do more alone wait for a second person. */
export const changeNetwork = (id: string) => editOf('PATCH', '/api/networks/{id}', { id });
