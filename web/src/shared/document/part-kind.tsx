import { namesOf } from '../described/member-at';
import { useDocumentKit } from './document-context';
import type { DocumentPath } from './document-store';
import { KindChoice } from './kind-choice';
import { numberAt } from './looks';
import { entryAt, keysOf } from './member-words';

/** The select of a part's kind. The first values of the kinds come from the layout of the document. */
export function PartKind({ path, isInline = false }: { readonly path: DocumentPath; readonly isInline?: boolean }) {
  const { layout, words } = useDocumentKit();
  const names = namesOf(path);
  const given = { n: 0, number: numberAt(path) };
  const label = words('field', [`${names.at(-1) ?? ''}Kind`], given) ?? words('field', names, given);
  const firsts = entryAt(layout?.firsts ?? {}, names) as Readonly<Record<string, object | null>> | undefined;
  const beginsAnew = keysOf(names).some((key) => layout?.anew.includes(key));
  return (
    <KindChoice
      path={path}
      firsts={firsts ?? {}}
      {...(label !== undefined && { label })}
      isInline={isInline}
      beginsAnew={beginsAnew}
    />
  );
}
