import { namesOf } from '../described/member-at';
import { useDocumentKit } from './document-context';
import type { DocumentPath } from './document-store';
import { KindChoice } from './kind-choice';
import { entryAt, keysOf } from './member-words';

/** The choice of a part's kind, with the first values that the document's layout has for it. */
export function PartKind({ path, isInline = false }: { readonly path: DocumentPath; readonly isInline?: boolean }) {
  const { layout } = useDocumentKit();
  const firsts = entryAt(layout?.firsts ?? {}, namesOf(path)) as Readonly<Record<string, object>> | undefined;
  const beginsAnew = keysOf(namesOf(path)).some((key) => layout?.anew.includes(key));
  return <KindChoice path={path} firsts={firsts ?? {}} isInline={isInline} beginsAnew={beginsAnew} />;
}
