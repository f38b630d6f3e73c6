import { useQuery } from '@tanstack/react-query';
import type { Send } from '../../shared/api/act-key';
import { actOf, ask, askBy, askOrNull } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

export type Program = Schemas['Program'];
export type ProgramVersion = Schemas['ProgramVersion'];
export type ProgramDocument = Schemas['ProgramDocument'];
export type ExampleItem = NonNullable<Schemas['SimulateProgram']['sale']['items']>[number];
export type ProgramSimulation = Schemas['ProgramSimulation'];
export type ProgramDiff = Schemas['ProgramDiff'];
/** One sentence about a version. */
export type ProgramSentence = Schemas['ProgramSentences']['items'][number];

const VERSIONS_AT_ONCE = 50;
/** A publication comes into force some seconds after it was asked for. */
const LOOK_EVERY_MS = 5_000;

/** The versions, newest first. */
export const programsQuery = (cursor?: string) => ask('/api/programs', { limit: VERSIONS_AT_ONCE, cursor });

export const presetsQuery = ask('/api/programs/presets');

export const programQuery = (version: number) => ask('/api/programs/{version}', { version });

/** The version that decides now; null before the first one. */
export const inForceQuery = askOrNull('/api/programs/in-force', {});

export function useInForce() {
  return useQuery({ ...inForceQuery, refetchInterval: LOOK_EVERY_MS });
}

/** The rules of a version, in words of the reader's language. */
export const sentencesQuery = (version: number, language: string) =>
  ask('/api/programs/{version}/sentences', { version }, { by: language });

/** The changes of a version for guests, in words of the reader's language. */
export const diffQuery = ({ version, documentHash }: Pick<Program, 'version' | 'documentHash'>, language: string) =>
  ask('/api/programs/{version}/diff', { version }, { by: [documentHash, language] });

/** The cost of a version's no-regret change; null: it has none that decides anything. */
export const noRegretQuery = (version: number) => askOrNull('/api/programs/{version}/no-regret', { version });

/** The mistakes of a document, as far as it is typed. */
export const validityQuery = (document: unknown) =>
  askBy('/api/programs/validate', {}, { document: document }, { staleTime: Infinity });

/** The result of one sale by a document. */
export const simulationQuery = (body: Schemas['SimulateProgram']) => askBy('/api/programs/simulate', {}, body);

/** Makes a new version with the document of an earlier one. */
export const rollBackProgram =
  (version: number): Send<null, Program> =>
  ({ key }) =>
    actOf('POST', '/api/programs/{version}/rollback', { version })({ key, body: {} });
