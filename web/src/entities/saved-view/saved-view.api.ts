import type { Schemas } from '../../shared/api/schemas';

export type SavedView = Schemas['SavedView'];
export type SavedViewPage = SavedView['page'];
