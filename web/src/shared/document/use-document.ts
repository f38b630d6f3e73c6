import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { mistakesOf } from '../api/problem';
import type { Members } from '../described/operation';
import { useFormat } from '../format/use-format';
import { useTranslation } from '../i18n/use-translation';
import type { DocumentKit, Inputs, Layout } from './document-context';
import { DocumentStore, type Mistake } from './document-store';
import { type Fault, faultsOf } from './faults.rules';
import { figureKindOf, figureOf } from './figures';
import { useMemberWords } from './member-words';

interface DocumentOptions<Document> {
  readonly members: Members;
  /** The document with which the form begins. */
  readonly first: () => Document;
  /** The group of the console's catalogue with the words of the members. */
  readonly words: string;
  readonly inputs: Inputs;
  /** How `PartsOf` lays out the document. */
  readonly layout?: Layout;
  /** The error with which the server refused the document. The form shows its mistakes at their paths. */
  readonly error?: unknown;
  /** The mistakes that the server found in a preview of the document, which saves nothing. */
  readonly found?: readonly Mistake[];
  /** Returns the mistakes that the page finds by rules that the API document does not have. */
  readonly check?: (document: Document) => readonly Mistake[];
}

export type EditedDocument<Document extends object> = ReturnType<typeof useDocument<Document>>;

/** A document while it is edited, with the kit that its fields need. */
export function useDocument<Document extends object>(options: DocumentOptions<Document>) {
  const { members, first, inputs, layout, check, error = null, found } = options;
  const words = useMemberWords('admin', options.words);
  const say = useFaultWords();
  const [store] = useState(() => new DocumentStore(first()));
  const [isAsked, setAsked] = useState(false);
  const document = useSyncExternalStore(store.subscribe, store.whole) as Document;
  const isChanged = useSyncExternalStore(store.subscribe, store.isChanged);
  const generation = useSyncExternalStore(store.subscribe, store.generation);
  const mistakes = useSyncExternalStore(store.subscribe, store.allMistakes);
  const kit = useMemo(
    (): DocumentKit => ({ store, members, words, inputs, ...(layout !== undefined && { layout }) }),
    [store, members, words, inputs, layout],
  );

  const faults = (): readonly Mistake[] => [
    ...faultsOf(members, document).map((fault) => ({ ...fault, message: say(fault) })),
    ...(check?.(document) ?? []),
  ];

  // Until the person sends the document, a missing value is unfinished and no fault.
  useEffect(() => {
    const own = isAsked ? faults() : [];
    store.setMistakes(own.length > 0 ? own : (found ?? mistakesOf(error)));
  });

  return {
    kit,
    store,
    document,
    isChanged,
    generation,
    mistakes,
    /** Whether the person tried to send the document and it has mistakes. */
    isWrong: isAsked && mistakes.length > 0,
    /** Marks the fields that have faults; false: at least one field has a fault. */
    isWhole(): boolean {
      setAsked(true);
      return faults().length === 0;
    },
  };
}

/** Returns the function that words a fault which the page found with the API document. */
function useFaultWords(): (fault: Fault) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return ({ code, path, member }) => {
    if (code === 'required' || member.type !== 'number') return t('form.needed');
    const kind = figureKindOf(path.split('.').at(-1) ?? '', member);
    if (code === 'wrong_type') return t('form.notANumber', { count: figureOf(kind, format).decimals });
    const shown = (value: number) =>
      kind === 'money' ? format.money(value) : kind === 'share' ? format.share(value) : format.number(value);
    return t('form.outside', { least: shown(member.least ?? 0), most: shown(member.most ?? Number.MAX_SAFE_INTEGER) });
  };
}
