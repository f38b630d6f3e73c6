import type { Badge } from '../../../entities/campaign/badges';
import type { useTranslation } from '../../../shared/i18n/use-translation';

export type Translate = ReturnType<typeof useTranslation<'admin'>>['t'];

interface FieldChoice {
  readonly value: string;
  readonly label: string;
}

/** A part of a set as a manager types it: so many pieces of any of the named goods. */
export interface PartValues {
  readonly categories: readonly string[];
  readonly skus: readonly string[];
  readonly pieces: number | '';
}
export const FIRST_PART: PartValues = { categories: [], skus: [], pieces: 1 };

/** A row of inputs for one part: their labels, and the part's path in the document. */
export interface PartRow {
  readonly labels: readonly [categories: string, skus: string, pieces: string];
  readonly at: string;
}

type FieldLabel = {
  readonly label: string;
  readonly description?: string;
  /** The path in the document, below the kind's own member, at which the server reports a mistake of this field; empty: that member itself. Absent: the field shows no mistake. */
  readonly at?: string | undefined;
};

/** A field of the form, for one member of the typed values. `DRAWING` has no input: it shows the badge that is chosen. */
export type KindField<Member extends string = string> =
  | ({ readonly input: 'DRAWING' } & Pick<Badge, 'icon' | 'colour'>)
  | ({ readonly member: Member } & (
      | (FieldLabel & { readonly input: 'COUNT'; readonly min?: number; readonly max: number })
      | (FieldLabel & { readonly input: 'TEXT'; readonly maxLength: number })
      | (FieldLabel & { readonly input: 'MONEY' | 'PERCENT' | 'DATE' })
      | (FieldLabel & { readonly input: 'CHOICE'; readonly choices: readonly FieldChoice[] })
      | (FieldLabel & { readonly input: 'TAGS'; readonly known: readonly string[] })
      /** With `most` a manager may add parts, up to so many, and remove them. */
      | { readonly input: 'PARTS'; readonly rows: readonly PartRow[]; readonly most?: number; readonly help?: string }
    ));

/** The entry of one kind (of payouts, money off or measures) for the editor: its fields, and how typed values become a document and back. */
export interface KindForm<Typed, Document, Known> {
  readonly fields: (typed: Typed, known: Known) => readonly KindField<keyof Typed & string>[];
  /** A value that cannot be read becomes one that the server refuses at its field. */
  readonly read: (typed: Typed, currency: string) => Document;
  readonly typed: (document: Document, currency: string) => Partial<Typed>;
}

export function choicesOf<Value extends string>(
  values: readonly Value[],
  labelOf: (value: Value) => string,
): readonly FieldChoice[] {
  return values.map((value) => ({ value, label: labelOf(value) }));
}
