import { useDocumentKit, useMistakeText, useValue } from '../../shared/document/document-context';
import type { DocumentPath } from '../../shared/document/document-store';
import type { TextSource } from './template.api';
import { TextFields } from './text-fields';

const LANGUAGES = ['ru', 'en'] as const;
const MOST_CHARACTERS = 1_000;
const EMPTY = { title: '', text: '' };

interface DocumentTextsProps {
  /** The path of the message in the document. The message has no member for a language without texts. */
  readonly path: DocumentPath;
  readonly source: TextSource;
  readonly placeholder?: string;
  readonly className?: string | undefined;
}

/** The inputs for the title and the text of a message in both languages. */
export function DocumentTexts({ className, ...props }: DocumentTextsProps) {
  return LANGUAGES.map((language) => (
    <div key={language} className={className}>
      <LanguageTexts {...props} language={language} />
    </div>
  ));
}

type Texts = Readonly<Record<string, Partial<typeof EMPTY> | undefined>>;

function LanguageTexts({
  path,
  source,
  placeholder,
  language,
}: DocumentTextsProps & { readonly language: 'ru' | 'en' }) {
  const { store, words } = useDocumentKit();
  const message = useValue<Texts | null | undefined>(path) ?? {};
  const texts = { ...EMPTY, ...message[language] };
  const at = [...path, language];
  const errors = { subject: useMistakeText([...at, 'title']), text: useMistakeText([...at, 'text']) };
  const label = (part: 'title' | 'text') => words('field', [part, language]) ?? '';

  function set(part: 'title' | 'text', typed: string): void {
    const changed = { ...texts, [part]: typed };
    const { [language]: before, ...others } = message;
    if (changed.title + changed.text === '') store.set(path, others);
    else if (before === undefined) store.set(at, changed);
    else store.set([...at, part], typed);
  }

  return (
    <TextFields
      source={source}
      labels={{ subject: label('title'), text: label('text') }}
      {...(placeholder !== undefined && { placeholder })}
      subject={texts.title}
      text={texts.text}
      errors={errors}
      maxLength={MOST_CHARACTERS}
      onSubject={(typed) => set('title', typed)}
      onText={(typed) => set('text', typed)}
    />
  );
}
