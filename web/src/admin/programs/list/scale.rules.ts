import type { ProgramDocument } from '../../../entities/program/program.api';

export interface Scale {
  readonly numerator: number;
  readonly denominator: number;
}

/** As the API allows it. */
const MOST = 1_000_000;

export const ONCE: Scale = { numerator: 1, denominator: 1 };

/** A factor as it is typed: "1/50", "0,02" or "2". Null: no such factor. */
export function parseScale(typed: string): Scale | null {
  const match = /^(\d+)(?:[.,](\d+))?(?:\/(\d+))?$/.exec(typed.replace(/\s/g, ''));
  if (match === null) return null;
  const [, whole = '', decimals = '', divisor = '1'] = match;
  return reduced(Number(whole + decimals), 10 ** decimals.length * Number(divisor));
}

/** The money of a preset that is best known by heart, scaled. Null: the factor leaves a part of the smallest unit. */
export function scaledPreset(
  { tiers, earning, pointValue }: ProgramDocument,
  { numerator, denominator }: Scale,
): ScaledPreset | null {
  const scaled = (value: number) => (value * numerator) / denominator;
  const preset = {
    tiers: tiers.map(({ code, needs }) => ({ code, spend: scaled(needs.spend) })),
    step: earning.base === null ? null : scaled(earning.base.step),
    pointValue: scaled(pointValue),
  };
  const figures = [...preset.tiers.map(({ spend }) => spend), preset.step ?? 0, preset.pointValue];
  return figures.every((figure) => Number.isSafeInteger(figure)) ? preset : null;
}

export interface ScaledPreset {
  /** Spend in minor units. */
  readonly tiers: readonly { readonly code: string; readonly spend: number }[];
  /** Minor units for which points are given; null: none are given for sales. */
  readonly step: number | null;
  /** Millionths of a minor unit. */
  readonly pointValue: number;
}

function reduced(numerator: number, denominator: number): Scale | null {
  if (!Number.isSafeInteger(numerator) || !Number.isSafeInteger(denominator)) return null;
  if (numerator === 0 || denominator === 0) return null;
  const divisor = greatestDivisor(numerator, denominator);
  const scale = { numerator: numerator / divisor, denominator: denominator / divisor };
  return scale.numerator > MOST || scale.denominator > MOST ? null : scale;
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}
