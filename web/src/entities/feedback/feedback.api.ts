import { ask } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';
import { guestKeys } from '../guest/guest.api';

export type LinkedQuestion = Schemas['LinkedQuestion'];
export type OwnQuestion = Schemas['OwnQuestions']['items'][number];
export type FeedbackFigures = Schemas['FeedbackFigures'];

export const SCORES = [1, 2, 3, 4, 5] as const;

/** The question about a visit that a link in a message opens. @param token the last part of the link's address */
export function linkedQuestionQuery(token: string) {
  return ask('/api/feedback-links/{token}', { token });
}

/** Questions about visits that a signed-in guest was asked, the newest first. */
export function ownQuestionsQuery(guestId: string) {
  return ask('/api/auth/me/feedback', {}, { under: guestKeys.one(guestId) });
}
