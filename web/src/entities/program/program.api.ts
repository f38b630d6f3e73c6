import { queryOptions, useQuery } from '@tanstack/react-query';
import { keyHeader, type Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import { pageAfter } from '../../shared/api/lists';
import { ApiProblem } from '../../shared/api/problem';
import type { Schemas } from '../../shared/api/schemas';

export type Program = Schemas['Program'];
export type ProgramVersion = Schemas['ProgramVersion'];
export type ProgramDocument = Schemas['ProgramDocument'];
export type ProgramSimulation = Schemas['ProgramSimulation'];
export type ProgramDiff = Schemas['ProgramDiff'];
/** One statement of what a version says. */
export type ProgramSentence = Schemas['ProgramSentences']['items'][number];

const VERSIONS_AT_ONCE = 50;
/** A publication comes into force some seconds after it was asked for. */
const LOOK_EVERY_MS = 5_000;

export const programKeys = {
  /** All that is known of each version. */
  each: ['program'],
  lists: ['programs'],
  /** All that is known of one version. */
  one: (version: number) => ['program', version],
  changes: (version: number) => ['program', version, 'changes'],
};

/** The versions, newest first. */
export function programsQuery(cursor?: string) {
  return queryOptions({
    queryKey: [...programKeys.lists, 'list', cursor],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/programs', { params: { query: pageAfter(cursor, VERSIONS_AT_ONCE) }, signal })),
  });
}

export const presetsQuery = queryOptions({
  queryKey: [...programKeys.lists, 'presets'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/programs/presets', { signal })),
});

export function programQuery(version: number) {
  return queryOptions({
    queryKey: programKeys.one(version),
    queryFn: ({ signal }) => answerOf(api.GET('/api/programs/{version}', { params: { path: { version } }, signal })),
  });
}

/** The version that decides now; null before the first one. */
export const inForceQuery = queryOptions({
  queryKey: ['program', 'in-force'],
  queryFn: async ({ signal }) => {
    try {
      return await answerOf(api.GET('/api/programs/in-force', { signal }));
    } catch (error) {
      if (error instanceof ApiProblem && error.code === 'not_found') return null;
      throw error;
    }
  },
});

export function useInForce() {
  return useQuery({ ...inForceQuery, refetchInterval: LOOK_EVERY_MS });
}

/** The rules of a version, in words of the reader's language. */
export function sentencesQuery(version: number, language: string) {
  return queryOptions({
    queryKey: [...programKeys.one(version), 'sentences', language],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/programs/{version}/sentences', { params: { path: { version } }, signal })),
  });
}

/** The changes of a version for guests, in words of the reader's language. */
export function diffQuery({ version, documentHash }: Pick<Program, 'version' | 'documentHash'>, language: string) {
  return queryOptions({
    queryKey: [...programKeys.changes(version), documentHash, language],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/programs/{version}/diff', { params: { path: { version } }, signal })),
  });
}

/** The mistakes of a document, as far as it is typed. */
export function validityQuery(document: unknown) {
  return queryOptions({
    queryKey: ['program', 'validity', document],
    staleTime: Infinity,
    queryFn: ({ signal }) =>
      answerOf(api.POST('/api/programs/validate', { body: { document: document as ProgramDocument }, signal })),
  });
}

/** The result of one sale by a document. */
export function simulationQuery(body: Schemas['SimulateProgram']) {
  return queryOptions({
    queryKey: ['program', 'simulation', JSON.stringify(body)],
    queryFn: ({ signal }) => answerOf(api.POST('/api/programs/simulate', { body, signal })),
  });
}

export const createDraft: Send<Schemas['CreateProgramDraft'], Program> = ({ key, body }) =>
  answerOf(api.POST('/api/programs', { params: { header: keyHeader(key) }, body }));

export const changeDraft =
  (version: number): Send<Schemas['ChangeProgramDraft'], Program> =>
  ({ key, body }) =>
    answerOf(api.PUT('/api/programs/{version}', { params: { path: { version }, header: keyHeader(key) }, body }));

export const publishProgram =
  (version: number): Send<Schemas['PublishProgram'], Program> =>
  ({ key, body }) =>
    answerOf(
      api.POST('/api/programs/{version}/publish', { params: { path: { version }, header: keyHeader(key) }, body }),
    );

export const approveProgram =
  (version: number): Send<Schemas['ApproveProgramPublication'], Program> =>
  ({ key, body }) =>
    answerOf(
      api.POST('/api/programs/{version}/approve', { params: { path: { version }, header: keyHeader(key) }, body }),
    );

export const rejectProgram =
  (version: number): Send<Schemas['RejectProgramPublication'], Program> =>
  ({ key, body }) =>
    answerOf(
      api.POST('/api/programs/{version}/reject', { params: { path: { version }, header: keyHeader(key) }, body }),
    );

/** Takes a publication back that is not in force yet. */
export const cancelProgram =
  (version: number): Send<null, Program> =>
  ({ key }) =>
    answerOf(api.POST('/api/programs/{version}/cancel', { params: { path: { version }, header: keyHeader(key) } }));

/** A new version that says what this one said. */
export const rollBackProgram =
  (version: number): Send<null, Program> =>
  ({ key }) => {
    const params = { path: { version }, header: keyHeader(key) };
    return answerOf(api.POST('/api/programs/{version}/rollback', { params, body: {} }));
  };
