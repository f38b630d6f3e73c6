import { namesOf } from '../described/member-at';
import { useDocumentKit } from './document-context';
import type { DocumentPath } from './document-store';
import { KindChoice } from './kind-choice';
import { entryAt, keysOf } from './member-words';

/** The select of a part's kind. The first values of the kinds come from the layout of the document. */
export function PartKind({ path, isInline = false }: { readonly path: DocumentPath; readonly isInline?: boolean }) {
  const { layout } = useDocumentKit();
  const firsts = entryAt(layout?.firsts ?? {}, namesOf(path)) as Readonly<Record<string, object>> | undefined;
  const beginsAnew = keysOf(namesOf(path)).some((key) => layout?.anew.includes(key));
  return <KindChoice path={path} firsts={firsts ?? {}} isInline={isInline} beginsAnew={beginsAnew} />;
}
