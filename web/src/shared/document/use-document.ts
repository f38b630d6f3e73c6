import { useMemo, useState, useSyncExternalStore } from 'react';
import type { Members } from '../described/operation';
import { useFormat } from '../format/use-format';
import { useTranslation } from '../i18n/use-translation';
import type { DocumentKit, Inputs } from './document-context';
import { DocumentStore, type Mistake } from './document-store';
import { type Fault, faultsOf } from './faults.rules';
import { figureKindOf, figureOf } from './figures';
import type { MemberWords } from './member-words';

interface DocumentOptions<Document> {
  readonly members: Members;
  /** The document with which the form begins. */
  readonly first: () => Document;
  readonly words: MemberWords;
  readonly inputs: Inputs;
  /** The mistakes that only this page knows, besides those of the description. */
  readonly check?: (document: Document) => readonly Mistake[];
}

/** A document while it is edited, with the kit that its fields need. */
export function useDocument<Document extends object>(options: DocumentOptions<Document>) {
  const { members, first, words, inputs, check } = options;
  const [store] = useState(() => new DocumentStore(first()));
  const say = useFaultWords();
  const document = useSyncExternalStore(store.subscribe, store.whole) as Document;
  const isChanged = useSyncExternalStore(store.subscribe, store.isChanged);
  const generation = useSyncExternalStore(store.subscribe, store.generation);
  const kit = useMemo((): DocumentKit => ({ store, members, words, inputs }), [store, members, words, inputs]);
  return {
    kit,
    store,
    document,
    isChanged,
    generation,
    /** Marks the fields that have faults; false: there are some. */
    isWhole(): boolean {
      const found = [
        ...faultsOf(members, document).map((fault) => ({ ...fault, message: say(fault) })),
        ...(check?.(document) ?? []),
      ];
      store.setMistakes(found);
      return found.length === 0;
    },
  };
}

/** Says a fault that the page found by the description of a member. */
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
