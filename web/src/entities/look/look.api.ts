import { queryOptions, useQuery } from '@tanstack/react-query';
import { keyHeader, type Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import { ApiProblem } from '../../shared/api/problem';
import type { Schemas } from '../../shared/api/schemas';
import { ifMatch, taggedOf } from '../../shared/api/tagged';
import { useTranslation } from '../../shared/i18n/use-translation';

/** The look of a network as its guests see it: name, colours, card, logo, font, texts and manifest. */
export type PublicLook = Schemas['PublicLook'];
export type NetworkLook = Schemas['NetworkLook'];
export type Look = NetworkLook['look'];
export type ColourCheck = Schemas['ColourCheck'];
export type Colours = Pick<Look, 'accent' | 'accentInk' | 'card'>;

/** A look that was read this recently is still the one that guests see. */
const GOOD_FOR_MS = 5 * 60 * 1_000;

export const lookKeys = { each: ['look'] };

/** The public look of the network with this code; null: there is no such network. Needs no session. */
export function lookQuery(network: string, language: string) {
  return queryOptions({
    queryKey: [...lookKeys.each, 'public', network, language],
    staleTime: GOOD_FOR_MS,
    // Read to the end even where it is no longer shown: a slip that is gone at once would ask again with the next sale.
    queryFn: async (): Promise<PublicLook | null> => {
      try {
        return await answerOf(api.GET('/api/looks/{network}', { params: { path: { network } } }));
      } catch (error) {
        if (error instanceof ApiProblem && error.code === 'not_found') return null;
        throw error;
      }
    },
  });
}

/** The look of the network with this code, in the language on the screen. An empty code asks for nothing. */
export function useLook(network: string) {
  const { language } = useTranslation();
  return useQuery({ ...lookQuery(network, language), enabled: network !== '' });
}

export function checkColoursQuery(colours: Colours) {
  return queryOptions({
    queryKey: [...lookKeys.each, 'colours', colours],
    staleTime: Infinity,
    queryFn: ({ signal }): Promise<ColourCheck> => answerOf(api.POST('/api/look/colours', { body: colours, signal })),
  });
}

export const readOwnLook = () => taggedOf(api.GET('/api/look'));

/** Binds the change to the tag; null binds it to nothing. */
export const setLook =
  (tag: string | null): Send<Look, NetworkLook> =>
  ({ key, body }) =>
    answerOf(api.PUT('/api/look', { params: { header: { ...keyHeader(key), ...ifMatch(tag) } }, body }));

export const putLogo: Send<{ readonly data: string }, NetworkLook> = ({ key, body }) =>
  answerOf(api.PUT('/api/look/logo', { params: { header: keyHeader(key) }, body }));

export const removeLogo: Send<null, NetworkLook> = ({ key }) =>
  answerOf(api.DELETE('/api/look/logo', { params: { header: keyHeader(key) } }));
