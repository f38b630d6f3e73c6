import type { Badge } from '../../../entities/campaign/badges';
import type { useTranslation } from '../../../shared/i18n/use-translation';

export type Translate = ReturnType<typeof useTranslation<'admin'>>['t'];

interface Choice {
  readonly value: string;
  readonly label: string;
}

/** Pieces of any of these goods, as they were typed. */
export interface PartValues {
  readonly categories: readonly string[];
  readonly skus: readonly string[];
  readonly pieces: number | '';
}
export const FIRST_PART: PartValues = { categories: [], skus: [], pieces: 1 };

/** The labels of a part's inputs, and where a document has the part. */
export interface PartRow {
  readonly labels: readonly [categories: string, skus: string, pieces: string];
  readonly at: string;
}

type Labelled = {
  readonly label: string;
  readonly description?: string;
  /** Where a document has what is typed, from the member of its kind on; empty: all of it. Absent: the field shows no mistake. */
  readonly at?: string | undefined;
};

/** A field of the form of a kind, for a member of the typed values. DRAWING shows the badge as it is chosen. */
export type KindField<Member extends string = string> =
  | ({ readonly input: 'DRAWING' } & Pick<Badge, 'icon' | 'colour'>)
  | ({ readonly member: Member } & (
      | (Labelled & { readonly input: 'COUNT'; readonly min?: number; readonly max: number })
      | (Labelled & { readonly input: 'TEXT'; readonly maxLength: number })
      | (Labelled & { readonly input: 'MONEY' | 'PERCENT' | 'DATE' })
      | (Labelled & { readonly input: 'CHOICE'; readonly choices: readonly Choice[] })
      | (Labelled & { readonly input: 'TAGS'; readonly known: readonly string[] })
      /** With `most`, parts can be added and removed. */
      | { readonly input: 'PARTS'; readonly rows: readonly PartRow[]; readonly most?: number; readonly help?: string }
    ));

/** How the form shows one kind of payouts, of money off or of measures, and how a document has what is typed. */
export interface KindForm<Typed, Document, Known> {
  readonly fields: (typed: Typed, known: Known) => readonly KindField<keyof Typed & string>[];
  /** A value that cannot be read becomes one that the server refuses at its field. */
  readonly read: (typed: Typed, currency: string) => Document;
  readonly typed: (document: Document, currency: string) => Partial<Typed>;
}

export function choicesOf<Value extends string>(
  values: readonly Value[],
  labelOf: (value: Value) => string,
): readonly Choice[] {
  return values.map((value) => ({ value, label: labelOf(value) }));
}
