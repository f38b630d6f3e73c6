import { namesOf } from '../described/member-at';
import type { Layout } from './document-context';
import type { DocumentPath } from './document-store';
import { keysOf } from './member-words';

/** The names of a part's members in the order of the API document. Members in the layout's `last` come at the end. */
export function ordered(
  { layout }: { readonly layout?: Layout },
  path: DocumentPath,
  names: readonly string[],
): readonly string[] {
  const placeOf = (name: string) => {
    const keys = keysOf(namesOf([...path, name]));
    return layout?.last.findIndex((one) => keys.includes(one)) ?? -1;
  };
  return names.toSorted((one, other) => placeOf(one) - placeOf(other));
}
