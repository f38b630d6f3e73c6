import type { Schemas } from '../../shared/api/schemas';

export type Family = Schemas['Family'];
/** A guest who joins is no head: a head founds the family or takes it over. */
export type JoiningRole = Schemas['AddFamilyMember']['role'];
