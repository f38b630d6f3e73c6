import { actOf, ask, askOrNull } from '../../shared/api/calls';
import { WHOLE_PAGE } from '../../shared/api/lists';
import type { Schemas } from '../../shared/api/schemas';
import { lookWhileOpen } from './run';

export type ProgramSearch = Schemas['ReportedProgramSearch'];
export type ProgramSearchReport = Schemas['ProgramSearchReport'];
export type SearchedVariant = ProgramSearchReport['variants'][number];
export type AskProgramSearch = Schemas['AskProgramSearch'];
export type SearchMove = AskProgramSearch['moves'][number];

/** The figures of the programme in force that a search may move. */
export type ProgramFigure = Schemas['ProgramFigures']['items'][number];

export const figuresQuery = askOrNull('/api/program-figures', {});

export const searchesQuery = ask('/api/program-searches', { limit: WHOLE_PAGE });

/** A search with what it found, looked at again until it has ended. */
export const searchQuery = (id: string | undefined) =>
  ask(
    '/api/program-searches/{id}',
    { id: id ?? '' },
    { enabled: id !== undefined, refetchInterval: ({ state }) => lookWhileOpen(state.data) },
  );

export const beginSearch = actOf('POST', '/api/program-searches');

export const cancelSearch = (id: string) => actOf('DELETE', '/api/program-searches/{id}', { id });
