import { queryOptions } from '@tanstack/react-query';
import { keyHeader, type Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import type { Schemas } from '../../shared/api/schemas';
import { ifMatch, type Tagged, taggedOf } from '../../shared/api/tagged';

export type Reward = Schemas['RedemptionItem'];
export type RewardBody = Schemas['CreateRedemptionItem'];
export type RewardSlot = Schemas['RedemptionSlot'];

/** More rewards than this are looked for by page; no menu of a restaurant has so many. */
const MOST_AT_ONCE = 200;

export const rewardKeys = {
  lists: ['rewards', 'list'],
  slots: (id: string) => ['rewards', 'slots', id],
};

/** The catalogue: what is offered, or what is offered no more. */
export function rewardsQuery(archived: boolean) {
  return queryOptions({
    queryKey: [...rewardKeys.lists, archived],
    queryFn: async ({ signal }) => {
      const query = { limit: MOST_AT_ONCE, archived: archived ? ('true' as const) : ('false' as const) };
      const page = await answerOf(api.GET('/api/redemption-items', { params: { query }, signal }));
      return page.items;
    },
  });
}

export function rewardQuery(id: string) {
  return queryOptions({
    queryKey: ['rewards', 'item', id],
    queryFn: ({ signal }) => answerOf(api.GET('/api/redemption-items/{id}', { params: { path: { id } }, signal })),
  });
}

/** The picture of a reward; another picture has another hash. */
export function rewardPictureQuery(id: string, hash: string | undefined) {
  return queryOptions({
    queryKey: ['rewards', 'picture', id, hash],
    enabled: hash !== undefined,
    // The hash is the picture: another picture is another key.
    staleTime: Infinity,
    queryFn: async ({ signal }): Promise<Blob> => {
      const call = api.GET('/api/redemption-items/{id}/picture', { params: { path: { id } }, parseAs: 'blob', signal });
      return (await answerOf<unknown>(call)) as Blob;
    },
  });
}

/** The next appointments of a reward, at most so many. */
export function rewardSlotsQuery(id: string, limit: number) {
  return queryOptions({
    queryKey: [...rewardKeys.slots(id), limit],
    queryFn: ({ signal }) => {
      const params = { path: { id }, query: { limit } };
      return answerOf(api.GET('/api/redemption-items/{id}/slots', { params, signal }));
    },
  });
}

export const createReward: Send<RewardBody, Reward> = ({ key, body }) =>
  answerOf(api.POST('/api/redemption-items', { params: { header: keyHeader(key) }, body }));

export const readReward = (id: string) => () =>
  taggedOf(api.GET('/api/redemption-items/{id}', { params: { path: { id } } }));

/** Binds the change to the tag; null binds it to nothing. The answer has the tag of the next change. */
export const changeReward =
  (id: string) =>
  (tag: string | null): Send<Schemas['ChangeRedemptionItem'], Tagged<Reward>> =>
  ({ key, body }) => {
    const params = { path: { id }, header: { ...keyHeader(key), ...ifMatch(tag) } };
    return taggedOf(api.PATCH('/api/redemption-items/{id}', { params, body }));
  };

/** So many come or go: what guests take meanwhile is never written over. */
export const changeStock =
  (id: string): Send<Schemas['ChangeStock'], Reward> =>
  ({ key, body }) =>
    answerOf(api.POST('/api/redemption-items/{id}/stock', { params: { path: { id }, header: keyHeader(key) }, body }));

export const putPicture =
  (id: string): Send<{ readonly data: string }, Reward> =>
  ({ key, body }) =>
    answerOf(api.PUT('/api/redemption-items/{id}/picture', { params: { path: { id }, header: keyHeader(key) }, body }));

export const removePicture =
  (id: string): Send<null, unknown> =>
  ({ key }) =>
    answerOf(api.DELETE('/api/redemption-items/{id}/picture', { params: { path: { id }, header: keyHeader(key) } }));

export const addSlot =
  (id: string): Send<Schemas['CreateSlot'], RewardSlot> =>
  ({ key, body }) =>
    answerOf(api.POST('/api/redemption-items/{id}/slots', { params: { path: { id }, header: keyHeader(key) }, body }));

/** Offers an appointment no more; the body is its id. */
export const closeSlot =
  (id: string): Send<string, unknown> =>
  ({ key, body: slotId }) => {
    const params = { path: { id, slotId }, header: keyHeader(key) };
    return answerOf(api.DELETE('/api/redemption-items/{id}/slots/{slotId}', { params }));
  };
