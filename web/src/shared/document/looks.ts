import { useSyncExternalStore } from 'react';
import { kindOf, memberAt, namesOf } from '../described/member-at';
import { type DocumentKit, type Looks, useDocumentKit } from './document-context';
import type { DocumentPath } from './document-store';
import { entryAt } from './member-words';

const NO_LOOKS: Looks = {};

/** The layout's properties for the input at a path; false: the input is not shown now. */
export function looksAt({ layout, store }: DocumentKit, path: DocumentPath): Looks | false {
  if (layout?.looks === undefined) return NO_LOOKS;
  const looks = entryAt(layout.looks, namesOf(path));
  if (typeof looks !== 'function') return looks ?? NO_LOOKS;
  return looks(store.get(path.slice(0, -1)) as never, store.whole() as never) ?? NO_LOOKS;
}

export function useLooks(path: DocumentPath): Looks {
  const kit = useDocumentKit();
  useSyncExternalStore(kit.store.subscribe, () => JSON.stringify(looksAt(kit, path)));
  const looks = looksAt(kit, path);
  return looks === false ? NO_LOOKS : looks;
}

/**
 * The words for the member at a path. For a member of a part with kinds, words for the member of this kind (`EVERY_NTH.times`) come first. The argument
 * `number` is the number of the entry that has the member.
 */
export function wordsAt(kit: DocumentKit, part: 'field' | 'help' | 'none', path: DocumentPath): string | undefined {
  const { words, members, store } = kit;
  const above = path.slice(0, -1);
  const member = memberAt(members, above, store.whole());
  const kind = member.type === 'kinds' ? kindOf(member, store.get(above)) : '';
  const looks = looksAt(kit, path);
  const { named, given: own }: Looks = looks === false ? {} : looks;
  const given = { n: 0, number: numberAt(path), ...own };
  return (
    (named === undefined ? undefined : words(part, [named], given)) ??
    (kind === '' ? undefined : words(part, [`${kind}.${String(path.at(-1))}`], given)) ??
    words(part, namesOf(path), given)
  );
}

/** The number of the entry of a list in which a member stands, counted from 1. */
export function numberAt(path: DocumentPath): number {
  const at = path.findLast((step) => typeof step === 'number');
  return (at ?? 0) + 1;
}
