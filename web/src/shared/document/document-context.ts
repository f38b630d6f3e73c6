import { type ComponentType, createContext, type ReactNode, use, useEffect, useSyncExternalStore } from 'react';
import { useTranslation } from '../i18n/use-translation';
import { memberAt } from '../described/member-at';
import type { Member, Members } from '../described/operation';
import type { DocumentPath, DocumentStore, Mistake } from './document-store';
import type { FigureKind } from './figures';
import type { MemberWords } from './member-words';

/** Everything that the input of a member needs. */
export interface InputProps {
  readonly label: string;
  readonly description: ReactNode;
  /** The text of an empty input. */
  readonly placeholder: string | undefined;
  readonly error: string | undefined;
  readonly member: Member;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

/**
 * Inputs for things of the network (segments, tiers, articles). A key is the name of a member, or the end of its path (`tasksCode`) if members of this
 * name differ.
 */
export type Inputs = Readonly<Record<string, ComponentType<InputProps>>>;

/** Draws one part of a document in place of its usual fields. */
type Part = ComponentType<{ readonly path: DocumentPath }>;

/** Returns the value of a new entry of a list that has these entries. */
type FirstEntry = (entries: readonly never[]) => object;

/** The properties of an input that neither the API document nor the words of the catalogue decide. */
export interface Looks {
  /** The name under which the catalogue has the words for the member. */
  readonly named?: string;
  /** The values that the catalogue's words for the member have placeholders for, such as a number. */
  readonly given?: object;
  /** The unit of a number, if its name and description do not tell the unit. `area`: a text of several lines. */
  readonly as?: FigureKind | 'area';
  /** For a choice between two values: the value for which a checkbox is checked. */
  readonly checked?: string;
  readonly isWide?: boolean;
  readonly isDisabled?: boolean;
  readonly isReadOnly?: boolean;
  /** For a list: whether entries can be neither added nor removed. */
  readonly isFixed?: boolean;
}

/** Returns the properties for the current values; false: the member is not shown now. */
type LooksOf = (part: never, document: never) => Looks | false | undefined;

/**
 * How `PartsOf` lays out a document. A key is the path of a part or the end of this path, with dots or as one word: `earning.caps`, `earningCaps` or
 * `caps`.
 */
export interface Layout {
  /**
   * The values with which parts begin. For a part that may be missing: its value when a person adds the part. For a part with kinds: the value of
   * each kind; null: this kind removes the part. For a list: the value of a new entry. A list of parts with kinds begins with its first kind.
   */
  readonly firsts: Readonly<Record<string, object | FirstEntry>>;
  readonly looks?: Readonly<Record<string, Looks | LooksOf>>;
  readonly parts: Readonly<Record<string, Part>>;
  /** Members that come after the other members of their part, in this order. */
  readonly last: readonly string[];
  /** Parts that keep no values when a person chooses another kind, because members of the same name count in other units. */
  readonly anew: readonly string[];
}

export interface DocumentKit {
  readonly store: DocumentStore;
  /** The members of the document, from the API document. */
  readonly members: Members;
  readonly words: MemberWords;
  readonly inputs: Inputs;
  /** Returns the page's words for a mistake; left out: the words of the server are shown. */
  readonly sayMistake?: (mistake: Mistake) => string;
  readonly layout?: Layout;
}

export const DocumentContext = createContext<DocumentKit | null>(null);

export function useDocumentKit(): DocumentKit {
  const kit = use(DocumentContext);
  if (kit === null) throw new Error('a field of a document stands outside of its form');
  return kit;
}

export function useDocumentStore(): DocumentStore {
  return useDocumentKit().store;
}

/** The value at a path of the document; the caller knows its type from the schema. */
export function useValue<Value>(path: DocumentPath): Value {
  const store = useDocumentStore();
  return useSyncExternalStore(store.subscribe, () => store.get(path)) as Value;
}

function useMistake(path: DocumentPath, within = false): Mistake | undefined {
  const store = useDocumentStore();
  return useSyncExternalStore(store.subscribe, () => store.mistakeAt(path, within));
}

/** The words for the mistake at a path; `within`: if there is none, for the first mistake below the path. */
export function useMistakeText(path: DocumentPath, within = false): string | undefined {
  const { t } = useTranslation();
  const { sayMistake = ({ message }) => message ?? '' } = useDocumentKit();
  const mistake = useMistake(path, within);
  const value = useValue<unknown>(path) ?? '';
  if (mistake === undefined) return undefined;
  // The server names the type that it wants in place of an input that was left empty.
  return mistake.code === 'wrong_type' && value === '' ? t('form.needed') : sayMistake(mistake);
}

/** The member at a path: its description, value and mistake, and the function that sets it. */
export function useMember(path: DocumentPath, within = false) {
  const { store, members } = useDocumentKit();
  const value = useValue<unknown>(path);
  const key = JSON.stringify(path);
  useEffect(() => {
    const leave = store.draws(JSON.parse(key) as DocumentPath);
    return leave;
  }, [store, key]);
  return {
    member: memberAt(members, path, store.whole()),
    value,
    error: useMistakeText(path, within),
    change: (next: unknown) => store.set(path, next),
  };
}

const NOTHING: readonly never[] = [];

/** A list of the document, which may be missing while it is empty, with the functions that change it. */
export function useList<Item>(path: DocumentPath) {
  const store = useDocumentStore();
  const items = useValue<readonly Item[] | undefined>(path) ?? NOTHING;
  return {
    items,
    add: (item: Item) => store.set(path, [...items, item]),
    removeAt: (index: number) =>
      store.set(
        path,
        items.filter((_, at) => at !== index),
      ),
  };
}
