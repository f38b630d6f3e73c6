import { useTranslation } from '../../../shared/i18n/use-translation';
import { Panel } from '../../../shared/ui/page';
import { useDocumentStore } from '../../../shared/document/document-context';
import type { DocumentStore, Mistake } from '../../../shared/document/document-store';
import classes from './editor.module.css';
import { placeOfMistake } from './mistake-words.rules';
import { useMistakeWords } from './use-mistake-words';

/** Everything that keeps the draft from being saved, each with its place: the page is longer than a screen. */
export function MistakesPanel({ mistakes }: { readonly mistakes: readonly Mistake[] }) {
  const { t } = useTranslation('admin');
  const store = useDocumentStore();
  const words = useMistakeWords();
  if (mistakes.length === 0) return null;
  return (
    <Panel title={t('program.mistakes.title')}>
      <ul className={classes.mistakes}>
        {mistakes.map((mistake) => {
          const { section, entry } = placeOfMistake(mistake);
          const name = entry === null ? null : nameOfEntry(store, entry);
          const part = t(`program.${section}.title`);
          return (
            <li key={mistake.path + mistake.code}>
              <strong>{name === null ? part : t('program.mistakes.place', { part, name })}</strong>
              <span>{words(mistake)}</span>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

/** The name of a list's entry in the document; null without one. */
function nameOfEntry(store: DocumentStore, entry: string): string | null {
  const path = entry.split(/[.[\]]+/).filter((step) => step !== '');
  const named = (member: string) => store.get([...path, member]);
  const name = named('code') ?? named('id');
  return typeof name === 'string' && !/^[0-9a-f-]{36}$/.test(name) && name !== '' ? name : null;
}
