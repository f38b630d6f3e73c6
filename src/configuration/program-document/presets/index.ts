/** The programs that a new network starts from, written in the minor units of a currency with two decimals. */
import type { ProgramDocument } from '../../../decision';
import { programDocumentSchema } from '../program-document.schema';
import discount5 from './discount-5.json';
import hybrid5 from './hybrid-5.json';
import points4 from './points-4.json';

export const PRESET_NAMES = ['discount-5', 'hybrid-5', 'points-4'] as const;
export type PresetName = (typeof PRESET_NAMES)[number];

export const PRESETS: Readonly<Record<PresetName, ProgramDocument>> = {
  'discount-5': programDocumentSchema.parse(discount5),
  'hybrid-5': programDocumentSchema.parse(hybrid5),
  'points-4': programDocumentSchema.parse(points4),
};
