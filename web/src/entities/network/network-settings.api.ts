import { keyHeader, type Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import type { Schemas } from '../../shared/api/schemas';
import { ifMatch, taggedOf } from '../../shared/api/tagged';
import type { Tagged } from '../../shared/api/tagged';

export type Network = Schemas['Network'];
export type NetworkSettings = Network['settings'];
/** A consent that a till asks of a new guest. */
export type ConsentText = NetworkSettings['consents'][number];
export type NetworkChange = Schemas['ChangeNetwork'];

/** The network with its settings, as a manager sees it. */
export const readNetwork = (id: string) => (): Promise<Tagged<Network>> =>
  taggedOf(api.GET('/api/networks/{id}', { params: { path: { id } } })) as Promise<Tagged<Network>>;

/** Settings that let somebody do more alone wait for a second person. */
export const changeNetwork =
  (id: string) =>
  (tag: string | null): Send<NetworkChange, Network | Schemas['ChangeRequest']> =>
  ({ key, body }) => {
    const params = { path: { id }, header: { ...keyHeader(key), ...ifMatch(tag) } };
    return answerOf(api.PATCH('/api/networks/{id}', { params, body }));
  };
