import { queryOptions, useQuery } from '@tanstack/react-query';
import { askBy, call, editOf, keyOf, nullAt } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';
import { useTranslation } from '../../shared/i18n/use-translation';

/** The look of a network as its guests see it: name, colours, card, logo, font, texts and manifest. */
export type PublicLook = Schemas['PublicLook'];
export type NetworkLook = Schemas['NetworkLook'];
export type Look = NetworkLook['look'];
export type ColourCheck = Schemas['ColourCheck'];
export type Colours = Pick<Look, 'accent' | 'accentInk' | 'card'>;

/** A look that was read this recently is still the one that guests see. */
const GOOD_FOR_MS = 5 * 60 * 1_000;

/** The public look of the network with this code; null: there is no such network. Needs no session. */
export const lookQuery = (network: string, language: string) =>
  queryOptions({
    queryKey: [...keyOf('/api/looks/{network}', { network }), language],
    staleTime: GOOD_FOR_MS,
    // Not aborted when the slip closes, or the next sale would request the look again.
    queryFn: () => call('GET', '/api/looks/{network}', { network }).catch(nullAt(['not_found'])),
  });

/** The look of the network with this code, in the language on the screen. An empty code asks for nothing. */
export function useLook(network: string) {
  const { language } = useTranslation();
  return useQuery({ ...lookQuery(network, language), enabled: network !== '' });
}

export const checkColoursQuery = (colours: Colours) =>
  askBy('/api/look/colours', {}, colours, {
    staleTime: Infinity,
  });

/** Binds the change to the tag; null binds it to nothing. */
export const setLook = editOf('PUT', '/api/look');
