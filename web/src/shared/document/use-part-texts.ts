import type { Members } from '../described/operation';
import { useFormat } from '../format/use-format';
import { useTranslation } from '../i18n/use-translation';
import { useMemberWords } from './member-words';
import { partsOf } from './parts-of';

/** Returns the function that describes a document in words: it gives the text of each member's value by the member's name in the catalogue. */
export function usePartTexts(members: Members, group: string): (document: unknown) => Readonly<Record<string, string>> {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useMemberWords('admin', group);
  return (document) =>
    Object.fromEntries(
      partsOf(members, document, { words, format, yes: t('document.yes'), no: t('document.no') }).map(
        ({ label, text }) => [label, text],
      ),
    );
}
