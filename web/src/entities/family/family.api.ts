import { ask } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

export type Family = Schemas['Family'];
export type ListedFamily = Schemas['FamilyPage']['items'][number];
/** A guest who joins is no head: a head founds the family or takes it over. */
export type JoiningRole = Schemas['AddFamilyMember']['role'];

const FAMILIES_AT_ONCE = 50;

/** All families of the network, the newest first. */
export const familiesQuery = (cursor: string | undefined) => ask('/api/families', { limit: FAMILIES_AT_ONCE, cursor });
